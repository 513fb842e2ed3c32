"""どの帳票にも共通の行: 文書番号、取扱い、題と押印欄、誰の紙か、紙の下の注。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from house import ANSWER, Box, Page, entry, label, words

#: 文書番号は文書管理簿の番号を手で書く。プログラムは番号を付けない。
DOCUMENT_NUMBER: Final = "文書番号　　　　　　　　　　　　　号"


def numbered(page: Page, *right: Box) -> None:
    """紙のいちばん上の一行: 手で書く文書番号と、その右に置くもの。"""
    rest = page.columns - sum(box.width for box in right)
    page.line(words(DOCUMENT_NUMBER, rest, size=ANSWER), *right, height=18)


def letter_number(page: Page, left: str = "") -> None:
    """町から出す文書の一番上の行: 文書番号は右に置く(その下に日付が来る)。left: 左に置く文。"""
    half = page.columns // 2
    page.line(
        words(left, half, size=ANSWER),
        words(DOCUMENT_NUMBER, half, size=ANSWER, align="right"),
        height=18,
    )


def handling() -> Box:
    """取扱いの印。中太の枠で囲む。"""
    box = words("{{取扱}}", 8, size=ANSWER, align="center", bold=True)
    return replace(box, edges="medium", wrap=False)


def case_row(
    page: Page, *more: Box, number: int = 8, name: int = 0, size: float = ANSWER, height: float = 0
) -> int:
    """誰の紙かの一行: 受付番号と氏名。行の番号を返す。

    number・name: 二つの欄の幅(name の 0 は残りみな)。more: 右に続ける欄。
    """
    name = name or page.columns - 8 - number - sum(box.width for box in more)
    return page.line(
        label("受付番号"),
        entry("{{受付番号}}", number),
        label("氏名"),
        entry("{{氏名}}", name, size=size),
        *more,
        height=height,
    )


def person_rows(page: Page) -> None:
    """本人の欄(34 升): 氏名、生年月日、電話、住所。"""
    page.line(
        label("フリガナ"),
        entry("{{フリガナ}}", 12),
        label("生年月日"),
        entry("{{生年月日}}({{年齢}}歳)", 14),
    )
    page.line(
        label("氏名"),
        entry("{{氏名}}", 12, size=13),
        label("性別", 3),
        entry("{{性別}}", 4),
        label("電話", 3),
        entry("{{電話}}", 8),
        height=26,
    )
    page.line(label("住所"), replace(entry("{{住所}}", 30), wrap=True), height=28)


def heading(
    page: Page, title: str, *, number: str = "", seals: bool = False, handed: bool = False
) -> None:
    """一枚目の頭: 文書番号(手書き)、取扱い、題、供覧の押印欄。

    handed: 人に渡す紙。住所秘匿の人の分には、渡す前に二人で確かめる一行が題の下に出る。
    """
    numbered(page, words(number, 8, align="center"), handling())
    if handed:
        page.line(words(title, page.columns, size=16, align="center", bold=True), height=24)
        page.line(
            words("{{渡す前の確認}}", page.columns, size=9, align="right", bold=True), height=14
        )
        return
    page.gap(4)
    if not seals:
        page.line(words(title, page.columns, size=16, align="center", bold=True), height=30)
        page.gap(3)
        return
    names = ("課長", "主幹", "係長", "担当")
    page.titled_seals(words(title, page.columns - 16, size=16, bold=True), names)
    page.gap(4)


def next_sheet(page: Page, title: str, number: str) -> None:
    """二枚目からの頭。離れても誰の紙か分かるよう、番号と氏名を刷る。"""
    page.line(
        words(title, 20, size=11, bold=True),
        words(number, 8, align="center"),
        handling(),
        height=18,
    )
    page.gap(4)
    with page.framed():
        case_row(page, number=10)
    page.repeat_on_next_page(1, page.row)
    page.gap(5)


def legend(
    page: Page, text: str = "太枠は国への報告項目。☐ は当てはまるものに印を付ける。"
) -> None:
    """紙の下の小さな注。"""
    page.line(words(text, page.columns), height=14)
