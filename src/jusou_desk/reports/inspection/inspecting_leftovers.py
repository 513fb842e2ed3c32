"""様式の点検のうち、升のほかの所に残った字: シナリオ、名前の定義、入力規則、表示形式、消した字など。

どれも紙には出ず、Excelの普段の画面でも気づきにくい。字そのものは文に入れない。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.form.elsewhere import sqref_of
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.inspecting_unseen import goes_out
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.parts import WORKBOOK
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.shared_strings import used_strings
from jusou_desk.reports.xlsx.sheetxml import iterate_cells, plain_text
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_CHECK: Final = "渡してよい内容か確かめ、要らなければ"
_SCENARIO: Final = (
    "シナリオがあり、前に入れた値が、見えないまま付いて出ます。",
    "「データ」→「What-If 分析」→「シナリオの登録と管理」で消してください。",
)
_NAME: Final = (
    "名前の定義に、升の番地でなく字が書いてあり、見えないまま付いて出ます。",
    f"「数式」→「名前の管理」で、{_CHECK}消してください。",
)
_NAME_COMMENT: Final = (
    "名前の定義にコメントがあり、見えないまま付いて出ます。",
    f"「数式」→「名前の管理」→「編集」で、{_CHECK}コメントを消してください。",
)
_NAME_TOLD: Final = ("comment", "description", "help", "statusBar", "customMenu")
_CHOICES: Final = (
    "入力規則の選択肢に長い文があり、付いて出ます。",
    f"「データ」→「データの入力規則」で、{_CHECK}書き直してください。",
)
_PROMPT: Final = (
    "入力規則に、升を選んだときや打ち違えたときに出る文があり、付いて出ます。",
    f"「データ」→「データの入力規則」のメッセージの欄で、{_CHECK}消してください。",
)
_FORMAT: Final = (
    "表示形式に、単位より長い字が書いてあり、付いて出ます。",
    f"「セルの書式設定」の「表示形式」で、{_CHECK}消してください。",
)
_UNUSED: Final = (
    "升から消した字が、ファイルの中に{}つ残っていて、見えないまま付いて出ます。",
    "Excelで開いて保存し直すと消えます。",
)
_HEADER: Final = (
    "刷られないヘッダーかフッター(先頭頁用か偶数頁用)に字があり、見えないまま付いて出ます。",
    (
        "「ページ設定」の「ヘッダー/フッター」で「先頭ページのみ別指定」と「奇数/偶数ページ別指定」に"
        f"印を付け、{_CHECK}消してください。"
    ),
)
_EDITORS: Final = (
    "範囲の編集を許した人の番号(役場の利用者を指す)が付いて出ます。",
    "「校閲」→「範囲の編集を許可する」で消してください。",
)
#: 印が無ければ刷られないヘッダー。
_SWITCHES: Final = {"even": "differentOddEven", "first": "differentFirst"}
#: 選択肢の一つがこれより長ければ、語でなく文とみる(字数)。
_LONG_CHOICE: Final = 12
#: 表示形式の続いた字がこれより長ければ、「円」「か月」「(単位:千円)」のような単位ではない(字数)。
_LONG_UNIT: Final = 8
_CONSTANT: Final = re.compile(r'\s*=?\s*\{?\s*"')
_LITERAL: Final = re.compile(r'(?:"[^"]*"|\\.)+')
_ESCAPES: Final = re.compile(r'["\\]')
_TOLD: Final = ("promptTitle", "prompt", "errorTitle", "error")


def leftovers(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """升のほかに残った字。どれも黄。"""
    for name in book.defined_names():
        if _CONSTANT.match(name.text or ""):
            yield _found("", "", _NAME)
        if any(name.get(told) for told in _NAME_TOLD):
            yield _found("", "", _NAME_COMMENT)
    if unused := _unused_strings(book):
        yield _found("", "", (_UNUSED[0].format(unused), _UNUSED[1]))
    formats = _worded_formats(book)
    for sheet in book.sheets:
        if goes_out(sheet.name, vocabulary):
            yield from _in_sheet(book, sheet, formats)


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, *kind, Kind.LEAK)


def _in_sheet(book: Workbook, sheet: SheetEntry, formats: frozenset[str]) -> Iterator[Finding]:
    root = book.tree(sheet.part)
    if root.find(f"{MAIN}scenarios/{MAIN}scenario") is not None:
        yield _found(sheet.name, "", _SCENARIO)
    if any(map(_has_idle_header, root.iterfind(f"{MAIN}headerFooter"))):
        yield _found(sheet.name, "", _HEADER)
    if any(one.get("securityDescriptor") for one in root.iter(f"{MAIN}protectedRange")):
        yield _found(sheet.name, "", _EDITORS)
    for rule in root.iter("{*}dataValidation"):
        place = _first_cell(rule)
        if any((rule.get(told) or "").strip() for told in _TOLD):
            yield _found(sheet.name, place, _PROMPT)
        if rule.get("type") == "list" and _has_long_choice(rule):
            yield _found(sheet.name, place, _CHOICES)
    if formats:
        for row, column, cell in iterate_cells(root):
            if cell.get("s", "0") in formats:
                yield _found(sheet.name, f"{column_name(column)}{row}", _FORMAT)


def _unused_strings(book: Workbook) -> int:
    """どの升も使わないのに、共有の文字列に残っている字の数。"""
    unused = set(range(len(book.strings))) - used_strings(book, book.sheets)
    return sum(bool(plain_text(book.strings[one]).strip()) for one in unused)


def _has_idle_header(header: etree._Element) -> bool:
    """使う印が無いので刷られない、先頭頁用か偶数頁用の字があるか。"""
    idle = [kind for kind, one in _SWITCHES.items() if header.get(one) not in ("1", "true")]
    return any(
        (one.text or "").strip() and etree.QName(one).localname.startswith(tuple(idle))
        for one in header.iterchildren("*")
        if idle
    )


def _first_cell(rule: etree._Element) -> str:
    """その規則のかかる、初めの升。"""
    return re.split(r"[\s:]", sqref_of(rule), maxsplit=1)[0]


def _has_long_choice(rule: etree._Element) -> bool:
    """規則に直に書いた選択肢に、文のように長いものがあるか。"""
    formula = rule.find("{*}formula1")
    words = "" if formula is None else "".join(map(str, formula.itertext())).strip()
    if not words.startswith('"'):
        return False
    return any(len(one.strip()) > _LONG_CHOICE for one in words.strip('"').split(","))


def _worded_formats(book: Workbook) -> frozenset[str]:
    """長い字のある表示形式を使う、升の書式の番号。"""
    part = next((one.target for one in book.relations(WORKBOOK) if one.kind == "styles"), "")
    if part not in book.part_names:
        return frozenset()
    root = book.tree(part)
    worded = {
        one.get("numFmtId")
        for one in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        if _is_worded(one.get("formatCode", ""))
    }
    styles = root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    return frozenset(str(n) for n, one in enumerate(styles) if one.get("numFmtId") in worded)


def _is_worded(code: str) -> bool:
    literals = (_ESCAPES.sub("", found[0]).strip() for found in _LITERAL.finditer(code))
    return any(len(words) > _LONG_UNIT for words in literals)
