"""町の様式として受け取る大きさの上限。差し込むのに何分もかかるブックを、先に断る。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.drawing.conditional_rules import X14
from jusou_desk.reports.drawing.images import MAX_PIXELS, pixels
from jusou_desk.reports.xlsx.celltext import LIMIT, is_long, units
from jusou_desk.reports.xlsx.cellxml import text_of
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.print_names import PRINT_AREA
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: ブックのタグのある升と、シート一枚の条件付き書式の上限。
MAX_TAGGED: Final = 5_000
MAX_RULES: Final = 500
#: シート一枚の、条件付き書式や入力規則を当てる範囲と、印刷範囲の数の上限。
MAX_AREAS: Final = 20_000
MAX_PRINTED: Final = 200
#: ヘッダーの長さの上限(Excel の仕様と制限)と、ブックの図形の字の上限。
MAX_HEADER: Final = 255
MAX_FIGURE_WORDS: Final = 300_000
_FIGURES: Final = ("drawing", "vmlDrawing")
_SAVE_AGAIN: Final = "Excelで開いて保存し直してから、もう一度選んでください。"


def expect_moderate(book: Workbook) -> None:
    """升の字が長すぎる・タグや条件付き書式や列の幅や画像が多すぎるブックは ``BadInput``。"""
    if sum(pixels(book.content(part)) for part in book.part_names) > MAX_PIXELS:
        raise BadInput(
            "画像が大きすぎるか、多すぎるブックです。",
            "Excelの「図の形式」→「図の圧縮」で、画像を小さくして保存し直してください。",
        )
    for sheet in book.sheets:
        root = book.tree(sheet.part)
        rules = sum(1 for _ in root.iter(f"{MAIN}cfRule", f"{X14}cfRule"))
        if rules > MAX_RULES:
            raise BadInput(
                f"シート「{sheet.name}」の条件付き書式が多すぎます({rules:,}個)。",
                f"Excelの「条件付き書式」→「ルールの管理」で、{MAX_RULES}個以下にしてください。",
            )
        if _columns(root) > MAX_COLUMN:
            raise BadInput(
                f"シート「{sheet.name}」の列の幅が、同じ列に何度も書かれています。",
                _SAVE_AGAIN,
            )
        _expect_few_areas(book, sheet, root)
        _expect_short_header(sheet, root)
    _expect_short_figures(book)
    tagged = sum(1 for sheet in book.sheets for _ in _tagged(book, sheet))
    if tagged > MAX_TAGGED:
        raise BadInput(
            f"タグのある升が多すぎるブックです({tagged:,}か所)。",
            f"タグのある升を{MAX_TAGGED:,}か所以下にするか、いくつかの様式に分けてください。",
        )


def _expect_few_areas(book: Workbook, sheet: SheetEntry, root: etree._Element) -> None:
    given = [one.get("sqref", "") for one in root.iterfind(".//*[@sqref]")]
    given += [one.text or "" for one in root.iter("{*}sqref")]
    if sum(len(one.split()) for one in given) > MAX_AREAS:
        raise BadInput(
            f"シート「{sheet.name}」の条件付き書式か入力規則の範囲が、細かく分かれすぎています。",
            "Excelの「条件付き書式」→「ルールの管理」などで、適用先をまとめてください。",
        )
    printed = book.names_of(sheet).get(PRINT_AREA, "").count(",") + 1
    if printed > MAX_PRINTED:
        raise BadInput(
            f"シート「{sheet.name}」の印刷範囲が多すぎます({printed:,}か所)。",
            f"Excelの「印刷範囲」→「クリア」の後、{MAX_PRINTED}か所以下を選び直してください。",
        )


def _expect_short_header(sheet: SheetEntry, root: etree._Element) -> None:
    if any(units(e.text or "") > MAX_HEADER for e in root.iterfind(f"{MAIN}headerFooter/*")):
        raise BadInput(
            f"シート「{sheet.name}」のヘッダーかフッターの字が長すぎます。",
            f"Excelのヘッダーに入るのは{MAX_HEADER}字までです。短くして保存し直してください。",
        )


def _expect_short_figures(book: Workbook) -> None:
    """図形の文とフォームの部品の字。一つは升と同じ長さまで、全部では ``MAX_FIGURE_WORDS`` まで。"""
    total = 0
    for sheet in book.sheets:
        for one in book.relations(sheet.part):
            if one.kind not in _FIGURES or one.target not in book.part_names:
                continue
            for size in _figure_words(book, one.target):
                total += size
                if size > LIMIT or total > MAX_FIGURE_WORDS:
                    raise BadInput(
                        f"シート「{sheet.name}」の図形の字が長すぎます。",
                        f"図形一つの字は{LIMIT:,}字、全部では{MAX_FIGURE_WORDS:,}字までです。",
                    )


def _figure_words(book: Workbook, part: str) -> Iterator[int]:
    try:
        root = book.tree(part)
    except BadInput:
        return  # 昔の VML には、XML として読めないものがある
    for holder in root.iter("{*}txBody", "{*}textbox"):
        yield sum(map(len, map(str, holder.itertext())))


def _columns(root: etree._Element) -> int:
    """幅の書かれた列の数。Excel は一つの列を一度だけ書く。"""
    spans = (
        (int(one.get("min", "1")), min(int(one.get("max", "1")), MAX_COLUMN))
        for one in root.iterfind(f"{MAIN}cols/{MAIN}col")
    )
    return sum(last - first + 1 for first, last in spans if last >= first)


def _tagged(book: Workbook, sheet: SheetEntry) -> Iterator[str]:
    for row, column, cell in iterate_cells(book.tree(sheet.part)):
        text = text_of(cell, book.strings)
        if is_long(text):
            raise BadInput(
                f"シート「{sheet.name}」の{column_name(column)}{row}の字が長すぎます。",
                f"Excelの升に入るのは{LIMIT:,}字までです。短くして保存し直してください。",
            )
        if "{" in text or "｛" in text:
            yield text
