"""台帳のシートと列の型。どのシートがあるかは ``ledger_schema`` と ``ledger_added``。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

ERROR_COLUMN: Final = "エラー"
LANE_COLUMN: Final = "取扱区分"
OPEN, SEALED = "通常", "支援会議"
YES, NO = "する", "しない"
MARK: Final = "○"


class Kind(StrEnum):
    """列の値の種類。"""

    NUMBER = auto()  # 事務所が決める番号(文字)
    TEXT = auto()
    LINES = auto()  # 「、」で区切った複数の値
    DATE = auto()
    BIRTH = auto()  # 生年月日。「昭和30年頃」のような途中までのものも持てる
    MOMENT = auto()  # 日付と、あれば時刻
    ROWS = auto()  # 改行で区切った複数の値(値の中に「、」があってもよい)
    COUNT = auto()
    AMOUNT = auto()  # 整数(打ち消した額は負)
    CHOICE = auto()
    FLAG = auto()  # する/しない
    MARK = auto()  # 当たるときだけ ○


@dataclass(frozen=True)
class Column:
    """列ひとつ。

    field: 記録の欄の名前。空なら、ほかの列と合わせて読む。
    refers: 番号の指すシート。later: 未来の日付でもよいか。added: 後から足した列か。
    """

    label: str
    kind: Kind
    field: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: str = ""
    later: bool = False
    added: bool = False


@dataclass(frozen=True)
class SheetShape:
    """シートひとつ。``key`` は、シートの中で一つだけでなければならない列の組。

    own: 外と約束したものでなく、書出しが足すシートか。
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    own: bool = False

    def column(self, label: str) -> Column | None:
        return next((c for c in self.columns if c.label == label), None)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(column.label for column in self.columns)


def number_column(
    label: str, field: str = "", *, refers: str = "", required: bool = True
) -> Column:
    return Column(label, Kind.NUMBER, field, required, refers=refers)


def text_column(label: str, field: str, *, required: bool = False) -> Column:
    return Column(label, Kind.TEXT, field, required)


def date_column(label: str, field: str, *, required: bool = False, later: bool = False) -> Column:
    return Column(label, Kind.DATE, field, required, later=later)


def choice_column(label: str, field: str, *choices: str, required: bool = False) -> Column:
    return Column(label, Kind.CHOICE, field, required, choices)
