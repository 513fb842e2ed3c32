"""相談受付。紙の票と同じ順に打ち、保存すると相談のページに移る。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.basket import bring_back, discard
from jusou_desk.casework.case.intake import Received, purpose_of
from jusou_desk.casework.case.intake_opening import OpenedIntake, new_intake, written_intake
from jusou_desk.casework.case.taking_back import take_back
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.records import Case, Consent
from jusou_desk.policy import Purpose
from jusou_desk.ui.intake.kept import Kept, place_of, recall
from jusou_desk.ui.intake.sheet import CHANGES, IntakeSheet
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import EmptyRoom, button

_PERSON: Final = "person:"
_UNDER_WAY: Final = (
    "打ちかけの相談です。次の相談は、これを保存(Ctrl+S)してから受けられます。"
    "聞けていない所は空けたまま、同意を「未取得」にすれば保存できます。"
)
_LEFT_OFF: Final = "前に打ちかけた相談の続きです。受付日も、打ち始めた日のままです。"
_ANOTHER: Final = (
    "別の方の相談は、これを保存(Ctrl+S)してから受けます。"
    "聞けていない所は空けたまま、同意を「未取得」にすれば保存できます。"
)


def _open(desk: Desk, id: str) -> tuple[OpenedIntake, Kept | None]:
    """``id`` は空(新しい票)、「person:人物」、相談の id。控えも一緒に読む。"""
    if not id or id.startswith(_PERSON):
        opened = new_intake(desk, id.removeprefix(_PERSON))
    else:
        opened = written_intake(desk, id)
    return opened, recall(desk, place_of(id))


class IntakeScreen(Screen):
    """票を一枚だけ開く画面。打ちかけのまま離れて戻れば、そのまま続けられる。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._id: str | None = None
        self.sheet: IntakeSheet | None = None
        self._shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def arrive(self, place: Place) -> None:
        if place.id == self._id and self.sheet is not None and self.sheet.unsaved:
            if self.isVisible():
                # 書いている最中に、次の電話を受けようとした
                NoticeBar.near(self).tell(_UNDER_WAY)
            elif not place.id:
                # 別の電話を受けたつもりで、前の人の票に打ち足さないように
                NoticeBar.near(self).tell(_LEFT_OFF, _ANOTHER)
            return
        self._clear()
        self._id = place.id

        def show(found: tuple[OpenedIntake, Kept | None]) -> None:
            if place.id == self._id and self._shown is None:
                self._show(place.id, *found)

        def refused(error: DeskError) -> None:
            if place.id == self._id and self._shown is None:
                back = button("一覧へ戻る", "plain", lambda: self.go("cases"))
                self._put(EmptyRoom(error.title, error.advice, back))

        if not place.id and not self._desk.may(Purpose.CASEWORK):
            # 近道のキーは、相談を受けない役割の人の手でも押せる
            refused(
                Refused(
                    "相談を受けるのは、相談員です。", "電話や窓口の人を相談員に取り次いでください。"
                )
            )
            return
        Ask(self, partial(_open, self._desk, place.id)).or_else(refused).then(show)

    def _show(self, id: str, opened: OpenedIntake, kept: Kept | None) -> None:
        self.sheet = IntakeSheet(self._desk, id, opened, kept)
        self.sheet.saved.connect(self._saved)
        if opened.case is not None:
            self.sheet.discarding.connect(partial(self._discard, opened.case))
        self._put(self.sheet)

    def _put(self, widget: QWidget) -> None:
        self._shown = widget
        self._column.addWidget(widget)

    def _clear(self) -> None:
        self._id = None
        self.sheet = None
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None

    def _discard(self, case: Case) -> None:
        """誤って受けた相談をごみ箱へ入れ、一覧へ戻る。"""
        desk, purpose = self._desk, purpose_of(case.lane)
        bar = NoticeBar.near(self)

        def undo() -> None:
            back = Do(bar, partial(bring_back, desk, case.id, purpose), *CHANGES, ids=(case.id,))
            back.then(lambda _case: bar.tell(f"{case.case_no} の相談を元に戻しました。"))

        def done(_line: object) -> None:
            self._clear()
            self.go("cases")
            about = "" if case.sealed else case.case_no
            bar.tell(f"{case.case_no} の相談をごみ箱へ入れました。", undo=undo, about=about)

        Do(self, partial(discard, desk, case.id, purpose), *CHANGES, ids=(case.id,)).then(done)

    def _saved(self, received: Received) -> None:
        again = bool(self._id) and not str(self._id).startswith(_PERSON)
        bar = NoticeBar.near(self)
        steps = self.sheet.steps if self.sheet is not None else ()
        self._clear()
        case = received.case
        self.go("sealed_case" if case.sealed else "case", case.id)
        if not again:
            bar.tell(f"{case.case_no} で受け付けました。")
            return

        def undo() -> None:
            back = partial(take_back, self._desk, steps, purpose_of(case.lane), case.case_no)
            job = Do(bar, partial(back, body_id=case.body_id), *CHANGES, ids=(case.id,))
            job.then(lambda _none: bar.tell(f"{case.case_no} の相談受付を元に戻しました。"))

        # 同意も書き替えた票は、戻せない(書いた同意は消せない)
        undoable = steps and not any(one.kind == Consent.__name__ for one in steps)
        words = f"{case.case_no} の相談受付を書き直しました。"
        about = "" if case.sealed else case.case_no
        bar.tell(words, undo=undo if undoable else None, about=about)
