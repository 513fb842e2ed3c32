"""頁の頭の帯。誰の相談か、同意と区分はどうかが、いつも見えている。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.intake import age_at
from jusou_desk.models.records import Case, Consent, Person
from jusou_desk.policy import Lane
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import tag, text
from jusou_desk.ui.theme import Colour, font, scale, unit
from jusou_desk.wareki import format_short

ANONYMOUS = "（匿名の相談）"
#: 課題・世帯などの一組の、長くてもここで折り返す字数。
_FACT_AT_MOST = 34
#: 同じ人のほかの相談のうち、帯に挙げる数。
_OTHERS: Final = 3
#: 書いている間、これより狭い(字数)帯は、受付日と主担当も畳む。
_TIGHT = 24
SEALED_HERE = "㊙ 支援会議の記録　　ここで書くものは、すべて支援会議の中だけに残ります"
MOVING = "㊙ 支援会議の記録　　移替えに書く文は、承認されると、通常の記録に写ります"


def consent_words(case: Case, latest: Consent | None, today: date) -> tuple[Mark, str]:
    """同意の札と、その中身の語。期間が過ぎた同意は「同意なし」に数える。"""
    on = f" {format_short(latest.decided_on)}" if latest else ""
    if not case.consented:
        return Mark.UNCONSENTED, f"{case.consent}{on}"
    if latest and latest.valid_until and latest.valid_until < today:
        return Mark.UNCONSENTED, f"{case.consent}の期間が {format_short(latest.valid_until)} で終了"
    if latest and not latest.scope:
        return Mark.CONSENTED, f"{case.consent}{on}（範囲・提供先・期間は未記入）"
    return Mark.CONSENTED, f"{case.consent}{on}"


def age_words(page: CasePage) -> str:
    """「86歳（受付時 85歳）」。生年月日が無ければ、聞いたおよその年齢か年齢区分。無ければ「年齢不明」。"""
    if page.age_now is None:
        about = page.person.birth_text if page.person else ""
        return about or page.case.age_band or "年齢不明"
    if page.age_at_reception is None or page.age_at_reception == page.age_now:
        return f"{page.age_now}歳"
    return f"{page.age_now}歳（受付時 {page.age_at_reception}歳）"


class SealedBand(QWidget):
    """支援会議の記録を開いている間の帯。語、格子の模様、色の順で見分けられる。"""

    def __init__(self, words: str = SEALED_HERE) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(words)

    def say(self, words: str) -> None:
        """帯の語を替える。書いたものの残る所が変わるときに。"""
        self.words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(scale().body, bold=True))
        return QSize(words.horizontalAdvance(self.words) + unit(8), words.height() + unit(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.SEALED))
        painter.setFont(font(scale().body, bold=True))
        words = QRectF(self.rect()).adjusted(unit(3), 0, -unit(2), 0)
        wide = painter.fontMetrics().horizontalAdvance(self.words) + unit(5)
        rest = QRectF(self.rect()).adjusted(min(wide, self.width()), 0, 0, 0)
        painter.fillRect(rest, QBrush(QColor(Colour.CARD), Qt.BrushStyle.DiagCrossPattern))
        painter.setPen(QColor(Colour.CARD))
        shown = painter.fontMetrics().elidedText(
            self.words, Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)


class _Fact(QWidget):
    """見出しと中身の一組。"""

    def __init__(self, label: str, words: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, unit(2), 0)
        line.setSpacing(unit())
        line.addWidget(text(label, "caption"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(words, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        face = QFontMetrics(font(scale().body))
        self._wide = min(face.horizontalAdvance(words) + unit(1), scale().body * _FACT_AT_MOST)
        self._label_wide = QFontMetrics(font(scale().caption)).horizontalAdvance(label) + unit(3)

    def sizeHint(self) -> QSize:
        # 望む幅であって、譲れない幅ではない。脇が開けば折り返し、窓を押し広げない
        wide = self._label_wide + self._wide
        return QSize(wide, self.heightForWidth(wide))


def _other_words(case: Case) -> str:
    """「R7-0012（R7.6.3受付・終結）」。番号で探せば開ける。"""
    return f"{case.case_no}（{format_short(case.received_on)}受付・{case.status}）"


class CaseBand(QWidget):
    """名前・フリガナ・年齢・世帯・同意・区分・状態・主担当・課題。右に主な釦。"""

    def __init__(self, page: CasePage, today: date, *actions: QPushButton) -> None:
        super().__init__()
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page = page
        self._today = today
        self.facts = QWidget()
        self._put_facts()
        self._less: list[QWidget] = []
        whole = QHBoxLayout(self)
        whole.setContentsMargins(unit(3), unit(1.5), unit(3), unit(1.5))
        whole.setSpacing(unit(2))
        words = QVBoxLayout()
        words.setSpacing(unit(0.75))
        words.addLayout(self._names())
        words.addLayout(self._states())
        words.addWidget(self.facts)
        for sentence in page.warnings:
            words.addWidget(text(sentence, "problem", wrap=True))
        whole.addLayout(words, 1)
        for action in actions:
            whole.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)

    def fold(self, *, folded: bool, width: int) -> None:
        """``folded``: 課題や世帯を畳む。字に比べてもっと狭ければ、受付日と主担当も畳む。

        狭い所で書いている間も、誰の相談か・同意・区分は見え、歩みの見える所が残るように。
        """
        self.facts.setVisible(not folded)
        tight = folded and width < scale().body * _TIGHT
        for part in self._less:
            part.setVisible(not tight)

    def _names(self) -> FlowLayout:
        line = FlowLayout(unit(2))
        person = self._page.person
        name = text(person.name if person else ANONYMOUS, "display")
        name.setWordWrap(True)  # 字が大きく脇も開いた狭い窓でも、帯が窓を押し広げない
        line.addWidget(name)
        for part in self._beside_name():
            label = text(part, "lead")
            label.setWordWrap(True)
            label.setMinimumHeight(name.sizeHint().height())
            line.addWidget(label)
        return line

    def _beside_name(self) -> Iterator[str]:
        person = self._page.person
        if person and person.kana:
            yield person.kana
        yield age_words(self._page)
        if person and person.sex:
            yield person.sex

    def _states(self) -> FlowLayout:
        case = self._page.case
        mark, words = consent_words(case, self._page.latest_consent, self._today)
        line = FlowLayout(unit())
        line.addWidget(LaneBadge(mark))
        consent = text(words, "strong")
        consent.setWordWrap(True)
        line.addWidget(consent)
        if case.sealed:
            line.addWidget(LaneBadge(Mark.of(Lane.SEALED)))
        if self._page.hidden:
            line.addWidget(LaneBadge(Mark.CONCEALED))
        line.addWidget(tag(str(case.status), must=True))
        line.addWidget(text(f"取扱区分 {'支援会議' if case.sealed else '通常'}"))
        line.addWidget(text(case.case_no, "figures"))
        received = text(f"受付 {format_short(case.received_on)}", "figures")
        worker = text(f"主担当 {case.worker}" if case.worker else "")
        for label in (received, worker):
            if label.text():
                line.addWidget(label)
                self._less.append(label)
        return line

    def _put_facts(self) -> None:
        line = FlowLayout(unit(0.5))
        for label, words in self._fact_words():
            line.addWidget(_Fact(label, words))
        self.facts.setLayout(line)

    def _fact_words(self) -> Iterator[tuple[str, str]]:
        case, person = self._page.case, self._page.person
        if case.issues:
            main = f"{case.main_issue}（主）" if case.main_issue else ""
            rest = [issue for issue in case.issues if issue != case.main_issue]
            yield "課題", "・".join(part for part in (main, *rest) if part)
        if self._page.household:
            yield "世帯", "、".join(map(self._member, self._page.household))
        if person and person.address:
            yield "住所", person.address
        if person and person.phone:
            yield "電話", person.phone
        if others := self._page.others:
            said = "、".join(map(_other_words, others[:_OTHERS]))
            more = len(others) - _OTHERS
            yield "ほかの相談", f"{said} ほか{more}件" if more > 0 else said
        if case.closed_on:
            after = f"　その後の主担当 {case.lead_agency}" if case.lead_agency else ""
            yield str(case.status), f"{format_short(case.closed_on)} {case.closing_reason}{after}"

    def _member(self, person: Person) -> str:
        age = age_at(person, self._today)
        details = "・".join(
            part for part in (person.relationship, f"{age}歳" if age is not None else "") if part
        )
        return f"{person.name}（{details}）" if details else person.name
