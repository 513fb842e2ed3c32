"""機関と資源: 相談窓口、会議体、関係機関。町の設定を読むだけの部屋。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.names import search_key
from jusou_desk.towns import Agency, MeetingBody, MeetingKind, ServiceWindow
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import Card, Page, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import scale

_WINDOWS: Final = (
    Heading("名前", 4, 7),
    Heading("分野", 1, 3),
    Heading("直営・委託", 3, 6),
    Heading("電話", 3, 6),
    Heading("内容", 7, 9),
)
_BODIES: Final = (
    Heading("会議の名前", 4, 6),
    Heading("法の上の区分", 5, 8),
    Heading("主催", 3, 5),
    Heading("議長・代理", 2, 4),
    Heading("公開", 1, 3),
    Heading("資料の回収", 1, 3),
)
_AGENCIES: Final = (Heading("名前", 5, 8), Heading("分野", 2, 4), Heading("電話", 3, 7))
_KINDS: Final = {
    MeetingKind.SUPPORT: (
        "支援会議（社会福祉法106条の6）。同意が無くても開け、出た人は全員が守秘義務を負います。"
    ),
    MeetingKind.PLAN: "重層的支援会議。本人の同意がある相談だけを検討できます。",
    MeetingKind.OTHER: "その他。法の支援会議ではないので、同意のある相談だけを検討できます。",
}


class _Section(Card):
    """表ひとつの札。絞り込みに当たるものが無ければそう言う。"""

    def __init__(
        self, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[str]]
    ) -> None:
        super().__init__(title)
        self._keys = [search_key("　".join(words)) for words in rows]
        self.table = Table(title, headings)
        self.table.show_rows(rows)
        self._nothing = text("当たるものはありません。", "caption")
        self._nothing.hide()
        self.add(self.table, self._nothing)

    def narrow(self, words: Sequence[str]) -> None:
        """``words`` を全部含む行だけを見せる。"""
        shown = self.table.only(lambda at: all(word in self._keys[at] for word in words))
        self.table.setVisible(bool(shown))
        self._nothing.setVisible(not shown)


class AgenciesScreen(Screen):
    """三つの表と、絞り込みの一行。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        town = desk.town
        self.filter = Line()
        self.filter.setAccessibleName("絞り込み")
        self.filter.setPlaceholderText("名前・分野・内容で絞り込む")
        self.filter.setMinimumWidth(scale().body * 20)
        self.filter.setMaximumWidth(scale().body * 30)
        self.filter.textChanged.connect(self._narrow)
        self.windows = _Section("相談窓口", _WINDOWS, [_window_row(one) for one in town.windows])
        self.bodies = _Section("会議", _BODIES, [_body_row(one) for one in town.bodies])
        self.agencies = _Section("関係機関", _AGENCIES, [_agency_row(one) for one in town.agencies])
        self.page = Page("機関と資源", lead=f"{town.name}の設定　出典 {town.source}")
        self.page.lead.setWordWrap(True)
        holder = QWidget()
        holder.setLayout(row(self.filter, None))
        self.page.add(holder)
        self.page.add(self.windows, self.bodies, self.agencies)
        self.setLayout(column(self.page))

    def arrive(self, place: Place) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self, typed: str) -> None:
        words = [search_key(word) for word in typed.replace("\u3000", " ").split()]
        for section in (self.windows, self.bodies, self.agencies):
            section.narrow(words)


def _window_row(window: ServiceWindow) -> tuple[str, ...]:
    operation = "\n".join(part for part in (window.operation, window.operator) if part)
    contents = f"{window.contents}（{window.area}）" if window.area else window.contents
    return window.name, window.field, operation, window.phone or "－", contents


def _body_row(body: MeetingBody) -> tuple[str, ...]:
    people = "\n".join(part for part in (body.chair, body.deputy) if part)
    return (
        body.name,
        "\n".join(_about(body)),
        body.host,
        people or "－",
        body.disclosure,
        "する" if body.collect else "しない",
    )


def _about(body: MeetingBody) -> Iterator[str]:
    """区分を言葉で。名前から取り違えやすい会議には、町の設定の注が付く。"""
    for kind in body.kinds:
        yield _KINDS[kind]
    if body.note:
        yield f"注 {body.note}"


def _agency_row(agency: Agency) -> tuple[str, ...]:
    return agency.name, agency.field or "－", agency.phone or "－"
