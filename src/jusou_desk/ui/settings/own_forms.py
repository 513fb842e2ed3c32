"""様式の取り込み: 町の様式の一覧と、新しいファイルの点検。ファイルはこの頁に落としてもよい。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_lists import hand_out_tag_list
from jusou_desk.casework.town_forms.own_form_papers import FIXED, Paper, Room, replaceable
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.models.own_forms import OwnForm
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.choosing import choose_folder, choose_form
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import paper_panel
from jusou_desk.ui.pieces import Card, Saying, button, column, stand_at, text
from jusou_desk.ui.settings.armed import Armed
from jusou_desk.ui.settings.own_forms_check import CheckCard
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import FiscalYear, format_short

_HEADINGS = (
    Heading("使う紙", 3, 5),
    Heading("様式の名前と取り込み", 5, 7),
    Heading("いま", 2, 5),
)
_LEAD = (
    "はじめは、どの紙も付いている様式で出ます。役場でいつも使っているExcelの様式を取り込むと、その紙が町の様式で出ます。"
    "答えの入る升に {{氏名}} のように書いておくか、取り込むときに升を選びます。"
)
_SEALED = "支援会議の紙は、支援会議のために取り込んだ様式でだけ出ます。㊙などの印は、どの様式でも余白に刷ります。"
_REPORT = "県や国の年報のブックは、いちばん近い表を選びます。一冊にいくつもの表があれば、ほかの報告の件数も入れられます。"
_REUSE, _MEND = "もう一度使う", "升の結びを直す"
_FIXED_HEAD = "付いている様式でだけ出す紙"
_DROP = "ここへファイルを落としても、取り込みを始められます。"
_STOP = "「{}」は今日から使わず、はじめから付いている様式に戻ります。前に出した紙は変わりません。"
_STOP_LATER = "「{}」は使わず、いまの様式を使い続けます。"
_PAPER = "試し刷り"


class OwnFormsPart(QWidget):
    """様式の取り込みの頁。試し刷りの紙は ``reading`` で脇に開き、``put_away`` で閉じる。"""

    reading = Signal(str, QWidget)
    put_away = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._forms: tuple[OwnForm, ...] = ()
        self._papers = replaceable(desk)
        self._path: Path | None = None
        self._before: OwnForm | None = None
        self.check = CheckCard(desk)
        self.check.reading.connect(self.reading)
        self.check.used.connect(self._used)
        self.check.again.connect(self._read)
        self.check.other_paper.connect(self._read_as)
        self.check.given_up.connect(self._leave_check)
        self.check.hide()
        self.setAcceptDrops(True)
        self._rest = QWidget()
        self._rest.setLayout(column(self._list_card(), self._bring_card(), spacing=2))
        self.setLayout(column(self.check, self._rest, spacing=2))
        keep_fresh(self, self._load, Changed.OFFICE)
        self._load()

    def _bring_card(self) -> Card:
        card = Card("様式を取り込む")
        titles = [one.title for one in self._papers]
        self.papers = Chips(titles, exclusive=True, fallback=titles[0])
        self.papers.describe("何の紙に使いますか", "")
        rooms = list(dict.fromkeys(str(one.room) for one in self._papers))
        self.rooms = Chips(rooms, exclusive=True, fallback=rooms[0])
        self.rooms.describe("どの仲間の紙ですか", "")
        self.rooms.changed.connect(self._enter_room)
        self._sealed = text(_SEALED, "caption", wrap=True)
        self._report = text(_REPORT, "caption", wrap=True)
        self._enter_room()
        self.choose_button = button("ファイルを選ぶ", "primary", self._choose)
        self.list_button = button("タグの一覧と手本を書き出す", "plain", self._write_list)
        self._problem = Saying()
        card.add(
            text(_LEAD, wrap=True),
            text("何の紙に使いますか", "label"),
            self.rooms,
            self.papers,
            self._sealed,
            self._report,
            _flow(self.choose_button, self.list_button),
            text(_DROP, "caption", wrap=True),
            self._problem,
            text(_FIXED_HEAD, "label"),
            *(text(f"{one.title}　{one.why}", "caption", wrap=True) for one in FIXED),
        )
        return card

    def _list_card(self) -> Card:
        self._list = card = Card("町の様式")
        card.hide()
        self.table = Table("町の様式の一覧", _HEADINGS)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.carry_button = button("新しい年度のファイルへ写す", "plain", self._carry)
        self.look_button = button("試し刷りを見る", "plain", self._look)
        self.reuse_button = button(_REUSE, "plain", self._reuse)
        self.stop_button = Armed("使うのをやめる", "もう一度押すと、やめます", "", self._stop)
        self._acts = QWidget()
        acts = column(
            _flow(self.look_button, self.carry_button, self.reuse_button), self.stop_button
        )
        self._acts.setLayout(acts)
        self._acts.hide()
        card.add(self.table, self._acts)
        return card

    def choose_paper(self, paper: Paper) -> None:
        """その紙を選んでおく。"""
        self.rooms.choose([paper.room])
        self._enter_room(paper)

    def _enter_room(self, chosen: Paper | None = None) -> None:
        """選んだ仲間の紙だけを見せる。"""
        room = self.rooms.chosen()[0]
        here = [one.title for one in self._papers if one.room == room]
        self.papers.choose([chosen.title if chosen else here[0]])
        self.papers.show_only(here)
        self._sealed.setVisible(room == Room.SUPPORT)
        self._report.setVisible(room == Room.REPORT)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    # --- 一覧 -----------------------------------------------------------

    def _load(self) -> None:
        Ask(self, partial(own_forms.own_forms, self._desk)).then(self._show)

    def _show(self, forms: tuple[OwnForm, ...]) -> None:
        self._forms = forms
        self.table.show_rows([self._row(form) for form in forms])
        self._list.setVisible(bool(forms))
        self._chosen()

    def _show_new(self, forms: tuple[OwnForm, ...]) -> None:
        """取り込んだばかりの様式が、一覧に入ったところを見せる。"""
        self._show(forms)
        stand_at(self.table, self._list)

    def _row(self, form: OwnForm) -> tuple[str, ...]:
        titles = {one.used_for: one.title for one in self._papers}
        paper = titles.get(form.used_for, form.used_for)
        brought = f"{format_short(form.brought_at.date())}　{form.brought_by}"
        year = FiscalYear(form.fiscal_year).label
        standing = own_forms.standing(form, self._desk, self._forms)
        return paper, f"{form.title}\n{brought}", f"{year}\n{standing}"

    def _form(self) -> OwnForm | None:
        place = self.table.chosen()
        return self._forms[place] if 0 <= place < len(self._forms) else None

    def _chosen(self) -> None:
        form = self._form()
        self._acts.setVisible(form is not None)
        if form is not None:
            begun = form.used_from <= self._desk.today()
            self.stop_button.say((_STOP if begun else _STOP_LATER).format(form.title))
            over = own_forms.is_over(form, self._desk, self._forms)
            self.stop_button.setVisible(not over)
            self.reuse_button.setText(_REUSE if over else _MEND)
            self.reuse_button.setAccessibleName(self.reuse_button.text())

    def _look(self) -> None:
        form = self._form()
        if form is None:
            return

        def show(checked: Checked) -> None:
            self.reading.emit(_PAPER, paper_panel(checked.pdf, form.title))

        Ask(self, partial(own_forms.open_own_form, self._desk, form)).then(show)

    def _reuse(self) -> None:
        """取り込んである版を、もう一度点検するところから使う。いまの版なら、結びを直すために。"""
        form = self._form()
        if form is None:
            return

        def show(checked: Checked) -> None:
            self.choose_paper(checked.paper)
            self._begin(Path(form.file_name), checked)
            self.check.again_button.hide()  # 手元のファイルではない
            self.check.name.set_value(form.title)
            self.check.choose_year(FiscalYear(form.fiscal_year))

        Ask(self, partial(own_forms.open_own_form, self._desk, form)).then(show)

    def _stop(self) -> None:
        form = self._form()
        if form is None:
            return
        work = partial(own_forms.stop_using, self._desk, form)
        Do(self, work, Changed.OFFICE).then(
            lambda ended: NoticeBar.near(self).tell(f"「{ended.title}」を使うのをやめました。")
        )

    # --- 読み込む -------------------------------------------------------

    def paper(self) -> Paper:
        """選ばれている紙。"""
        return self._papers[self.papers.terms().index(self.papers.chosen()[0])]

    def _choose(self) -> None:
        path = choose_form(self, "町の様式")
        if path is not None:
            self.read(path)

    def read(self, path: Path, before: OwnForm | None = None) -> None:
        """``path`` を点検する。まだ取り込まない。before: 結びを写す、前の年度の様式。"""
        self._path, self._before = path.resolve(), before
        self._read()

    def _read(self) -> None:
        path, before, desk, paper = self._path, self._before, self._desk, self.paper()
        if path is None:
            return

        def work() -> Checked:
            data = own_forms.read_form(path)
            last = self.check.last_read(path, data)
            if last is not None:
                return own_forms.read_again(desk, last, paper, data, path.name)
            if before is not None:
                return own_forms.carry_over(desk, before, data, path.name)
            return own_forms.check_form(desk, paper, data, path.name)

        self._problem.hide()
        job = Ask(self, work).or_else(self._problem.refuse).at_end(rest(self.choose_button))
        job.then(partial(self._checked, path))

    def _read_as(self, paper: Paper) -> None:
        """同じファイルを、別の紙の様式として点検し直す。"""
        self.choose_paper(paper)
        self._before = None
        self._read()

    def _checked(self, path: Path, checked: Checked) -> None:
        anew = path != self.check.path
        namesake = self._begin(path, checked)
        self.check.again_button.show()
        if anew and self._before is not None:
            self.check.choose_year(FiscalYear(self._before.fiscal_year).back(-1))
        # タグの書いてあるファイルに写すと、同じ項目が二度入る。
        in_use = self._linked_form(checked.paper) if checked.untouched else None
        asks = not checked.links and self._before is None
        self.check.offer_links((namesake or in_use) if asks else None)

    def _begin(self, path: Path, checked: Checked) -> Checked | None:
        """一覧を引っ込めて、点検の結果を出す。出: 名だけが同じ、別のファイルの点検。"""
        self._rest.hide()
        namesake = self.check.begin(path)
        self.check.show_result(checked)
        stand_at(self.check.first(), self.check)
        return namesake

    def _linked_form(self, paper: Paper) -> OwnForm | None:
        """その紙に使っている、結びのある町の様式。"""
        mine = (f for f in self._forms if f.used_for == paper.used_for and f.links)
        return next((f for f in mine if not own_forms.is_over(f, self._desk, self._forms)), None)

    def _leave_check(self) -> None:
        """点検を終え、一覧に戻る。"""
        self.check.hide()
        self._rest.show()
        self._path = self._before = None
        self.put_away.emit()
        stand_at(self.table if self._forms else self.choose_button)

    def _carry(self) -> None:
        form = self._form()
        path = choose_form(self, "新しい年度の様式") if form else None
        if form is not None and path is not None:
            self.choose_paper(next(p for p in self._papers if p.used_for == form.used_for))
            self.read(path, form)

    def _used(self, form: OwnForm) -> None:
        self._leave_check()
        listed = Ask(self, partial(own_forms.own_forms, self._desk))
        listed.then(self._show_new)
        when = format_short(form.used_from)
        NoticeBar.near(self).tell(
            f"「{form.title}」を取り込みました。{when}から、この様式で出ます。"
        )

    def _write_list(self) -> None:
        folder = choose_folder(self, "書き出すフォルダ")
        if folder is None:
            return
        work = partial(hand_out_tag_list, self._desk, self.paper(), folder)

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell(f"「{folder.name}」に {names} を書き出しました。")

        Do(self, work).then(told)

    # --- 落とす ---------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.read(paths[0])


def _flow(*parts: QWidget) -> QWidget:
    """狭ければ折り返す並び。"""
    holder = QWidget()
    flow = FlowLayout(unit())
    for part in parts:
        flow.addWidget(part)
    holder.setLayout(flow)
    return holder
