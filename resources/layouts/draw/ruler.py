"""物差しの紙。Excel から刷った枠と、このプログラムから刷った枠を測り、大きさの違いを合わせる。"""

from __future__ import annotations

from typing import Final

from house import COLUMNS, Box, Page, entry, label, new_book, save, words

TITLE: Final = "物差しの紙"
#: 枠の高さ。升 36 の幅(486 pt、171.45 mm)と同じくらいにする。
_ROWS: Final = 18
_ROW_POINTS: Final = 27.0
_STEPS: Final = (
    "① この紙のファイルを、ふだん使う Excel で開き、倍率 100 % のまま刷る。",
    "② 同じ紙を、このプログラムの「プリンター」から刷る。",
    "③ 大きな枠の、横(左の線から右の線まで)と縦(上の線から下の線まで)を mm で測り、下に書く。",
    "④ 四つの数を、このプログラムの設定の「プリンター」に入れる。",
)


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    page.line(words(TITLE, COLUMNS, size=16, align="center", bold=True), height=30)
    for step in _STEPS:
        page.line(words(step, COLUMNS, size=10), height=16.5)
    page.gap(6)
    with page.framed():
        for number in range(_ROWS):
            if number == _ROWS // 2 - 1:
                page.line(_blank(6), *_head(), _blank(6), height=_ROW_POINTS)
            elif number in (_ROWS // 2, _ROWS // 2 + 1):
                who = "Excel" if number == _ROWS // 2 else "このプログラム"
                page.line(_blank(6), label(who, 8), *_entries(), _blank(6), height=_ROW_POINTS)
            else:
                page.line(_blank(COLUMNS), height=_ROW_POINTS)
    page.finish()
    # 枠の大きさを測る紙なので、幅に合わせて縮めない。
    page.sheet.sheet_properties.pageSetUpPr.fitToPage = False
    return save(book, TITLE)


def _blank(width: int) -> Box:
    return Box("", width, edges="none")


def _head() -> tuple[Box, ...]:
    return label("刷ったもの", 8), label("横", 8), label("縦", 8)


def _entries() -> tuple[Box, ...]:
    return tuple(entry("　　　　　　mm", 8, size=10.5) for _ in range(2))
