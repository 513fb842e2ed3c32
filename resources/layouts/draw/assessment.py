"""インテーク・アセスメントシート。AからGまで四枚。"""

from __future__ import annotations

from dataclasses import replace

from heads import case_row, heading, legend, next_sheet
from house import Page, entry, label, long, new_book, save, ticks

TITLE = "インテーク・アセスメントシート"


def draw() -> bytes:
    book = new_book()
    for name, page in (
        ("1枚目", _first),
        ("2枚目", _second),
        ("3枚目", _third),
        ("4枚目", _fourth),
    ):
        sheet = Page(book, name)
        page(sheet)
        legend(sheet)
        sheet.set_in()
        sheet.finish()
    return save(book, TITLE)


def _first(page: Page) -> None:
    heading(page, TITLE, number="1枚目", seals=True)
    with page.framed():
        top = case_row(page, label("年齢", 3), entry("{{年齢}} 歳", 6))
        page.line(
            label("アセス\nメント日"),
            entry("{{アセスメント日:和暦}}", 15),
            label("記入者"),
            entry("{{記入者}}", 13),
            height=26,
        )
    page.repeat_on_next_page(top, top)
    page.gap()
    with page.block("A 経路・相談歴"):
        page.line(label("相談経路", national=True), ticks("相談経路", "routes", 30, national=True))
        page.line(label("紹介元"), ticks("紹介元", "referrers", 30))
        page.line(
            label("過去の\n相談歴"),
            ticks("過去の相談歴", "yes_no", 6),
            label("内容"),
            replace(entry("{{相談歴の内容}}", 20), wrap=True),
            height=30,
        )
        page.line(
            label("緊急支援\nの必要性"),
            ticks("緊急支援の必要性", "yes_no", 6),
            label("緊急支援"),
            ticks("緊急支援", "emergency_aids", 20),
        )
    page.gap()
    with page.block("B 主訴・状況"):
        page.line(label("主訴\n(本人の\n言葉で)"), long("主訴", 30), height=162)
        page.line(label("今の状況"), long("今の状況", 30), height=270)


def _second(page: Page) -> None:
    next_sheet(page, TITLE, "2枚目")
    with page.block("C 家族・住まい"):
        page.line(
            label("同居者"),
            ticks("同居者", "yes_no", 6),
            label("世帯人数"),
            entry("{{世帯人数}} 人(本人を含む)", 10),
            label("別居の\n家族"),
            ticks("別居の家族", "yes_no", 6),
            height=24,
        )
        page.line(
            label("婚姻"),
            ticks("婚姻", "marital", 16, plain=True),
            label("子ども"),
            entry("{{子どもの人数}} 人(うち扶養 {{扶養する子の人数}} 人)", 10),
        )
        page.line(label("住居"), ticks("住居", "housing", 30))
        page.line(label("世帯の\n特徴"), ticks("世帯の特徴", "household_types", 30))
        page.line(
            label("キー\nパーソン"), replace(entry("{{キーパーソン}}", 30), wrap=True), height=26
        )
        page.line(label("家族・\n地域との\n関係"), long("家族・地域との関係", 30), height=150)
    page.gap()
    page.table(
        "世帯員",
        (
            ("世帯員の氏名", "氏名", 9),
            ("続柄", "続柄", 5),
            ("性別", "性別", 4),
            ("年齢", "年齢", 4),
            ("職業・学校、健康・障害、備考", "備考", 14),
        ),
        slots=6,
        height=21,
    )
    page.gap()
    with page.block("D 健康・障害"):
        page.line(label("健康状態"), ticks("健康状態", "health", 30))
        page.line(label("病名・\n通院先・\n服薬"), long("病名・通院先・服薬", 30), height=108)
        page.line(
            label("障害者\n手帳"),
            ticks("障害者手帳", "disability_books", 17),
            label("等級", 3),
            entry("{{手帳の等級}}", 10),
        )
        page.line(
            label("自立支援\n医療"),
            ticks("自立支援医療", "yes_no", 8),
            label("障害支援\n区分"),
            entry("{{障害支援区分}}", 18),
            height=24,
        )
        page.line(label("要介護\n認定"), ticks("要介護認定", "care_levels", 30))
        page.line(label("健康保険"), ticks("健康保険", "insurance", 30))


def _third(page: Page) -> None:
    next_sheet(page, TITLE, "3枚目")
    with page.block("E 収入・給付・債務"):
        page.line(
            label("本人の\n月収"),
            entry("{{本人の月収:数}} 円", 11),
            label("世帯の\n月収"),
            entry("{{世帯の月収:数}} 円", 15),
            height=26,
        )
        page.line(label("課税状況"), ticks("課税状況", "taxation", 30))
        page.line(label("公的給付"), ticks("公的給付", "benefits", 30))
        page.line(label("生活保護"), ticks("生活保護", "public_assistance", 30))
        page.line(
            label("滞納"),
            ticks("滞納", "yes_no", 6),
            label("内訳"),
            replace(entry("{{滞納の内訳}}", 20), wrap=True),
            height=32,
        )
        page.line(
            label("債務"),
            ticks("債務", "yes_no", 6),
            label("額"),
            entry("{{債務の額:数}} 円", 20),
            height=24,
        )
        page.line(label("車・資産"), replace(entry("{{車・資産}}", 30), wrap=True), height=34)
    page.gap(8)
    with page.block("F 職業・学歴"):
        page.line(label("就労状況"), ticks("就労状況", "employment", 30))
        page.line(label("雇用形態"), ticks("雇用形態", "employment_types", 30))
        page.line(label("離職後の\n期間"), ticks("離職後の期間", "jobless_spans", 30))
        page.line(label("職歴"), long("職歴", 30), height=250)
        page.line(label("最終学歴"), ticks("最終学歴", "education", 30))
        page.line(label("資格・\n免許"), ticks("資格・免許", "licences", 30), height=24)
        page.line(
            label("学校・\n学年"),
            replace(entry("{{学校・学年}}", 30), wrap=True),
            height=28,
        )
        page.line(label("登校状況"), ticks("登校状況", "attendance", 30))


def _fourth(page: Page) -> None:
    next_sheet(page, TITLE, "4枚目")
    with page.block("G 結果の整理"):
        page.line(label("課題と\n背景"), long("課題と背景", 30), height=100)
        page.choices(label("課題", national=True), "課題", "issues", across=3)
        page.line(
            label("主たる\n課題", national=True),
            entry("{{主たる課題}}", 30, national=True),
            height=24,
        )
        page.line(label("強み"), long("強み", 30), height=64)
        page.line(label("支援の\n方向性"), long("支援の方向性", 30), height=84)
        page.line(
            label("対応方針", national=True), ticks("対応方針", "screening", 30, national=True)
        )
        page.line(
            label("つなぎ先"),
            replace(entry("{{つなぎ先}}", 15), wrap=True),
            label("判断日"),
            entry("{{判断日}}", 11),
            height=28,
        )
    page.gap(8)
    with page.framed():
        page.line(
            replace(label("ジェノグラム", 2), upright=True),
            replace(entry("{{ジェノグラム}}", 18), align="center"),
            replace(label("エコマップ", 2), upright=True),
            replace(entry("{{エコマップ}}", 14), align="center"),
            height=186,
        )
