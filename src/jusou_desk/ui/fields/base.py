"""入力欄の土台: 上に見出し、中に入力、下に手引きと指摘。国報告の欄は左に太い線と「国」の札。"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jusou_desk.forms import FieldDefinition
from jusou_desk.policy import Lane
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.pieces import restyle, tag, text
from jusou_desk.ui.theme import Colour, scale, unit

GUTTER = 1.5
"""左の余白(升目の数)。国報告の太線はここに引き、印の無い欄とも頭がそろう。"""


class Field(QWidget):
    """欄ひとつ。種類ごとの部品がこれを継ぐ。

    ``value`` は整った値、``typed`` は打ったままの値(下書き用、文字列か文字列の組)。
    """

    changed = Signal()
    reshaped = Signal()
    verb = "入力して"

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__()
        self.definition = definition
        self.setObjectName(definition.id)
        self._asked = False
        self._required = definition.required
        self._help = text(definition.help, "caption", wrap=True)
        if not definition.help:
            self._help.hide()
        self._problem = text("", "problem", wrap=True)
        self._problem.hide()
        self._label = text(definition.label, "label")
        self._must = tag("必須", must=True)
        if not definition.required:
            self._must.hide()
        self._mark = tag("")
        self._mark.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(unit(GUTTER), 0, 0, 0)
        self.column.setSpacing(unit(0.5))
        self.column.addLayout(self._head())
        self.column.addWidget(self._problem)
        self.column.addWidget(self._help)
        self.column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(unit())
        # 札のある欄と無い欄で、入力の上端をそろえる
        head.addStrut(scale().caption + unit(1.25))
        head.addWidget(self._label)
        head.addWidget(self._must)
        head.addWidget(self._mark)
        if self.definition.national:
            mark = tag("国")
            mark.setToolTip("国への報告に使う項目")
            head.addWidget(mark)
        if self.definition.lane is not Lane.OPEN:
            head.addWidget(LaneBadge(Mark.of(self.definition.lane)))
        head.addStretch(1)
        return head

    def put(self, control: QWidget, focus: QWidget | None = None) -> None:
        """入力の部品を据える。``focus`` は実際に打つ所(省けば ``control``)。"""
        self.control = focus or control
        self.column.insertWidget(1, control)
        self._label.setBuddy(self.control)
        self.setFocusProxy(self.control)
        self.name_control(self.control)

    def stop(self) -> QWidget:
        """Tab の順に挿すときに渡す所。欄が、中の打つ所ごと移る。

        打つ所だけを移すと、元の順に残った欄が Tab を打つ所へ引き戻し、その先へ行けなくなる。
        """
        self.setFocusPolicy(self.control.focusPolicy())
        return self

    def mark(self, words: str) -> None:
        """見出しに添える札(「本人に伏せる」など)。空なら外す。"""
        self._mark.setText(words)
        self._mark.setVisible(bool(words))
        self.name_control(self.control)

    def without_label(self) -> None:
        """見出しを外す(表の行のように、見出しが上に一度だけあるとき)。読み上げの名前は残る。"""
        head = self.column.takeAt(0)
        layout = head.layout() if head is not None else None
        while layout is not None and layout.count():
            part = layout.takeAt(0)
            widget = part.widget() if part is not None else None
            if widget is not None:
                widget.hide()
        self.without_gutter()

    def without_gutter(self) -> None:
        """左の余白を外す(国報告の欄が一つも無い札で、釦や罫と頭をそろえる)。"""
        self.column.setContentsMargins(0, 0, 0, 0)

    def name_control(self, control: QWidget) -> None:
        """読み上げの名前と説明を付ける。"""
        control.setAccessibleName(self.definition.label)
        notes = [
            "必須" if self._required else "",
            "国報告の項目" if self.definition.national else "",
            self._mark.text(),
            self.definition.help,
        ]
        control.setAccessibleDescription("。".join(note for note in notes if note))

    @property
    def wide(self) -> bool:
        """二段組で両段にまたがるか。"""
        return False

    def value(self) -> object:
        """整った値。空なら種類ごとの空(``""`` ``None`` ``()`` ``False``)。"""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """値を入れる。``changed`` は鳴らさない。"""
        raise NotImplementedError

    def typed(self) -> str | tuple[str, ...]:
        """打ったまま。読めない日付も失わない。"""
        raise NotImplementedError

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        """``typed`` で取った値に戻す。``changed`` は鳴らさない。"""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """読むだけにする。"""
        raise NotImplementedError

    def require(self, required: bool) -> None:
        """ほかの欄の答えで、空けておけるかが変わった。"""
        if required == self._required:
            return
        self._required = required
        self._must.setVisible(required)
        self.name_control(self.control)
        if not self._problem.isHidden():
            self.check()

    def filled(self) -> bool:
        """何か入っているか。"""
        return bool(self.typed())

    def reportable(self) -> bool:
        """国報告に使える値が入っているか。打ちかけや、読めない値は使えない。"""
        return self.filled() and not self.complaint()

    def complaint(self) -> str:
        """入っている値の具合の悪いところ(種類ごと)。無ければ空。"""
        return ""

    def problem(self) -> str:
        """いま保存できない理由の一文。無ければ空。"""
        if self._required and not self.filled():
            return f"{self.definition.label}を{self.verb}ください。"
        return self.complaint()

    def show_problem(self) -> None:
        """必須の空きも含めて指摘を出す。直るまで出し続ける。"""
        self._asked = True
        self._show(self.problem())

    def blame(self, sentence: str) -> None:
        """保存先の断りを出す。値が動けば消える。"""
        self._show(sentence)

    def check(self) -> None:
        """欄を離れたとき。値の間違いだけを指摘し、空きは急かさない。"""
        self._show(self.problem() if self._asked else self.complaint())

    def touched(self) -> None:
        """値が動いた。出ている指摘は直り次第消す。"""
        if not self._problem.isHidden():
            self.check()
        self.changed.emit()

    def shown_problem(self) -> str:
        """いま出ている指摘。"""
        return "" if self._problem.isHidden() else self._problem.text()

    def _show(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._help.setVisible(bool(self.definition.help) and not sentence)
        self.reshaped.emit()
        if bool(self.control.property("wrong")) != bool(sentence):
            self.control.setProperty("wrong", bool(sentence))
            restyle(self.control)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.definition.national:
            painter = QPainter(self)
            painter.fillRect(0, 0, unit(0.5), self.height(), QColor(Colour.INK))
