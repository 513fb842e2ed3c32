"""通報・緊急の提供の壁: 承認の無い中身は、画面を通らなくても、保存の所と紙を作る所で止まる。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import cases, intake, progress, search, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.recall import issuing
from jusou_desk.casework.recall.disclosure_paper import draw_disclosure, hand_out_disclosure
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.disclosing import paper_title
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, Entry, Note, new_id
from jusou_desk.models.secrecy_records import Disclosure, DisclosureState, Issued, Way
from jusou_desk.packet import (
    CONCEALED,
    NO_SOURCE,
    TOLD,
    TOLD_LINE,
    TOLD_LINES,
    Audience,
    Fact,
    Record,
    Sanction,
    disclose,
)
from jusou_desk.policy import Lane, Overlay, Permit, Purpose, Role
from tests.casework.test_papers import pdf_text

PASSWORD = "みなと三月さくら"
NOW = datetime(2026, 11, 20, 10, 0)
FIRST, SECOND, OUTSIDER = "岡　由美", "西村　健", "大庭　茂"
RECEIVER, CONTENT = "架空児童相談所", "昨夜から子どもの泣き声が続き、呼んでも応えがない。"
HEARD = "屋根裏で夜ごとに椅子が鳴る"


@dataclass
class Scene:
    """二人の従事者と、従事しない管理者のいる事務所。"""

    office: Office
    first: Desk
    second: Desk
    outsider: Desk
    case: Case


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    office, _ = create_office(
        tmp_path / "office",
        town_id="nagato",
        staff_name=FIRST,
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    first = sign_in(office, FIRST, PASSWORD)
    staffing.add_staff(first, SECOND, Role.COORDINATOR, PASSWORD)
    staffing.make_member(first, SECOND, first.town.support_bodies[0].id)
    staffing.add_staff(first, OUTSIDER, Role.ADMIN, PASSWORD)
    second, outsider = (sign_in(office, name, PASSWORD) for name in (SECOND, OUTSIDER))
    case = intake.receive(
        first, {"received_on": NOW.date(), "person_name": "髙橋　𠮷子", "consent": "未取得"}
    ).case
    yield Scene(office, first, second, outsider, case)
    for desk in (first, second, outsider):
        desk.close()


def telling(content: str = CONTENT) -> Telling:
    return Telling("児童虐待の通告", RECEIVER, content)


def asked(scene: Scene, *, sealed: bool = False) -> Disclosure:
    return disclosing.ask(scene.first, scene.case.id, telling(), sealed=sealed)


def put(desk: Desk, record: Entry, purpose: Purpose) -> None:
    with desk.writing(purpose) as work:
        match record:
            case Disclosure():
                work.disclosures.put(record)
            case Issued():
                work.issued.put(record)
            case Note():
                work.notes.put(record)


def kept(desk: Desk, disclosure_id: str) -> Disclosure | None:
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        return work.disclosures.get(disclosure_id)


def decided(one: Disclosure, by: Desk, **more: object) -> Disclosure:
    values: dict[str, object] = {
        "state": DisclosureState.APPROVED,
        "decided_by": by.staff_id,
        "decided_at": NOW,
    }
    return replace(one, **(values | more))  # type: ignore[arg-type]


# --- 保存の所 ---------------------------------------------------------------

APPROVAL, EMERGENCY = Purpose.EMERGENCY_APPROVAL, Purpose.EMERGENCY
Forgery = Callable[[Scene, Disclosure], tuple[Desk, Disclosure, Purpose]]
FORGERIES: dict[str, Forgery] = {
    "自分で承認": lambda s, d: (s.first, decided(d, s.first), APPROVAL),
    "ほかの人の名で承認": lambda s, d: (s.first, decided(d, s.second), APPROVAL),
    "居ない人の名で承認": lambda s, d: (s.second, decided(d, s.second, decided_by="x"), APPROVAL),
    "いつか分からない承認": lambda s, d: (
        s.second,
        decided(d, s.second, decided_at=None),
        APPROVAL,
    ),
    "提供の目的で承認": lambda s, d: (s.second, decided(d, s.second), EMERGENCY),
    "記録の目的で承認": lambda s, d: (s.second, decided(d, s.second), Purpose.CASEWORK),
    "文を変えて承認": lambda s, d: (s.second, decided(d, s.second, content="別の話"), APPROVAL),
    "相手を変えて承認": lambda s, d: (s.second, decided(d, s.second, receiver="隣人"), APPROVAL),
    "居場所を足して承認": lambda s, d: (
        s.second,
        decided(d, s.second, whereabouts="要る"),
        APPROVAL,
    ),
    "頼んだ人を変えて承認": lambda s, d: (s.first, decided(d, s.first, asked_by="x"), APPROVAL),
    "承認の前に文を変える": lambda s, d: (s.first, replace(d, content="別の話"), EMERGENCY),
    "記録の目的で返事を書く": lambda s, d: (s.first, replace(d, result="済"), Purpose.CASEWORK),
}


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("sealed", [False, True])
def test_承認を偽る書込みはみな断られ_何も変わらない(scene: Scene, name: str, sealed: bool) -> None:
    one = asked(scene, sealed=sealed)
    desk, forged, purpose = FORGERIES[name](scene, one)
    with pytest.raises(Refused):
        put(desk, forged, purpose)
    assert kept(scene.first, one.id) == one


def test_初めから承認された一件や_人の名の一件は書けない(scene: Scene) -> None:
    one = asked(scene)
    fresh = replace(one, id=new_id(), disclosure_no="R8-通-09")
    for forged in (decided(fresh, scene.second), replace(fresh, asked_by=scene.second.staff_id)):
        with pytest.raises(Refused, match="サインインしている職員と合いません"):
            put(scene.first, forged, EMERGENCY)
    assert kept(scene.first, fresh.id) is None


def test_退任した人の名では承認できない(scene: Scene) -> None:
    one = asked(scene)
    staffing.leave(scene.first, SECOND)
    with pytest.raises(DeskError):
        put(scene.second, decided(one, scene.second), APPROVAL)
    assert kept(scene.first, one.id) == one


def test_承認の後は_中身も承認も書き換えられず_消せない(scene: Scene) -> None:
    one = disclosing.approve(scene.second, asked(scene).id)
    for changed in (
        replace(one, content="別の話"),
        replace(one, receiver="隣人"),
        replace(one, decided_by=scene.outsider.staff_id),
        replace(one, state=DisclosureState.ASKED),
        replace(one, state=DisclosureState.DECLINED),
    ):
        for desk, purpose in ((scene.first, EMERGENCY), (scene.outsider, APPROVAL)):
            with pytest.raises(Refused):
                put(desk, changed, purpose)
    with pytest.raises(Refused), scene.first.writing(EMERGENCY) as work:
        work.disclosures.remove(one)
    assert kept(scene.first, one.id) == one


def test_途中で止まれば承認は無かったことになる(scene: Scene) -> None:
    one = asked(scene)

    def cut_short() -> None:
        with scene.second.writing(APPROVAL) as work:
            work.disclosures.put(decided(one, scene.second))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_short()
    assert kept(scene.first, one.id) == one


@pytest.mark.parametrize("purpose", [EMERGENCY, APPROVAL])
def test_この目的ではほかの記録を書けない(scene: Scene, purpose: Purpose) -> None:
    note = Note(note_no="K-1", case_id=scene.case.id, at=NOW, content="紛れ込んだ経過")
    with pytest.raises(Refused, match="ほかの記録を書けません"):
        put(scene.first, note, purpose)


def paper(one: Disclosure) -> Issued:
    return Issued(
        lane=one.lane,
        body_id=one.body_id,
        issued_at=NOW,
        issued_by=FIRST,
        purpose=EMERGENCY,
        way=Way.FILE,
        title=paper_title(one),
        receiver=one.receiver,
        case_ids=(one.case_id,),
    )


def test_承認された一件と合わない紙は_控にも外にも出せない(scene: Scene) -> None:
    waiting, one = asked(scene), disclosing.approve(scene.second, asked(scene).id)
    hidden = disclosing.approve(scene.second, asked(scene, sealed=True).id)
    body_id = hidden.body_id
    for wrong in (
        paper(waiting),
        replace(paper(one), title="ただの手紙"),
        replace(paper(one), title=f"{one.disclosure_no} 別の紙"),
        replace(paper(one), receiver="隣人"),
        replace(paper(one), case_ids=(one.case_id, "ほか")),
        replace(paper(one), case_ids=()),
        replace(paper(one), lane=Lane.SEALED, body_id=body_id),
        replace(paper(hidden), lane=Lane.OPEN, body_id=""),
    ):
        with pytest.raises(Refused):
            put(scene.first, wrong, EMERGENCY)
    for right in (paper(one), paper(hidden)):
        put(scene.first, right, EMERGENCY)


# --- 紙を作る所 -------------------------------------------------------------

PERMIT = Permit("だれか", Role.COORDINATOR, EMERGENCY)
TO = Audience(RECEIVER, NOW.date())
OPENED = Sanction(Lane.UNCONSENTED, RECEIVER, CONTENT)


def record(**more: Fact) -> Record:
    return Record({TOLD: Fact(CONTENT, Lane.UNCONSENTED), **more})


def lines(name: str, *words: str) -> Record:
    return replace(record(), groups={name: tuple(Record({TOLD_LINE: Fact(w)}) for w in words)})


class Loose(Sanction):
    """承認を装う型。"""


@pytest.mark.parametrize(
    ("made", "to", "sanction"),
    [
        (record(), TO, None),
        (record(), None, OPENED),
        (record(), Audience("隣人", date(2026, 11, 20)), OPENED),
        (Record({TOLD: Fact(f"{CONTENT}。それと")}), TO, OPENED),
        (Record({"知らせること": Fact(CONTENT)}), TO, OPENED),
        (Record({TOLD: Fact(CONTENT)}, {"経過": (Record({}),)}), TO, OPENED),
        (lines("経過", CONTENT), TO, OPENED),
        (lines(TOLD_LINES, CONTENT, "それと"), TO, OPENED),
        (lines(TOLD_LINES), TO, OPENED),
        (record(), TO, Loose(Lane.SEALED, RECEIVER, CONTENT, whereabouts=True)),
    ],
)
def test_承認と合わない中身は_紙にならない(
    made: Record, to: Audience | None, sanction: Sanction | None
) -> None:
    with pytest.raises(Refused, match="承認された通報・緊急の提供の中身でない"):
        disclose(made, PERMIT, to, sanction)


def test_承認された文は_一行ずつに分けても出せる() -> None:
    rows = disclose(lines(TOLD_LINES, CONTENT), PERMIT, TO, OPENED).groups[TOLD_LINES]
    assert [row.values[TOLD_LINE] for row in rows] == [CONTENT]
    more = replace(lines(TOLD_LINES, CONTENT).groups[TOLD_LINES][0], groups={"経過": ()})
    with pytest.raises(Refused):
        disclose(replace(record(), groups={TOLD_LINES: (more,)}), PERMIT, TO, OPENED)


def test_普段の一件の紙には支援会議の事実が載らず_支援会議の一件には載る() -> None:
    made = record(話=Fact(HEARD, Lane.SEALED))
    assert disclose(made, PERMIT, TO, OPENED).values["話"] is None
    sealed = replace(OPENED, lane=Lane.SEALED)
    assert disclose(made, PERMIT, TO, sealed).values["話"] == HEARD
    whole = replace(made, lane=Lane.SEALED)
    assert disclose(whole, PERMIT, TO, OPENED).values == {}


def test_居場所は承認に含まれるときだけ_情報源はいつも伏せる() -> None:
    where = Fact("架空町九番地", overlays=frozenset({Overlay.WHEREABOUTS}))
    who = Fact("隣の木村さん", overlays=frozenset({Overlay.SOURCE}))
    made = replace(record(住所=where, 情報源=who), hidden=("泣き声",))
    shut = disclose(made, PERMIT, TO, OPENED).values
    assert (shut["住所"], shut["情報源"]) == (CONCEALED, NO_SOURCE)
    assert "泣き声" not in str(shut[TOLD])
    opened = disclose(made, PERMIT, TO, replace(OPENED, whereabouts=True)).values
    assert (opened["住所"], opened["情報源"]) == ("架空町九番地", NO_SOURCE)
    assert opened[TOLD] == CONTENT


def test_承認は_ほかの目的の上限も覆いも変えない() -> None:
    for purpose in (Purpose.CASEWORK, Purpose.REFERRAL, Purpose.PLAN_MEETING):
        permit = Permit("だれか", Role.ADMIN, purpose)
        where = Fact("架空町九番地", overlays=frozenset({Overlay.WHEREABOUTS}))
        made = Record({TOLD: Fact(CONTENT, Lane.SEALED), "住所": where})
        loose = Sanction(Lane.SEALED, RECEIVER, CONTENT, whereabouts=True)
        shown = disclose(made, permit, TO, loose).values
        assert (shown[TOLD], shown["住所"]) == (None, CONCEALED)


# --- 支援会議の一件 ---------------------------------------------------------


def test_支援会議の一件は_従事しない管理者には_どこにも無い(scene: Scene, tmp_path: Path) -> None:
    one = asked(scene, sealed=True)
    assert one.disclosure_no == "秘R8-通-01"
    outsider = scene.outsider
    for attempt in (
        disclosing.approve,
        lambda d, i: disclosing.decline(d, i, "わけ"),
        lambda d, i: disclosing.write_reply(d, i, "返事", NOW.date()),
        disclosing.take_back,
        draw_disclosure,
    ):
        with pytest.raises(BadInput, match="見つかりません"):
            attempt(outsider, one.id)
    disclosing.approve(scene.second, one.id)
    hand_out_disclosure(scene.first, one.id, tmp_path / "出")
    assert disclosing.told_of(outsider, scene.case.id) == ()
    assert issuing.issued_for_case(outsider, scene.case.id) == ()
    page = cases.case_page(outsider, scene.case.id)
    seen = (
        repr(timeline.timeline(page))
        + repr(today.due_lines(outsider))
        + repr(search.search(outsider, "泣き声"))
        + repr([(r.action, r.subject, r.detail) for r in sightings.audit_trail(outsider)])
    )
    for word in (CONTENT, "泣き声", RECEIVER, one.disclosure_no, "通報・緊急", "出力の完了"):
        assert word not in seen, word
    plain = b"".join(path.read_bytes() for path in scene.office.folder.rglob("*.db*"))
    assert CONTENT.encode() not in plain
    inside = cases.case_page(scene.second, scene.case.id, purpose=Purpose.SUPPORT_MEETING)
    assert CONTENT in repr(timeline.timeline(inside))


def test_支援会議の一件の紙には秘の印が付く(scene: Scene) -> None:
    one = disclosing.approve(scene.second, asked(scene, sealed=True).id)
    words = pdf_text(draw_disclosure(scene.first, one.id).pages.data)
    assert "㊙" in words
    assert "取扱注意" in words


def test_支援会議で聞いた話は_そのまま普段の一件に写せない(scene: Scene) -> None:
    first = scene.first
    progress.add_note(
        first,
        scene.case.id,
        {"noted_on": NOW.date() - timedelta(days=3), "content": HEARD, "lane": "支援会議"},
    )
    with pytest.raises(Refused, match="支援会議で聞いた話が入っています"):
        disclosing.ask(first, scene.case.id, telling(f"近所によると{HEARD}とのこと。"))
    assert disclosing.told_of(first, scene.case.id) == ()
    made = disclosing.ask(first, scene.case.id, telling(HEARD), sealed=True)
    assert made.sealed


def test_秘匿の相談の一件は_普段の頁からでも支援会議の記録になる(scene: Scene) -> None:
    body = scene.first.town.support_bodies[0]
    meetings.convene(scene.first, body.id, NOW.date())
    sealed = intake.receive(
        scene.first,
        {"received_on": NOW.date(), "person_name": "秘匿の人", "lane": "支援会議"},
        body_id=body.id,
    ).case
    made = disclosing.ask(scene.first, sealed.id, telling())
    assert (made.lane, made.body_id) == (Lane.SEALED, body.id)
    with pytest.raises(BadInput, match="見つかりません"):
        disclosing.ask(scene.outsider, sealed.id, telling())
