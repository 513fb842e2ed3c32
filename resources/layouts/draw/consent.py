"""同意書。1枚目に同意の内容と署名、2枚目に個人情報の取扱いの説明(別紙)。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading
from house import COLUMNS, Box, Page, check, entry, label, new_book, save, ticks, words

TITLE = "個人情報の共有に関する同意書"
_RULES = (
    ("1 取組方針", "取組方針"),
    ("2 取得の方法", "取得の方法"),
    ("3 利用目的", "利用目的"),
    ("4 個人情報の内容", "個人情報の内容"),
    ("5 第三者への提供", "第三者提供"),
    ("6 安全管理", "安全管理"),
    ("7 保存期間", "保存期間"),
    ("8 開示などの請求", "開示請求"),
    ("9 苦情の窓口", "苦情窓口"),
)


def draw() -> bytes:
    book = new_book()
    _consent(Page(book, "同意書"))
    rules(Page(book, "別紙"))
    return save(book, TITLE)


def _consent(page: Page) -> None:
    heading(page, TITLE, handed=True)
    page.line(words("{{首長}} 様", COLUMNS, size=12), height=24)
    page.line(words("{{同意文}}", COLUMNS, size=12), height=38)
    with page.block("同意の内容"):
        page.line(label("目的"), ticks("同意の目的", "consent_purposes", 30, size=10.5))
        page.line(label("情報の\n範囲"), ticks("情報の範囲", "information_scopes", 30, size=10.5))
        page.line(
            label("提供先の\n機関"),
            replace(entry("{{提供先機関}}", 30, size=11), wrap=True),
            height=52,
        )
        page.line(
            label("伝えない\n機関"),
            replace(entry("{{除く機関}}", 30, size=11), wrap=True),
            height=36,
        )
        page.line(
            label("期間"),
            Box(
                "{{期間開始}} から {{期間終了}} まで\n{{期限なし:☑}}期限なし(支援が終わるまで)",
                30,
                wrap=True,
            ),
            height=32,
        )
    page.gap(8)
    page.line(words("○ {{撤回の案内}}\n○ {{同意しないとき}}", COLUMNS, size=10.5), height=60)
    with page.block("署名"):
        page.line(
            label("同意日"),
            entry("令和　　　年　　　月　　　日", 30, size=11),
            height=32,
        )
        page.line(label("フリガナ"), entry("{{フリガナ}}", 30), height=18)
        page.line(
            label("本人氏名"),
            entry("{{氏名}}", 13, size=13),
            label("署名"),
            entry("", 13),
            height=44,
        )
        page.line(
            label("生年月日"),
            entry("{{生年月日}}", 13),
            label("電話"),
            entry("{{電話}}", 13),
            height=26,
        )
        page.line(label("住所"), replace(entry("{{住所}}", 30), wrap=True), height=34)
        page.line(
            label("代理人"),
            entry("", 13),
            label("続柄・\n根拠"),
            replace(entry("{{代理の根拠}}", 13), wrap=True),
            height=36,
        )
    page.gap(8)
    with page.block("事務処理"):
        page.line(
            label("受付番号"),
            entry("{{受付番号}}", 7),
            label("説明日"),
            entry("{{説明日}}", 9),
            label("説明者"),
            entry("{{説明者}}", 6),
            height=24,
        )
        page.line(
            label("同意の形"),
            entry("{{同意:☑書面}}書面　{{同意:☑口頭}}口頭", 9),
            label("署名者"),
            ticks("署名した人", "signers", 17),
            height=32,
        )
        page.line(
            label("立会人"),
            entry("{{立会人}}", 9),
            label("確認日"),
            entry("{{同意日}}", 9),
            check("撤回の説明", "撤回を説明", 8),
            height=24,
        )
        page.line(
            label("原本の\n保管"),
            replace(entry("{{原本の保管場所}}", 22), wrap=True),
            check("写しの交付", "写しを交付", 8),
            height=28,
        )
    page.set_in()
    page.finish()


def rules(page: Page) -> None:
    """別紙: 個人情報の管理・取扱規程。文は事務所の文言から入る。"""
    page.line(words("別紙", COLUMNS, size=10.5, align="right"), height=20)
    page.line(words("{{別紙の見出し}}", COLUMNS, size=16, bold=True, align="center"), height=40)
    page.line(words("{{町名}}", COLUMNS, size=12, align="right"), height=30)
    for title, tag in _RULES:
        page.line(words(title, COLUMNS, size=12, bold=True), height=24)
        page.line(words("", 2), words(f"{{{{{tag}:伸}}}}", 34, size=12), height=38)
        page.gap(8)
    page.finish()
