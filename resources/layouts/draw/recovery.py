"""復旧コード用紙。二枚を別々に封をして保管する。封筒の宛名は手で書く。"""

from __future__ import annotations

from dataclasses import replace

from house import COLUMNS, Page, entry, label, new_book, save, words

TITLE = "復旧コード用紙"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    page.line(
        words("{{町名}}　シート番号 {{シート番号}}", 24, size=12),
        replace(words("{{正副}}", 4, size=14, align="center", bold=True), edges="medium"),
        replace(words("㊙ 厳重保管", 8, size=11, align="center", bold=True), edges="medium"),
        height=24,
    )
    page.gap(12)
    page.line(words("{{題名}}", COLUMNS, size=22, bold=True, align="center"), height=42)
    page.gap(8)
    page.line(words("{{説明:伸}}", COLUMNS, size=12), height=40)
    page.gap(6)
    page.line(words("復旧コード(4文字ずつ、左から右へ、上から下へ)", COLUMNS, size=10.5), height=20)
    page.table(
        "組",
        (("行", "番号", 4), ("左", "左", 16), ("右", "右", 16)),
        slots=7,
        height=34,
        size=22,
        align="center",
    )
    page.line(
        words("英字の I・L・O・U は使っていません。1 と 0 は数字です。", COLUMNS, size=10),
        height=18,
    )
    page.gap(8)
    for tag in ("保管", "注意", "控え", "紛失"):
        page.line(words("●", 2, size=12), words(f"{{{{{tag}:伸}}}}", 34, size=12), height=40)
    page.gap(8)
    with page.framed():
        page.line(
            label("作成日", 6),
            entry("{{作成日}}", 13),
            label("作成者", 5),
            entry("{{作成者}}", 12),
            height=26,
        )
        page.line(
            label("封をした日", 6), entry("", 13), label("封をした人", 5), entry("", 12), height=34
        )
        page.line(
            label("保管場所", 6), entry("", 13), label("保管する人", 5), entry("", 12), height=34
        )
    page.set_in()
    page.finish()
    return save(book, TITLE)
