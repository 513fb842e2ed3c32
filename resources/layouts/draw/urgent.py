"""緊急連絡票。電話の後にすぐファクスで送る一枚。下は、相手が書いて返す受領欄。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, person_rows
from house import COLUMNS, Page, entry, label, long, new_book, save, ticks, words

TITLE = "緊急連絡票"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE, handed=True)
    with page.framed():
        top = page.line(
            label("受付番号"),
            entry("{{受付番号}}", 8),
            label("連絡日時", 4),
            entry("{{連絡日}}　{{連絡時刻}}", 20, size=10.5),
            height=22,
        )
        page.line(label("緊急性"), ticks("緊急性", "urgency", 32, size=10.5), height=24)
        page.line(
            label("宛先"),
            replace(entry("{{宛先}}", 14, size=11), wrap=True),
            label("担当", 2),
            entry("{{宛先の担当者}}", 6),
            label("ファクス", 3),
            entry("{{宛先のファクス}}", 7),
            height=34,
        )
        page.line(
            label("発信"),
            replace(entry("{{町名}}　{{発信機関}}", 14), wrap=True),
            label("担当", 2),
            entry("{{発信の担当者}}", 6),
            label("折返し\n電話", 3),
            entry("{{折返しの電話}}", 7, size=11),
            height=34,
        )
    page.repeat_on_next_page(top, top)
    page.gap()
    with page.block("本人"):
        person_rows(page)
    page.gap()
    with page.framed():
        page.line(label("起きたこと"), long("起きたこと", 32, size=11.5), height=120)
        page.line(label("お願い\nしたいこと"), long("お願いしたいこと", 32, size=11.5), height=92)
        page.line(label("こちらで\nしたこと"), long("こちらでしたこと", 32, size=11), height=48)
        page.line(
            label("訪ねる人\nへの注意"),
            replace(entry("{{訪ねる人への注意}}", 32), wrap=True),
            height=30,
        )
        page.line(label("返事の\nほしい時"), entry("{{返事のほしい時}}", 32, size=11), height=28)
        page.line(label("同意"), entry("{{同意}}(同意日 {{同意日}})", 32))
    page.line(
        words(
            "番号を間違えて届いたときは、読まずに上の電話へお知らせください。{{つなぐ注意}}",
            COLUMNS,
            size=9,
        ),
        height=26,
    )
    page.line(
        words("受領欄(書いて、ファクスか電話でお返しください)", COLUMNS, size=11, bold=True),
        height=18,
    )
    with page.framed():
        page.line(
            label("受領日"),
            entry("{{受領日}}", 14),
            label("受領者"),
            entry("{{受領者}}", 14),
            height=24,
        )
        page.line(label("対応結果"), long("対応結果", 32), height=60)
    page.set_in()
    page.finish()
    return save(book, TITLE)
