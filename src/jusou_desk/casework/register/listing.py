"""名簿を読む。空の名簿は、町の設定の一覧そのもの。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register.shipped import Register, register_of, shipped_rows
from jusou_desk.errors import BadInput
from jusou_desk.models.register_records import Resource, ResourceKind
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.programmes import programmes
from jusou_desk.towns import Town, town
from jusou_desk.wareki import FiscalYear


def rows_in(work: Work, profile: Town) -> tuple[Resource, ...]:
    """名簿の全部の行(直す前の行も)。まだ誰も書いていなければ、町の設定の行。"""
    shipped = town(profile.id)
    return work.resources.where() or shipped_rows(shipped, programmes(shipped.id))


def register_in(work: Work, profile: Town, year: FiscalYear) -> Register:
    """その年度の名簿。"""
    shipped = town(profile.id)
    return register_of(rows_in(work, profile), year.start, shipped, programmes(shipped.id))


def register(desk: Desk, year: FiscalYear | None = None) -> Register:
    """その年度(None なら今年度)の名簿。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return register_in(work, desk.town, year or this_year(desk))


def this_year(desk: Desk) -> FiscalYear:
    return FiscalYear.of(desk.today())


def refresh(desk: Desk) -> None:
    """机の町の一覧(窓口・関係機関・事業)を、今年度の名簿に合わせる。名簿を書いた後に呼ぶ。"""
    made = register(desk)
    desk.adopt(made.town, made.programmes, made.rows)


def find_row(desk: Desk, resource_no: str) -> Resource:
    """番号の、いまの行。無ければ ``BadInput``。"""
    with desk.reading(Purpose.CASEWORK) as work:
        found = current(rows_in(work, desk.town), resource_no)
    if found is None:
        raise BadInput("その機関が見つかりません。", "機関と資源の一覧から開き直してください。")
    return found


def current(rows: Sequence[Resource], resource_no: str) -> Resource | None:
    """番号の行のうち、一番新しい年度の、取り消していない行。"""
    mine = [row for row in rows if row.resource_no == resource_no and not row.struck]
    return max(mine, key=lambda row: row.valid_from, default=None)


def history(desk: Desk, resource_no: str) -> tuple[Resource, ...]:
    """その番号の前後の行。新しく書いたものから。"""
    with desk.reading(Purpose.CASEWORK) as work:
        mine = [row for row in rows_in(work, desk.town) if row.resource_no == resource_no]
    return tuple(
        sorted(mine, key=lambda row: (str(row.written_at or ""), row.valid_from), reverse=True)
    )


def hosts(rows: Sequence[Resource]) -> tuple[Resource, ...]:
    """受入先の行。"""
    return tuple(row for row in rows if row.kind is ResourceKind.HOST)


def days_since_contact(row: Resource, today: date) -> int | None:
    """最後に連絡した日からの日数。連絡の記録が無ければ None。"""
    return (today - row.last_contact_on).days if row.last_contact_on else None
