"""設定の「プリンター」の一枚: 取り込んだ様式を、この PC の書体で描くかどうか。"""

from __future__ import annotations

from functools import partial
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.pc_fonts import font_choice
from jusou_desk.casework.town_forms.form_faces import (
    FormFaces,
    draw_as_named,
    draw_with_bundled,
)
from jusou_desk.policy import Purpose
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.ui.table import Heading, Table

_HEADINGS: Final = (Heading("様式の書体", 3, 6), Heading("描く書体", 3, 6), Heading("わけ", 6, 8))
_BUNDLED: Final = "いまは、付属の書体で描きます。どのPCで刷っても、同じ紙になります。"
_AS_NAMED: Final = "いまは、様式が名指す書体がこのPCにあれば、それで描きます。"
#: 傷んだファイルの名を並べるのは、ここまで。
_SHOWN: Final = 5
_NO_FORMS: Final = "取り込んだ様式は、まだありません。取り込むと、この決めのとおりに描きます。"


class FormFacesCard(Card):
    """二つの釦と、探した結果の表。書体を探すのは、釦を押したときだけ。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__("様式の書体")
        self._desk = desk
        self.find_button = button("このPCの書体で描く", "plain", self._find)
        self.back_button = button("付属の書体に戻す", "quiet", self._go_back)
        self.table = Table("様式の書体と、描く書体", _HEADINGS)
        self.damaged = text("", "caption", wrap=True)
        self.state = text("", "caption", wrap=True)
        self.add(
            text(
                "取り込んだ様式の PDF は、ふだんは付属の書体で描きます。ＭＳ 明朝や游ゴシックなど、"
                "様式が名指す書体がこのPCに入っていれば、それで描くこともできます。付属の書体に無い"
                "人名の字も、このPCのＭＳ 明朝・ＭＳ ゴシック・IPAmj明朝にあれば描きます。"
                "決めはこのPCだけのものです。",
                wrap=True,
            )
        )
        if desk.may(Purpose.ADMINISTRATION):
            self.add(row(self.find_button, self.back_button, None))
        self.add(self.table, self.damaged, self.state)
        self._show(FormFaces())
        kept = font_choice()
        self._say(as_named=kept is not None and kept.as_named)

    def _find(self) -> None:
        job = Do(self, partial(draw_as_named, self._desk), Changed.OFFICE)
        job.at_end(rest(self.find_button)).then(self._found)

    def _found(self, found: FormFaces) -> None:
        self._show(found)
        self._say(as_named=True)
        if not found.faces:
            self.state.setText(f"{_AS_NAMED}{_NO_FORMS}")
        NoticeBar.near(self).tell("様式の書体を変えました。")

    def _go_back(self) -> None:
        Do(self, partial(draw_with_bundled, self._desk), Changed.OFFICE).then(self._gone_back)

    def _gone_back(self, _done: None) -> None:
        self._show(FormFaces())
        self._say(as_named=False)
        NoticeBar.near(self).tell("様式の書体を、付属の書体に戻しました。")

    def _show(self, found: FormFaces) -> None:
        self.table.show_rows([(one.name, one.drawn_with, one.why) for one in found.faces])
        self.table.setVisible(bool(found.faces))
        rest = len(found.damaged) - _SHOWN
        names = "、".join(found.damaged[:_SHOWN]) + (f" ほか{rest}" if rest > 0 else "")
        self.damaged.setText(f"傷んでいて読めない書体のファイルがあります({names})。")
        self.damaged.setVisible(bool(found.damaged))

    def _say(self, *, as_named: bool) -> None:
        self.state.setText(_AS_NAMED if as_named else _BUNDLED)
        self.find_button.setText("書体を探し直す" if as_named else "このPCの書体で描く")
        self.back_button.setEnabled(as_named)
