"""職員: 一覧、登録、支援会議への従事、退任。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import handing_on, staffing
from jusou_desk.casework.office.handing_on import Holdings
from jusou_desk.casework.office.staffing import StaffLine
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.office_records import Staff
from jusou_desk.policy import Role
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.base import GUTTER
from jusou_desk.ui.fields.chips import CheckChip, Chips
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.handing_on import TITLE, HandingOn
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.settings.armed import Armed
from jusou_desk.ui.settings.passwords import TwicePasswords
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short

_HEADINGS = (
    Heading("氏名", 3, 5),
    Heading("役割", 2, 4),
    Heading("いつから", 2, 5, yields=True),
    Heading("従事する支援会議", 4, 8, yields=True),
    Heading("いま", 3, 5),
)
_ROLES = {
    Role.ADMIN: "職員・媒体・文言の管理も行う",
    Role.COORDINATOR: "相談、会議、台帳の出し入れ",
    Role.COUNSELLOR: "相談と会議",
    Role.READER: "読むだけ",
}
_LEAVING = (
    "{}さんは、すぐにこの事務所を開けなくなり、鍵も替わります。元に戻せません。"
    "知り得た秘密を漏らさない義務は、退いた後も続くことを本人に伝えてください。"
)
_CONTRACTED = "公務員でない人（委託先など）"
_IN_REGISTER = "名簿の所属が「{}」なので、印を付けてあります。違えば外してください。"
_HELD = "この人の手にあるもの"
_NOTHING = "ありません（あなたに見える範囲）"


class StaffPart(QWidget):
    """職員の頁。退任時の通知は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: tuple[StaffLine, ...] = ()
        self._asked = ""  # 公務員かを、いま尋ねている職員
        self.setLayout(column(self._list_card(), self._add_card(), spacing=2))
        keep_fresh(self, self._load, Changed.STAFF, Changed.CASE, Changed.TASK, Changed.MEETING)
        self._load()

    def _list_card(self) -> Card:
        card = Card("職員")
        self.table = Table("職員の一覧", _HEADINGS)
        self.table.itemSelectionChanged.connect(self._chosen)
        self._which = text("", "strong", wrap=True)
        self._members = FlowLayout(unit())
        self._member_row = QWidget()
        self._member_row.setLayout(self._members)
        self.leaving = Armed("退任にする", "もう一度押すと、退任にします", "", self._leave)
        self._acts = QWidget()
        self.held = text("", "body", wrap=True)
        self.held_button = button("手にあるものを見て、担当を替える", "plain", self._open_held)
        self.notice_button = button("退任時の守秘の通知を出す", "plain", self._notice)
        self.contracted = CheckChip(_CONTRACTED)
        self._why_contracted = text("", "caption", wrap=True)
        acts = column(
            self._which,
            self.held,
            row(self.held_button, None),
            self._member_row,
            row(self.contracted, None),
            self._why_contracted,
            self.leaving,
            row(self.notice_button, None),
        )
        self._acts.setLayout(acts)
        self._acts.hide()
        words = "行を選ぶと、支援会議への従事と退任の手続きが出ます。退任した人には通知を出せます。"
        card.add(text(words, "caption", wrap=True), self.table, self._acts)
        return card

    def _add_card(self) -> Card:
        card = Card("職員を加える")
        self.name = TextField(FieldDefinition("name", "氏名", FieldKind.TEXT, required=True))
        self.roles = Chips([*Role], exclusive=True, fallback=Role.COUNSELLOR)
        self.roles.describe("役割", "")
        self.roles.changed.connect(self._say_role)
        self._role_words = text("", "caption", wrap=True)
        self._say_role()
        self.password = TwicePasswords(
            "仮のパスワード",
            "8文字以上。本人が自分のパスワードに変えるまで、本人の「今日」に出ます。",
        )
        self._problem = Saying()
        self.add_button = button("職員を加える", "primary", self._add)
        beside_fields = column(text("役割", "label"), self.roles, self._role_words)
        beside_fields.setContentsMargins(unit(GUTTER), 0, 0, 0)
        card.add(self.name, beside_fields)
        card.add(self.password, self._problem, row(self.add_button, None))
        return card

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _say_role(self) -> None:
        self._role_words.setText(_ROLES[Role(self.roles.chosen()[0])])

    # --- 読む -----------------------------------------------------------

    def _load(self) -> None:
        Ask(self, partial(staffing.staff_list, self._desk)).then(self._show)

    def _show(self, lines: tuple[StaffLine, ...]) -> None:
        """並びが変わっても、選んでいた人を選んだままにする(隣の人を退任にしないように)。"""
        chosen = self._line()
        self._lines = lines
        with QSignalBlocker(self.table):
            self.table.show_rows([_row(line) for line in lines])
            places = {line.staff.id: place for place, line in enumerate(lines)}
            place = places.get(chosen.staff.id, -1) if chosen else -1
            if place >= 0:
                self.table.setCurrentCell(place, max(self.table.currentColumn(), 0))
            else:
                self.table.clearSelection()
        self._chosen()

    def _line(self) -> StaffLine | None:
        place = self.table.chosen()
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def _chosen(self) -> None:
        line = self._line()
        here = line is not None and line.staff.left_on is None
        self._acts.setVisible(line is not None)
        self.notice_button.setVisible(not here)
        self._ask_contracted(line)
        for part in (self._member_row, self.leaving, self.held, self.held_button):
            part.hide()
        if line is not None:
            self._which.setText(f"{line.staff.name}さん")
            look = partial(handing_on.holdings, self._desk, line.staff.name)
            Ask(self, look).then(self._show_held)
        while (old := self._members.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if line is None or not here:
            return
        made: list[QPushButton] = []
        waiting = [body for body in self._desk.town.support_bodies if body not in line.bodies]
        for body in waiting:
            words = f"「{body.name}」の従事者にする"
            act = partial(self._join, line.staff, body)
            made.append(button(words, "plain", act))
        for body in line.bodies:
            words = f"「{body.name}」の従事者から外す"
            act = partial(self._take_off, line.staff, body)
            made.append(button(words, "plain", act))
        before: QWidget = self.held_button
        for one in made:
            self._members.addWidget(one)
            # 後から作る釦は、放っておくと Tab の順の最後(「職員を加える」の後)に付く
            QWidget.setTabOrder(before, one)
            before = one
        self._member_row.setVisible(bool(waiting or line.bodies))
        self.leaving.say(_LEAVING.format(line.staff.name))
        self.leaving.setVisible(line.staff.id != self._desk.staff_id)

    def _ask_contracted(self, line: StaffLine | None) -> None:
        """通知の文が替わるので、退任にする前に尋ねる。名簿で町の外の人なら、印を付けておく。"""
        asks = line is not None and line.staff.id != self._desk.staff_id
        self.contracted.setVisible(asks)
        self._why_contracted.setVisible(line is not None and asks and bool(line.outside))
        if line is None:
            self._asked = ""
        elif line.staff.id != self._asked:  # 読み直しただけなら、その人の答えを消さない
            self._asked = line.staff.id
            self.contracted.setChecked(bool(line.outside))
            self._why_contracted.setText(_IN_REGISTER.format(line.outside))

    def _show_held(self, held: Holdings) -> None:
        """退く前にも後にも、その人の手にあるもの。"""
        line = self._line()
        if line is None or line.staff.name != held.name:
            return
        self.held.setText(f"{_HELD}　{held.words or _NOTHING}")
        self.held.show()
        self.held_button.setVisible(bool(held.words))

    def _open_held(self) -> None:
        line = self._line()
        if line is not None:
            self._hand_on(line.staff.name)

    def _hand_on(self, name: str) -> None:
        panel = HandingOn(self._desk, name)
        panel.paper.connect(self.reading)
        self.reading.emit(TITLE, panel)

    # --- 変える ---------------------------------------------------------

    def _join(self, staff: Staff, body: MeetingBody) -> None:
        work = partial(staffing.make_member, self._desk, staff.name, body.id)
        Do(self, work, Changed.STAFF).then(
            lambda made: NoticeBar.near(self).tell(
                f"{staff.name}さんを「{made.name}」の従事者にしました。",
                "次にサインインしたときから、支援会議の記録を開けます。",
            )
        )

    def _take_off(self, staff: Staff, body: MeetingBody) -> None:
        work = partial(staffing.take_off, self._desk, staff.name, body.id)
        Do(self, work, Changed.STAFF).then(
            lambda _: NoticeBar.near(self).tell(
                f"{staff.name}さんを「{body.name}」の従事者から外し、会議体の鍵を替えました。",
                "知り得た秘密を漏らさない義務は続くことを、本人に伝えてください。",
                undo=lambda: self._join(staff, body),
            )
        )

    def _leave(self) -> None:
        line = self._line()
        if line is None:
            return
        desk, name = self._desk, line.staff.name

        def work() -> tuple[Staff, Holdings]:
            return staffing.leave(desk, name), handing_on.holdings(desk, name)

        servant = not self.contracted.isChecked()
        done = partial(self._left, servant=servant)
        Do(self, work, Changed.STAFF).saying("鍵を替えています").then(done)

    def _left(self, found: tuple[Staff, Holdings], *, servant: bool) -> None:
        left, held = found
        advice = "守秘が続くことの通知を刷って渡してください。"
        lead = None
        if held.cases or held.tasks:
            advice += "担当の相談や仕事が残っているので、後を継ぐ人に替えます。"
            lead = (f"{left.name}さんの担当を替える", partial(self._hand_on, left.name))
        NoticeBar.near(self).tell(f"{left.name}さんを退任にしました。", advice, lead=lead)
        self._open_notice(left, servant=servant)

    def _notice(self) -> None:
        line = self._line()
        if line is not None:
            self._open_notice(line.staff, servant=not self.contracted.isChecked())

    def _open_notice(self, staff: Staff, *, servant: bool) -> None:
        """退いた後も守秘が続くことの通知を、脇に開く。"""
        desk = self._desk

        def show(paper: OutgoingFile) -> None:
            note = partial(staffing.note_leaving_printed, desk, staff)
            hand_out = partial(staffing.hand_out_leaving_notice, desk, staff, servant=servant)
            title = staffing.LEAVING
            self.reading.emit(title, PaperDesk((paper,), title, note, hand_out))

        Ask(self, partial(staffing.draw_leaving_notice, desk, staff, servant=servant)).then(show)

    def _add(self) -> None:
        if self.name.problem():
            self.name.show_problem()
            self.name.setFocus()
            return
        password = self.password.agreed()
        if not password:
            return
        self._problem.hide()
        name, role = self.name.line.text(), Role(self.roles.chosen()[0])
        work = partial(staffing.add_staff, self._desk, name, role, password)
        job = Do(self, work, Changed.STAFF).or_else(self._problem.refuse)
        job.at_end(rest(self.add_button)).then(self._added)

    def _added(self, staff: Staff) -> None:
        self.name.set_value("")
        self.password.clear()
        NoticeBar.near(self).tell(f"{staff.name}さんを{staff.role}として加えました。")


def _row(line: StaffLine) -> tuple[str, ...]:
    staff = line.staff
    here = "在職・仮のパスワード" if line.temporary else "在職"
    left = f"{format_short(staff.left_on)} 退任" if staff.left_on else here
    bodies = "、".join(body.name for body in line.bodies) or "－"
    return staff.name, staff.role, format_short(staff.joined_on), bodies, left
