"""二人の記録を一人に統合すること(戻すのは ``models.parting``)。

書くのは普段の表の行だけで、どれも版を残して書き、控え(``MovedRow``)を統合の記録に置く。戻すときは控えの
とおりに版へ戻すので、間に何も書かれていなければ、どの行も元のままになる。支援措置は消さず、住所秘匿の印も
外さず、そのまま残した人に付く。伏せていた人・相手方・居場所の語が一つでも伏せられなくなるなら断る。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jusou_desk.errors import BadInput, Refused
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models import searching
from jusou_desk.models.family_records import Residence
from jusou_desk.models.likeness import given, names_of
from jusou_desk.models.merge_records import Merge, MovedRow
from jusou_desk.models.merged import about_itself, pointed, pointing
from jusou_desk.models.records import (
    Case,
    Entry,
    OtherName,
    OtherNameKind,
    Person,
    Sheet,
    entry_kinds,
)
from jusou_desk.models.register_records import Match
from jusou_desk.models.versions import Step, digest
from jusou_desk.names import search_key

if TYPE_CHECKING:
    from jusou_desk.models.work import Work


@dataclass(frozen=True)
class Hidden:
    """いま伏せている人・相手方の側の人・消す言葉。"""

    kin: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]


class Merging:
    """一つの仕事の間の統合。"""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people = work.bare(Person)
        self._moving: tuple[str, str] | None = None
        self._unmarked = ""

    # --- 関所 -------------------------------------------------------------

    def check(self, record: Entry) -> None:
        """統合の記録は、統合そのものと、戻すことでだけ書ける。"""
        if isinstance(record, Merge) and self._moving is None:
            raise Refused("統合の記録は書き換えられません。", "「統合を戻す」で戻してください。")

    def check_remove(self, record: Entry) -> None:
        """統合の記録は消せない。"""
        if isinstance(record, Merge):
            raise Refused("統合の記録は消せません。", "「統合を戻す」で戻してください。")

    def moves(self, before_id: str, after_id: str) -> bool:
        """いま、その人からその人へ移しているところか。支援措置と相談の人を替えてよいのは、この間だけ。"""
        return self._moving == (before_id, after_id)

    def unmark(self, person_id: str) -> None:
        """戻す間だけ、その人の印を統合の前に戻してよいことにする。"""
        self._unmarked = person_id

    def unmarks(self, person_id: str) -> bool:
        """統合で付いた住所秘匿の印を、統合の前に戻しているところか。元の人の印は元の人に戻る。"""
        return bool(person_id) and self._unmarked == person_id

    def joins(self, person_id: str) -> bool:
        """いま統合しているか戻している人か。伏せ方は、書き終えてからまとめて確かめる。"""
        return self._moving is not None and person_id in self._moving

    @contextmanager
    def holding(self, before_id: str, after_id: str) -> Iterator[None]:
        """この中で、``before_id`` の人のものを ``after_id`` の人に移す。"""
        self._moving = (before_id, after_id)
        try:
            yield
        finally:
            self._moving, self._unmarked = None, ""

    # --- 統合する ---------------------------------------------------------

    def merge(self, kept_id: str, gone_id: str, from_gone: Collection[str], at: datetime) -> Merge:
        """``gone_id`` の記録を ``kept_id`` に統合する。

        from_gone: 無くなる人の値を採る欄の名(ほかは残す人の値)。氏名の違いとほかの名は、みな残る。
        できないときは ``Refused``。
        """
        kept, gone = self._both(kept_id, gone_id)
        before = self.hidden()
        own = self._own(kept)
        start = len(self._work.versions.steps)
        with self.holding(gone.id, kept.id):
            wanted = united(kept, gone, from_gone)
            self._people.put(wanted)
            self._keep_home(kept, gone, wanted, at)
            self._move(gone, kept)
            self._people.remove(gone)
            rows = _rows(self._work.versions.steps[start:])
            if not any(one.record_id == kept.id and one.kind == "Person" for one in rows):
                # 欄の変わらなかった人も、統合した直後の姿を残す。後の書直しと見分けるため。
                rows = (MovedRow(kind="Person", record_id=kept.id, after=digest(kept)), *rows)
            after = self.hidden()
            self._expect_hidden(before, after, gone.id, kept.id)
            widened = self._people.among("id", after.kin - before.kin - {kept.id})
            made = Merge(
                lane=kept.lane,
                body_id=kept.body_id,
                kept_id=kept.id,
                gone_id=gone.id,
                gone_no=gone.person_no,
                merged_at=at,
                merged_by=self._work.permit.actor,
                own=(*own, *sorted(map(hidden_mark, widened))),
                rows=rows,
            )
            self._work.merges.put(made)
            self.follow()
        self.reindex(before, kept.id)
        return made

    def _both(self, kept_id: str, gone_id: str) -> tuple[Person, Person]:
        if self._work.consented_only:
            raise Refused(
                "この役割では、人物を統合できません。",
                "同意のない相談も見られる役割の人に頼んでください。",
            )
        kept, gone = self._people.get(kept_id), self._people.get(gone_id)
        if kept is None or gone is None or kept.id == gone.id:
            raise BadInput("統合する二人が見つかりません。", "一覧から選び直してください。")
        if (kept.lane, kept.body_id) != (gone.lane, gone.body_id):
            raise Refused(
                "一方が支援会議だけで知られた人なので、統合できません。",
                "支援会議の記録は、統合しても普段の記録になりません。移替えの手続きで移してください。",
            )
        if any(one.names(kept.id, gone.id) for one in self._work.aparts.where(person_id=kept.id)):
            raise _said_apart()
        if any(one.names(kept.id, gone.id) for one in self._work.aparts.where(person_id=gone.id)):
            raise _said_apart()
        return kept, gone

    def _kinds(self) -> tuple[type[Entry], ...]:
        return tuple(kind for kind in entry_kinds() if pointing(kind))

    def pointing_at(self, person_id: str) -> Iterator[Entry]:
        """その人を指す、普段の表の行。"""
        for kind in self._kinds():
            found: dict[str, Entry] = {}
            shelf: Any = self._work.bare(kind)
            for name in pointing(kind):
                found |= {one.id: one for one in shelf.where(**{name: person_id})}
            yield from (one for one in found.values() if not one.sealed)

    def _move(self, gone: Person, kept: Person) -> None:
        there = {_content(one) for one in self.pointing_at(kept.id)}
        for row in tuple(self.pointing_at(gone.id)):
            shelf: Any = self._work.bare(type(row))
            moved = pointed(row, gone.id, kept.id)
            twice = not isinstance(row, Case) and _content(moved) in there
            if about_itself(moved) or twice or self._has_layout(moved):
                shelf.remove(row)
            else:
                shelf.put(moved)

    def _has_layout(self, moved: Entry) -> bool:
        """図の位置は、一つの図に一組だけ。残した人の分が勝つ。"""
        picture = getattr(moved, "picture", None)
        layouts = self._work.picture_layouts
        own = layouts.where(person_id=getattr(moved, "person_id", "")) if picture else ()
        return any(one.picture == picture and not one.sealed for one in own)

    def _keep_home(self, kept: Person, gone: Person, wanted: Person, at: datetime) -> None:
        """採らなかった方の世帯を、前にいた世帯として残す。"""
        left = {kept.household_no, gone.household_no} - {"", wanted.household_no}
        for home in sorted(left) if not wanted.sealed else ():
            owner = kept if kept.household_no == home else gone
            written = self._work.bare(Residence).where(
                person_id=owner.id, kind=HouseholdKind.SUPPORT, household_no=home
            )
            if not any(one.until for one in written):
                opened = next((one for one in written if not one.until), None)
                closed = opened or Residence(
                    person_id=owner.id, kind=HouseholdKind.SUPPORT, household_no=home
                )
                self._work.bare(Residence).put(replace(closed, until=at.date()))

    def _own(self, kept: Person) -> tuple[str, ...]:
        return tuple(sorted(map(mark_of, self.around(kept.id))))

    def around(self, person_id: str) -> Iterator[Entry]:
        """その人を指す普段の行と、その相談の、居場所の知れる行。"""
        for row in self.pointing_at(person_id):
            yield row
            if isinstance(row, Case):
                sheets = self._work.bare(Sheet).where(case_id=row.id)
                found = (*sheets, *self._work.bare(Match).where(case_id=row.id))
                yield from (one for one in found if not one.sealed)

    # --- 伏せ方と索引 -----------------------------------------------------

    def hidden(self) -> Hidden:
        """いまの伏せ方。"""
        shield = self._work.shield
        shield.forget()
        kin, others = frozenset(shield.kin), frozenset(shield.others)
        return Hidden(kin, others, frozenset(shield.words(shield.kin.values())))

    def _expect_hidden(self, before: Hidden, after: Hidden, gone: str, kept: str) -> None:
        def now(people: frozenset[str]) -> frozenset[str]:
            return frozenset(kept if one == gone else one for one in people)

        if now(before.kin) - after.kin or now(before.others) - after.others:
            raise would_show()
        if before.words - after.words:
            raise Refused(
                "居場所を伏せている人の住所か電話が失われるので、統合できません。",
                "住所と電話は、伏せている方を採ってください。",
            )

    def follow(self) -> None:
        """統合が変わったので、支援会議の記録の読み替えをやり直す。"""
        self._work.merged.forget()
        self._work.sealed.forget()

    def reindex(self, before: Hidden, *people: str) -> None:
        """``people`` と、伏せ方の変わりうる人の索引を作り直す。"""
        self._work.shield.forget()
        self._work.sources.forget()
        touched = frozenset(people)
        hidden = before.kin | before.others | frozenset(self._work.shield.kin)
        near = touched | hidden if touched & hidden else touched
        for one in searching.around(self._work, near):
            self._work.reindex(one)


def united(kept: Person, gone: Person, from_gone: Collection[str]) -> Person:
    """統合した後の人物。伏せる印とほかの名は、どちらのものも残る。"""
    taken = {name: getattr(gone, name) for name in from_gone}
    wanted = replace(kept, **taken)
    known = {search_key(wanted.name)}
    others = []
    left = [(wanted.name, one) for one in (*names_of(kept)[:1], *names_of(gone)[:1])]
    spare = [_other_name(now, *one) for now, one in left]
    for one in (*kept.other_names, *gone.other_names, *spare):
        if one.name and search_key(one.name) not in known:
            known.add(search_key(one.name))
            others.append(one)
    concealed = kept.address_concealed or gone.address_concealed
    return replace(wanted, other_names=tuple(others), address_concealed=concealed)


def _other_name(now: str, name: str, kana: str) -> OtherName:
    """採らなかった氏名。名が同じなら、姓が変わったもの。"""
    former = bool(given(now)) and search_key(given(now)) == search_key(given(name))
    kind = OtherNameKind.FORMER if former else OtherNameKind.OTHER
    return OtherName(kind=kind, name=name, kana=kana)


def _rows(steps: list[Step]) -> tuple[MovedRow, ...]:
    """書いた行。同じ行を二度書いたら、初めの版と終わりの姿だけ。"""
    found: dict[tuple[str, str], MovedRow] = {}
    for one in steps:
        key = one.kind, one.record_id
        number = found[key].number if key in found else one.number
        found.pop(key, None)
        found[key] = MovedRow(
            kind=one.kind, record_id=one.record_id, number=number, after=one.after
        )
    return tuple(found.values())


def mark_of(record: Entry) -> str:
    """行の印(型・id・要約値)。"""
    return f"{type(record).__name__} {record.id} {digest(record)}"


def _content(record: Entry) -> str:
    """id のほかの中身。"""
    return f"{type(record).__name__} {digest(replace(record, id=''))}"


def _said_apart() -> Refused:
    return Refused(
        "この二人は「別人」と記録されているので、統合できません。",
        "同じ人なら、先に「別人と決めた二人」の一覧で「別人」を取り消してください。",
    )


def would_show() -> Refused:
    """伏せている人が伏せられなくなるときの断り。"""
    return Refused(
        "居場所を伏せている人か、その相手方が伏せられなくなるので、できません。",
        "「支援措置・居場所」と世帯番号を確かめ、伏せる要のある方の世帯と氏名を残してください。",
    )


def hidden_mark(person: Person) -> str:
    """統合で伏せるようになった人の印。"""
    return f"Hidden {person.id} {digest(person)}"
