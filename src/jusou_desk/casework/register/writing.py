"""名簿を書く。行は書き換えず、新しい行を足して前の行を終える(去年度の資料は去年度のまま出る)。

町の設定の一覧は、初めて書くときに名簿へ写す。写した後は、プログラムの新しい版の一覧が変わっても、
名簿は変わらない。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register.listing import current, refresh, rows_in, this_year
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import new_id
from jusou_desk.models.register_records import Resource, ResourceKind, Stance
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.programmes import ProgrammeKind

WRITTEN: Final = "名簿の記入"
ENDED: Final = "名簿から外す"
#: 「町の組織」の印を変えられる目的。印は、同意の提供先に名が無くても渡せることを意味する。
_FOR_INSIDE: Final = Purpose.ADMINISTRATION


def new_row(kind: ResourceKind, name: str = "") -> Resource:
    """まだ書いていない行。"""
    return Resource(resource_no="", kind=kind, name=name)


def may_edit(desk: Desk) -> bool:
    """名簿を書ける役割か。"""
    return desk.may(Purpose.CASEWORK)


def put_row(desk: Desk, row: Resource, *, past_too: bool = False) -> Resource:
    """行を書く。番号が空なら足し、あれば直す。

    past_too: 誤りの訂正(前の年度の資料も変わる)。そうでなければ今年度からの変更で、前の年度の
    資料は変わらない。
    名前が無いか、同じ種類に同じ名・同じ分野の行があれば ``BadInput``。
    「町の組織」の印を付け外しするか、印のある行の名を変えるのは、管理者だけ(``Refused``)。
    """
    check_row(row)
    with desk.writing(_purpose_of(desk, row)) as work:
        made = write_row(desk, work, row, past_too=past_too)
    refresh(desk)
    return made


def write_row(desk: Desk, work: Work, row: Resource, *, past_too: bool = False) -> Resource:
    """``put_row`` の中身。いくつも一度に書くとき(取込み)に使う。"""
    rows = seeded(work, desk)
    year = this_year(desk).start
    old = current(rows, row.resource_no) if row.resource_no else None
    _expect_single(rows, row, year)
    made = replace(
        row,
        id=new_id(),
        struck=False,
        valid_until=row.valid_until,
        written_by=desk.me.name,
        written_at=desk.now(),
    )
    if old is None:
        made = replace(
            made,
            resource_no=row.resource_no or _next(rows),
            position=_position(rows, row),
            valid_from=year,
        )
    elif past_too or old.valid_from >= year:
        made = replace(made, valid_from=old.valid_from)
        work.resources.put(replace(old, struck=True))
    else:
        made = replace(made, valid_from=year)
        work.resources.put(replace(old, valid_until=year - 1))
    work.resources.put(made)
    desk.audit(work, WRITTEN, made.resource_no, "訂正" if old and past_too else "")
    return made


def end_row(desk: Desk, resource_no: str, *, this_year_too: bool) -> Resource:
    """名簿から外す。this_year_too: 今年度の資料にはまだ載せ、来年度から外す。

    今年度に足した行を今年度から外すと、取り消したことになる。
    """
    with desk.writing(Purpose.CASEWORK) as work:
        rows = seeded(work, desk)
        old = current(rows, resource_no)
        if old is None:
            raise BadInput("その機関が見つかりません。", "一覧から開き直してください。")
        last = this_year(desk).start - (0 if this_year_too else 1)
        ended = (
            replace(old, struck=True) if old.valid_from > last else replace(old, valid_until=last)
        )
        work.resources.put(ended)
        desk.audit(work, ENDED, resource_no)
    refresh(desk)
    return ended


def note_contact(
    desk: Desk, resource_no: str, *, vacancy: int | None = None, stance: Stance | None = None
) -> Resource:
    """受入先に連絡した。今日を最後の連絡の日にし、分かれば空きと協力の状態も改める。"""
    with desk.writing(Purpose.CASEWORK) as work:
        old = current(seeded(work, desk), resource_no)
        if old is None:
            raise BadInput("その機関が見つかりません。", "一覧から開き直してください。")
        made = write_row(
            desk,
            work,
            replace(
                old,
                last_contact_on=desk.today(),
                vacancy=old.vacancy if vacancy is None else vacancy,
                stance=old.stance if stance is None else stance,
            ),
        )
    refresh(desk)
    return made


def seeded(work: Work, desk: Desk) -> tuple[Resource, ...]:
    """名簿の全部の行。空なら、町の設定の一覧を写してから。"""
    rows = rows_in(work, desk.town)
    if not work.resources.where():
        for row in rows:
            work.resources.put(row)
    return rows


def check_row(row: Resource) -> None:
    if not row.name.strip():
        raise BadInput("名前がありません。", "機関か事業の名前を入れてください。", "name")
    known = tuple(str(one) for one in ProgrammeKind)
    if row.kind is ResourceKind.PROGRAMME and row.group not in known:
        raise BadInput(
            "事業の区分がありません。", f"次のどれかを選んでください: {'、'.join(known)}", "group"
        )
    if row.capacity is not None and row.vacancy is not None and row.vacancy > row.capacity:
        raise BadInput(
            "空きが、受入れの人数より多くなっています。", "人数を確かめてください。", "vacancy"
        )


def _expect_single(rows: Sequence[Resource], row: Resource, year: int) -> None:
    same = (
        one
        for one in rows
        if one.resource_no != row.resource_no
        and one.stands_in(year)
        and (one.kind, one.name, one.field, one.law) == (row.kind, row.name, row.field, row.law)
    )
    if any(same):
        raise BadInput(
            f"「{row.name}」は、もう名簿にあります。",
            "その行を開いて直すか、分野か名前を変えてください。",
            "name",
        )


def _purpose_of(desk: Desk, row: Resource) -> Purpose:
    """その行を書く目的。町の組織の印に関わるなら、管理の仕事。"""
    with desk.reading(Purpose.CASEWORK) as work:
        old = current(rows_in(work, desk.town), row.resource_no) if row.resource_no else None
    before = (old.inside, old.name) if old else (False, row.name)
    if before == (row.inside, row.name) or not (row.inside or before[0]):
        return Purpose.CASEWORK
    if not desk.may(_FOR_INSIDE):
        raise Refused(
            "「町の組織」の印のある行の名前と、その印は、管理者だけが変えられます。",
            "町の組織には、同意の提供先に名前が無くても資料が渡ります。管理者に頼んでください。",
        )
    return _FOR_INSIDE


def _next(rows: Sequence[Resource]) -> str:
    used = [int(row.resource_no) for row in rows if row.resource_no.isdecimal()]
    return f"{max(used, default=0) + 1:04d}"


def _position(rows: Sequence[Resource], row: Resource) -> int:
    """足す行の並び。同じ種類の同じ分野(事業なら同じ区分)の終わり。無ければ、その種類の終わり。"""
    kind = [one for one in rows if one.kind is row.kind and not one.struck]
    near = [one for one in kind if (one.group, one.field) == (row.group, row.field)]
    near = near or [one for one in kind if row.group and one.group == row.group] or kind
    return max((one.position for one in near or rows), default=0)
