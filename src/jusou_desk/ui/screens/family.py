"""家族と世帯。ジェノグラムとエコマップ、家族の表、つじつまの合わないこと。人を押すと脇で書ける。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import ties
from jusou_desk.casework.kin.family_page import FamilyPage, family_page
from jusou_desk.casework.kin.family_rows import FamilyRow
from jusou_desk.errors import DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.family_records import PictureKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.family.around_panel import AroundPanel
from jusou_desk.ui.family.member_panel import MemberPanel
from jusou_desk.ui.family.new_panel import NewRelativePanel
from jusou_desk.ui.family.picture_view import PictureView
from jusou_desk.ui.fields import DateField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import Card, EmptyRoom, Page, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_short

_DAY: Final = FieldDefinition("day", "いつの姿", FieldKind.DATE)
_HEADINGS: Final = (
    Heading("氏名", 5, 6),
    Heading("続柄", 3, 3),
    Heading("生年月日", 4, 6),
    Heading("年齢", 1, 2, figures=True),
    Heading("住まい", 3, 3),
    Heading("備考", 4, 4, yields=True),
)
_KINDS: Final = tuple(kind.value for kind in PictureKind)
_TWO_COLUMNS: Final = 62
_MOVED: Final = "人を引きずるか、Ctrl+←・→ のキーで動かせます。"
_TURNED: Final = "機関や人を引きずるか、Ctrl+←・→ のキーで、並びを替えられます。"
_UNTOLD: Final = "（まだ）"
_ANONYMOUS: Final = (
    "匿名の相談なので、家族を書けません。",
    "相談受付で、本人の氏名を入れてから書いてください。",
)


class FamilyScreen(Screen):
    """一件の家族。``purpose`` が支援会議なら、秘匿の記録も見せ、書くものはみな秘匿にする。"""

    def __init__(self, desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> None:
        super().__init__()
        self._desk, self._purpose = desk, purpose
        self._sealed = purpose is Purpose.SUPPORT_MEETING
        self._may_write = desk.may(purpose)
        self._id = ""
        self._arrived = False
        self.page: FamilyPage | None = None
        self._make_parts()
        self._lay_out()
        keep_fresh(self, self._load, Changed.PERSON, Changed.CASE, Changed.PLAN)

    def _make_parts(self) -> None:
        self.kinds = Chips(_KINDS, exclusive=True, fallback=_KINDS[0])
        self.kinds.describe("図の別", "")
        self.kinds.changed.connect(self._show_picture)
        self.day = DateField(_DAY, self._desk.today)
        self.day.without_label()
        self.day.without_echo()
        self.day.line.left.connect(self._load)
        self.genogram = PictureView(_KINDS[0], movable=self._may_write)
        self.genogram.opened.connect(self._open_member)
        self.genogram.moved.connect(self._move)
        self.ecomap = PictureView(_KINDS[1], movable=self._may_write, ring=True)
        self.ecomap.opened.connect(lambda _key: self._open_around())
        self.ecomap.moved.connect(self._turn)
        self.frame = QScrollArea()
        self.frame.setFrameShape(QFrame.Shape.NoFrame)
        self.frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frame.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.frame.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._inside = QWidget()
        self._both = QVBoxLayout(self._inside)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.addWidget(self.genogram)
        self._both.addWidget(self.ecomap)
        self.frame.setWidget(self._inside)
        self._inside.setProperty("surface", "clear")
        self.back_button = button("元の並びに戻す", "quiet", self._put_back)
        self._hint = text(_MOVED, "caption", wrap=True)
        self.table = Table("家族", _HEADINGS, opens=True)
        self.table.opened.connect(self._open_row)
        self.add_button = button("家族を足す", "primary", self._add)
        self.around_button = button("関わりを書く", "plain", self._open_around)
        self.print_button = button("家族図を刷る", "plain", self._print)
        self.case_button = button("相談のページへ", "plain", self._to_case)

    def _lay_out(self) -> None:
        self._picture_card = Card("")
        self._picture_card.add(
            row(self.kinds, None, self.around_button),
            row(text("いつの姿", "label"), self.day, None),
            self.frame,
            row(self._hint, self.back_button),
        )
        self._table_card = Card("家族", self.add_button)
        self._table_card.add(self.table)
        self._notices = Card("確かめたいこと")
        self._notice_lines = column(spacing=0.5)
        self._notices.add(self._notice_lines)
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._columns.setSpacing(unit(2))
        left = QWidget()
        left.setLayout(column(self._table_card, self._notices, None, spacing=2))
        left.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self._columns.addWidget(left, 11)
        self._columns.addWidget(self._picture_card, 9, Qt.AlignmentFlag.AlignTop)
        self._sheet = Page("家族と世帯", self.print_button, self.case_button)
        holder = QWidget()
        holder.setLayout(self._columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._sheet.add(holder)
        self._empty = EmptyRoom(*_ANONYMOUS)
        self._empty.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self._sealed:
            whole.addWidget(SealedBand())
        whole.addWidget(self._sheet, 1)
        whole.addWidget(self._empty, 1)
        for part in (self.add_button, self.around_button, self._hint):
            part.setVisible(self._may_write)
        self.print_button.setVisible(not self._sealed)

    # --- 読む -----------------------------------------------------------

    def arrive(self, place: Place) -> None:
        if place.id != self._id:
            self.page = None
            self.day.set_value(self._desk.today())
            self._sheet.hide()
        self._id = place.id
        self._arrived = True
        self._load()

    def _load(self) -> None:
        case_id, day = self._id, self.day.value() or self._desk.today()
        if not case_id:
            return

        def show(page: FamilyPage) -> None:
            if case_id == self._id:
                self._show(page)

        work = partial(family_page, self._desk, case_id, day, self._purpose)
        Ask(self, work).or_else(self._refused).then(show)

    def _refused(self, error: DeskError) -> None:
        self.page = None
        self._sheet.hide()
        fresh = EmptyRoom(error.title, error.advice)
        self.layout().replaceWidget(self._empty, fresh)  # type: ignore[union-attr]
        self._empty.deleteLater()
        self._empty = fresh

    def _show(self, page: FamilyPage) -> None:
        self.page = page
        drawn = page.drawn
        self._sheet.setVisible(drawn is not None)
        self._empty.setVisible(drawn is None)
        if drawn is None or page.subject is None:
            return
        self._sheet.title.setText(f"家族と世帯　{page.subject.name}")
        words = {one.person.id: spoken(one) for one in drawn.rows}
        self.genogram.show_picture(drawn.genogram, words)
        names = {tie.id: f"{tie.agency} {tie.strength}".strip() for tie in page.eco}
        self.ecomap.show_picture(drawn.ecomap, names)
        self.table.show_rows([_cells(one) for one in drawn.rows])
        self._show_notices(page, drawn.left)
        self._show_picture()
        self._arrange()
        if self._arrived:
            self._arrived = False
            first = self.add_button if self._may_write else self.table
            QTimer.singleShot(0, first, partial(first.setFocus, Qt.FocusReason.OtherFocusReason))

    def _show_notices(self, page: FamilyPage, left: int) -> None:
        while (item := self._notice_lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        told = [*page.notices]
        if left:
            told.append(f"エコマップに置ききれない関わりが{left}件あります。")
        for words in told:
            self._notice_lines.addWidget(text(f"・{words}", "body", wrap=True))
        self._notices.setVisible(bool(told))

    def _show_picture(self) -> None:
        genogram = self.kinds.chosen() == (_KINDS[0],)
        self.genogram.setVisible(genogram)
        self.ecomap.setVisible(not genogram)
        self._hint.setText(_MOVED if genogram else _TURNED)
        moved = self.page is not None and (_moved if genogram else _turned)(self.page)
        self.back_button.setVisible(self._may_write and moved)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        wide = self.width() >= scale().body * _TWO_COLUMNS
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        )
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """図を、札の幅に合わせる。"""
        shown = self.genogram if not self.genogram.isHidden() else self.ecomap
        shown.fit(self.frame.viewport().width())
        self._inside.resize(shown.size())
        bar = self.frame.horizontalScrollBar()
        across = bar.sizeHint().height() if shown.width() > self.frame.viewport().width() else 0
        self.frame.setFixedHeight(shown.height() + across)

    # --- 書く -----------------------------------------------------------

    def _to_case(self) -> None:
        self.go("sealed_case" if self._sealed else "case", self._id)

    def _print(self) -> None:
        """いま見ている日の姿で刷る。"""
        if self.page is None:
            return
        from jusou_desk.ui.family.paper import open_family_paper

        open_family_paper(self, self._desk, self.page.case.case_no, self.page.day)

    def _add(self) -> None:
        if self.page is not None:
            panel = NewRelativePanel(self._desk, self.page, sealed=self._sealed)
            self.beside("家族を足す", panel)

    def _open_around(self) -> None:
        if self.page is not None and self._may_write:
            panel = AroundPanel(self._desk, self.page, sealed=self._sealed)
            self.beside("関わりを書く", panel)

    def _open_row(self, place: int) -> None:
        if self.page is not None and self.page.drawn is not None:
            self._open_member(self.page.drawn.rows[place].person.id)

    def _open_member(self, key: str) -> None:
        page = self.page
        if page is None or page.drawn is None or not self._may_write:
            return
        found = next((one for one in page.drawn.rows if one.person.id == key), None)
        if found is not None:
            panel = MemberPanel(self._desk, page, found, sealed=self._sealed)
            panel.done.connect(self.close_side)
            self.beside(_name(found), panel)

    def _move(self, key: str, dx: float, place: int | None) -> None:
        """引きずった分を残す。図にいるみなの位置を残すのは、誰かの欠けた図では使わないため。"""
        page = self.page
        if page is None or page.drawn is None:
            return
        kept = {
            one.spot.key: page.nudges.get(one.spot.key, (0.0, None)) for one in self.genogram.spots
        }
        before = kept.get(key, (0.0, None))
        kept[key] = (0.0, place) if place is not None else (round(before[0] + dx, 1), before[1])
        self._keep(PictureKind.GENOGRAM, kept)

    def _turn(self, key: str, _dx: float, place: int) -> None:
        """引きずった先の並びを、周りのみなの分残す。"""
        order = [one.spot.key for one in self.ecomap.spots if one.spot.key != key]
        order.insert(place, key)
        self._keep(PictureKind.ECOMAP, {one: (0.0, n) for n, one in enumerate(order)})

    def _put_back(self) -> None:
        self._keep(PictureKind(self.kinds.chosen()[0]), {})

    def _keep(self, kind: PictureKind, nudges: dict[str, tuple[float, int | None]]) -> None:
        keep = partial(
            ties.keep_layout,
            self._desk,
            self._id,
            kind,
            nudges,
            sealed=self._sealed,
        )
        Do(self, keep, Changed.PERSON).then()


def spoken(one: FamilyRow) -> str:
    """読み上げの名: 氏名・続柄・年齢。"""
    age = f"{one.age}歳" if one.age is not None else ""
    return "、".join(part for part in (_name(one), one.relationship, age) if part)


def _name(one: FamilyRow) -> str:
    return one.person.name.strip() or f"名の分からない{one.relationship or '人'}"


def _cells(one: FamilyRow) -> tuple[str, ...]:
    living = f"{one.living}（{one.place}）" if one.place else one.living
    age = "" if one.age is None else str(one.age)
    born = one.person.birth_on
    return (
        _name(one),
        one.relationship or _UNTOLD,
        format_short(born) if born else one.birth,
        age,
        living,
        one.remarks,
    )


def _moved(page: FamilyPage) -> bool:
    return any(value != (0.0, None) for value in page.nudges.values())


def _turned(page: FamilyPage) -> bool:
    return page.drawn is not None and page.drawn.turned
