"""家族を書く: 人を足す・直す、世帯の出入り。どの区分に書くかは ``writing_kin`` にある。

標準台帳ブックに出るのは人物の欄(世帯番号と続柄)まで。世帯の外の家族と間がらは台帳に無く、取込みは
新しい行を足すだけなので、書き出して取り込んでも、ここに書いたものは無くならない。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from jusou_desk.births import expect_alive
from jusou_desk.casework.case.intake import birth_columns
from jusou_desk.casework.case.moving_home import keep_hidden
from jusou_desk.casework.case.numbering import body_of, next_number, person_number
from jusou_desk.casework.case.stays import OWN, keep_home
from jusou_desk.casework.case.taking_back import TAKEN_BACK
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.writing_kin import (
    ACTION,
    At,
    expect_order,
    known,
    placed,
    put_tie,
    rewriting_kin,
    writing_kin,
    written,
)
from jusou_desk.errors import BadInput, Refused
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import Residence, TieKind
from jusou_desk.models.records import OtherName, Person
from jusou_desk.models.versions import Step
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class Relative:
    """打たれた家族の一人。

    relationship: 本人から見た続柄(空なら間がらは書かない)。together: 本人と同居か。
    birth: 日付か、「昭和30年頃」などの語。died_text: 亡くなった日の分からないとき(「令和6年ごろ」)。
    """

    name: str
    relationship: str = ""
    kana: str = ""
    sex: str = ""
    birth: date | str = ""
    together: bool = False
    address: str = ""
    phone: str = ""
    other_names: tuple[OtherName, ...] = ()
    died_on: date | None = None
    died_text: str = ""
    registered_address: str = ""


def relative_of(person: Person, relationship: str = "") -> Relative:
    """書いてある人を、打たれた形に戻す。直すときは、これの欄を ``replace`` して ``change_relative`` に渡す。"""
    return Relative(
        name=person.name,
        relationship=relationship,
        kana=person.kana,
        sex=person.sex,
        birth=person.birth_on or person.birth_text,
        address=person.address,
        phone=person.phone,
        other_names=person.other_names,
        died_on=person.died_on,
        died_text=person.died_text,
        registered_address=person.registered_address,
    )


# --- 人 -----------------------------------------------------------------


def add_relative(
    desk: Desk,
    case_id: str,
    relative: Relative,
    *,
    person_id: str = "",
    sealed: bool = False,
    body_id: str = "",
) -> Person:
    """家族を一人足す。足した(つないだ)人物を返す。

    person_id: 既にいる人物をつなぐとき(その人の欄は書き換えない)。sealed: 支援会議で聞いた家族か
    (body_id はその会議体)。本人に世帯番号が無く、同居の人を足すなら、世帯番号を付ける。
    氏名も続柄も空なら ``BadInput``。
    """
    with writing_kin(desk, case_id, sealed=sealed, body_id=body_id) as at:
        person = known(at.work, person_id) if person_id else _new(desk, at, relative)
        if person.id == at.subject.id:
            raise BadInput("本人を、本人の家族には加えられません。", "別の人を選んでください。")
        if relative.relationship and not _told_by_household(at, person):
            put_tie(at, at.subject, person, kind=TieKind.WORD, word=relative.relationship)
        desk.audit(at.work, ACTION, person.person_no, body_id=person.body_id)
    return person


def change_relative(
    desk: Desk, case_id: str, person_id: str, relative: Relative, *, seen: Person | None = None
) -> Person:
    """家族の一人の欄を書き直す。世帯番号は ``together`` で変えず、``move_home`` で変える。

    seen: 開いたときの人物。その後にほかの窓で書かれた欄は残し、同じ欄が直されていれば ``Refused``。
    """
    with rewriting_kin(desk, case_id, Person, person_id) as (at, person):
        if seen is not None:
            relative = _kept_apart(relative, relative_of(seen), relative_of(person))
        changes = _columns(desk, relative, person)
        by_home = _told_by_household(at, person)
        if by_home:
            changes["relationship"] = relative.relationship or person.relationship
        changed = at.work.people.put(keep_hidden(desk, at.work, person, replace(person, **changes)))
        if relative.relationship and not by_home and person.id != at.subject.id:
            _change_word(at, person, relative.relationship)
        desk.audit(at.work, ACTION, person.person_no, body_id=person.body_id)
    return changed


def _kept_apart(wanted: Relative, seen: Relative, now: Relative) -> Relative:
    """``seen`` から直した欄は ``wanted``、ほかは ``now`` の一人。ほかの名は、足した分と消した分を足し引きする。"""
    names = [
        one for one in now.other_names if one in wanted.other_names or one not in seen.other_names
    ]
    names += [one for one in wanted.other_names if one not in (*seen.other_names, *names)]
    merged: dict[str, Any] = {"other_names": tuple(names)}
    for name in {one.name for one in fields(Relative)} - merged.keys():
        mine, before, theirs = (getattr(one, name) for one in (wanted, seen, now))
        if mine not in (before, theirs) and before != theirs:
            raise Refused(
                "開いている間に、ほかの窓で同じ欄が書き直されました(まだ保存していません)。",
                "この人をもう一度開いて、いまの中身を確かめてから直してください。",
            )
        merged[name] = theirs if mine == before else mine
    return Relative(**merged)


# --- 世帯 ---------------------------------------------------------------


def move_home(
    desk: Desk, case_id: str, person_id: str, household_no: str | None, day: date
) -> Person:
    """``day`` に世帯を移る(空なら世帯から出るだけ)。前の世帯と、そこでの続柄は残る。

    None なら本人の世帯へ。本人に世帯番号が無ければ、付ける。
    """
    with rewriting_kin(desk, case_id, Person, person_id) as (at, person):
        if household_no is None:
            household_no = _home(at, body_of(desk.town, at.body_id).head)
        wanted = replace(person, household_no=household_no)
        if person.relationship != OWN and household_no != person.household_no:
            # 続柄は世帯の本人から見たものなので、移った先には持って行けない。
            wanted = replace(wanted, relationship="")
        changed = at.work.people.put(keep_hidden(desk, at.work, person, wanted))
        keep_home(at.work, person, changed, day)
        desk.audit(at.work, ACTION, person.person_no, body_id=person.body_id)
    return changed


def set_stay(
    desk: Desk, case_id: str, stay: Residence, *, sealed: bool = False, body_id: str = ""
) -> Residence:
    """世帯(施設)にいた間を書く(``stay.id`` が書いてあるものなら、書き直す)。

    区分は人と ``sealed`` で決まり、新しい行では ``stay`` の区分を見ない。いまの支援世帯から出るのは
    ``move_home`` で行う。始まりが終わりより後か、その終わりを書こうとすれば ``BadInput``。
    """
    expect_order(stay.since, stay.until)
    with writing_kin(
        desk, case_id, sealed=sealed or stay.sealed, body_id=body_id or stay.body_id
    ) as at:
        old = at.work.residences.get(stay.id)
        person = known(at.work, stay.person_id)
        if old and _is_home(old) and not _is_home(stay):
            raise BadInput(
                "いまの世帯は、ここでは閉じられません。",
                "「世帯を移る」で、移った先と日を入れてください。",
            )
        lane, where = (old.lane, old.body_id) if old else placed(at, person)
        changed = at.work.residences.put(replace(stay, lane=lane, body_id=where))
        desk.audit(at.work, ACTION, person.person_no, body_id=where)
    return changed


def end_stay(desk: Desk, case_id: str, stay_id: str, day: date) -> Residence:
    """施設や住民票世帯を ``day`` に出た。"""
    return set_stay(desk, case_id, replace(written(desk, Residence, stay_id), until=day))


def remove_stay(desk: Desk, case_id: str, stay_id: str) -> None:
    """世帯にいた間の一行を消す(打ち間違いのため)。"""
    with rewriting_kin(desk, case_id, Residence, stay_id) as (at, stay):
        at.work.residences.remove(stay)
        desk.audit(at.work, ACTION, at.case_no, body_id=stay.body_id)


def _is_home(stay: Residence) -> bool:
    return stay.kind is HouseholdKind.SUPPORT and stay.until is None


# --- 元に戻す -----------------------------------------------------------


def undo_family(desk: Desk, steps: Sequence[Step], case_no: str) -> None:
    """家族の一つの記入(``Desk.collecting`` で集めた普段の記録)を元に戻す。

    足した人のことが、その後にほかに書かれているか、書き直されていれば ``Refused``。
    """
    with desk.writing(Purpose.CASEWORK) as work:
        mine = {one.record_id for one in steps}
        made = [one.record_id for one in steps if one.kind == Person.__name__ and not one.number]
        around = (row for person_id in made for row in work.merging.pointing_at(person_id))
        if any(row.id not in mine for row in around):
            raise Refused(
                "足した人のことが、その後にほかにも書かれているので、元に戻せません。",
                "家族の頁で、その人を開いて確かめてください。",
            )
        _expect_home_unjoined(work, steps)
        work.versions.take_back(steps)
        desk.audit(work, TAKEN_BACK, case_no)


def _expect_home_unjoined(work: Work, steps: Sequence[Step]) -> None:
    """この記入で番号の付いた家に、その後に入った人がいれば ``Refused``。戻せば、その人だけが家に残る。"""
    mine = {one.record_id for one in steps if one.kind == Person.__name__}
    homes = Counter(one.household_no for one in work.people.among("id", mine))
    # 番号を付けた記入では、本人と足した人の二人が同じ家に入る。前からの家に入った一人は、戻してよい
    for home in (home for home, count in homes.items() if home and count > 1):
        if any(mate.id not in mine for mate in work.people.where(household_no=home)):
            raise Refused(
                "その後に同じ世帯に入った人がいるので、元に戻せません。",
                "家族の頁で、足した人を開いて直してください。",
            )


# --- 書くための形 ---


def _new(desk: Desk, at: At, relative: Relative) -> Person:
    if not relative.name.strip() and not relative.relationship:
        raise BadInput("氏名も続柄もありません。", "どちらかを入れてください。", "name")
    own = body_of(desk.town, at.body_id)
    values: dict[str, Any] = _columns(desk, relative)
    if relative.together:
        values["household_no"] = _home(at, own.head)
        by_home = at.subject.relationship in ("", OWN)
        values["relationship"] = relative.relationship if by_home else ""
    number = person_number(at.work, own)
    made = Person(person_no=number, lane=at.lane, body_id=at.body_id, **values)
    return at.work.people.put(made)


def _home(at: At, head: str) -> str:
    """本人の世帯番号。無ければ、番号を付けて本人にも書く。"""
    if at.subject.household_no or at.subject.lane is not at.lane:
        return at.subject.household_no
    prefix = f"{head}S"
    # 皆が出た世帯の番号は、出た人と支援措置の「前の世帯」が指し続けるので、ほかの家に付けない。
    left = at.work.residences.values("household_no", prefix)
    left += at.work.protections.values("former_household_no", prefix)
    taken = at.work.people.values("household_no", prefix) + left
    number = next_number(taken, prefix, 4)
    at.subject = at.work.people.put(replace(at.subject, household_no=number))
    return number


def _columns(desk: Desk, relative: Relative, before: Person | None = None) -> dict[str, Any]:
    return _birth(desk, relative, before) | {
        "name": relative.name,
        "kana": relative.kana.strip(),
        "sex": relative.sex,
        "address": relative.address,
        "phone": relative.phone,
        "other_names": relative.other_names,
        "died_on": relative.died_on,
        "died_text": relative.died_text,
        "registered_address": relative.registered_address,
    }


def _birth(desk: Desk, relative: Relative, before: Person | None) -> dict[str, Any]:
    if before is not None and relative.birth == relative_of(before).birth:
        # 年齢だけが分かっている人や、読めない語で書かれた人の生年月日を、書き直しで失わない。
        return {}
    if isinstance(relative.birth, date):
        expect_alive(relative.birth, desk.today())
    return birth_columns(relative.birth, desk.today())


def _told_by_household(at: At, person: Person) -> bool:
    """続柄を、その人の続柄の欄が言うか(本人の世帯の人で、本人が世帯の「本人」のとき)。"""
    together = bool(person.household_no) and person.household_no == at.subject.household_no
    return together and at.subject.relationship in ("", OWN) and person.relationship != OWN


def _change_word(at: At, person: Person, word: str) -> None:
    for tie in at.work.family_ties.where(person_id=at.subject.id, other_id=person.id):
        if tie.kind is TieKind.WORD and tie.lane is at.lane:
            at.work.family_ties.put(replace(tie, word=word))
            return
    put_tie(at, at.subject, person, kind=TieKind.WORD, word=word)
