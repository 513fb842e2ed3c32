"""機関と資源: 相談窓口・事業・受入先・会議・関係機関。行を開くと、脇に一枚が出る。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.community import spending
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.register_book import write_register
from jusou_desk.casework.register import writing
from jusou_desk.models.register_records import Resource, ResourceKind
from jusou_desk.names import search_key
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.agencies.book import BookPanel
from jusou_desk.ui.agencies.edit import EditPanel
from jusou_desk.ui.agencies.panel import ResourcePanel
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.choosing import choose_new_book
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Page, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import scale
from jusou_desk.wareki import format_short

_WINDOWS: Final = (
    Heading("名前", 4, 7),
    Heading("分野", 1, 3),
    Heading("直営・委託", 3, 6),
    Heading("電話", 3, 6),
    Heading("内容", 7, 9, yields=True),
)
_PROGRAMMES: Final = (
    Heading("名前", 4, 7),
    Heading("区分", 2, 4),
    Heading("分野", 1, 3),
    Heading("実施機関", 4, 6),
    Heading("内容", 7, 9, yields=True),
)
_HOSTS: Final = (
    Heading("名前", 4, 7),
    Heading("受け入れられること", 4, 6),
    Heading("地区", 2, 3),
    Heading("空き", 1, 3),
    Heading("協力", 1, 3, yields=True),
    Heading("最後の連絡", 2, 4),
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
_EMPTY: Final = {
    ResourceKind.HOST: "まだ、受入先がありません。参加支援で受け入れてくれる所を足してください。",
}
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
        self,
        title: str,
        headings: Sequence[Heading],
        *actions: QWidget,
        empty: str = "",
        opens: bool = False,
    ) -> None:
        super().__init__(title, *actions)
        self._keys: list[str] = []
        self._empty = empty
        self.table = Table(title, headings, opens=opens)
        self._nothing = text("", "caption")
        self._nothing.hide()
        self.add(self.table, self._nothing)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """行を出し直す。"""
        self._keys = [search_key("　".join(words)) for words in rows]
        self.table.show_rows(rows)

    def narrow(self, words: Sequence[str]) -> None:
        """``words`` を全部含む行だけを見せる。"""
        shown = self.table.only(lambda at: all(word in self._keys[at] for word in words))
        self.table.setVisible(bool(shown))
        self._nothing.setText("当たるものはありません。" if self._keys else self._empty)
        self._nothing.setVisible(not shown)


class AgenciesScreen(Screen):
    """名簿の表と会議の表、絞り込みの一行。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.filter = Line()
        self.filter.setAccessibleName("絞り込み")
        self.filter.setPlaceholderText("名前・分野・内容で絞り込む")
        self.filter.setMinimumWidth(scale().body * 20)
        self.filter.setMaximumWidth(scale().body * 30)
        self.filter.textChanged.connect(self._narrow)
        self.windows = self._section(ResourceKind.WINDOW, "相談窓口", _WINDOWS)
        self.programmes = self._section(ResourceKind.PROGRAMME, "事業", _PROGRAMMES)
        self.hosts = self._section(ResourceKind.HOST, "受入先（参加支援）", _HOSTS)
        self.bodies = _Section("会議", _BODIES)
        self.bodies.show_rows([_body_row(one) for one in desk.town.bodies])
        self.agencies = self._section(ResourceKind.AGENCY, "関係機関", _AGENCIES)
        self.listed: dict[ResourceKind, list[Resource]] = {}
        self.out_button = button("Excel に書き出す…", "plain", self._write_out)
        self.in_button = button("Excel から取り込む…", "plain", self._bring_in)
        self.page = Page(
            "機関と資源",
            lead=f"{desk.town.name}の名簿。町の資料も、ここから作ります。",
        )
        self.page.lead.setWordWrap(True)
        holder = QWidget()
        holder.setLayout(row(self.filter, None))
        self.issues_button = button("地域課題", "plain", lambda: self.go("issues"))
        self.money_button = button(
            desk.town.support_money or "実費", "plain", lambda: self.go("expenses")
        )
        doors = QWidget()
        doors.setLayout(row(self.issues_button, self.money_button, None))
        self.money_button.setVisible(spending.offered(desk))
        self.page.add(holder, doors)
        self.page.add(self.windows, self.programmes, self.hosts, self.bodies, self.agencies)
        book = Card("名簿の Excel")
        book.add(row(self.out_button, self.in_button, None))
        self.in_button.setVisible(writing.may_edit(desk))  # 札に入れる前に見せると、窓になる
        self.page.add(book)
        self.setLayout(column(self.page))
        self._show()
        keep_fresh(self, self._show, Changed.AGENCY)
        keep_fresh(self, self._name_money, Changed.EXPENSE)

    def arrive(self, place: Place) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name_money()

    def _name_money(self) -> None:
        """事務所での呼び名を釦に出す。予算の頁で替えられる。"""
        if spending.offered(self._desk):
            Ask(self, partial(spending.called, self._desk)).then(self.money_button.setText)

    def _section(self, kind: ResourceKind, title: str, headings: Sequence[Heading]) -> _Section:
        add = button("足す", "plain", partial(self._add, kind))
        add.setAccessibleName(f"{kind}を足す")
        section = _Section(title, headings, add, empty=_EMPTY.get(kind, ""), opens=True)
        add.setVisible(writing.may_edit(self._desk))
        section.table.opened.connect(lambda at, kind=kind: self._open(self.listed[kind][at]))
        return section

    def _show(self) -> None:
        """いまの名簿の行を出す。"""
        for kind, section, words in (
            (ResourceKind.WINDOW, self.windows, _window_row),
            (ResourceKind.PROGRAMME, self.programmes, _programme_row),
            (ResourceKind.HOST, self.hosts, _host_row),
            (ResourceKind.AGENCY, self.agencies, _agency_row),
        ):
            self.listed[kind] = [one for one in self._desk.resources if one.kind is kind]
            made: Callable[[Resource], tuple[str, ...]] = words
            section.show_rows([made(one) for one in self.listed[kind]])
        self._narrow(self.filter.text())

    def _open(self, one: Resource) -> None:
        panel = ResourcePanel(self._desk, one)
        panel.editing.connect(self.edit)
        panel.left.connect(self.close_side)
        self.beside(one.name, panel)

    def edit(self, one: Resource) -> None:
        """脇で書く。"""
        panel = EditPanel(self._desk, one)
        panel.saved.connect(self._open)
        self.beside(one.name or f"{one.kind}を足す", panel)

    def _add(self, kind: ResourceKind) -> None:
        self.edit(writing.new_row(kind))

    def _bring_in(self) -> None:
        panel = BookPanel(self._desk)
        panel.taken.connect(self.close_side)
        self.beside("Excel から取り込む", panel)

    def _write_out(self) -> None:
        book = choose_new_book(self, "名簿の Excel", "機関と資源.xlsx")
        if book:
            self.write_to(book)

    def write_to(self, book: Path) -> None:
        """名簿を ``book`` に書き出す。"""

        def told(path: Path) -> None:
            NoticeBar.near(self).tell(f"「{path.name}」を書き出しました。")

        Do(self, partial(write_register, self._desk, book)).then(told)

    def _narrow(self, typed: str) -> None:
        words = [search_key(word) for word in typed.replace("\u3000", " ").split()]
        for section in (self.windows, self.programmes, self.hosts, self.bodies, self.agencies):
            section.narrow(words)


def _window_row(one: Resource) -> tuple[str, ...]:
    operation = "\n".join(part for part in (one.operation, *one.operators) if part)
    contents = f"{one.contents}（{one.area}）" if one.area else one.contents
    return one.name, one.field, operation, one.phone or "－", contents


def _programme_row(one: Resource) -> tuple[str, ...]:
    who = "、".join(one.providers or one.operators) or one.section
    return one.name, one.group, one.field or "－", who or "－", one.contents


def _host_row(one: Resource) -> tuple[str, ...]:
    vacancy = "－" if one.vacancy is None else f"{one.vacancy}人"
    contact = format_short(one.last_contact_on) if one.last_contact_on else "－"
    tags = "、".join(one.tags) or "－"
    return one.name, tags, one.area or "－", vacancy, one.stance or "－", contact


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


def _agency_row(agency: Resource) -> tuple[str, ...]:
    return agency.name, agency.field or "－", agency.phone or "－"
