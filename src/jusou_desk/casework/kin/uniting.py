"""二人の記録を一人に統合する前に見るものと、統合すること(戻すのは ``parting``)。

見るものは覆いをかけたまま作り、統合は models が覆いの下の値で行う(居場所を知らない職員も統合できる)。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from jusou_desk.casework.case.likeness import likeness, traits_of
from jusou_desk.casework.case.stays import lane_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import both_called
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence
from jusou_desk.models.merge_records import Apart, Merge
from jusou_desk.models.records import Entry, Person
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_long

UNITED: Final = "人物を統合した"


@dataclass(frozen=True)
class Part:
    """どちらかを選ぶ、ひとまとまりの欄。id は、無くなる人の方を採るときに渡す印。"""

    id: str
    label: str
    fields: tuple[str, ...]


PARTS: Final = (
    Part("name", "氏名", ("name", "kana")),
    Part("sex", "性別", ("sex",)),
    Part("birth", "生年月日", ("birth_on", "birth_text", "age", "age_as_of")),
    Part("address", "住所", ("address",)),
    Part("registered", "住民票の住所", ("registered_address",)),
    Part("phone", "電話", ("phone",)),
    Part("home", "世帯", ("household_no", "relationship")),
    Part("death", "亡くなった日", ("died_on", "died_text")),
)


@dataclass(frozen=True)
class Side:
    """欄一つの、残す人と無くなる人の値。takes_gone: 初めは無くなる人の方を採るか。"""

    part: Part
    kept: str
    gone: str
    takes_gone: bool

    @property
    def differs(self) -> bool:
        """違うか。"""
        return self.kept != self.gone


@dataclass(frozen=True)
class Preview:
    """統合の前に見るもの。

    sides: 欄ごとの二人の値。moving: 移るものの文。contradictions: 食い違うところの文。
    refused: 統合できないわけ(できるなら空)。done: 統合した後の知らせの文。
    """

    kept_id: str
    gone_id: str
    kept_words: str
    gone_words: str
    kept_no: str
    gone_no: str
    reason: str
    sides: tuple[Side, ...]
    moving: tuple[str, ...]
    contradictions: tuple[str, ...]
    refused: str
    done: str


def better(desk: Desk, one_id: str, other_id: str, purpose: Purpose) -> tuple[str, str]:
    """(残す人, 無くなる人)。支援措置か印のある人、欄の埋まっている人、番号の若い人の順に残す。"""
    with desk.reading(purpose) as work:
        one, other = _both(work, one_id, other_id)
        first = max((one, other), key=lambda person: _standing(work, person))
        return (one.id, other.id) if first is one else (other.id, one.id)


def _standing(work: Work, person: Person) -> tuple[bool, int, bool]:
    filled = sum(bool(getattr(person, name)) for part in PARTS for name in part.fields)
    newer = bool(work.cases.where(person_id=person.id))
    return work.shield.hides(person), filled, newer


def preview(desk: Desk, kept_id: str, gone_id: str, purpose: Purpose = Purpose.CASEWORK) -> Preview:
    """統合したらどうなるか。二人が見つからなければ ``BadInput``。"""
    with desk.reading(purpose) as work:
        kept, gone = _both(work, kept_id, gone_id)
        why = likeness(traits_of(work, kept), traits_of(work, gone))
        sides = tuple(_side(work, part, kept, gone) for part in PARTS)
        return Preview(
            kept_id=kept.id,
            gone_id=gone.id,
            kept_words=_called(kept),
            gone_words=_called(gone),
            kept_no=kept.person_no,
            gone_no=gone.person_no,
            reason=why.words if why else "",
            sides=sides,
            moving=tuple(_moving(work, gone)),
            contradictions=tuple(_contradictions(work, kept, gone)),
            refused=_refused(work, kept, gone),
            done="{} を {} に統合しました。".format(*both_called(work, gone, kept)),
        )


def _both(work: Work, kept_id: str, gone_id: str) -> tuple[Person, Person]:
    kept, gone = work.people.get(kept_id), work.people.get(gone_id)
    if kept is None or gone is None or kept.id == gone.id:
        raise BadInput("統合する二人が見つかりません。", "一覧を開き直してください。")
    return kept, gone


def _called(person: Person) -> str:
    return f"{person.person_no}　{person.name}"


def _side(work: Work, part: Part, kept: Person, gone: Person) -> Side:
    mine, theirs = (
        # どちらも「秘匿」と見えても、下の値は違うことがあるので、選べるようにする。
        f"{CONCEALED}（{one.person_no}）" if CONCEALED in value else value
        for one in (kept, gone)
        for value in [_value(part, one)]
    )
    # 伏せている方の居場所を落とさない。名は新しい方が分からないので、残す人のもの。
    hidden = work.shield.hides(gone) and not work.shield.hides(kept)
    takes = hidden and part.id in ("address", "registered", "phone", "home")
    filled = any(getattr(gone, name) for name in part.fields)
    return Side(part, mine, theirs, filled and (takes or not mine))


def _value(part: Part, person: Person) -> str:
    match part.id:
        case "name":
            return "　".join(one for one in (person.name, person.kana) if one)
        case "birth":
            if person.birth_on:
                return format_long(person.birth_on)
            age = f"{person.age}歳" if person.age is not None else ""
            return person.birth_text or age
        case "home":
            return "　".join(one for one in (person.household_no, person.relationship) if one)
        case "death":
            return format_long(person.died_on) if person.died_on else person.died_text
        case _:
            return "　".join(str(getattr(person, name)) for name in part.fields)


def _moving(work: Work, gone: Person) -> Iterator[str]:
    cases = sorted(work.cases.where(person_id=gone.id), key=lambda one: one.case_no)
    for case in cases:
        yield f"相談 {case.case_no}（{case.status}・同意 {case.consent}のまま）"
    for kind, name, unit in (
        (Residence, "世帯にいた間", "行"),
        (FamilyTie, "家族の間がら", "本"),
        (EcoTie, "支援関係", "本"),
        (Protection, "支援措置", "件"),
    ):
        count = len({one.id for one in _of(work, kind, gone.id)})
        if count:
            yield f"{name} {count}{unit}"
    if gone.other_names:
        yield "ほかの名 " + "、".join(one.name for one in gone.other_names)


def _of(work: Work, kind: type[Entry], person_id: str) -> tuple[Any, ...]:
    shelf = work.shelf_of(kind)
    both = kind in (FamilyTie, EcoTie)
    other = shelf.where(other_id=person_id) if both else ()
    return (*shelf.where(person_id=person_id), *other)


def _contradictions(work: Work, kept: Person, gone: Person) -> Iterator[str]:
    live = [
        case
        for person in (kept, gone)
        for case in work.cases.where(person_id=person.id)
        if not case.ended
    ]
    owners = {case.person_id for case in live}
    if len(owners) > 1:
        numbers = "、".join(sorted(case.case_no for case in live))
        yield f"二人とも、終わっていない相談があります（{numbers}）。どちらも残ります。"
    if kept.sex and gone.sex and kept.sex != gone.sex:
        yield f"性別が違います（{kept.sex} と {gone.sex}）。"
    if kept.birth_on and gone.birth_on and kept.birth_on != gone.birth_on:
        yield (
            f"生年月日が違います（{format_long(kept.birth_on)} と {format_long(gone.birth_on)}）。"
        )
    if kept.dead != gone.dead:
        yield "一方は亡くなったと書かれています。"
    if all(work.shield.hides(one) for one in (kept, gone)):
        yield "二人とも、居場所を伏せています。どちらの支援措置も残り、一人では外せません。"
    ties = work.family_ties.where(person_id=kept.id, other_id=gone.id)
    ties += work.family_ties.where(person_id=gone.id, other_id=kept.id)
    for tie in ties:
        yield f"二人の間に間がら（{tie.word or tie.kind}）が書かれています。統合すると、この行は消えます。"


def _refused(work: Work, kept: Person, gone: Person) -> str:
    if lane_of(kept, gone) is None or kept.lane is not gone.lane:
        return (
            "一方が支援会議だけで知られた人なので、統合できません。"
            "普段の記録にするには、移替えの手続きで移してください。"
        )
    if any(one.names(kept.id, gone.id) for one in _of_apart(work, kept.id)):
        return (
            "この二人は「別人」と記録されています。同じ人なら、先に「別人」を取り消してください。"
        )
    return ""


def _of_apart(work: Work, person_id: str) -> tuple[Apart, ...]:
    rows = work.aparts.where(person_id=person_id)
    return rows + work.aparts.where(other_id=person_id)


# --- 統合する -----------------------------------------------------------------


def unite(
    desk: Desk,
    kept_id: str,
    gone_id: str,
    from_gone: Collection[str],
    purpose: Purpose = Purpose.CASEWORK,
) -> Merge:
    """統合する。from_gone: 無くなる人の方を採る ``Part`` の id。できないときは ``Refused``。"""
    fields = tuple(name for part in PARTS if part.id in from_gone for name in part.fields)
    with desk.writing(purpose) as work:
        kept, gone = _both(work, kept_id, gone_id)
        made = work.merging.merge(kept.id, gone.id, fields, desk.now())
        numbers = f"{gone.person_no} → {kept.person_no}"
        desk.audit(work, UNITED, kept.person_no, numbers, body_id=kept.body_id)
    return made


def trial(
    desk: Desk,
    kept_id: str,
    gone_id: str,
    from_gone: Collection[str],
    purpose: Purpose = Purpose.CASEWORK,
) -> str:
    """その選び方で統合できるか。できないわけの文(できるなら空)。何も残らない。"""
    fields = tuple(name for part in PARTS if part.id in from_gone for name in part.fields)
    try:
        with desk.writing(purpose) as work:
            try:
                work.merging.merge(kept_id, gone_id, fields, desk.now())
            except DeskError as error:
                # 試しの断りは、監査に残す断りではない。
                raise _Tried(f"{error.title}{error.advice}") from error
            raise _Tried("")
    except _Tried as tried:
        return str(tried)


class _Tried(Exception):
    """試しの統合を取り消す合図。外へは出ない。"""
