"""様式の点検のうち、升のほかの所に残った字: シナリオ、名前の定義、入力規則、絞り込み、消した字など。

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
from jusou_desk.reports.xlsx.shared_strings import used_strings
from jusou_desk.reports.xlsx.sheetxml import plain_text
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
    "入力規則の選択肢か式に長い文があり、付いて出ます。",
    f"「データ」→「データの入力規則」で、{_CHECK}書き直してください。",
)
_PROMPT: Final = (
    "入力規則に、升を選んだときや打ち違えたときに出る文があり、付いて出ます。",
    f"「データ」→「データの入力規則」のメッセージの欄で、{_CHECK}消してください。",
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
_RANGE: Final = (
    "編集を許した範囲に、人の付けた名があり、付いて出ます。",
    f"「校閲」→「範囲の編集を許可する」で、{_CHECK}名を替えてください。",
)
_FILTER: Final = (
    "絞り込み(フィルター)に、前に選んだ値が残っていて、付いて出ます。",
    "「データ」→「クリア」で絞り込みを解いて、保存し直してください。",
)
_SORT: Final = (
    "並べ替えに、並べる順の語(ユーザー設定リスト)が残っていて、付いて出ます。",
    f"「データ」→「並べ替え」で、{_CHECK}「順序」を「昇順」に替えてください。",
)
_RULE: Final = (
    "条件付き書式の規則に字が書いてあり、付いて出ます。",
    f"「条件付き書式」→「ルールの管理」で、{_CHECK}その規則を消してください。",
)
_TABLE: Final = (
    "テーブルに説明か「代替テキスト」の字があり、付いて出ます。",
    f"テーブルを右クリックし「テーブル」→「代替テキスト」などで、{_CHECK}消してください。",
)
_ALTERNATE: Final = ("altText", "altTextSummary")
#: 印が無ければ刷られないヘッダー。
_SWITCHES: Final = {"even": "differentOddEven", "first": "differentFirst"}
#: 選択肢の一つがこれより長ければ、語でなく文とみる(字数)。
_LONG_CHOICE: Final = 12
#: 条件付き書式の式に書いた字がこれより長ければ、「済」「未提出」のような印でなく、名や文とみる(字数)。
_LONG_MARK: Final = 3
_CONSTANT: Final = re.compile(r'\s*=?\s*\{?\s*"')
_QUOTED: Final = re.compile(r'"([^"]*)"')
#: Excel が自分で付ける、編集を許す範囲の名。
_PLAIN_RANGE: Final = re.compile(r"(?:範囲|Range)\s*\d*", re.IGNORECASE)
_TOLD: Final = ("promptTitle", "prompt", "errorTitle", "error")


def leftovers(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """升のほかに残った字。どれも黄。"""
    for name in book.defined_names():
        if _CONSTANT.match(name.text or "") or _is_worded(name.text or ""):
            yield _found("", "", _NAME)
        if any(name.get(told) for told in _NAME_TOLD):
            yield _found("", "", _NAME_COMMENT)
    if unused := _unused_strings(book):
        yield _found("", "", (_UNUSED[0].format(unused), _UNUSED[1]))
    for sheet in book.sheets:
        if goes_out(sheet.name, vocabulary):
            yield from _in_sheet(book, sheet)
            yield from _in_tables(book, sheet)


def _found(sheet: str, cell: str, kind: tuple[str, str]) -> Finding:
    return Finding(Grade.YELLOW, sheet, cell, *kind, Kind.LEAK)


def _in_sheet(book: Workbook, sheet: SheetEntry) -> Iterator[Finding]:
    root = book.tree(sheet.part)
    if root.find(f"{MAIN}scenarios/{MAIN}scenario") is not None:
        yield _found(sheet.name, "", _SCENARIO)
    if any(map(_has_idle_header, root.iterfind(f"{MAIN}headerFooter"))):
        yield _found(sheet.name, "", _HEADER)
    for one in root.iter("{*}protectedRange"):
        if one.get("securityDescriptor") or one.find("{*}securityDescriptor") is not None:
            yield _found(sheet.name, "", _EDITORS)
        if not _PLAIN_RANGE.fullmatch(one.get("name", "").strip() or "範囲"):
            yield _found(sheet.name, _first_cell(one), _RANGE)
    yield from _in_orders(root, sheet.name)
    for rule in root.iter("{*}cfRule"):
        holder = rule.getparent()
        if holder is not None and _has_words(rule):
            yield _found(sheet.name, _first_cell(holder), _RULE)
    for rule in root.iter("{*}dataValidation"):
        place = _first_cell(rule)
        if any((rule.get(told) or "").strip() for told in _TOLD):
            yield _found(sheet.name, place, _PROMPT)
        if _has_long_choice(rule):
            yield _found(sheet.name, place, _CHOICES)


def _in_tables(book: Workbook, sheet: SheetEntry) -> Iterator[Finding]:
    """シートのテーブルの、絞り込み・並べ替え・説明。"""
    for one in book.relations(sheet.part):
        if one.kind != "table" or one.target not in book.part_names:
            continue
        root = book.tree(one.target)
        yield from _in_orders(root, sheet.name)
        told = [root.get("comment"), *(e.get(t) for e in root.iter("{*}table") for t in _ALTERNATE)]
        if any((words or "").strip() for words in told):
            yield _found(sheet.name, root.get("ref", "").partition(":")[0], _TABLE)


def _in_orders(root: etree._Element, sheet: str) -> Iterator[Finding]:
    """前に選んだ絞り込みの値と、並べる順の語。"""
    for one in root.iter("{*}autoFilter"):
        chosen = one.iter("{*}filter", "{*}customFilter", "{*}dateGroupItem")
        if any(value.get("val") or value.get("year") for value in chosen):
            yield _found(sheet, one.get("ref", "").partition(":")[0], _FILTER)
    for one in root.iter("{*}sortCondition"):
        if (one.get("customList") or "").strip():
            yield _found(sheet, one.get("ref", "").partition(":")[0], _SORT)


def _has_words(rule: etree._Element) -> bool:
    """条件付き書式の規則に、探す字か、名や文のように長い字があるか。"""
    formulas = (one.text or "" for one in rule.iter("{*}formula", "{*}f"))
    return bool((rule.get("text") or "").strip()) or any(map(_is_worded, formulas))


def _is_worded(formula: str, most: int = _LONG_MARK) -> bool:
    """式に、``most`` 字より長い字が書いてあるか。"""
    return any(len(words.strip()) > most for words in _QUOTED.findall(formula))


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
    """規則に直に書いた選択肢か、式の字に、文のように長いものがあるか。"""
    formulas = rule.iter("{*}formula1", "{*}formula2")
    written = ["".join(map(str, one.itertext())).strip() for one in formulas]
    if rule.get("type") != "list":
        return any(_is_worded(text, _LONG_CHOICE) for text in written)
    choices = (one for text in written if text[:1] == '"' for one in text.strip('"').split(","))
    return any(len(one.strip()) > _LONG_CHOICE for one in choices)
