"""アウトリーチ等を通じた継続的支援事業のプラン。同意の前から書く紙で、本人には渡さない。"""

from __future__ import annotations

from dataclasses import replace

from heads import heading, legend, next_sheet
from house import Page, entry, label, long, new_book, save, ticks
from plan import actions, arrangement, head, settled

TITLE = "アウトリーチ等プラン"
_CAUTION = "本人に渡さない。会議では、同意が無ければ支援会議で検討する。"


def draw() -> bytes:
    book = new_book()
    first = Page(book, "1枚目")
    heading(first, TITLE, number="1枚目", seals=True)
    content(first)
    legend(first, _CAUTION)
    first.set_in()
    first.finish()
    second = Page(book, "2枚目")
    next_sheet(second, TITLE, "2枚目")
    follow_up(second)
    legend(second, _CAUTION)
    second.set_in()
    second.finish()
    return save(book, TITLE)


def content(page: Page) -> None:
    """1枚目: 本人、関わりの段階、働きかけ。"""
    head(page, entry("アウトリーチ等を通じた継続的支援", 17))
    page.gap()
    with page.block("いまの様子"):
        page.line(label("入り口の\n分野"), ticks("入り口の分野", "approaches", 30), height=24)
        page.line(label("関係性の\n段階"), ticks("関係性の段階", "contact_stages", 30), height=36)
        page.line(label("世帯の\n状況"), long("世帯の状況", 30), height=68)
        page.line(label("気がかりな\nこと"), long("解決したい課題", 30), height=72)
        page.line(label("本人・世帯\nの希望"), long("本人・世帯の希望", 30), height=48)
    page.gap()
    with page.block("働きかけ"):
        page.line(label("目標\n(長期)"), long("目標", 30), height=44)
        page.line(label("短期目標"), long("短期目標", 30), height=44)
        page.line(label("方針"), long("働きかけの方針", 30), height=78)
        page.line(label("頻度"), replace(entry("{{働きかけの頻度}}", 30), wrap=True), height=28)
        page.line(
            label("同意を得る\n見通し"),
            replace(entry("{{同意を得る見通し}}", 30), wrap=True),
            height=28,
        )
    page.gap()
    with page.block("安全"):
        page.line(label("訪問の\n安全"), long("訪問の安全", 30), height=58)
        page.line(
            label("地域の\n協力者"), replace(entry("{{地域の協力者}}", 30), wrap=True), height=28
        )


def follow_up(page: Page) -> None:
    """2枚目: 誰が何を、担当、会議と終結。"""
    actions(page, slots=6)
    arrangement(page)
    page.gap()
    with page.framed():
        page.line(label("支援の\nあらまし"), long("支援内容", 32), height=54)
        page.line(label("備考"), long("備考", 32), height=36)
    page.gap()
    settled(page)
