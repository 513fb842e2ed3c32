"""家族の図と表から、居場所も、支援会議でだけ知られた人も知れない(domain.md §5.4、§3.6)。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jusou_desk.casework.case import intake, plans, progress, search
from jusou_desk.casework.case.sealing import sealing_bodies
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.families import family_of
from jusou_desk.casework.kin.family_notices import contradictions
from jusou_desk.casework.kin.family_page import family_page
from jusou_desk.casework.kin.family_pictures import ECOMAP, family_facts
from jusou_desk.casework.kin.family_rows import family_rows
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.casework.secrecy import protecting, restricting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.errors import BadInput
from jusou_desk.family.people import Family, HouseholdKind
from jusou_desk.family.shapes import Picture, Text
from jusou_desk.models.family_records import (
    EcoTie,
    FamilyTie,
    PictureKind,
    Residence,
    TieKind,
)
from jusou_desk.models.records import Case, OtherName, OtherNameKind, Person
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from tests.casework.test_protecting import ACCOUNT, receive

SHELTER = "架空の灯母子生活支援施設"
REGISTERED = "長門市（架空）岬通り三番地みさき荘"
BABY, MOTHER, FATHER = "砂原　凪", "砂原　澪", "砂原　剛志"


def family(desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK) -> Family:
    with desk.reading(purpose) as work:
        return family_of(work, case)


def said(desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK) -> str:
    """図の模型・表・知らせ・支援関係に出る言葉のすべて。"""
    with desk.reading(purpose) as work:
        rows = family_rows(work, case, desk.today())
        notices = contradictions(work, case, desk.today())
        lines = ties.eco_ties_of(work, case)
        return repr((family_of(work, case), rows, notices, lines))


def names(found: Family) -> set[str]:
    return {member.name for member in found.members}


def at_home(desk: Desk, *people: tuple[str, str], home: str = "H-OLD") -> list[intake.Received]:
    """同じ世帯の人を、(氏名, 続柄)で受け付ける。"""
    return [
        receive(desk, person_name=name, household_no=home, relationship=word)
        for name, word in people
    ]


def fled(desk: Desk, *, marked: bool = False) -> tuple[Case, Case]:
    """(父の相談, 母の相談)。父の世帯から母が逃れ、施設で子を産んだ。

    marked: 支援措置でなく、住所秘匿の印だけを付ける(相手方は書かれていない)。
    """
    father, mother = at_home(desk, (FATHER, "本人"), (MOTHER, "妻"))
    assert mother.person
    assert father.person
    relatives.move_home(desk, mother.case.id, mother.person.id, "H-NEW", desk.today())
    if marked:
        with desk.reading(Purpose.CASEWORK) as work:
            values = intake.intake_values(work, mother.case)
        intake.receive(desk, values | {"address_concealed": True}, case_id=mother.case.id)
    else:
        protecting.set_protection(desk, mother.person.id, ACCOUNT)
    relatives.set_stay(
        desk,
        mother.case.id,
        Residence(
            person_id=mother.person.id,
            kind=HouseholdKind.FACILITY,
            place=SHELTER,
            since=desk.today(),
            note=f"{SHELTER}の二階",
        ),
    )
    baby = relatives.add_relative(
        desk, mother.case.id, Relative(name=BABY, relationship="子", together=True)
    )
    ties.set_tie(
        desk,
        mother.case.id,
        FamilyTie(person_id=father.person.id, other_id=baby.id, kind=TieKind.BIRTH),
    )
    return father.case, mother.case


@pytest.mark.parametrize("marked", [False, True])
def test_相手方の図にも表にも_逃れた人と施設と新しい子は出ない(desk: Desk, marked: bool) -> None:
    father, mother = fled(desk, marked=marked)
    assert names(family(desk, mother)) == {MOTHER, BABY, FATHER}
    for word in (MOTHER, BABY, SHELTER, "H-NEW"):
        assert word not in said(desk, father)
    assert names(family(desk, father)) == {FATHER}


def test_伏せる人の施設は_その人の頁でも秘匿で_前の世帯の番号は残る(desk: Desk) -> None:
    _, mother = fled(desk)
    assert SHELTER not in said(desk, mother)
    with desk.reading(Purpose.CASEWORK) as work:
        stays = work.residences.where(person_id=mother.person_id)
        rows = family_rows(work, mother, desk.today())
    assert {(s.household_no, s.place) for s in stays if s.until} == {("H-OLD", CONCEALED)}
    assert {s.household_no for s in stays if not s.until} == {CONCEALED}
    assert rows[0].living == CONCEALED


def test_秘匿のまま書き直しても_元の施設は失われない(desk: Desk) -> None:
    _, mother = fled(desk)
    with desk.reading(Purpose.CASEWORK) as work:
        stay = work.residences.where(person_id=mother.person_id, kind=HouseholdKind.FACILITY)[0]
    relatives.end_stay(desk, mother.id, stay.id, desk.today())
    with desk.reading(Purpose.CASEWORK) as work:
        whole = work.bare(Residence).get(stay.id)
    assert whole is not None
    assert (whole.place, whole.until) == (SHELTER, desk.today())


def test_施設の名は_相手方の相談の文からも消す語になる(desk: Desk) -> None:
    father, _ = fled(desk)
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(father.person_id)
        assert person
        assert SHELTER in work.shield.words((person,))


def test_施設を書くと_前に書かれた経過からも探せなくなる(desk: Desk) -> None:
    father, mother = at_home(desk, (FATHER, "本人"), (MOTHER, "妻"))
    assert mother.person
    relatives.move_home(desk, mother.case.id, mother.person.id, "H-NEW", desk.today())
    protecting.set_protection(desk, mother.person.id, ACCOUNT)
    values = {"noted_on": desk.today(), "content": f"妻は{SHELTER}にいるらしい"}
    progress.add_note(desk, father.case.id, values)
    assert search.search(desk, SHELTER)
    stay = Residence(person_id=mother.person.id, kind=HouseholdKind.FACILITY, place=SHELTER)
    relatives.set_stay(desk, mother.case.id, stay)
    assert not search.search(desk, SHELTER)


def test_互いに逃れた二人は_どちらの図にも相手が出ない(desk: Desk) -> None:
    father, mother = fled(desk)
    theirs = Account(
        ground=ACCOUNT.ground, since=ACCOUNT.since, until=ACCOUNT.until, other_party=MOTHER
    )
    protecting.set_protection(desk, father.person_id, theirs)
    assert names(family(desk, father)) == {FATHER}
    assert FATHER not in names(family(desk, mother))


def test_除いた人のいる図を動かしても_空けた位置は残らない(desk: Desk) -> None:
    father, mother = at_home(desk, (FATHER, "本人"), (MOTHER, "妻"))
    assert father.person
    assert mother.person
    moved = {mother.person.id: (30.0, 0), father.person.id: (44.0, 1)}
    ties.keep_layout(desk, father.case.id, PictureKind.GENOGRAM, moved)
    assert family_page(desk, father.case.id, desk.today()).nudges == moved
    relatives.move_home(desk, mother.case.id, mother.person.id, "H-NEW", desk.today())
    protecting.set_protection(desk, mother.person.id, ACCOUNT)
    assert family_page(desk, father.case.id, desk.today()).nudges == {}


def test_伏せる人の通う先は_外へ渡すエコマップに出ない(desk: Desk) -> None:
    _, mother = fled(desk)
    office = desk.town.agencies[0].name
    for agency in ("架空岬小学校", "架空みなと病院", office, "隣の人"):
        ties.set_eco_tie(desk, mother.id, EcoTie(person_id="", agency=agency))

    def drawn(*, carried: bool) -> str:
        with desk.reading(Purpose.CASEWORK) as work:
            found, _ = family_facts(desk, work, mother, (), carried=carried)
        picture = found[ECOMAP].value
        assert isinstance(picture, Picture)
        return "".join(one.text for one in picture.shapes if isinstance(one, Text))

    assert all(word in drawn(carried=False) for word in ("岬小学校", "みなと病院", office))
    assert all(word in drawn(carried=True) for word in (office, "隣の人"))
    assert not any(word in drawn(carried=True) for word in ("岬", "みなと"))


def test_支援会議で聞いた家族があれば_制限情報の印が付く(desk: Desk, outsider: Desk) -> None:
    restricting.tell_restricted(desk, told=True)
    case = receive(desk, person_name="架空　花").case
    assert not restricting.restricted(outsider, case.id)
    body = sealing_bodies(desk)[0].id
    relatives.add_relative(
        desk, case.id, Relative(name="秘匿　母", relationship="母"), sealed=True, body_id=body
    )
    assert restricting.restricted(outsider, case.id)


def test_住民票の住所は伏せ_探せず_相手方の家のものだけは消す語にしない(desk: Desk) -> None:
    father, mother = fled(desk)
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(mother.person_id)
    assert person
    wanted = Relative(name=MOTHER, registered_address=REGISTERED)
    relatives.change_relative(desk, mother.id, person.id, wanted)
    with desk.reading(Purpose.CASEWORK) as work:
        hidden = work.people.get(person.id)
        other = work.people.get(father.person_id)
        assert hidden
        assert other
        assert hidden.registered_address == CONCEALED
        assert not work.search.find("みさき荘")
        assert REGISTERED in work.shield.words((other,))
    relatives.change_relative(desk, father.id, other.id, Relative(name=FATHER, address=REGISTERED))
    with desk.reading(Purpose.CASEWORK) as work:
        assert REGISTERED not in work.shield.words((other,))


def test_相手方の通称で受け付けた人も_相手方の側(desk: Desk) -> None:
    _, mother = fled(desk)
    alias = OtherName(kind=OtherNameKind.ALIAS, name=FATHER)
    case = receive(desk, person_name="村岡　仮名", household_no="H-9").case
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person
        assert person.id not in work.shield.others
    relatives.change_relative(
        desk, case.id, person.id, Relative(name=person.name, other_names=(alias,))
    )
    with desk.reading(Purpose.CASEWORK) as work:
        assert person.id in work.shield.others
    assert mother.person_id


def test_別の名でも探せる(desk: Desk) -> None:
    received = receive(desk, person_name="架空　花", household_no="H-9")
    assert received.person
    former = OtherName(kind=OtherNameKind.FORMER, name="旧架　花", kana="キュウカ　ハナ")
    relatives.change_relative(
        desk, received.case.id, received.person.id, Relative(name="架空　花", other_names=(former,))
    )
    for words in ("旧架", "キュウカ"):
        assert search.search(desk, words), words


def test_支援会議でだけ知られた人は_通常の図に隙も残さない(desk: Desk, outsider: Desk) -> None:
    case = receive(desk, person_name="架空　花", relationship="本人").case
    relatives.add_relative(desk, case.id, Relative(name="架空　兄", relationship="兄"))
    before = family(outsider, case)
    body = sealing_bodies(desk)[0].id
    relatives.add_relative(
        desk, case.id, Relative(name="秘匿　母", relationship="母"), sealed=True, body_id=body
    )
    ties.set_eco_tie(
        desk, case.id, EcoTie(person_id="", agency="秘匿の機関"), sealed=True, body_id=body
    )
    ties.keep_layout(
        desk, case.id, PictureKind.GENOGRAM, {"k": (3.0, 1)}, sealed=True, body_id=body
    )
    assert family(outsider, case) == family(desk, case) == before
    assert "秘匿" not in said(outsider, case)
    assert "秘匿　母" in names(family(desk, case, Purpose.SUPPORT_MEETING))
    assert "秘匿の機関" in said(desk, case, Purpose.SUPPORT_MEETING)
    with desk.reading(Purpose.CASEWORK) as work:
        assert ties.layout_of(work, case, PictureKind.GENOGRAM) is None
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        kept = ties.layout_of(work, case, PictureKind.GENOGRAM)
    assert kept is not None
    assert kept.nudges == {"k": (3.0, 1)}


def test_支援会議で動かしたエコマップの並びは_通常の図を変えず_互いに別に残る(
    desk: Desk, outsider: Desk
) -> None:
    case = receive(desk, person_name="架空　花").case
    body = sealing_bodies(desk)[0].id
    for agency in ("甲の機関", "乙の機関"):
        ties.set_eco_tie(desk, case.id, EcoTie(person_id="", agency=agency))
    hidden = EcoTie(person_id="", agency="秘匿の機関")
    ties.set_eco_tie(desk, case.id, hidden, sealed=True, body_id=body)
    plain, meeting = around(outsider, case), around(desk, case, Purpose.SUPPORT_MEETING)
    assert (len(plain), len(meeting)) == (2, 3)

    def turn_round(keys: list[str], *, sealed: bool) -> None:
        order = {key: (0.0, n) for n, key in enumerate(reversed(keys))}
        ties.keep_layout(desk, case.id, PictureKind.ECOMAP, order, sealed=sealed)

    turn_round(meeting, sealed=True)
    assert around(outsider, case) == around(desk, case) == plain
    turn_round(plain, sealed=False)
    turn_round(meeting, sealed=True)
    assert around(outsider, case) == around(desk, case) == plain[::-1]
    assert around(desk, case, Purpose.SUPPORT_MEETING) == meeting[::-1]


def around(desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK) -> list[str]:
    drawn = family_page(desk, case.id, desk.today(), purpose).drawn
    assert drawn is not None
    return [spot.key for spot in drawn.ecomap.spots]


def test_秘匿の人を指す間がらは_通常の記録に書けない(desk: Desk) -> None:
    case = receive(desk, person_name="架空　花").case
    body = sealing_bodies(desk)[0].id
    hidden = relatives.add_relative(
        desk, case.id, Relative(name="秘匿　母", relationship="母"), sealed=True, body_id=body
    )
    tie = FamilyTie(person_id=case.person_id, other_id=hidden.id, kind=TieKind.LINK)
    line = EcoTie(person_id=case.person_id, other_id=hidden.id)
    with desk.writing(Purpose.CASEWORK) as work:
        with pytest.raises(BadInput, match="通常の記録にいない人"):
            work.family_ties.put(tie)
        with pytest.raises(BadInput, match="通常の記録にいない人"):
            work.eco_ties.put(line)


def test_世帯番号を書き直しても_前の世帯と続柄は残る(desk: Desk) -> None:
    father, son = at_home(desk, ("架空　父", "本人"), ("架空　子", "子"))
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.intake_values(work, son.case)
    moved = intake.receive(
        desk, values | {"household_no": "H-2", "relationship": "本人"}, case_id=son.case.id
    )
    assert moved.person
    with desk.reading(Purpose.CASEWORK) as work:
        stays = work.residences.where(person_id=moved.person.id)
    assert {(s.household_no, s.since, s.until) for s in stays} == {
        ("H-OLD", None, desk.today()),
        ("H-2", desk.today(), None),
    }
    seen = family(desk, father.case)
    assert names(seen) == {"架空　父", "架空　子"}
    assert [p.parents for p in seen.parentages] == [(father.case.person_id,)]
    before = seen.as_of(desk.today() - timedelta(days=1))
    assert {frozenset(home.members) for home in before.households} == {
        frozenset((father.case.person_id, moved.person.id))
    }


def test_移った先の本人の家族には_前の続柄を持ち込まない(desk: Desk) -> None:
    _, son = at_home(desk, ("架空　父", "本人"), ("架空　子", "子"))
    (owner,) = at_home(desk, ("架空　主", "本人"), home="H-2")
    relatives.move_home(desk, son.case.id, son.case.person_id, "H-2", desk.today())
    seen = family(desk, owner.case)
    assert "架空　子" in names(seen)
    assert owner.case.person_id not in {p for one in seen.parentages for p in one.parents}


def test_続柄の直しは_前の語を残さない(desk: Desk) -> None:
    father, son = at_home(desk, ("架空　父", "本人"), ("架空　子", "子"))
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.intake_values(work, son.case)
    intake.receive(desk, values | {"relationship": "養子"}, case_id=son.case.id)
    assert [one.kind for one in family(desk, father.case).parentages] == ["養子"]
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.family_ties.where() == ()


def test_続柄を本人に書き直しても_前の続柄は残る(desk: Desk) -> None:
    father, son = at_home(desk, ("架空　父", "本人"), ("架空　子", "子"))
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.intake_values(work, son.case)
    intake.receive(desk, values | {"relationship": "本人"}, case_id=son.case.id)
    assert [p.child for p in family(desk, father.case).parentages] == [son.case.person_id]
    with desk.reading(Purpose.CASEWORK) as work:
        found = contradictions(work, father.case, desk.today())
    assert ["続柄が「本人」の人が2人" in one for one in found] == [True]


def test_同居の人を足すと世帯番号が付き_続柄から図になる(desk: Desk) -> None:
    case = receive(desk, person_name="架空　花", relationship="本人").case
    son = relatives.add_relative(
        desk,
        case.id,
        Relative(name="架空　子", relationship="子", birth="平成20年頃", together=True),
    )
    sister = relatives.add_relative(desk, case.id, Relative(name="架空　姉", relationship="姉"))
    with desk.reading(Purpose.CASEWORK) as work:
        rows = family_rows(work, case, desk.today())
        me = work.people.get(case.person_id)
        assert me
        assert work.family_ties.where(other_id=son.id) == ()
        assert len(work.family_ties.where(other_id=sister.id)) == 1
    assert me.household_no == son.household_no != ""
    found = {row.person.name: (row.relationship, row.living, row.birth) for row in rows}
    assert found == {
        "架空　花": ("本人", "本人", ""),
        "架空　子": ("子", "同居", "平成20年頃"),
        "架空　姉": ("姉", "別居", ""),
    }
    changed = Relative(name="架空　姉", relationship="いとこ")
    relatives.change_relative(desk, case.id, sister.id, changed)
    with desk.reading(Purpose.CASEWORK) as work:
        assert [t.word for t in work.family_ties.where(other_id=sister.id)] == ["いとこ"]


def test_皆が出た世帯の番号は_ほかの家に付けない(desk: Desk) -> None:
    first = receive(desk, person_name="砂原　澪")
    home = relatives.add_relative(
        desk, first.case.id, Relative(name="砂原　凪", relationship="子", together=True)
    )
    assert first.person
    for one in (home, first.person):
        relatives.move_home(desk, first.case.id, one.id, "", desk.today())
    other = receive(desk, person_name="無関係　樹")
    made = relatives.add_relative(
        desk, other.case.id, Relative(name="無関係　葉", relationship="子", together=True)
    )
    assert made.household_no != home.household_no


def test_プランが受付より前なら知らせる(desk: Desk) -> None:
    case = receive(desk, person_name="架空　花").case
    made_on = desk.today() - timedelta(days=30)
    plans.write_plan(desk, case.id, {"kind": "参加支援", "made_on": made_on, "goal": "外へ"}, ())
    with desk.reading(Purpose.CASEWORK) as work:
        found = contradictions(work, case, desk.today())
    assert len(found) == 1
    assert "プランの作成日" in found[0]


def test_同じ人どうしと_終わりの早い間がらは断る(desk: Desk) -> None:
    case = receive(desk, person_name="架空　花").case
    me = case.person_id
    with pytest.raises(BadInput, match="同じ人どうし"):
        ties.set_tie(desk, case.id, FamilyTie(person_id=me, other_id=me, kind=TieKind.LINK))
    other = relatives.add_relative(desk, case.id, Relative(name="架空　友", relationship="縁故者"))
    late = FamilyTie(
        person_id=me,
        other_id=other.id,
        kind=TieKind.MARRIED,
        since=date(2026, 1, 2),
        until=date(2026, 1, 1),
    )
    with pytest.raises(BadInput, match="始まりの日より前"):
        ties.set_tie(desk, case.id, late)
    anonymous = receive(desk).case
    with pytest.raises(BadInput, match="匿名の相談"):
        relatives.add_relative(desk, anonymous.id, Relative(name="架空　友"))
    assert names(family(desk, anonymous)) == set()
    assert isinstance(other, Person)
