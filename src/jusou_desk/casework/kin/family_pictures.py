"""家族の図。画面にも紙にも、ここで作った図を出す。

動かした位置は、動かしたときに図にいた人(エコマップなら機関や人)がみないるときだけ使う。誰かを除いた図で使うと、
空いた所からその人のいたことが知れるため。外へ渡す紙にはいつも使わない。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from jusou_desk.casework.case.concealing import Facts
from jusou_desk.casework.case.consent import IDENTITY, LIFE
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.families import assemble, subject_of
from jusou_desk.casework.kin.family_rows import FamilyRow, rows_of
from jusou_desk.casework.kin.gathering import Kin, gather
from jusou_desk.casework.kin.ties import eco_ties_of, layout_of
from jusou_desk.family.audience import for_audience
from jusou_desk.family.ecomap import MOST, Contact, Flow, draw_ecomap
from jusou_desk.family.genogram import Nudge, draw_genogram
from jusou_desk.family.legend import draw_legend
from jusou_desk.family.people import Family
from jusou_desk.family.shapes import Picture
from jusou_desk.family.symbols import SymbolSet, TieStrength, symbol_set
from jusou_desk.models.family_records import EcoTie, PictureKind
from jusou_desk.models.records import Case, Person
from jusou_desk.models.shield_words import names_place
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED, NO_SOURCE, Fact, Record, Value
from jusou_desk.policy import Lane
from jusou_desk.scrubbing import scrub

GENOGRAM: Final = PictureKind.GENOGRAM.value
ECOMAP: Final = PictureKind.ECOMAP.value
LEGEND: Final = "凡例"
AS_OF: Final = "いつの姿"
"""図と表が、いつの姿か。"""
RELATIVES: Final = "家族"
"""家族の表の、繰返し行の名。"""
_APART: Final = "別紙「家族図」のとおり"
PICTURES: Final = (GENOGRAM, ECOMAP, LEGEND)
_INSTEAD: Final = frozenset({CONCEALED, NO_SOURCE})
_MOST_NAMED: Final = 5
Nudges = Mapping[str, Nudge]
Around = list[tuple[EcoTie, Contact]]
"""エコマップの周りに置くものと、その元の記録。"""


@dataclass(frozen=True)
class Drawn:
    """一件の家族の図と表。``spots`` のある図なので、紙には ``on_paper`` を通して出す。"""

    genogram: Picture
    ecomap: Picture
    rows: tuple[FamilyRow, ...]
    left: int
    """エコマップに置ききれなかった数。"""
    turned: bool
    """エコマップが、職員の動かした並びか。"""


def symbols_of(desk: Desk) -> SymbolSet:
    """町の描き方。"""
    return symbol_set(desk.town.id)


def drawn_family(desk: Desk, work: Work, case: Case, day: date) -> Drawn | None:
    """``day`` の家族の図と表(画面のため)。匿名の相談なら None。"""
    subject = subject_of(work, case)
    if subject is None:
        return None
    kin = gather(work, subject)
    family = assemble(kin)
    symbols = symbols_of(desk)
    genogram = draw_genogram(family, day, symbols, nudges_for(work, case, family))
    rows = rows_of(kin, day)
    around = contacts_of(work, case)
    contacts = _at(around, day)
    places = places_for(work, case, around)
    return Drawn(
        genogram,
        draw_ecomap(_centre(rows), contacts[:MOST], symbols, places),
        rows,
        max(len(contacts) - MOST, 0),
        bool(places),
    )


def nudges_for(work: Work, case: Case, family: Family) -> Nudges:
    """残した位置。動かしたときにいた人が一人でも欠ければ、使わない。"""
    kept = _kept(work, case, PictureKind.GENOGRAM, {member.key for member in family.members})
    return {key: Nudge(dx, place) for key, (dx, place) in kept.items()}


def places_for(work: Work, case: Case, around: Around) -> dict[str, int]:
    """残したエコマップの並び。動かしたときにいたものが一つでも欠ければ、使わない。

    終わった関わりは、まだ見せてよいものなので、欠けたとはしない。
    """
    kept = _kept(work, case, PictureKind.ECOMAP, {one.key for _, one in around})
    return {key: place for key, (_, place) in kept.items() if place is not None}


def _kept(
    work: Work, case: Case, picture: PictureKind, here: set[str]
) -> dict[str, tuple[float, int | None]]:
    layout = layout_of(work, case, picture)
    kept = dict(layout.nudges) if layout else {}
    return {} if kept.keys() - here else kept


def contacts_of(work: Work, case: Case, gone: Iterable[str] = ()) -> Around:
    """エコマップの周り(終わった関わりも)。強い順。伏せられた機関は、初めから無いものとする。"""
    lost = frozenset(gone)
    found = []
    for tie in eco_ties_of(work, case):
        if tie.other_id in lost:
            continue
        name = _name_of(work, tie)
        if name and name not in _INSTEAD:
            note = "" if tie.note in _INSTEAD else tie.note
            contact = Contact(tie.id, name, _strength(tie.strength), _flow(tie.flow), note)
            found.append((tie, contact))
    order = list(TieStrength)
    return sorted(found, key=lambda one: order.index(one[1].strength))


def _at(around: Around, day: date) -> list[Contact]:
    """``day`` に続いている関わり。"""
    return [
        contact
        for tie, contact in around
        if (tie.since is None or tie.since <= day) and (tie.until is None or tie.until > day)
    ]


def _name_of(work: Work, tie: EcoTie) -> str:
    if not tie.other_id:
        return tie.agency
    person = work.people.get(tie.other_id)
    return person.name if person else ""


def _strength(word: str) -> TieStrength:
    return next((one for one in TieStrength if one == word), TieStrength.PLAIN)


def _flow(word: str) -> Flow:
    return next((one for one in Flow if one == word), Flow.NONE)


def _centre(rows: Iterable[FamilyRow]) -> list[str]:
    """真ん中の円の字: 本人と、同居の人。"""
    home = [row for row in rows if row.focus or row.living == "同居"]
    names = [_named(row) for row in home]
    if len(names) > _MOST_NAMED:
        return [*names[:_MOST_NAMED], f"ほか{len(names) - _MOST_NAMED}人"]
    return names


def _named(row: FamilyRow) -> str:
    return row.person.name.strip() or row.relationship


# --- 紙 -----------------------------------------------------------------


def family_facts(
    desk: Desk,
    work: Work,
    case: Case,
    hidden: tuple[str, ...],
    *,
    carried: bool = False,
    day: date | None = None,
    apart: bool = False,
) -> tuple[Facts, tuple[Record, ...]]:
    """紙に載せる図の事実と、家族の表の行。

    hidden: 文の中からも消す、居場所の言葉。carried: 外か本人の手に渡る紙か
    (動かした位置は使わない)。day: いつの姿か(None なら今日)。
    apart: 字が読めない大きさになる図は、描かずに家族図の紙を指すか。匿名の相談なら、どの図も空。
    """
    day, symbols = day or desk.today(), symbols_of(desk)
    subject = subject_of(work, case)
    if subject is None:
        legend = draw_legend(symbols)
        empty: dict[str, Value] = {AS_OF: day, GENOGRAM: None, ECOMAP: None, LEGEND: legend}
        return {name: Fact(value) for name, value in empty.items()}, ()
    kin = gather(work, subject)
    # 上限より厳しい区分の人は、初めからいないものとして組む。
    above = {one.id for one in kin.people.values() if one.lane > work.permit.ceiling}
    unsaid = (*hidden, *work.sources.names(case.id))
    family = _told(for_audience(assemble(kin), above), unsaid)
    rows = tuple(row for row in rows_of(kin, day) if row.person.id not in above)
    if carried:
        # 施設の名は、ほかの家族の居場所になる。
        family = replace(
            family, households=tuple(replace(home, name="") for home in family.households)
        )
    nudges = {} if carried or above else nudges_for(work, case, family)
    away = carried and work.shield.hides(subject)
    around = [
        (tie, replace(one, note=_plain(one.note, unsaid)))
        for tie, one in contacts_of(work, case, above)
        if _plain(one.name, hidden) and not (away and _tells_place(desk, one.name))
    ]
    places = {} if carried or above else places_for(work, case, around)
    lane = max(case.lane, _lane_of(kin, above))
    eco = max((tie.lane for tie in eco_ties_of(work, case)), default=lane)
    genogram = _on_paper(family, day, desk.town.id, frozenset(nudges.items()))
    contacts = _at(around, day)[:MOST]
    ecomap = on_paper(draw_ecomap(_centre(rows), contacts, symbols, places))
    instead = _APART if apart else ""
    return {
        AS_OF: Fact(day),
        GENOGRAM: Fact(replace(genogram, instead=instead), lane, scope=IDENTITY),
        ECOMAP: Fact(replace(ecomap, instead=instead), max(lane, eco), scope=LIFE),
        LEGEND: Fact(draw_legend(symbols)),
    }, tuple(relative_row(row) for row in rows)


@lru_cache(maxsize=32)
def _on_paper(
    family: Family, day: date, town: str, nudges: frozenset[tuple[str, Nudge]]
) -> Picture:
    """紙のジェノグラム。会議資料の下見は、同じ議題を升を変えるたびに組み直す。"""
    return on_paper(draw_genogram(family, day, symbol_set(town), dict(nudges)))


def on_paper(picture: Picture) -> Picture:
    """人の番号の付いた場所を除いた図。"""
    return replace(picture, spots=())


def _lane_of(kin: Kin, above: set[str]) -> Lane:
    people = (one for one in kin.people.values() if one.id not in above)
    return max((one.lane for one in (*people, *kin.ties, *kin.stays)), default=Lane.OPEN)


def _tells_place(desk: Desk, name: str) -> bool:
    """通う学校や病院の名か。町の設定にある機関は、町に一つの窓口などで、居場所は知れない。"""
    return names_place(name) and all(one.name != name for one in desk.town.agencies)


def _plain(text: str, hidden: tuple[str, ...]) -> str:
    """消す言葉のある文は、文ごと載せない。途中で折り返すと、後から消せないため。"""
    return text if scrub(text, hidden, "") == text else ""


def _told(family: Family, hidden: tuple[str, ...]) -> Family:
    return replace(
        family,
        members=tuple(replace(m, note=_plain(m.note, hidden)) for m in family.members),
        households=tuple(replace(h, name=_plain(h.name, hidden)) for h in family.households),
        links=tuple(replace(x, name=_plain(x.name, hidden)) for x in family.links),
    )


def relative_row(row: FamilyRow) -> Record:
    """家族の表の一行。"""
    person: Person = row.person
    values: dict[str, Value] = {
        "氏名": row.person.name,
        "フリガナ": person.kana,
        "続柄": row.relationship,
        "性別": person.sex,
        "生年月日": row.birth,
        "年齢": row.age,
        "住まい": f"{row.living}({row.place})" if row.place else row.living,
        "備考": row.remarks,
    }
    found = {name: Fact(value, person.lane) for name, value in values.items()}
    return Record(found, lane=person.lane, scope=IDENTITY)
