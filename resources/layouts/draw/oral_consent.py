"""口頭同意記録。署名をもらえないとき、聞いた職員と立ち会った職員の二人で残す役場の控え。"""

from __future__ import annotations

from dataclasses import replace

from heads import case_row, heading, legend
from house import COLUMNS, Box, Page, check, entry, label, long, new_book, save, ticks, words

TITLE = "口頭同意記録"


def draw() -> bytes:
    book = new_book()
    page = Page(book, TITLE)
    heading(page, TITLE, seals=True)
    with page.framed():
        top = case_row(page, label("年齢", 3), entry("{{年齢}} 歳", 6), size=12, height=26)
        page.line(
            label("生年月日"),
            entry("{{生年月日}}", 12),
            label("電話"),
            entry("{{電話}}", 16),
            height=24,
        )
        page.line(label("住所"), replace(entry("{{住所}}", 32), wrap=True), height=30)
    page.repeat_on_next_page(top, top)
    page.gap(8)
    _told(page)
    page.gap(8)
    _agreed(page)
    page.gap(8)
    _heard(page)
    page.gap(8)
    page.line(words("○ {{撤回の案内}}", COLUMNS, size=10.5), height=30)
    _witnessed(page)
    legend(page, "後で署名をもらえたら、同意書に替え、この記録と一緒に綴じる。")
    page.set_in()
    page.finish()
    return save(book, TITLE)


def _told(page: Page) -> None:
    with page.block("説明"):
        page.line(
            label("説明日"),
            entry("{{説明日:和暦}}", 14),
            label("説明者"),
            entry("{{説明者}}", 12),
            height=26,
        )
        page.line(
            label("説明した\nこと"),
            check("撤回の説明", "いつでも取りやめられること", 15),
            check("写しの交付", "写しを渡した", 15),
            height=26,
        )


def _agreed(page: Page) -> None:
    with page.block("同意の内容"):
        page.line(label("返事"), entry("{{同意:☑口頭}}口頭で同意した", 30))
        page.line(label("目的"), ticks("同意の目的", "consent_purposes", 30))
        page.line(label("情報の\n範囲"), ticks("情報の範囲", "information_scopes", 30))
        page.line(
            label("提供先の\n機関"), replace(entry("{{提供先機関}}", 30), wrap=True), height=44
        )
        page.line(label("伝えない\n機関"), replace(entry("{{除く機関}}", 30), wrap=True), height=30)
        page.line(
            label("期間"),
            Box(
                "{{期間開始}} から {{期間終了}} まで\n{{期限なし:☑}}期限なし(支援が終わるまで)",
                30,
                wrap=True,
            ),
            height=32,
        )


def _heard(page: Page) -> None:
    with page.block("聞き取り"):
        page.line(
            label("同意日"),
            entry("{{同意日:和暦}}", 14),
            label("答えた人"),
            ticks("署名した人", "signers", 12),
            height=36,
        )
        page.line(label("代理の\n根拠"), replace(entry("{{代理の根拠}}", 30), wrap=True), height=26)
        page.line(label("いつ・\nどこで・\nどう言わ\nれたか"), long("口頭の記録", 30), height=112)
        page.line(label("備考"), long("備考", 30), height=36)


def _witnessed(page: Page) -> None:
    with page.block("確認"):
        page.line(
            label("聞いた\n職員"),
            entry("{{説明者}}　　　　　(自署)", 13),
            label("立ち会った\n職員"),
            entry("{{立会人}}　　　　　(自署)", 13),
            height=40,
        )
        page.line(
            label("原本の\n保管"), replace(entry("{{原本の保管場所}}", 30), wrap=True), height=26
        )
