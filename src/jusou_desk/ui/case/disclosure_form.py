"""通報・緊急の提供を頼む一枚。理由、相手、知らせる文。急ぎなら、口頭の承認と先に知らせた日時。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case import drafts
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.casework.secrecy.disclosing import CODES, WAYS, Telling
from jusou_desk.clock import parse_datetime
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.secrecy_records import Disclosure
from jusou_desk.ui.body_choice import BodyChoice
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.drafting import Autosave, Typed
from jusou_desk.ui.fields import CheckField, Field, field_for
from jusou_desk.ui.fields.written import TextField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import fiscal_year_of, format_short

_WHEN: Final = "例 R8.11.20 9:30"
_FIELDS: Final = (
    FieldDefinition("reason", "知らせる理由", FieldKind.SINGLE, codes=CODES, required=True),
    FieldDefinition(
        "ground",
        "根拠",
        FieldKind.LONG_TEXT,
        help="理由を選ぶと入ります。この一件だけ書き直せます(照会の番号など)。",
    ),
    FieldDefinition(
        "receiver",
        "知らせる相手",
        FieldKind.TEXT,
        required=True,
        help="機関の名。部署も分かれば続けて書きます。",
    ),
    FieldDefinition("receiver_person", "受けた人の氏名", FieldKind.TEXT),
    FieldDefinition("way", "知らせ方", FieldKind.SINGLE, codes=WAYS),
    FieldDefinition(
        "content",
        "知らせる内容",
        FieldKind.LONG_TEXT,
        required=True,
        help="ここに書いた文だけが紙に載ります。見たこと・聞いたことと、推測を分けて書きます。",
    ),
    FieldDefinition(
        "whereabouts",
        "居場所も載せるわけ",
        FieldKind.TEXT,
        help="居場所を伏せている方です。空なら、住所・電話などは紙に載りません。",
    ),
    FieldDefinition("first", "急ぎのため、先に知らせた", FieldKind.CHECK),
    FieldDefinition(
        "oral_by",
        "口頭で承認した人",
        FieldKind.TEXT,
        required=True,
        help="画面での承認は、後から別に受けます。",
    ),
    FieldDefinition(
        "oral_at", "口頭の承認の日時", FieldKind.TEXT, required=True, half=True, help=_WHEN
    ),
    FieldDefinition(
        "told_at", "知らせた日時", FieldKind.TEXT, required=True, half=True, help=_WHEN
    ),
)
_FIRST: Final = ("oral_by", "oral_at", "told_at")
_MOMENTS: Final = ("oral_at", "told_at")
_HOW: Final = (
    "本人の同意が無くても知らせるには、理由と、自分でない管理者か推進員の承認が要ります。紙は承認の後に刷れます。"
    "虐待や命に関わる急ぎは、先に電話で知らせてかまいません(下の印を付けます)。"
)


class DisclosureForm(QWidget):
    """一件を頼む。済むと ``saved``、やめると ``going_back`` を鳴らす。"""

    saved = Signal(object)
    going_back = Signal()

    def __init__(self, desk: Desk, page: CasePage, *, sealed: bool) -> None:
        super().__init__()
        self._desk = desk
        self._page = page
        self._sealed = sealed or page.case.sealed
        self._place = f"disclosure:{page.case.id}"
        self._grounds: Mapping[str, str] = {}
        year = fiscal_year_of(desk.today())
        self.fields: dict[str, Field] = {
            one.id: field_for(one, year, desk.today)
            for one in _FIELDS
            if one.id != "whereabouts" or page.hidden
        }
        self.body = BodyChoice(self, desk, page.case.id)
        self.body.want(self._sealed and not page.case.sealed)
        self._suggest()
        self.refusal = Saying()
        self.ask_button = button("承認を求める", "primary", self._ask, key="Ctrl+S")
        self._autosave = Autosave(self, self._typed, self._keep)
        self._lay_out()
        self._follow_first()
        for field in self.fields.values():
            field.changed.connect(self._autosave.touch)
        self.fields["first"].changed.connect(self._follow_first)
        self.fields["reason"].changed.connect(self._follow_reason)
        self.setFocusProxy(self.fields["reason"])
        # 控えの有無が分かるまで打てると、控えを上書きしてしまう
        self.setEnabled(False)
        Ask(self, self._read).at_end(self._begin).then(self._recall)

    def hideEvent(self, event: QHideEvent) -> None:
        self._autosave.flush()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        area = Scroll(margin=2)
        back = button("← これまでの一覧", "quiet", self.going_back.emit)
        area.add(row(back, None), text(_HOW, "caption", wrap=True))
        if self._sealed:
            area.add(text("支援会議の記録になります。従事者のほかには見えません。", wrap=True))
        area.add(self.body)
        for name, field in self.fields.items():
            field.without_gutter()
            area.add(field)
            if name == "content":
                copying = FlowLayout()  # 狭い所では、釦が折り返す
                for source in self._sources():
                    copying.addWidget(source)
                area.add(copying)
        area.add(None)
        foot = column(self.refusal, row(None, self.ask_button))
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def _sources(self) -> Iterator[QWidget]:
        """書き写して直すもと。この頁に出ている記載だけ。"""
        if self._page.case.content:
            yield button("相談の内容を写す", "quiet", partial(self._copy, self._page.case.content))
        if self._page.notes:
            yield button(
                "最後の経過を写す", "quiet", partial(self._copy, self._page.notes[0].content)
            )

    def _copy(self, words: str) -> None:
        content = self.fields["content"]
        before = str(content.value()).rstrip()
        content.set_value(f"{before}\n{words}" if before else words)
        self._autosave.touch()
        content.setFocus(Qt.FocusReason.OtherFocusReason)

    def _suggest(self) -> None:
        receiver = self.fields["receiver"]
        assert isinstance(receiver, TextField)
        Suggestions(receiver.line, disclosing.receivers(self._desk))

    # --- 欄の移り変わり -------------------------------------------------

    def _follow_reason(self) -> None:
        """理由を選ぶと、その根拠の文が入る。書き直した文は失わない。"""
        ground = self.fields["ground"]
        if str(ground.value()).strip() in ("", *self._grounds.values()):
            ground.set_value(self._grounds.get(str(self.fields["reason"].value()), ""))

    @property
    def _first(self) -> bool:
        field = self.fields["first"]
        assert isinstance(field, CheckField)
        return field.value()

    def _follow_first(self) -> None:
        now = self._desk.now()
        for name in _FIRST:
            field = self.fields[name]
            field.setVisible(self._first)
            if self._first and name in _MOMENTS and not field.filled():
                field.set_value(f"{format_short(now.date())} {now:%H:%M}")

    def _wanted(self) -> Iterator[Field]:
        """いま求めている欄。"""
        for name, field in self.fields.items():
            if name not in _FIRST or self._first:
                yield field

    # --- 控え -----------------------------------------------------------

    def _read(self) -> tuple[Mapping[str, str], drafts.KeptDraft | None]:
        kept = drafts.recall(self._desk, self._place, sealed=self._sealed)
        return disclosing.reasons(self._desk), kept

    def _begin(self) -> None:
        self.setEnabled(True)
        self.fields["reason"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _recall(self, found: tuple[Mapping[str, str], drafts.KeptDraft | None]) -> None:
        self._grounds, kept = found
        if kept is None:
            return
        for name, field in self.fields.items():
            field.set_typed(kept.values.get(name, ""))
        self.body.choose(kept.body_id)
        self._follow_first()

    def _typed(self) -> Typed:
        return {name: field.typed() for name, field in self.fields.items()}

    def _keep(self, typed: Typed) -> None:
        keep = partial(drafts.keep, self._desk, self._place, dict(typed), sealed=self._sealed)
        body_id = self._page.case.body_id or self.body.body_id()
        Do(self, partial(keep, body_id=body_id)).then()

    # --- 頼む -----------------------------------------------------------

    def _ask(self) -> None:
        if not self.ask_button.isEnabled():
            return
        wrong = [field for field in self._wanted() if field.problem()]
        for field in wrong:
            field.show_problem()
        if wrong:
            stand_at(wrong[0])
            return
        try:
            telling = self._telling()
        except BadInput as error:
            self._refused(error)
            return
        desk, case, place, sealed = self._desk, self._page.case, self._place, self._sealed
        body_id = self.body.body_id()

        def work() -> Disclosure:
            asked = disclosing.ask(desk, case.id, telling, sealed=sealed, body_id=body_id)
            drafts.drop(desk, place, sealed=sealed)
            return asked

        self.refusal.hide()
        self._autosave.hold()
        self.ask_button.setEnabled(False)
        Do(self, work, Changed.NOTE).or_else(self._refused).then(self._done)

    def _telling(self) -> Telling:
        def said(name: str) -> str:
            return str(self.fields[name].value()) if name in self.fields else ""

        first = self._first
        return Telling(
            reason=said("reason"),
            receiver=said("receiver"),
            content=said("content"),
            ground=said("ground"),
            receiver_person=said("receiver_person"),
            way=said("way"),
            whereabouts=said("whereabouts"),
            oral_by=said("oral_by") if first else "",
            oral_at=_moment("oral_at", said("oral_at")) if first else None,
            told_at=_moment("told_at", said("told_at")) if first else None,
        )

    def _done(self, asked: Disclosure) -> None:
        told = "通報・緊急の承認を求めました。ほかの管理者か推進員の「今日」に出ます。"
        if asked.told_first:
            self.saved.emit(Saved(f"先に知らせたことを残し、{told}"))
            return
        undo = partial(disclosing.take_back, self._desk, asked.id)
        self.saved.emit(Saved(told, undo, "承認の求めを取り消しました。"))

    def _refused(self, error: DeskError) -> None:
        self.ask_button.setEnabled(True)
        self._autosave.release()
        named: dict[str, Field] = {**self.fields, self.body.definition.id: self.body}
        field = named.get(error.field) if isinstance(error, BadInput) else None
        if field is None:
            self.refusal.refuse(error)
            return
        field.blame(f"{error.title}{error.advice}")
        stand_at(field)


def _moment(name: str, typed: str) -> datetime:
    """打たれた日時。読めなければ、どの欄かを添えて ``BadInput``。"""
    try:
        return parse_datetime(typed)
    except BadInput as error:
        raise BadInput(error.title, error.advice, name) from error
