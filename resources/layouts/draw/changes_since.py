"""前回からの変化。アセスメントの変わった欄と、プランの目標・支援内容を、前と後に並べる。A4縦。"""

from __future__ import annotations

from heads import case_row, heading, legend
from house import Page, entry, label, new_book, save, words

TITLE = "前回からの変化"
SEEN, PLANNED = "変化", "プランの変化"


def _beside(
    page: Page, rows: str, name: str, dates: tuple[str, str], ends: tuple[str, str]
) -> None:
    """前と後の一組: いつのものかの行と、その下の表。ends は表の左と右の見出し。"""
    before, after = dates
    with page.framed():
        page.line(
            label(name),
            label("前", 2),
            entry(before, 14),
            label("後", 2),
            entry(after, 14),
            height=24,
        )
    page.table(
        rows,
        (
            (ends[0], "欄:伸", 7),
            ("前", "前の値:伸", 11),
            ("後", "後の値:伸", 11),
            (ends[1], "差:伸", 7),
        ),
        slots=1,
        height=20,
        valign="top",
    )


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE)
    with page.framed():
        top = case_row(page, label("刷った日"), entry("{{出力日:和暦}}", 9), number=6, height=22)
    page.repeat_on_next_page(top, top)
    page.gap(3)
    _beside(page, SEEN, "アセス\nメント", ("{{前}}", "{{後}}"), ("欄", "変わったこと"))
    page.line(words("{{同じ欄}}", 36, size=9), height=16)
    page.gap(3)
    _beside(
        page,
        PLANNED,
        "プラン",
        ("{{プランの前}}", "{{プランの後}}"),
        ("欄・課題", "済んだもの"),
    )
    legend(
        page,
        "支援会議のことは載せない。☑は結果の書かれた支援内容。会議で見るための紙で、外部に渡す紙ではない。",
    )
    page.set_in()
    page.finish()
    return save(book, TITLE)
