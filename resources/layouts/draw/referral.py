"""つなぐシート。下の切取線から先は、つなぎ先が書いて戻す返信票。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, person_rows
from house import COLUMNS, Page, entry, label, long, new_book, save, ticks, words

TITLE = "つなぐシート"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE, handed=True)
    with page.framed():
        page.line(
            label("作成日"),
            entry("{{作成日:和暦}}", 14),
            label("緊急性"),
            ticks("緊急性", "urgency", 14),
        )
        for side in ("つなぎ先", "つなぎ元"):
            page.line(
                label(side),
                replace(entry(f"{{{{{side}}}}}", 14), wrap=True),
                label("担当", 2),
                entry(f"{{{{{side}の担当者}}}}", 7),
                label("電話", 2),
                entry(f"{{{{{side}の電話}}}}", 7),
                height=26,
            )
    page.gap()
    person(page)
    page.gap()
    content(page)
    page.line(words("{{つなぐ注意}}", COLUMNS), height=24)
    reply(page)
    page.set_in()
    page.finish()
    return save(book, TITLE)


def person(page: Page) -> None:
    """本人と世帯員。"""
    with page.block("本人"):
        person_rows(page)
    page.gap()
    page.table(
        "世帯員",
        (
            ("世帯員の氏名", "氏名", 12),
            ("続柄", "続柄", 6),
            ("年齢", "年齢", 4),
            ("備考", "備考", 14),
        ),
        slots=4,
        height=17,
    )


def content(page: Page) -> None:
    """困りごとと、つなぐ理由と、同意。"""
    with page.block("つなぐ内容"):
        page.choices(label("困りごと"), "困りごと", "consultation_topics", across=3)
        page.line(label("相談され\nたいこと"), long("相談されたいこと", 30), height=86)
        page.line(label("つなぐ\n理由"), long("つなぐ理由", 30), height=44)
        page.line(
            label("同行"),
            ticks("同行", "yes_no", 8),
            label("同意"),
            entry("{{同意}}(同意日 {{同意日}})", 18),
        )
        page.line(label("同意の\n範囲"), ticks("同意の範囲", "information_scopes", 30))


def reply(page: Page) -> None:
    """切取線と、つなぎ先が書いて戻す返信票。"""
    page.line(
        words(
            "－－－－－－－－－－－－－　切取線　－－－－－－－－－－－－－",
            COLUMNS,
            align="center",
        ),
        height=12,
    )
    page.line(
        words("返信票", 6, size=12, bold=True),
        label("返信番号", 4),
        # ファクスの粗い字でも読み違えない大きさ
        replace(entry("{{返信番号}}", 12, size=20), align="center", bold=True),
        label("受付番号", 4),
        replace(entry("{{受付番号}}", 10, size=12), align="center"),
        height=28,
    )
    page.line(
        words(
            "{{つなぎ元}}へ返してください。　電話 {{つなぎ元の電話}}　{{FAXの見出し}}{{つなぎ元のFAX}}\n"
            "番号で分かります。ご本人の氏名は書かないでください。電話で番号と結果を知らせていただいても結構です。",
            COLUMNS,
        ),
        height=27,
    )
    with page.framed():
        page.line(
            label("つないだ\n結果"),
            ticks("つないだ結果", "referral_outcomes", 32),
            height=24,
        )
        page.line(
            label("受けられ\nないわけ"),
            ticks("受けられないわけ", "referral_refusals", 32, plain=True),
            height=28,
        )
        page.line(label("対応結果"), long("対応結果", 32), height=30)
        page.line(
            label("受領日"),
            entry("{{受領日}}", 9),
            label("受領者", 3),
            entry("{{受領者}}", 8),
            label("返信日", 3),
            entry("{{返信日}}", 9),
            height=20,
        )
