"""ほかの名の札: 旧姓・通称・外国人氏名。足すたびに残り、探すときにも似た人を見るときにも使う。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import OtherName, OtherNameKind
from jusou_desk.ui.fields import KanaField, TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.pieces import Card, button, row, text

TITLE: Final = "ほかの名（旧姓・通称など）"
_NAME: Final = FieldDefinition("other_name", "ほかの名", FieldKind.TEXT)
_KANA: Final = FieldDefinition("other_kana", "その読み", FieldKind.KANA)


class OtherNamesCard(Card):
    """``keep`` に、書き替えたほかの名の全部を渡す。"""

    def __init__(
        self, names: Sequence[OtherName], keep: Callable[[tuple[OtherName, ...]], object]
    ) -> None:
        super().__init__(TITLE)
        self._names, self._keep = tuple(names), keep
        self.kind = Chips(
            [one.value for one in OtherNameKind],
            exclusive=True,
            fallback=OtherNameKind.FORMER.value,
        )
        self.kind.describe("ほかの名の別", "")
        self.name, self.kana = TextField(_NAME), KanaField(_KANA)
        for one in (self.name, self.kana):
            one.without_gutter()
        self.add_button = button("ほかの名を足す", "plain", self._add)
        for known in self._names:
            words = f"{known.kind}　{known.name}"
            gone = button("消す", "quiet", partial(self._drop, known))
            gone.setAccessibleName(f"{words}を消す")
            line = row(text(words, wrap=True), gone)
            line.setStretch(0, 1)
            self.add(line)
        self.add(self.kind, self.name, self.kana, row(self.add_button, None))

    def _add(self) -> None:
        name = str(self.name.value() or "")
        if not name.strip():
            self.name.blame("ほかの名を入れてください。")
            return
        kind = OtherNameKind(self.kind.chosen()[0])
        made = OtherName(kind=kind, name=name, kana=str(self.kana.value() or "").strip())
        self._keep((*self._names, made))

    def _drop(self, gone: OtherName) -> None:
        self._keep(tuple(one for one in self._names if one is not gone))
