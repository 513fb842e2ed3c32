"""前回からの変化。アセスメントの変わった欄と、プランの目標・支援内容を、前と後に並べる。A4縦。"""

from __future__ import annotations

from house import Page, entry, heading, label, legend, new_book, save, words

TITLE = "前回からの変化"
SEEN, PLANNED = "変化", "プランの変化"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE)
    with page.framed():
        top = page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("氏名"),
            entry("{{氏名}}", 10, size=11),
            label("刷った日"),
            entry("{{出力日:和暦}}", 6, size=8),
            height=22,
        )
    page.repeat_on_next_page(top, top)
    page.gap(3)
    with page.framed():
        page.line(
            label("アセス\nメント"),
            label("前", 2),
            entry("{{前}}", 14, size=9.5),
            label("後", 2),
            entry("{{後}}", 14, size=9.5),
            height=24,
        )
    page.table(
        SEEN,
        (
            ("欄", "欄:伸", 7),
            ("前", "前の値:伸", 11),
            ("後", "後の値:伸", 11),
            ("変わったこと", "差:伸", 7),
        ),
        slots=1,
        height=20,
        size=9,
        valign="top",
    )
    page.line(words("{{同じ欄}}", 36, size=9), height=16)
    page.gap(3)
    with page.framed():
        page.line(
            label("プラン"),
            label("前", 2),
            entry("{{プランの前}}", 14, size=9),
            label("後", 2),
            entry("{{プランの後}}", 14, size=9),
            height=24,
        )
    page.table(
        PLANNED,
        (
            ("欄・課題", "欄:伸", 7),
            ("前", "前の値:伸", 11),
            ("後", "後の値:伸", 11),
            ("済んだもの", "差:伸", 7),
        ),
        slots=1,
        height=20,
        size=9,
        valign="top",
    )
    legend(
        page,
        "支援会議のことは載せない。☑は結果の書かれた支援内容。会議で見るための紙で、外部に渡す紙ではない。",
    )
    page.finish()
    return save(book, TITLE)
