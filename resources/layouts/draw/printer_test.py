"""プリンターの試し刷り。余白・大きさ・濃さ・印・透かし・小さな字を、一枚で確かめる。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from house import COLUMNS, Box, Page, entry, label, new_book, save, words
from openpyxl.styles import Border, Font, PatternFill, Side

TITLE = "プリンターの試し刷り"
#: 升 21 で 283.5 pt、ちょうど 100 mm。
_HUNDRED_MM: Final = 21
_GREYS: Final = (0, 5, 10, 20, 40, 60, 80, 100)
_LINES: Final = (("hair", "極細"), ("thin", "細"), ("medium", "中"), ("thick", "太"))
_WORDS: Final = "髙﨑𠮷濵邉　㊙①☑　令和8年11月　ｶﾀｶﾅ 0123"
_SIZES: Final = (6.0, 7.5, 9.0, 10.5)


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    page.line(words("{{町名}}", 18, size=10.5), words("", 18), height=18)
    page.line(words(TITLE, COLUMNS, size=16, align="center", bold=True), height=32)
    page.line(
        words(
            "会議資料と同じ道で刷った紙です。下の四つを確かめ、合わないときはプリンターの設定を直します。"
            "個人の情報は載っていません。",
            COLUMNS,
            size=10,
        ),
        height=28,
    )
    page.gap(6)
    _margins(page)
    _greys(page)
    _marks(page)
    _small(page)
    _result(page)
    page.finish()
    return save(book, TITLE)


def _heading(page: Page, text: str) -> None:
    page.gap(8)
    page.line(words(text, COLUMNS, size=10.5, bold=True), height=18)


def _paint(page: Page, column: int, colour: str, *, text: str = "000000") -> None:
    cell = page.sheet.cell(page.row, column)
    cell.fill = PatternFill("solid", fgColor=colour)
    font = cell.font
    cell.font = Font(name=font.name, size=font.size, bold=font.bold, color=text)


def _margins(page: Page) -> None:
    page.line(words("1　余白と大きさ", COLUMNS, size=10.5, bold=True), height=18)
    page.line(
        words(
            "この枠の左の線から紙の左の端まで 25 mm(綴じ代)。"
            "黒い棒の長さは 100 mm。違うときは「実際のサイズ」「倍率 100 %」で刷る。",
            COLUMNS,
            size=9.5,
        ),
        height=28,
    )
    with page.framed():
        page.line(Box("", COLUMNS, edges="none"), height=5)
        rest = COLUMNS - 1 - _HUNDRED_MM
        page.line(
            Box("", 1, edges="none"),
            Box("", _HUNDRED_MM, edges="none"),
            Box("← 100 mm", rest, size=9, edges="none"),
            height=12,
        )
        _paint(page, 2, "FF000000")
        page.line(Box("", COLUMNS, edges="none"), height=5)


def _greys(page: Page) -> None:
    _heading(page, "2　濃さと線")
    page.line(
        words(
            "5 % と 10 % の違いが見え、どの升の字も読める。極細の線が途切れない。",
            COLUMNS,
            size=9.5,
        )
    )
    widths = (5, 5, 4, 4, 4, 4, 5, 5)
    page.line(
        *(
            Box(f"{grey} %", width, size=9, align="center")
            for grey, width in zip(_GREYS, widths, strict=True)
        ),
        height=26,
    )
    column = 1
    for grey, width in zip(_GREYS, widths, strict=True):
        level = round(255 * (100 - grey) / 100)
        _paint(page, column, "FF" + f"{level:02X}" * 3, text="FFFFFF" if grey >= 60 else "000000")
        column += width
    page.gap(4)
    page.line(
        *(Box(name, 9, size=9, align="center", edges="none") for _, name in _LINES), height=18
    )
    for number, (style, _) in enumerate(_LINES):
        for column in range(number * 9 + 2, number * 9 + 9):
            page.sheet.cell(page.row, column).border = Border(bottom=Side(style=style))


def _marks(page: Page) -> None:
    _heading(page, "3　印と透かし")
    page.line(
        words(
            "右上の枠の「㊙」「会議終了後回収」「複写禁止」と、左上の控番、下の頁と出力者が欠けていない。"
            "斜めの名前が読め、その上の字も読める。",
            COLUMNS,
            size=9.5,
        ),
        height=28,
    )
    page.line(words("この紙を白黒で複写しても、㊙の印と斜めの名前が読める。", COLUMNS, size=9.5))


def _small(page: Page) -> None:
    _heading(page, "4　名前の字と小さな字")
    with page.framed():
        for size in _SIZES:
            page.line(
                label(f"{size:g} pt", 4),
                replace(entry(_WORDS, 22, size=size), align="left"),
                replace(entry("東深川　一丁目", 10, size=size), bold=True),
                height=20,
            )


def _result(page: Page) -> None:
    _heading(page, "試した結果")
    with page.framed():
        page.line(
            label("試した日", 5),
            entry("{{日付:和暦}}", 13),
            label("試した人", 5),
            entry("{{氏名}}", 13),
        )
        page.line(label("プリンター", 5), entry("", 31), height=26)
        page.line(
            label("確かめた所", 5),
            *(
                replace(words(f"☐{name}", width, size=9.5), edges="none")
                for name, width in (
                    ("左25mm", 6),
                    ("100mm", 6),
                    ("濃さと線", 6),
                    ("印と透かし", 7),
                    ("名前の字", 6),
                )
            ),
            height=24,
        )
