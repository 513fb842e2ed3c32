"""統合と、元どおりに戻すこと。失われる行も、伏せられなくなる人も無い。"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jusou_desk.casework.case import intake, numbering, search
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.parting import United, give_to_returned, part_again, united_into
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.casework.kin.same_people import apart_pairs, say_apart
from jusou_desk.casework.kin.uniting import PARTS, preview, trial, unite
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import (
    EcoTie,
    FamilyTie,
    PictureKind,
    Residence,
    TieKind,
)
from jusou_desk.models.merge_records import Merge
from jusou_desk.models.merged import pointing
from jusou_desk.models.records import Case, Person, entry_kinds
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_protecting import ACCOUNT, receive

Dump = dict[str, list[tuple[Any, ...]]]
#: 足すだけの表と、索引の中身。ほかのどの表も、戻せば元のまま。
_GROWING = ("audit", "version", "sealed_version", "merge", "search_", "sqlite_", "alembic")
BORN = date(1980, 4, 1)


def dump(desk: Desk) -> Dump:
    connection = desk._store.raw_connection()
    try:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(_GROWING)
        ]
        return {
            name: sorted(
                (
                    row
                    for row in connection.execute(f'SELECT * FROM "{name}"')
                    if row[0] != "audit_head"
                ),
                key=repr,
            )
            for name in sorted(names)
        }
    finally:
        connection.close()


def made(desk: Desk, **values: Any) -> tuple[Case, Person]:
    received = receive(desk, **values)
    assert received.person is not None
    return received.case, received.person


def orphans(desk: Desk) -> list[str]:
    """いない人を指す行。"""
    with desk.reading(Purpose.CASEWORK) as work:
        people = {one.id for one in work.bare(Person).where()}
        return [
            f"{kind.__name__}.{name}"
            for kind in entry_kinds()
            if pointing(kind)
            for row in work.bare(kind).where()
            for name in pointing(kind)
            if getattr(row, name) and getattr(row, name) not in people
        ]


@pytest.fixture
def two(desk: Desk) -> tuple[Person, Person]:
    """同じ人の二つの記録。二つ目は姓が変わり、別の世帯にいて、相談と家族がある。"""
    _, kept = made(desk, person_name="入江　葵", person_kana="イリエ　アオイ", birth_date=BORN)
    case, gone = made(
        desk,
        person_name="浜　葵",
        person_kana="ハマ　アオイ",
        birth_date=BORN,
        address="架空町一丁目",
        household_no="H-9",
        relationship="本人",
        content="黒鶫の声がするという話",
    )
    relatives.add_relative(desk, case.id, Relative(name="浜　陸", relationship="子", together=True))
    return kept, gone


def test_統合すると_相談も家族も残した人に移り_無くなった番号で見つかる(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    merge = unite(desk, kept.id, gone.id, ("address", "home"))
    with desk.reading(Purpose.CASEWORK) as work:
        now = work.people.get(gone.id)
        assert now is not None
        assert (now.id, now.person_no, now.address) == (kept.id, kept.person_no, "架空町一丁目")
        assert [(one.kind, one.name) for one in now.other_names] == [("旧姓", "浜　葵")]
        assert len(work.cases.where(person_id=kept.id)) == 2
        assert work.people.where(person_no=gone.person_no) == ()
        assert numbering.person_number(work) not in (gone.person_no, kept.person_no)
    assert orphans(desk) == []
    assert search.search(desk, gone.person_no)
    assert merge.gone_no == gone.person_no


def _random_office(desk: Desk, seed: int) -> list[Person]:
    draw = random.Random(seed)
    names = ["入江　葵", "浜　葵", "入江　碧", "浜　陸", "岬　凪"]
    people, cases = [], []
    for _ in range(draw.randint(3, 5)):
        case, person = made(
            desk,
            person_name=draw.choice(names),
            person_kana="アオイ",
            birth_date=draw.choice([BORN, date(1981, 5, 6), None]),
            address=draw.choice(["", "架空町一丁目二番", "架空町九丁目八番"]),
            phone=draw.choice(["", "0837-00-1111"]),
            household_no=draw.choice(["", "H-1", "H-2"]),
            relationship=draw.choice(["", "本人", "子"]),
            address_concealed=draw.random() < 0.15,
        )
        people.append(person)
        cases.append(case)
    for _ in range(6):
        case, one, other = draw.choice(cases), *draw.sample(people, 2)
        kind = draw.choice([TieKind.SIBLING, TieKind.BIRTH, TieKind.WORD, TieKind.MARRIED])
        tie = FamilyTie(person_id=one.id, other_id=other.id, kind=kind, word="友")
        stay = Residence(person_id=one.id, kind=HouseholdKind.FACILITY, place="架空の里の家")
        eco = EcoTie(person_id=one.id, other_id=other.id, strength="強い")
        for write in (
            lambda tie=tie, case=case: ties.set_tie(desk, case.id, tie),
            lambda eco=eco, case=case: ties.set_eco_tie(desk, case.id, eco),
            lambda stay=stay, case=case: relatives.set_stay(desk, case.id, stay),
            lambda case=case, other=other: ties.keep_layout(
                desk, case.id, PictureKind.GENOGRAM, {other.id: (3.0, None)}
            ),
        ):
            if draw.random() < 0.5:
                with suppress(DeskError):
                    write()
    if draw.random() < 0.5:
        account = replace(ACCOUNT, other_party=draw.choice(["浜　陸", "誰でもない"]))
        with suppress(DeskError):
            protecting.set_protection(desk, draw.choice(people).id, account)
    # 支援会議の相談。統合では書き換えられない。
    one = draw.choice(people)
    values = {"received_on": desk.today(), "lane": "支援会議", "consent": "未取得"}
    with desk.reading(Purpose.CASEWORK) as work:
        (person,) = work.people.where(id=one.id)
    sealed = intake.receive(desk, intake.person_values(person) | values, person_id=one.id)
    ties.set_tie(
        desk,
        sealed.case.id,
        FamilyTie(person_id=people[0].id, other_id=people[1].id, kind=TieKind.LINK, word="㊙縁"),
        sealed=True,
    )
    return people


@pytest.mark.parametrize("seed", range(4))
def test_統合して戻すと_どの表のどの行も元のまま(desk: Desk, seed: int) -> None:
    people = _random_office(desk, seed)
    draw = random.Random(seed)
    done = 0
    for kept, gone in [draw.sample(people, 2) for _ in range(3)]:
        before, chosen = dump(desk), [part.id for part in PARTS if draw.random() < 0.5]
        hidden = _hidden(desk)
        try:
            merge = unite(desk, kept.id, gone.id, chosen)
        except DeskError:
            assert dump(desk) == before
            continue
        done += 1
        assert orphans(desk) == []
        assert {kept.id if one == gone.id else one for one in hidden} <= _hidden(desk)
        with desk.reading(Purpose.SUPPORT_MEETING) as work:
            assert gone.id not in {case.person_id for case in work.cases.where()}
            assert all(one.person_id != one.other_id for one in work.family_ties.where())
        part_again(desk, merge.id)
        after = dump(desk)
        assert {n: rows for n, rows in after.items() if rows != before[n]} == {}
        assert not [check for check in desk.verify() if check.problem]
    assert done, "どれも断られた事務所では、何も確かめたことにならない"


def _hidden(desk: Desk) -> set[str]:
    with desk.reading(Purpose.CASEWORK) as work:
        return set(work.shield.kin)


# --- 戻すとき ------------------------------------------------------------------


def _last(desk: Desk) -> United:
    return united_into(desk)[0]


def test_統合の後に書いたものは_尋ねて決めた人のものになる(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    merge = unite(desk, kept.id, gone.id, ("address",))
    first, _ = made(desk, person_name="別の　人")
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.person_values(work.people.where(id=kept.id)[0])
    values |= {"received_on": desk.today(), "consent": "未取得"}
    mine = intake.receive(desk, values, person_id=kept.id).case
    theirs = intake.receive(desk, values, person_id=kept.id).case
    values |= {"phone": "0837-00-2222"}
    moved = intake.receive(desk, values, person_id=kept.id).case
    asked = {one.words.split("（")[0]: one.id for one in _last(desk).written}
    assert set(asked) == {
        f"相談 {mine.case_no}",
        f"相談 {theirs.case_no}",
        f"相談 {moved.case_no}",
        "本人の欄の書直し",
    }
    part_again(desk, merge.id, (theirs.id, asked["本人の欄の書直し"]))
    with desk.reading(Purpose.CASEWORK) as work:
        assert {c.id for c in work.cases.where(person_id=gone.id)} >= {theirs.id}
        assert {c.id for c in work.cases.where(person_id=kept.id)} >= {mine.id, moved.id}
        back, stayed = work.people.get(gone.id), work.people.get(kept.id)
    assert back is not None
    assert stayed is not None
    assert (back.phone, back.address) == ("0837-00-2222", "架空町一丁目")
    assert (stayed.phone, stayed.address) == ("", "")
    assert first.person_id not in (kept.id, gone.id)
    assert orphans(desk) == []


def test_統合の間に支援会議で書いた間がらは_戻した後に従事者だけが付け替えられる(
    desk: Desk, outsider: Desk, two: tuple[Person, Person], clock: MovableClock
) -> None:
    kept, gone = two
    sealed_case, third = made(desk, person_name="岬　凪", lane="支援会議")
    earlier = FamilyTie(person_id=kept.id, other_id=third.id, kind=TieKind.LINK, word="前の縁")
    ties.set_tie(desk, sealed_case.id, earlier, sealed=True)
    clock.pass_days(1)
    before = dump(desk)
    merge = unite(desk, kept.id, gone.id, ())
    tie = FamilyTie(person_id=kept.id, other_id=third.id, kind=TieKind.LINK, word="後の縁")
    written = ties.set_tie(desk, sealed_case.id, tie, sealed=True)
    assert "支援会議の区分でない" in united_into(desk, purpose=Purpose.SUPPORT_MEETING)[0].first
    assert united_into(desk)[0].written == ()
    clock.pass_days(1)
    part_again(outsider, merge.id)
    clock.pass_days(1)
    later = FamilyTie(person_id=kept.id, other_id=third.id, kind=TieKind.LINK, word="戻した後")
    ties.set_tie(desk, sealed_case.id, later, sealed=True)
    for one in (desk, outsider):
        assert united_into(one) == ()
    (left,) = united_into(desk, purpose=Purpose.SUPPORT_MEETING)
    assert (left.undone, [row.words for row in left.written]) == (True, ["家族の間がら（後の縁）"])
    give_to_returned(desk, merge.id, [written.id])
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert {one.word: one.person_id for one in work.family_ties.where(other_id=third.id)} == {
            "前の縁": kept.id,
            "後の縁": gone.id,
            "戻した後": kept.id,
        }
    assert united_into(desk, purpose=Purpose.SUPPORT_MEETING) == ()
    after = dump(desk)
    assert {n for n, rows in after.items() if rows != before[n]} == {"sealed_record"}


def test_移った相談を書き直しても_戻せば元の人の相談になる(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    merge = unite(desk, kept.id, gone.id, ())
    with desk.writing(Purpose.CASEWORK) as work:
        moved = next(one for one in work.cases.where(person_id=kept.id) if "黒鶫" in one.content)
        work.cases.put(replace(moved, worker="浜田　実"))
    part_again(desk, merge.id)
    with desk.reading(Purpose.CASEWORK) as work:
        (case,) = work.cases.where(person_id=gone.id)
    assert case.worker == "浜田　実"


def test_重ねた統合は_後のものから戻す(desk: Desk, two: tuple[Person, Person]) -> None:
    kept, gone = two
    _, third = made(desk, person_name="岬　凪")
    first = unite(desk, kept.id, gone.id, ())
    second = unite(desk, third.id, kept.id, ())
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.people.get(gone.id)
        assert found is not None
        assert found.id == third.id
    with pytest.raises(Refused, match="さらに統合"):
        part_again(desk, first.id)
    part_again(desk, second.id)
    part_again(desk, first.id)
    with pytest.raises(Refused, match="もう戻されています"):
        part_again(desk, first.id)


def test_一人に重ねた統合も_後のものから戻し_ほかの人の名は残らない(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    _, third = made(desk, person_name="岬　凪")
    before = dump(desk)
    first = unite(desk, kept.id, gone.id, ())
    second = unite(desk, kept.id, third.id, ("name",))
    with pytest.raises(Refused, match="さらに統合"):
        part_again(desk, first.id)
    shown = united_into(desk)
    assert [one.merge_id for one in shown] == [second.id, first.id]
    assert not shown[0].first
    assert shown[0].words in shown[1].first
    part_again(desk, second.id)
    part_again(desk, united_into(desk)[0].merge_id)
    assert dump(desk) == before


def test_統合の前に開いた窓から書いても_残した人のものになる(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    case, third = made(desk, person_name="岬　凪")
    with desk.reading(Purpose.CASEWORK) as work:
        (stale,) = work.cases.where(person_id=gone.id)
    unite(desk, kept.id, gone.id, ())
    with desk.writing(Purpose.CASEWORK) as work:
        assert work.cases.put(replace(stale, worker="浜田　実")).person_id == kept.id
    tie = FamilyTie(person_id=third.id, other_id=gone.id, kind=TieKind.SIBLING)
    assert ties.set_tie(desk, case.id, tie).other_id == kept.id
    assert orphans(desk) == []


def test_重なって消えた間がらに触れた統合があれば_番号で言って先に戻させる(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    kept, gone = two
    case, middle = made(desk, person_name="岬　凪")
    _, last = made(desk, person_name="岬　渚")
    _, third = made(desk, person_name="岬　汀")
    _, fourth = made(desk, person_name="岬　汀")
    for other in (kept, gone):
        ties.set_tie(
            desk,
            case.id,
            FamilyTie(person_id=middle.id, other_id=other.id, kind=TieKind.SIBLING),
        )
    before = dump(desk)
    first = unite(desk, kept.id, gone.id, ())
    second = unite(desk, last.id, middle.id, ())
    aside = unite(desk, third.id, fourth.id, ())
    with pytest.raises(Refused) as refused:
        part_again(desk, first.id)
    assert f"{middle.person_no} を {last.person_no} に統合" in refused.value.advice
    for one in (second, first, aside):
        part_again(desk, one.id)
    assert dump(desk) == before


# 直す前に、間がらか支援関係が二人のうちの違う方に付いた事務所。
@pytest.mark.parametrize("seed", [5, 36])
def test_統合と戻しを入り交ぜても_みな戻せば元のまま(desk: Desk, seed: int) -> None:
    people = _random_office(desk, seed)
    draw = random.Random(seed)
    before = dump(desk)
    live: list[str] = []

    def back() -> None:
        one = draw.choice(live)
        with suppress(Refused):
            part_again(desk, one)
            live.remove(one)

    for _ in range(8):
        if live and draw.random() < 0.4:
            back()
            continue
        kept, gone = draw.sample(people, 2)
        chosen = [part.id for part in PARTS if draw.random() < 0.5]
        with suppress(DeskError):
            live.append(unite(desk, kept.id, gone.id, chosen).id)
    while live:
        waiting = united_into(desk)
        assert any(not one.first for one in waiting), "どれからも戻せないことは無い"
        back()
    after = dump(desk)
    assert {n: rows for n, rows in after.items() if rows != before[n]} == {}


# --- 知らせの文 ------------------------------------------------------------------


def test_統合も戻すのも別人も_氏名と番号で言う(desk: Desk, two: tuple[Person, Person]) -> None:
    kept, gone = two
    was, now = f"浜　葵（{gone.person_no}）", f"入江　葵（{kept.person_no}）"
    assert preview(desk, kept.id, gone.id).done == f"{was} を {now} に統合しました。"
    merge = unite(desk, kept.id, gone.id, ("name",))
    both = f"{was} を 浜　葵（{kept.person_no}） に統合"
    assert _last(desk).words.startswith(both)
    _, third = made(desk, person_name="岬　凪")
    later = unite(desk, third.id, kept.id, ())
    (first,) = (one for one in united_into(desk) if one.first)
    assert f"浜　葵（{kept.person_no}） を 岬　凪（{third.person_no}） に統合" in first.first
    part_again(desk, later.id)
    told = part_again(desk, merge.id).told
    assert told == f"統合を戻しました。{was} と {now} は、元の二人です。"
    say_apart(desk, kept.id, [gone.id])
    (pair,) = apart_pairs(desk)
    assert {pair.one.called, pair.other.called} == {was, now}


def test_居場所を伏せる人は_知らせの文でも番号だけ(desk: Desk) -> None:
    _, kept = made(desk, person_name="砂原　澪")
    _, gone = made(desk, person_name="砂原　湊", address_concealed=True)
    numbers = f"{gone.person_no} を {kept.person_no} に統合しました。"
    assert preview(desk, kept.id, gone.id).done == numbers
    merge = unite(desk, kept.id, gone.id, ())
    assert _last(desk).words.startswith(f"{gone.person_no} を {kept.person_no} に統合")
    assert _last(desk).gone == gone.person_no
    told = part_again(desk, merge.id).told
    assert f"{gone.person_no} と 砂原　澪（{kept.person_no}）" in told


# --- 断る ----------------------------------------------------------------------


def test_伏せている住所が失われる統合は断り_伏せている方を採れば二人の手続きごと移る(
    desk: Desk,
) -> None:
    _, kept = made(desk, person_name="砂原　澪", address="架空町の元の家一番")
    _, gone = made(desk, person_name="砂原　澪", address="架空の丘の上の家八番")
    protecting.set_protection(desk, gone.id, ACCOUNT)
    assert "失われる" in trial(desk, kept.id, gone.id, ())
    with pytest.raises(Refused, match="失われる"):
        unite(desk, kept.id, gone.id, ())
    sides = preview(desk, kept.id, gone.id).sides
    taken = [one.part.id for one in sides if one.takes_gone]
    assert "架空の丘" not in repr(sides)
    merge = unite(desk, kept.id, gone.id, taken)
    with desk.reading(Purpose.CASEWORK) as work:
        (now,) = work.bare(Person).where(id=kept.id)
        (protection,) = work.bare(Protection).where(person_id=kept.id)
        assert (now.address, now.address_concealed) == ("架空の丘の上の家八番", True)
        assert protection.confirmed_by == ""
    with pytest.raises(Refused):
        protecting.confirm(desk, kept.id)
    with desk.writing(Purpose.CASEWORK) as work, pytest.raises(Refused, match="一人では"):
        work.people.put(replace(now, address_concealed=False))
    part_again(desk, merge.id)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.shield.kin.keys() == {gone.id}


def test_統合の後に伏せて書いた住所は_戻した後も伏せたまま(desk: Desk) -> None:
    _, kept = made(desk, person_name="砂原　澪")
    _, gone = made(desk, person_name="砂原　澪", address_concealed=True)
    merge = unite(desk, kept.id, gone.id, ())
    with desk.writing(Purpose.CASEWORK) as work:
        now = work.people.where(id=kept.id)[0]
        work.people.put(replace(now, address="架空の丘の上の家九番"))
    part_again(desk, merge.id)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.shield.kin.keys() == {kept.id, gone.id}


def test_支援措置の本人と相手方は統合できない(desk: Desk) -> None:
    _, kept = made(desk, person_name="砂原　澪")
    _, other = made(desk, person_name="砂原　剛志")
    protecting.set_protection(desk, kept.id, ACCOUNT)
    with pytest.raises(Refused, match="伏せられなくなる"):
        unite(desk, kept.id, other.id, ())


def test_支援会議の人と普段の人は統合できない(desk: Desk) -> None:
    _, kept = made(desk, person_name="岬　凪")
    _, sealed = made(desk, person_name="岬　凪", lane="支援会議")
    with pytest.raises(BadInput):
        unite(desk, kept.id, sealed.id, ())
    with pytest.raises(Refused, match="支援会議だけで知られた人"):
        unite(desk, kept.id, sealed.id, (), Purpose.SUPPORT_MEETING)
    assert preview(desk, kept.id, sealed.id, Purpose.SUPPORT_MEETING).refused


def test_支援会議の人どうしは_従事者が統合して戻せる_普段の表には何も残らない(
    desk: Desk,
) -> None:
    one_case, one = made(desk, person_name="岬　凪", lane="支援会議")
    case, other = made(desk, person_name="岬　凪", lane="支援会議")
    before = dump(desk)
    merge = unite(desk, one.id, other.id, (), Purpose.SUPPORT_MEETING)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        cases = work.cases.where(person_id=one.id)
        assert {found.id for found in cases} == {one_case.id, case.id}
        work.cases.get(case.id)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.merges.where() == ()
    part_again(desk, merge.id, purpose=Purpose.SUPPORT_MEETING)
    after = dump(desk)
    assert {n for n, rows in after.items() if rows != before[n]} == {"sealed_record"}
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert [found.id for found in work.cases.where(person_id=other.id)] == [case.id]
        assert work.people.get(other.id) == other


def test_別人と決めた二人は統合できない(desk: Desk, two: tuple[Person, Person]) -> None:
    say_apart(desk, two[1].id, [two[0].id])
    with pytest.raises(Refused, match="別人"):
        unite(desk, two[0].id, two[1].id, ())


def test_人を指すどの種類の記録も_統合で移る(desk: Desk) -> None:
    kinds = {kind for kind in entry_kinds() if pointing(kind)}
    with desk.reading(Purpose.CASEWORK) as work:
        assert all(work.bare(kind).kind is kind for kind in kinds)


def test_統合の記録は_じかに書くことも消すこともできない(
    desk: Desk, two: tuple[Person, Person]
) -> None:
    merge = unite(desk, two[0].id, two[1].id, ())
    forged = replace(merge, kept_id=two[1].id)
    with desk.writing(Purpose.CASEWORK) as work:
        with pytest.raises(Refused):
            work.merges.put(forged)
        with pytest.raises(Refused):
            work.merges.remove(merge)
        assert isinstance(work.merges.get(merge.id), Merge)
