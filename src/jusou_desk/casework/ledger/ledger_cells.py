"""標準台帳ブックの升ひとつを、列の種類に合わせて読む。推し量らず、読めなければ ``BadInput``。

文字は一字も変えない(空白・異体字・先頭の = も)。改行以外の制御文字は受け取らない。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from jusou_desk.ages import age_on
from jusou_desk.births import Precision, expect_alive, parse_birth
from jusou_desk.casework.case.answers import is_control, refuse_control
from jusou_desk.casework.ledger.ledger_shapes import (
    YES,
    Column,
    Kind,
)
from jusou_desk.clock import parse_datetime
from jusou_desk.errors import BadInput
from jusou_desk.reports.table import ErrorValue, Formula
from jusou_desk.wareki import parse_date

_SHOWN: Final = 60
_HIGHEST_COUNT: Final = 150
_LONGEST_NUMBER: Final = 100
_INTEGER: Final = re.compile(r"-?[0-9]{1,12}")
_AS_TEXT: Final = "セルの書式を「文字列」にして入れ直してください。"


@dataclass(frozen=True)
class WrittenBirth:
    """生年月日の欄。日まで分からなければ ``day`` は無く、``text`` に書き方(``昭和30年頃``)が入る。

    age: そのとき、読んだ日(``as_of``)の年齢の見当。年齢の列が空のときに使う。
    """

    day: date | None
    text: str = ""
    age: int | None = None
    as_of: date | None = None


def blank(cell: object) -> bool:
    """値の無い升か。"""
    return cell is None or cell == ""


def shown(cell: object) -> str:
    """問題を伝えるときに見せる形。長い値は切り、制御文字は符号で見せる。"""
    match cell:
        case None | "":
            return "(空)"
        case Formula() | ErrorValue():
            text = cell.text
        case datetime() if cell.time() == time():
            text = f"{cell:%Y-%m-%d}"
        case datetime():
            text = f"{cell:%Y-%m-%d %H:%M:%S}"
        case _:
            text = str(cell)
    text = "".join(f"[U+{ord(c):04X}]" if is_control(c) else c for c in text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def read_cell(column: Column, cell: object, today: date) -> Any:
    """升の値を、列の種類に応じた値にする。空なら None。受け取れなければ ``BadInput``。"""
    _refuse_uncalculated(cell)
    if blank(cell) or (isinstance(cell, str) and column.required and not cell.strip()):
        if column.required:
            raise BadInput("この列には値が要ります。", "")
        return None
    if isinstance(cell, str):
        refuse_control(cell, allowed="" if column.kind is Kind.NUMBER else "\n\t")
        if column.kind is Kind.NUMBER and len(cell) > _LONGEST_NUMBER:
            raise BadInput(
                f"番号が長すぎます({_LONGEST_NUMBER}字まで)。", "短い番号にしてください。"
            )
    match column.kind:
        case Kind.DATE:
            return _not_later(column, _date(cell), today)
        case Kind.BIRTH:
            return _birth(cell, today)
        case Kind.MOMENT:
            return _moment(column, cell, today)
        case Kind.COUNT | Kind.AMOUNT:
            return _count(cell) if column.kind is Kind.COUNT else _amount(cell)
        case Kind.CHOICE | Kind.FLAG | Kind.MARK:
            return _choice(column, _text(cell))
        case Kind.LINES | Kind.ROWS:
            mark = "、" if column.kind is Kind.LINES else "\n"
            return tuple(part for part in _text(cell).split(mark) if part)
        case _:
            return _text(cell)


def _refuse_uncalculated(cell: object) -> None:
    if isinstance(cell, Formula):
        raise BadInput("数式ではなく値を入れてください。", "値の貼付けで置き換えられます。")
    if isinstance(cell, ErrorValue):
        raise BadInput("Excelの計算の誤りが入っています。", "元の値を入れてください。")


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            raise BadInput("文字の列に TRUE/FALSE が入っています。", _AS_TEXT)
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case time():
            seconds = f":{cell.second:02}" if cell.second else ""
            return f"{cell.hour}:{cell.minute:02}{seconds}"
        case _:
            raise BadInput("文字の列に日付が入っています。", _AS_TEXT)


def _date(cell: object) -> date:
    match cell:
        case datetime() if cell.time() == time():
            return cell.date()
        case datetime():
            raise BadInput("日付の列に時刻まで入っています。", "日付だけにしてください。")
        case date():
            return cell
        case str():
            return parse_date(cell)
        case _:
            raise BadInput(
                "日付として読めません。",
                "例: 2023-04-01、R5.4.1、令和5年4月1日、またはExcelの日付。",
            )


def _not_later(column: Column, day: date, today: date) -> date:
    if day > today and not column.later:
        raise BadInput("未来の日付です。", "今日までの日付を入れてください。")
    return day


def _birth(cell: object, today: date) -> WrittenBirth:
    if not isinstance(cell, str):
        day = _date(cell)
        expect_alive(day, today)
        return WrittenBirth(day)
    birth = parse_birth(cell)
    if birth.day is None:
        return WrittenBirth(None, birth.label)
    expect_alive(birth.day, today)
    if birth.precision is Precision.DAY:
        return WrittenBirth(birth.day)
    return WrittenBirth(None, birth.label, age_on(birth.day, today), today)


def _moment(column: Column, cell: object, today: date) -> datetime:
    match cell:
        case datetime():
            # Excel の日時は小数の日数なので、秒に丸める。
            moment = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
        case date():
            moment = datetime.combine(cell, time())
        case str():
            moment = parse_datetime(cell, kept=True)
        case _:
            raise BadInput("日時として読めません。", "例: R5.4.1 14:30、またはExcelの日付。")
    _not_later(column, moment.date(), today)
    return moment


def _count(cell: object) -> int:
    number: int | None = None
    match cell:
        case bool():
            pass
        case int():
            number = cell
        case float() if cell.is_integer():
            number = int(cell)
        case str() if cell.isdecimal() and len(cell) <= 3:
            number = int(cell)
    if number is None or not 0 <= number <= _HIGHEST_COUNT:
        raise BadInput(f"0から{_HIGHEST_COUNT}までの整数を入れてください。", "")
    return number


def _amount(cell: object) -> int:
    match cell:
        case bool():
            pass
        case int():
            return cell
        case float() if cell.is_integer():
            return int(cell)
        case str() if _INTEGER.fullmatch(cell):
            return int(cell)
    raise BadInput("整数を入れてください。", "")


def _choice(column: Column, text: str) -> str | bool:
    if text not in column.choices:
        raise BadInput(f"次のどれかを入れてください: {'/'.join(column.choices)}", "")
    match column.kind:
        case Kind.FLAG:
            return text == YES
        case Kind.MARK:
            return True
        case _:
            return text
