"""名簿の行と、町の設定の型との行き来。

町の設定(TOML)は、まだ誰も書いていない名簿の中身であり続ける。書いた後の名簿は、ここで同じ型に戻す。
だから、町の資料を作る側は、行がどちらから来たかを知らない。
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from jusou_desk.models.register_records import Resource, ResourceKind
from jusou_desk.programmes import Programme, ProgrammeKind, TownProgrammes
from jusou_desk.towns import Agency, ServiceWindow, Town


@dataclass(frozen=True)
class Register:
    """ある年度の名簿。``rows`` はその年度に載せる行、``town`` と ``programmes`` は同じものを町の型にしたもの。"""

    rows: tuple[Resource, ...]
    town: Town
    programmes: TownProgrammes


@cache
def _numbered(rows: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """番号と、どの項から来たかを付けた行。id も決まった値なので、写す前と後で同じ行になる。"""
    seen = Counter[str]()
    found = []
    for at, row in enumerate(rows):
        base = f"{row.kind}/{row.name}/{row.field}"
        seen[base] += 1
        origin = base if seen[base] == 1 else f"{base}/{seen[base]}"
        digest = hashlib.sha256(origin.encode()).hexdigest()[:16]
        found.append(
            replace(row, id=digest, resource_no=f"{at + 1:04d}", origin=origin, position=at)
        )
    return tuple(found)


def shipped_rows(profile: Town, listed: TownProgrammes) -> tuple[Resource, ...]:
    """町の設定の窓口・事業・関係機関を、名簿の行にしたもの。"""
    rows = (*_windows(profile), *_programmes(listed), *_agencies(profile))
    return _numbered(rows)


def register_of(
    rows: Iterable[Resource], year: int, profile: Town, listed: TownProgrammes
) -> Register:
    """``rows`` のうち ``year``(始まる年)に載せるものの名簿。

    町の組織の名は、印のある行と、町の設定にあるもの(直営の窓口を置く課など)。
    """
    here = sorted(
        (row for row in rows if row.stands_in(year)),
        key=lambda row: (row.position, row.resource_no),
    )
    named = {row.name for row in rows}
    own = {row.name for row in here if row.inside} | (profile.own_names - named)
    return Register(
        tuple(here),
        replace(
            profile,
            windows=tuple(_window(r) for r in here if r.kind is ResourceKind.WINDOW),
            agencies=tuple(_agency(r) for r in here if r.kind is ResourceKind.AGENCY),
            inside_names=frozenset(own),
        ),
        replace(
            listed,
            programmes=tuple(_programme(r) for r in here if r.kind is ResourceKind.PROGRAMME),
        ),
    )


def _row(kind: ResourceKind, name: str, **columns: object) -> Resource:
    return Resource(resource_no="", kind=kind, name=name, **columns)  # type: ignore[arg-type]


def _windows(profile: Town) -> Iterator[Resource]:
    for one in profile.windows:
        yield _row(
            ResourceKind.WINDOW,
            one.name,
            field=one.field,
            operation=one.operation,
            operators=(one.operator,) if one.operator else (),
            phone=one.phone,
            fax=one.fax,
            address=one.address,
            contents=one.contents,
            area=one.area,
            inside=profile.is_inside(one.name),
        )


def _window(row: Resource) -> ServiceWindow:
    return ServiceWindow(
        name=row.name,
        field=row.field,
        operation=row.operation,
        operator="、".join(row.operators),
        phone=row.phone,
        fax=row.fax,
        address=row.address,
        contents=row.contents,
        area=row.area,
    )


def _agencies(profile: Town) -> Iterator[Resource]:
    for one in profile.agencies:
        yield _row(
            ResourceKind.AGENCY,
            one.name,
            field=one.field,
            phone=one.phone,
            inside=profile.is_inside(one.name),
            without=one.without,
        )


def _agency(row: Resource) -> Agency:
    return Agency(row.name, row.field, row.phone, row.inside, row.without)


#: 事業の欄のうち、名簿の行と同じ名のもの。
_SAME: Sequence[str] = (
    *("name", "law", "article", "mark", "field", "stage", "section", "operation", "operators"),
    *("providers", "area", "places", "amount", "staff", "target", "address", "phone", "fax"),
    *("contents", "more"),
)


def _programmes(listed: TownProgrammes) -> Iterator[Resource]:
    for one in listed.programmes:
        columns = {name: getattr(one, name) for name in _SAME if name != "name"}
        yield _row(
            ResourceKind.PROGRAMME,
            one.name,
            group=str(one.kind),
            listed_as=one.group,
            place=one.source,
            **columns,
        )


def _programme(row: Resource) -> Programme:
    return Programme(
        kind=ProgrammeKind(row.group),
        group=row.listed_as,
        source=row.place,
        **{name: getattr(row, name) for name in _SAME},
    )
