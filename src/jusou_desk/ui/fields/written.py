"""打ち込む欄: 文字、長い文、フリガナ、電話、数、金額。"""

from __future__ import annotations

import re
from typing import Any, Final

import jaconv
from PySide6.QtCore import QSignalBlocker, Qt

from jusou_desk.forms import FieldDefinition
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.line import Line, Writing
from jusou_desk.ui.fields.reading import is_katakana, katakana
from jusou_desk.ui.theme import unit

#: 行の区切りとして貼られる字。
_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: ほかの制御文字と、文字の半分(サロゲート)。
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def half_width(text: str) -> str:
    """英数字・記号を半角にする(数を読むため)。"""
    return str(jaconv.z2h(text, kana=False, ascii=True, digit=True)).replace("ー", "-").strip()


def readable(text: str, *, lines: bool) -> str:
    """見えない制御文字を除いた文。ワープロから貼った行の区切り(縦タブなど)は改行にする。

    制御文字は台帳のブックに書けず、人の打った字でもない。氏名の字形や絵文字、書字方向の印には触れない。
    lines: 何行も書く欄か。一行の欄では、区切りを空白にする。
    """
    return _UNSEEN.sub("", _BREAKS.sub("\n" if lines else " ", text))


class TextField(Field):
    """一行の文字。打たれたとおりに持つ。"""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.line = Line()
        self.put(self.line)
        self.line.textChanged.connect(self.touched)
        self.line.left.connect(self._leave)

    def value(self) -> object:
        return readable(self.line.text(), lines=False)

    def set_value(self, value: object) -> None:
        self.set_typed("" if value is None else str(value))

    def typed(self) -> str:
        return self.line.text()

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(str(typed))
        self.line.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def filled(self) -> bool:
        return bool(self.typed().strip())

    def _leave(self) -> None:
        tidy = self.tidied()
        if tidy != self.line.text() and not self.line.isReadOnly():
            self.line.setText(tidy)
        self.check()

    def tidied(self) -> str:
        """欄を離れたときの整え。文字の欄は何も変えない。"""
        return self.line.text()


class LongTextField(Field):
    """長い文。両段にまたがり、書くほど伸びる。"""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.writing = Writing()
        self.put(self.writing)
        self.writing.textChanged.connect(self.touched)
        self.writing.left.connect(self.check)

    @property
    def wide(self) -> bool:
        return True

    def value(self) -> object:
        return readable(self.writing.toPlainText(), lines=True)

    def set_value(self, value: object) -> None:
        self.set_typed("" if value is None else str(value))

    def typed(self) -> str:
        return self.writing.toPlainText()

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        with QSignalBlocker(self):
            self.writing.write(str(typed))

    def set_read_only(self, read_only: bool) -> None:
        self.writing.setReadOnly(read_only)

    def filled(self) -> bool:
        return bool(self.typed().strip())


class KanaField(TextField):
    """フリガナ。氏名の欄の変換から自分で埋まり、離れるときにカタカナへそろえ、前後の空白を除く。"""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self._by_itself = ""

    def follow(self, name: TextField) -> None:
        """``name`` の読みを拾う。人が直したあとは手を出さない。"""
        name.line.heard.connect(self._hear)
        name.line.textChanged.connect(self._name_changed)

    def _hear(self, kana: str) -> None:
        if self.line.text() == self._by_itself and not self.line.isReadOnly():
            self._by_itself += kana
            self.line.setText(self._by_itself)

    def _name_changed(self, name: str) -> None:
        if not name and self._by_itself and self.line.text() == self._by_itself:
            self._by_itself = ""
            self.line.clear()

    def value(self) -> object:
        return self.tidied()

    def tidied(self) -> str:
        return katakana(self.line.text()).strip()

    def complaint(self) -> str:
        if is_katakana(katakana(self.typed())):
            return ""
        return f"{self.definition.label}はカタカナで入力してください。"


class PhoneField(TextField):
    """電話。数字は半角にそろえ、区切りは打たれたまま。"""

    _FORM = re.compile(r"\+?[0-9()\- ]+(?:(?:内線|内|#|x)[0-9]+)?")

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.line.setProperty("figures", True)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def value(self) -> object:
        return half_width(self.line.text())

    def tidied(self) -> str:
        return half_width(self.line.text()) if not self.complaint() else self.line.text()

    def complaint(self) -> str:
        digits = half_width(self.typed())
        if not digits or self._FORM.fullmatch(digits):
            return ""
        return "電話は数字とハイフンで入力してください。例: 0820-12-3456"


class NumberField(TextField):
    """数。全角や桁区切りのままでも読む。空は ``None``。"""

    suffix = ""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.line.setProperty("figures", True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setMaximumWidth(unit(24))

    def value(self) -> object:
        return self.number()

    def number(self) -> int | float | None:
        """読めた数。空か読めなければ ``None``。"""
        plain = half_width(self.line.text()).replace(",", "").removesuffix(self.suffix or "円")
        if re.fullmatch(r"-?[0-9]{1,15}", plain):
            return int(plain)
        if re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{1,6}", plain):
            return float(plain)
        return None

    def set_value(self, value: Any) -> None:
        self.set_typed("" if value is None else f"{value:,}" if self.suffix else str(value))

    def tidied(self) -> str:
        number = self.number()
        return self.line.text() if number is None else str(number)

    def complaint(self) -> str:
        if not self.typed().strip() or self.number() is not None:
            return ""
        return f"{self.definition.label}は数字で入力してください。"


class YenField(NumberField):
    """金額(円)。離れると三桁ごとに区切る。"""

    suffix = "円"

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.line.setPlaceholderText("円")

    def tidied(self) -> str:
        number = self.number()
        return self.line.text() if number is None else f"{number:,}"

    def complaint(self) -> str:
        if isinstance(self.number(), float):
            return f"{self.definition.label}は円単位の整数で入力してください。"
        return super().complaint()
