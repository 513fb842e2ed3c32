"""家族の一人を書く欄。続柄が先で、氏名は分からなければ空けておける。"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.relatives import Relative, relative_of
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Person
from jusou_desk.ui.fields import Field, field_for
from jusou_desk.ui.pieces import column
from jusou_desk.wareki import format_long, parse_date, squeeze

_RELATIONSHIP: Final = FieldDefinition(
    "relationship",
    "続柄",
    FieldKind.SINGLE,
    codes="relationships",
    free=True,
    help="本人から見た続柄。長男・娘なども、そのまま打てます。",
)
_OTHERS: Final = (
    FieldDefinition(
        "name",
        "氏名",
        FieldKind.TEXT,
        help="分からなければ空けておきます。続柄だけで図に入ります。",
    ),
    FieldDefinition("kana", "フリガナ", FieldKind.KANA),
    FieldDefinition("sex", "性別", FieldKind.SINGLE, codes="sex"),
    FieldDefinition(
        "born", "生年月日", FieldKind.TEXT, help="S30.4.1、昭和30年4月、昭和30年頃 など。"
    ),
    FieldDefinition(
        "died",
        "亡くなった日",
        FieldKind.TEXT,
        help="生きている人は空に。R6.3.3、令和6年頃 など。",
    ),
)
#: 年・月・日の三つの数。「令和6年頃」のような語と見分ける。
_WHOLE: Final = re.compile(r"(?:[0-9]+|元)[^0-9]{1,3}[0-9]+[^0-9]{1,3}[0-9]+|[0-9]{6,8}")
_TOGETHER: Final = FieldDefinition("together", "本人と同居している", FieldKind.CHECK)


class PersonFields(QWidget):
    """欄の並び。relationship: 本人そのものなら False。together: 同居かを聞くか(足すとき)。"""

    def __init__(self, desk: Desk, *, relationship: bool = True, together: bool = False) -> None:
        super().__init__()
        wanted = (*((_RELATIONSHIP,) if relationship else ()), *_OTHERS)
        wanted += (_TOGETHER,) if together else ()
        year = desk.today().year
        self.fields: dict[str, Field] = {one.id: field_for(one, year, desk.today) for one in wanted}
        for one in self.fields.values():
            one.without_gutter()
        self.setLayout(column(*self.fields.values(), spacing=1.5))
        self.setFocusProxy(next(iter(self.fields.values())))

    def start_over(self) -> None:
        """どの欄も空にする。"""
        for name, one in self.fields.items():
            one.set_value(False if name == "together" else "")

    def show_person(self, person: Person, relationship: str) -> None:
        """書いてある人を出す。"""
        values = {
            "relationship": relationship,
            "name": person.name,
            "kana": person.kana,
            "sex": person.sex,
            "born": format_long(person.birth_on) if person.birth_on else person.birth_text,
            "died": format_long(person.died_on) if person.died_on else person.died_text,
        }
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].set_value(value)

    def relative(self) -> Relative:
        """打たれた新しい一人。亡くなった日が無い日なら ``BadInput``。"""
        died_on, died_text = _died(self._words("died"))
        return Relative(
            self._words("name"),
            self._words("relationship"),
            self._words("kana"),
            self._words("sex"),
            self._words("born"),
            bool(self.fields["together"].value()) if "together" in self.fields else False,
            died_on=died_on,
            died_text=died_text,
        )

    def rewritten(self, person: Person, relationship: str) -> Relative:
        """``person`` を書き直した一人。続柄は、変わったときだけ入る。断りは ``relative`` と同じ。"""
        before = relative_of(person)
        born = self._words("born")
        kept = format_long(person.birth_on) if person.birth_on else person.birth_text
        died_on, died_text = _died(self._words("died"))
        told = self._words("relationship")
        return replace(
            before,
            name=self._words("name"),
            relationship=told if told != relationship else "",
            kana=self._words("kana"),
            sex=self._words("sex"),
            birth=before.birth if born == kept else born,
            died_on=died_on,
            died_text=died_text,
        )

    def _words(self, name: str) -> str:
        return str(self.fields[name].value() or "") if name in self.fields else ""


def _died(words: str) -> tuple[date | None, str]:
    """(亡くなった日, 日の分からないときの語)。年月日まで書いてあって無い日なら ``BadInput``。"""
    try:
        return (parse_date(words), "") if words.strip() else (None, "")
    except BadInput as error:
        if _WHOLE.search(squeeze(words)):
            raise BadInput(f"亡くなった日: {error.title}", error.advice, "died") from error
        return None, words
