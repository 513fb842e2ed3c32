"""様式の点検のうち、ファイルに付いて外へ出るもの: 作成者、パソコンの道、見えない部品など。

値そのものは文に入れない。どこにあるかと、どう消すかだけを言う。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from jusou_desk.reports.inspection.calling_out import CALLS_OUT, REPAIR, calls_out
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.leaking_parts import TRACES, Trace
from jusou_desk.reports.xlsx.package import Relation, parse_xml, relations
from jusou_desk.reports.xlsx.parts import WORKBOOK
from jusou_desk.reports.xlsx.workbook import Workbook

_CHECK: Final = "Excelの「ファイル」→「情報」→「問題のチェック」→「ドキュメント検査」で消せます。"
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
#: 外を指していても、開いただけでは取りに行かない関係。
_QUIET: Final = ("hyperlink", "externalLinkPath", "externalLinkLongPath", "xlPathMissing")
_FILES: Final = ("file:", "\\\\")


def leaks(book: Workbook) -> Iterator[Finding]:
    """書き出した xlsx に付いて外へ出るもの。黄。中身が漏れるか、外へつながるものは赤。"""
    parts = {name: book.content(name) for name in book.part_names}
    if calls_out(parts):
        yield Finding(Grade.RED, "", "", CALLS_OUT, REPAIR)
    pointing = list(_pointing(parts))
    yield from _traces(book, parts, pointing)
    yield from _outside(book, pointing)
    for part, names in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        for what in _properties(parts, part, names):
            yield _leak(Grade.YELLOW, "", f"{what}が入っています。", _CHECK)
    if b":absPath" in parts[WORKBOOK]:
        what = "保存したフォルダの場所(利用者の名前を含むことがあります)が入っています。"
        yield _leak(Grade.YELLOW, "", what, "一度ほかの場所に保存し直すと替わります。")


def _leak(grade: Grade, sheet: str, what: str, advice: str) -> Finding:
    return Finding(grade, sheet, "", what, advice, Kind.LEAK)


def _pointing(parts: Mapping[str, bytes]) -> Iterator[tuple[str, Relation]]:
    """どの部品の、どの関係も。"""
    for name, content in parts.items():
        if name.endswith(".rels"):
            source = name.replace("_rels/", "").removesuffix(".rels")
            for one in relations(source, content):
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
        trace = next((t for t in TRACES if _is(t, name, kinds.get(name, set()), content)), None)
        if trace is not None:
            yield _leak(trace.grade, owners.get(name, ""), trace.what, trace.advice)


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
    for tag, what in names.items():
        found = ((element.text or "").strip() for element in root.iter(tag))
        if any(words not in _PROGRAMS for words in found):
            yield what
