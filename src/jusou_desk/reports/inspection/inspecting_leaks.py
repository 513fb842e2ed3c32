"""様式の点検のうち、ファイルに付いて外へ出るもの: 作成者、パソコンの道、隠れたシートなど。

値そのものは文に入れない。どこにあるかと、どう消すかだけを言う。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from jusou_desk.reports.inspection.calling_out import CALLS_OUT, REPAIR, calls_out
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.xlsx.package import MAIN, parse_xml, read_parts
from jusou_desk.reports.xlsx.parts import MAX_LAYOUT

_CHECK: Final = "Excelの「ファイル」→「情報」→「問題のチェック」→「ドキュメント検査」で消せます。"
#: 部品の名の頭 → (何があるか, 次の一手)。
_PARTS: Final = (
    ("xl/externalLinks/", "ほかのブックへのリンクがあります。", "「データ」→「リンクの編集」で解除してください。"),
    ("xl/comments", "コメント(メモ)があります。", "渡してよい内容か確かめ、要らなければ消してください。"),
    ("xl/threadedComments/", "コメントのやり取りがあります。", "渡してよい内容か確かめ、要らなければ消してください。"),
    ("xl/persons/", "コメントを書いた人の名前があります。", _CHECK),
    ("xl/revisions/", "変更の履歴があります。", "ブックの共有をやめて保存し直してください。"),
    ("xl/connections", "外のデータへの接続があります。", "「データ」→「クエリと接続」で消してください。"),
    ("xl/embeddings/", "ほかのファイルが埋め込まれています。", "渡してよいものか確かめ、要らなければ消してください。"),
    ("customXml/", "見えないデータ(カスタムXML)があります。", _CHECK),
    ("docProps/custom", "独自の属性(プロパティ)があります。", _CHECK),
    ("docProps/thumbnail", "縮小した絵(サムネイル)があります。", "保存するとき「縮小版を保存する」の印を外してください。"),
    ("xl/printerSettings/", "プリンターの設定(プリンターの名前)があります。", "困るときは、別のパソコンで保存し直してください。"),
    ("xl/vbaProject", "マクロがあります。", "このまま使えますが、開いた人に警告が出ます。要らなければ「.xlsx」で保存してください。"),
)  # fmt: skip
_CORE: Final = {
    "{http://purl.org/dc/elements/1.1/}creator": "作成者の名前",
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy": (
        "最後に保存した人の名前"
    ),
}
_EXTENDED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_APP: Final = {f"{_EXTENDED}Company": "会社(役場)の名前", f"{_EXTENDED}Manager": "管理者の名前"}
#: 人の名ではなく、ブックを作った道具の名。
_PROGRAMS: Final = ("", "重層デスク", "openpyxl", "Microsoft Excel", "XlsxWriter")
_HIDDEN: Final = {"hidden": "隠れたシート", "veryHidden": "Excelの画面からは出せない隠れたシート"}


def leaks(data: bytes) -> Iterator[Finding]:
    """書き出した xlsx に付いて外へ出るもの。どれも黄。外へ値を送る数式だけは赤。"""
    parts = read_parts(data, max_unpacked=MAX_LAYOUT)
    if calls_out(parts):
        yield Finding(Grade.RED, "", "", CALLS_OUT, REPAIR)
    for head, what, advice in _PARTS:
        if any(name.startswith(head) for name in parts):
            yield Finding(Grade.YELLOW, "", "", what, advice)
    for part, names in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        for what in _properties(parts, part, names):
            yield Finding(Grade.YELLOW, "", "", f"{what}が入っています。", _CHECK)
    if b":absPath" in parts.get("xl/workbook.xml", b""):
        what = "保存したフォルダの場所(利用者の名前を含むことがあります)が入っています。"
        yield Finding(Grade.YELLOW, "", "", what, "一度ほかの場所に保存し直すと替わります。")
    root = parse_xml(parts["xl/workbook.xml"])
    for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        kind = _HIDDEN.get(sheet.get("state", ""))
        if kind:
            what = f"{kind}があります。PDFには出ませんが、xlsxには付いて出ます。"
            yield Finding(
                Grade.YELLOW,
                sheet.get("name", ""),
                "",
                what,
                "要らなければ、表示して消してください。",
            )


def _properties(parts: Mapping[str, bytes], part: str, names: Mapping[str, str]) -> Iterator[str]:
    if part not in parts:
        return
    root = parse_xml(parts[part])
    for tag, what in names.items():
        found = ((element.text or "").strip() for element in root.iter(tag))
        if any(words not in _PROGRAMS for words in found):
            yield what
