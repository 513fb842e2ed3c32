"""様式を画面にする。欄は紙と同じ順に、二段の升目に並ぶ。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jusou_desk.forms import FieldKind, FormDefinition, SectionDefinition
from jusou_desk.ui.drafting import Typed
from jusou_desk.ui.fields import Field, KanaField, TextField, Today, field_for
from jusou_desk.ui.pieces import SCROLL_BAR, row, rule, text
from jusou_desk.ui.section_rail import SectionRail
from jusou_desk.ui.sections import Ground, Section
from jusou_desk.ui.theme import scale, unit

SAVE_KEYS = ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter")
SECTION_KEYS = (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1))
RAIL_FROM = 3
RAIL_ROOM = 48


def save_by_keys(part: QWidget, save: Callable[[], object]) -> None:
    """``part`` の中に手があるとき、保存の鍵で ``save``。様式の外の足もとにも付ける。"""
    for keys in SAVE_KEYS:
        shortcut = QShortcut(QKeySequence(keys), part)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(save)


class FormView(QWidget):
    """様式一枚の記入欄。

    ``values`` は整った値、``typed`` は打ったままの値(下書き)、どちらも欄 id → 値。
    ``fiscal_year``(西暦)で選択肢の版が決まる。``sections`` で見せる節を絞れる。
    ``today`` は年の無い日付を読むときの今日。
    """

    changed = Signal()
    dirty = Signal(bool)
    save_requested = Signal()

    def __init__(
        self,
        form: FormDefinition,
        fiscal_year: int,
        sections: Collection[str] | None = None,
        today: Today = date.today,
    ) -> None:
        super().__init__()
        self.form = form
        self._dirty = False
        self._fields: dict[str, Field] = {}
        self._sections: list[Section] = []
        self._scroll = Ground()
        self._scroll.body.setContentsMargins(unit(2), unit(2), unit(3) - SCROLL_BAR, unit(3))
        for definition in form.sections:
            if sections is None or definition.id in sections:
                self._add_section(definition, fiscal_year, today)
        if len(self._sections) == 1:
            self._sections[0].leave_out_heading()
        self._scroll.body.addStretch(1)
        self._counter = text("", "label")
        self._marked = False
        self._rail = SectionRail([section.definition.title for section in self._sections])
        self._rail.chosen.connect(self._go_to_section)
        self._scroll.verticalScrollBar().valueChanged.connect(self._follow)
        self._lay_out()
        self._pair_readings()
        save_by_keys(self, self._ask_to_save)
        for keys, step in SECTION_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._step_section, step))
        self._count()

    def field(self, field_id: str) -> Field:
        """欄の部品。無ければ ``KeyError``。"""
        return self._fields[field_id]

    def values(self) -> dict[str, object]:
        """整った値(日付は ``date``、複数選択は組)。"""
        return {field_id: field.value() for field_id, field in self._fields.items()}

    def set_values(self, values: Mapping[str, object]) -> None:
        """値を入れて「書きかけでない」にする。知らない id は無視する。"""
        for field_id, value in values.items():
            if field_id in self._fields:
                self._fields[field_id].set_value(value)
        self._filled_from_outside(dirty=False)

    def fill(self, values: Mapping[str, object]) -> None:
        """打っている人に代わって欄を埋める。書きかけになる。"""
        for field_id, value in values.items():
            self._fields[field_id].set_value(value)
        self._field_changed()

    def typed(self) -> Typed:
        """打ったままの値。"""
        return {field_id: field.typed() for field_id, field in self._fields.items()}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        """下書きを戻し「書きかけ」にする。"""
        for field_id, value in typed.items():
            if field_id in self._fields:
                self._fields[field_id].set_typed(value)
        self._filled_from_outside(dirty=True)

    def problems(self) -> dict[str, str]:
        """直さなければ保存できない欄と、その一文。様式の順。"""
        found = {field_id: field.problem() for field_id, field in self._fields.items()}
        return {field_id: sentence for field_id, sentence in found.items() if sentence}

    def show_problems(self) -> bool:
        """指摘をすべて出し、最初の欄へ動いて打てるようにする。指摘があったか。"""
        found = self.problems()
        for field in self._fields.values():
            field.show_problem()
        self._mark_rail(found)
        if found:
            self.go_to(next(iter(found)))
        return bool(found)

    def _mark_rail(self, found: Collection[str]) -> None:
        """直す欄のある節に印を付ける。直せば、その場で消す。"""
        self._marked = bool(found)
        self._rail.mark_problems(
            [
                place
                for place, section in enumerate(self._sections)
                if any(field.definition.id in found for field in section.fields)
            ]
        )

    def go_to(self, field_id: str) -> None:
        """欄まで巻いて、打てるようにする。"""
        field = self._fields[field_id]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        # 指摘の行が増えた分の並べ直しが済んでから巻く
        QTimer.singleShot(0, field, lambda: self._scroll.ensureWidgetVisible(field, 0, unit(10)))

    def blame(self, field_id: str, sentence: str) -> None:
        """保存先が断った理由を、その欄に出して動く。"""
        self._fields[field_id].blame(sentence)
        self.go_to(field_id)

    def has_field(self, field_id: str) -> bool:
        """その欄を見せているか。"""
        return field_id in self._fields

    def put_below(self, section_id: str, widget: QWidget) -> None:
        """節の下に、様式の欄でない部品(繰返しの行など)を据える。"""
        place = next(n for n, part in enumerate(self._sections) if part.definition.id == section_id)
        self._scroll.body.insertWidget(self._scroll.body.indexOf(self._sections[place]) + 1, widget)

    def show_section(self, section_id: str, *, shown: bool) -> None:
        """節を出す・隠す。隠しても値は失わない。"""
        place = next(n for n, part in enumerate(self._sections) if part.definition.id == section_id)
        self._sections[place].setVisible(shown)
        self._rail.show_stop(place, shown=shown)

    def section_filled(self, section_id: str) -> bool:
        """その節に何か書いてあるか。"""
        section = next(part for part in self._sections if part.definition.id == section_id)
        return any(field.filled() for field in section.fields)

    def is_dirty(self) -> bool:
        """保存していない書きかけがあるか。"""
        return self._dirty

    def mark_clean(self) -> None:
        """保存し終えた。"""
        self._set_dirty(False)

    def set_read_only(self, read_only: bool) -> None:
        """読むだけにする。"""
        for field in self._fields.values():
            field.set_read_only(read_only)

    def national_count(self) -> tuple[int, int]:
        """国報告の欄の(使える値の入った数, 全部の数)。"""
        national = [field for field in self._fields.values() if field.definition.national]
        return sum(field.reportable() for field in national), len(national)

    def counter_text(self) -> str:
        """出ている数え。"""
        return self._counter.text()

    def minimumSizeHint(self) -> QSize:
        # 目次は狭くなれば引っ込むので、最小幅に数えない。脇(F1)を開いても窓を押し広げない幅
        return QSize(scale().body * 19, unit(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _add_section(self, definition: SectionDefinition, fiscal_year: int, today: Today) -> None:
        fields = [field_for(field, fiscal_year, today) for field in definition.fields]
        for field in fields:
            self._fields[field.definition.id] = field
            field.changed.connect(self._field_changed)
        section = Section(definition, fields)
        self._sections.append(section)
        self._scroll.body.addWidget(section)

    def _lay_out(self) -> None:
        legend = text("太い線と「国」の札は、国への報告に使う項目です。", "caption", wrap=True)
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QWidget()
        strip = row(self._counter, legend, spacing=2)
        strip.setStretch(1, 1)
        strip.setContentsMargins(unit(2), unit(), unit(2), unit())
        head.setLayout(strip)
        if not self.national_count()[1]:
            head.hide()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(head)
        right.addWidget(rule())
        right.addWidget(self._scroll, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._rail)
        whole.addLayout(right, 1)
        self._scroll.inside.setMaximumWidth(scale().body * 66)

    def _arrange(self) -> None:
        long_enough = len(self._sections) >= RAIL_FROM
        self._rail.setVisible(long_enough and self.width() >= scale().body * RAIL_ROOM)
        room = self.width() - (0 if self._rail.isHidden() else self._rail.width()) - unit(12)
        columns = 2 if room >= scale().body * 42 else 1
        for section in self._sections:
            section.arrange(columns, room)

    def _pair_readings(self) -> None:
        for section in self._sections:
            for field in section.fields:
                name = self._name_beside(section, field) if isinstance(field, KanaField) else None
                if isinstance(field, KanaField) and name is not None:
                    field.follow(name)

    def _name_beside(self, section: Section, kana: Field) -> TextField | None:
        """フリガナの相手: ``x_kana`` なら ``x_name``、無ければ隣の文字の欄(前を先に)。"""
        by_id = self._fields.get(kana.definition.id.replace("kana", "name"))
        place = section.fields.index(kana)
        beside = [
            *section.fields[max(place - 1, 0) : place],
            *section.fields[place + 1 : place + 2],
        ]
        for candidate in (by_id, *beside):
            if isinstance(candidate, TextField) and candidate.definition.kind is FieldKind.TEXT:
                return candidate
        return None

    def _go_to_section(self, place: int) -> None:
        section = self._sections[place]
        self._scroll.verticalScrollBar().setValue(section.y() - unit(2))
        self._rail.point_at(place)
        section.fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _step_section(self, step: int) -> None:
        """いま打っている節の、次か前の節へ。端なら動かない。"""
        focus: QWidget | None = self.focusWidget()
        shown = [n for n, part in enumerate(self._sections) if not part.isHidden()]
        inside = (n for n in shown if focus is not None and self._sections[n].isAncestorOf(focus))
        at = shown.index(next(inside, self._rail.current())) + step
        if 0 <= at < len(shown):
            self._go_to_section(shown[at])

    def _follow(self, top: int) -> None:
        shown = [(n, part) for n, part in enumerate(self._sections) if not part.isHidden()]
        seen = [n for n, section in shown if section.y() <= top + unit(8)]
        self._rail.point_at(seen[-1] if seen else 0)

    def _field_changed(self) -> None:
        self._count()
        if self._marked:
            self._mark_rail(self.problems())
        self._set_dirty(True)
        self.changed.emit()

    def _filled_from_outside(self, *, dirty: bool) -> None:
        self._count()
        self._set_dirty(dirty)

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty.emit(dirty)

    def _count(self) -> None:
        done, total = self.national_count()
        self._counter.setText(f"国報告に必要 {done}/{total}")

    def _ask_to_save(self) -> None:
        QGuiApplication.inputMethod().commit()
        self.save_requested.emit()
