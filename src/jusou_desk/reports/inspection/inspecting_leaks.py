"""様式の点検のうち、ファイルに付いて外へ出るもの: 作成者、パソコンの道、見えない部品など。

値そのものは文に入れない。どこにあるかと、どう消すかだけを言う。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.inspection.calling_out import CALLS_OUT, REPAIR, calls_out
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind, folded
from jusou_desk.reports.inspection.leaking_parts import TRACES, Trace
from jusou_desk.reports.xlsx.package import MAIN, Relation, parse_xml
from jusou_desk.reports.xlsx.parts import TYPES, WORKBOOK, is_xml
from jusou_desk.reports.xlsx.results import forget_drawn
from jusou_desk.reports.xlsx.workbook import Workbook

_CHECK: Final = "Excelの「ファイル」→「情報」→「問題のチェック」→「ドキュメント検査」で消せます。"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_CP: Final = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
#: 人が書く、ファイルの説明。
_ABOUT: Final = (
    *(f"{_DC}{name}" for name in ("title", "subject", "description")),
    *(f"{_CP}{name}" for name in ("keywords", "category")),
)
_CORE: Final = {
    f"{_DC}creator": "作成者の名前",
    f"{_CP}lastModifiedBy": "最後に保存した人の名前",
    **dict.fromkeys(_ABOUT, "ファイルの属性に、題名・件名・タグ・コメントなどの字"),
}
_EXTENDED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_APP: Final = {
    f"{_EXTENDED}Company": "会社(役場)の名前",
    f"{_EXTENDED}Manager": "管理者の名前",
    f"{_EXTENDED}HyperlinkBase": "リンクの元になるフォルダの場所",
}
#: 人の名ではなく、ブックを作った道具の名。
_PROGRAMS: Final = ("", "重層デスク", "openpyxl", "Microsoft Excel", "XlsxWriter")
#: 外を指していても、開いただけでは取りに行かない関係。
_QUIET: Final = ("hyperlink", "externalLinkPath", "externalLinkLongPath", "xlPathMissing")
_FILES: Final = ("file:", "\\\\")
_PATH: Final = re.compile(r"[\s']*(?:file:|[A-Za-z]:\\|\\\\)", re.IGNORECASE)


def leaks(book: Workbook) -> Iterator[Finding]:
    """書き出した xlsx に付いて外へ出るもの。黄。中身が漏れるか、外へつながるものは赤。"""
    parts = {name: book.content(name) for name in book.part_names}
    if calls_out(parts):
        yield Finding(Grade.RED, "", "", CALLS_OUT, REPAIR)
    pointing = list(_pointing(book))
    yield from _traces(book, parts, pointing)
    yield from _outside(book, pointing)
    for part, names in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        for what in _properties(parts, part, names):
            yield _leak(Grade.YELLOW, "", f"{what}が入っています。", _CHECK)
    yield from _in_workbook(book)
    if b":absPath" in parts[WORKBOOK]:
        what = "保存したフォルダの場所(利用者の名前を含むことがあります)が入っています。"
        yield _leak(Grade.YELLOW, "", what, "一度ほかの場所に保存し直すと替わります。")


def expect_harmless(book: Workbook) -> None:
    """中身が漏れるものか、外へつながるもの(点検の赤)のあるブックは ``BadInput``。"""
    reds = list(folded(one for one in leaks(book) if one.grade is Grade.RED))
    if reds:
        more = f"直す所は、ほかに{len(reds) - 1}つあります。" if len(reds) > 1 else ""
        raise BadInput(reds[0].what, reds[0].advice + more)


def _leak(grade: Grade, sheet: str, what: str, advice: str) -> Finding:
    return Finding(grade, sheet, "", what, advice, Kind.LEAK)


def _pointing(book: Workbook) -> Iterator[tuple[str, Relation]]:
    """どの部品の、どの関係も。"""
    for name in book.part_names:
        if name.endswith(".rels"):
            source = name.replace("_rels/", "").removesuffix(".rels")
            for one in book.relations(source):
                yield source, one


def _traces(
    book: Workbook, parts: Mapping[str, bytes], pointing: list[tuple[str, Relation]]
) -> Iterator[Finding]:
    """表にある部品。シートに付いたものは、シートの名と一緒に言う。"""
    sheets = {sheet.part: sheet.name for sheet in book.sheets}
    kinds: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    for source, one in pointing:
        if not one.external:
            kinds.setdefault(one.target, set()).add(one.kind)
            if source in sheets:
                owners[one.target] = sheets[source]
    for name, content in parts.items():
        if name.endswith(".rels"):
            continue
        carried = _carried(content) if name.startswith("xl/charts/") else content
        trace = next((t for t in TRACES if _is(t, name, kinds.get(name, set()), carried)), None)
        if trace is not None:
            yield _leak(trace.grade, owners.get(name, ""), trace.what, trace.advice)
        elif name.startswith("xl/") and is_xml(name) and _names_a_path(content):
            what = (
                "絵の説明などに、元のファイルの置き場所(利用者の名を含むことがあります)があります。"
            )
            advice = "絵なら、右クリックの「代替テキスト」の字を消してください。"
            yield _leak(Grade.YELLOW, sheets.get(name) or owners.get(name, ""), what, advice)
        elif name not in kinds and name != TYPES:
            what = "どこからも使われていない中身があり、見えないまま付いて出ます。"
            yield _leak(Grade.YELLOW, "", what, "Excelで開いて保存し直すと消えます。")


def _carried(chart: bytes) -> bytes:
    """グラフの部品の、外へ出る中身。升から写した値は、差し込むときに消える。"""
    try:
        root = parse_xml(chart)
    except BadInput:
        return chart
    forget_drawn(root)
    return etree.tostring(root)


def _names_a_path(content: bytes) -> bool:
    """どれかの属性が、パソコンやサーバーのファイルを指しているか。保存した場所(absPath)は別に言う。"""
    try:
        root = parse_xml(content)
    except BadInput:
        return False  # 昔の VML には、XML として読めないものがある
    return any(
        _PATH.match(str(value))
        for element in root.iter("*")
        if etree.QName(element).localname != "absPath"
        for value in element.attrib.values()
    )


def _in_workbook(book: Workbook) -> Iterator[Finding]:
    """ブックの部品に付いた、人の名。"""
    root = book.tree(WORKBOOK)
    if root.find(f"{MAIN}customWorkbookViews/{MAIN}customWorkbookView") is not None:
        what = "名前の付いたビューがあり、その名(利用者の名のことがあります)が付いて出ます。"
        yield _leak(
            Grade.YELLOW, "", what, "「表示」タブの「…設定のビュー」の一覧で消してください。"
        )
    sharing = root.find(f"{MAIN}fileSharing")
    if sharing is not None and (sharing.get("userName") or "").strip():
        what = "書込みのパスワードを付けた人の名前が入っています。"
        advice = "「名前を付けて保存」→「ツール」→「全般オプション」でパスワードを消してください。"
        yield _leak(Grade.YELLOW, "", what, advice)


def _is(trace: Trace, name: str, kinds: set[str], content: bytes) -> bool:
    if not (name.casefold().startswith(trace.heads) or trace.kinds & kinds):
        return False
    return trace.holding is None or trace.holding.search(content) is not None


def _outside(book: Workbook, pointing: list[tuple[str, Relation]]) -> Iterator[Finding]:
    """外のファイルを指す関係。値は言わない。"""
    sheets = {sheet.part: sheet.name for sheet in book.sheets}
    for source, one in pointing:
        if not one.external:
            continue
        sheet = sheets.get(source, "")
        if one.kind not in _QUIET:
            what = "開くと外のファイルを取りに行くもの(リンクした絵など)があります。"
            yield _leak(
                Grade.RED, sheet, what, "リンクを解き、絵はブックの中に貼り直してください。"
            )
        elif one.kind == "hyperlink" and one.target.casefold().startswith(_FILES):
            what = "パソコンやサーバーのファイルへのリンクがあり、その置き場所が付いて出ます。"
            yield _leak(Grade.YELLOW, sheet, what, "要らなければ、リンクを消してください。")


def _properties(parts: Mapping[str, bytes], part: str, names: Mapping[str, str]) -> Iterator[str]:
    if part not in parts:
        return
    root = parse_xml(parts[part])
    told = dict[str, None]()
    for tag, what in names.items():
        found = ((element.text or "").strip() for element in root.iter(tag))
        if any(words not in _PROGRAMS for words in found):
            told[what] = None
    yield from told
