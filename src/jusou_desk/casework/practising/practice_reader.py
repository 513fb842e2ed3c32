"""練習用の筋書きの、日付と欄の読み方。"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, timedelta
from inspect import signature
from typing import Any, Final, TypeVar

from jusou_desk.errors import Damaged
from jusou_desk.forms import FieldKind, code_set, form
from jusou_desk.wareki import FiscalYear, fiscal_year_of

T = TypeVar("T")
#: 名簿の任期を、今日の何日前のある年度から始めるか(筋書きの会議がみな任期に入るように)。
_TERM_BEGINS: Final = 200


class Reader:
    """一冊を読む間、ファイル名と今日を持っている人。"""

    def __init__(self, name: str, today: date) -> None:
        self._name = name
        self._today = today

    def check(self, raw: Mapping[str, Any], known: Set[str], where: str) -> None:
        unknown = set(raw) - known
        if unknown:
            raise Damaged(
                f"練習用の筋書き {self._name} の「{where}」に、知らない項目"
                f"「{'、'.join(sorted(unknown))}」があります。",
                "項目の名前を、様式の欄の id に合わせて直してください。",
            )

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.on(offset)

    def on(self, offset: int) -> date:
        """今日から ``offset`` 日の日。役場の休みの土日は、過去なら前の金曜、先なら次の月曜にする。"""
        day = self._today + timedelta(days=offset)
        past_friday = day.weekday() - 4
        if offset == 0 or past_friday <= 0:
            return day
        return day + timedelta(days=3 - past_friday if offset > 0 else -past_friday)

    def two_year_term(self) -> tuple[date, date]:
        """筋書きの会議がみな入る、年度の初めからの二年の任期。"""
        begins = FiscalYear.of(self._today - timedelta(days=_TERM_BEGINS)).first
        return begins, begins.replace(year=begins.year + 2) - timedelta(days=1)

    def values(self, form_id: str, raw: dict[str, Any], where: str) -> dict[str, Any]:
        """様式の欄の値。日付の欄の整数は今日からの日数、範囲は「①②」と略して書ける。"""
        known = {field.id: field for field in form(form_id).fields}
        self.check(raw, set(known), where)
        values: dict[str, Any] = {}
        for name, value in raw.items():
            if known[name].kind is FieldKind.DATE and isinstance(value, int):
                values[name] = self.on(value)
            elif known[name].codes == "information_scopes":
                scopes = code_set("information_scopes", fiscal_year_of(self._today)).terms
                values[name] = tuple(next(s for s in scopes if s[0] == mark) for mark in value)
            else:
                values[name] = tuple(value) if isinstance(value, list) else value
        return values

    def row(self, kind: type[T], raw: dict[str, Any], where: str) -> T:
        """支援内容、出席者、決定事項、構成員などの一行。整数の日付は今日からの日数。"""
        self.check(raw, set(signature(kind).parameters), where)
        return kind(**{name: self._cell(name, value) for name, value in raw.items()})

    def _cell(self, name: str, value: Any) -> Any:
        dated = name in ("on", "since", "until") or name.endswith("_on")
        if dated and isinstance(value, int):
            return self.on(value)
        return tuple(value) if isinstance(value, list) else value
