"""町が狭めた権限は、保管庫・画面・紙・集計のどこでも効き、許可をどう偽っても外れない。

本物の事務所を、``[[rights]]`` を書き足した町の設定(試験用の写し)で開いて確かめる。
"""

from __future__ import annotations

import copy
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from jusou_desk.casework.case import cases, consent, intake
from jusou_desk.casework.case.search import search
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.desk import REFUSED, Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.office.rights import lead, rights_table
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, Sheet
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import CEILINGS, Lane, Limit, Permit, Purpose, Right, Role
from jusou_desk.towns import MeetingKind, town
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock, clock
from tests.casework.test_one_case import consented, phone_call

__all__ = ["clock"]

BODY = "support_meeting"
COUNSELLOR, READER = "西村　健", "読む　人"
QUIET = "ここだけの話として打ち明けた"
AGREED = "同意を得て書き留めた"


@dataclass
class TownFile:
    """書き換えられる、試験用の長門市の設定。"""

    path: Path
    shipped: str

    def write(self, *rights: str) -> None:
        rows = (f"\n[[rights]]\n{row}\n" for row in rights)
        self.path.write_text(self.shipped + "".join(rows), encoding="utf-8")
        town.cache_clear()


def row(role: Role, purpose: Purpose, words: str) -> str:
    return f'role = "{role}"\npurpose = "{purpose}"\n{words}'


def consented_only(role: Role, purpose: Purpose) -> str:
    return row(role, purpose, f'ceiling = "{Lane.OPEN.label}"')


@pytest.fixture
def nagato(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TownFile]:
    root = tmp_path / "resources"
    shutil.copytree(resource("towns"), root / "towns")
    shutil.copy(resource("wording.toml"), root)
    path = root / "towns" / "nagato" / "town.toml"
    monkeypatch.setattr("jusou_desk.towns.resource", root.joinpath)
    town.cache_clear()
    yield TownFile(path, path.read_text(encoding="utf-8"))
    town.cache_clear()


SignIn = Callable[[str], Desk]


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock, nagato: TownFile) -> Office:
    made, _ = create_office(
        tmp_path / "office",
        town_id="nagato",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    assert nagato.path.is_file()
    return made


@pytest.fixture
def enter(office: Office) -> Iterator[SignIn]:
    """サインインする。いまの設定ファイルがその机の町になる。"""
    desks: list[Desk] = []

    def sign(name: str) -> Desk:
        desks.append(sign_in(office, name, PASSWORD))
        return desks[-1]

    yield sign
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(enter: SignIn) -> Desk:
    """狭める前に開いた管理者の机。相談員は支援会議の従事者、もう一人は閲覧。"""
    admin = enter(COORDINATOR)
    staffing.add_staff(admin, COUNSELLOR, Role.COUNSELLOR, PASSWORD)
    staffing.make_member(admin, COUNSELLOR, BODY)
    staffing.add_staff(admin, READER, Role.READER, PASSWORD)
    return admin


@dataclass(frozen=True)
class Pair:
    """同意の無い相談と、同意のある相談。"""

    quiet: Case
    agreed: Case


@pytest.fixture
def pair(desk: Desk) -> Pair:
    quiet = phone_call(desk, content=QUIET)
    other = {"person_name": "大津　照", "person_kana": "オオツ　テル", "visitor": "", "phone": ""}
    agreed = phone_call(desk, content=AGREED, **other)
    consented(desk, agreed)
    return Pair(quiet, agreed)


# --- 断る・書かせない ------------------------------------------------------------


def test_町が断った組は_許可をどう偽っても開かない(
    desk: Desk, enter: SignIn, nagato: TownFile
) -> None:
    nagato.write(row(Role.COUNSELLOR, Purpose.REFERRAL, "refused = true"))
    narrowed = enter(COUNSELLOR)
    raised = Limit(Role.COUNSELLOR, Purpose.REFERRAL, Right(Lane.SEALED, may_write=True))
    genuine = narrowed.permit(Purpose.CASEWORK)
    loaded = pickle.loads(pickle.dumps(genuine))  # noqa: S301 - 攻め手の手
    object.__setattr__(loaded, "purpose", Purpose.REFERRAL)
    copied = copy.copy(genuine)
    vars(copied).update(purpose=Purpose.REFERRAL, limits=())
    for forged in (
        Permit(COUNSELLOR, Role.COUNSELLOR, Purpose.REFERRAL),
        Permit(COUNSELLOR, Role.COUNSELLOR, Purpose.REFERRAL, limits=(raised,)),
        replace(genuine, purpose=Purpose.REFERRAL, limits=()),
        loaded,
        copied,
    ):
        for opening in (narrowed._store.reading, narrowed._store.writing):
            with pytest.raises(
                Refused, match="「相談員」の役割では「関係機関への提供」を行えません"
            ):
                opening(forged)
    for reach in (narrowed.permit, narrowed._store.permit):
        with pytest.raises(Refused):
            reach(Purpose.REFERRAL)
    with pytest.raises(Refused), narrowed.reading(Purpose.REFERRAL):
        pass
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.audit.last().action == REFUSED  # type: ignore[union-attr]
        assert desk.permit(Purpose.REFERRAL).may_write


@dataclass(frozen=True)
class Loose(Permit):
    """狭めた分を持たないと答える許可。"""

    def __getattribute__(self, name: str) -> Any:
        return () if name == "limits" else super().__getattribute__(name)


def test_継いだ許可は_保管庫が受け取らない(desk: Desk, enter: SignIn, nagato: TownFile) -> None:
    nagato.write(consented_only(Role.READER, Purpose.CASEWORK))
    reader = enter(READER)
    with pytest.raises(Refused, match="許可が合いません"):
        reader._store.reading(Loose(READER, Role.READER, Purpose.CASEWORK))
    assert desk.me.role == Role.ADMIN


def test_町の狭めた分を外した許可でも_保管庫は狭めたまま読む(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    nagato.write(consented_only(Role.READER, Purpose.CASEWORK))
    reader = enter(READER)
    for forged in (
        Permit(READER, Role.READER, Purpose.CASEWORK),
        replace(reader.permit(Purpose.CASEWORK), limits=()),
        pickle.loads(pickle.dumps(Permit(READER, Role.READER, Purpose.CASEWORK))),  # noqa: S301
    ):
        with reader._store.reading(forged) as work:
            assert work.permit.ceiling is Lane.OPEN
            assert work.cases.get(pair.quiet.id) is None
            assert work.cases.get(pair.agreed.id)
    # 机の町をすり替えても、保管庫は自分で引いた設定で働く。
    reader.town = replace(reader.town, limits=())
    with pytest.raises(BadInput, match="見つかりません"):
        cases.case_page(reader, pair.quiet.id)
    assert desk.town.limits == ()


def test_書かせない組では_書くことも_釦を出すことも_写しを作ることもできない(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile, tmp_path: Path
) -> None:
    nagato.write(row(Role.COUNSELLOR, Purpose.CASEWORK, "may_write = false"))
    narrowed = enter(COUNSELLOR)
    assert not narrowed.may(Purpose.CASEWORK)
    assert cases.case_page(narrowed, pair.quiet.id).case == pair.quiet
    with pytest.raises(Refused, match="書き換えられません"):
        phone_call(narrowed)
    with pytest.raises(Refused):
        make_backup(narrowed, tmp_path)
    with narrowed._store.writing(Permit(COUNSELLOR, Role.COUNSELLOR, Purpose.CASEWORK)) as work:
        for change in (work.cases.put, work.cases.remove):
            with pytest.raises(Refused):
                change(pair.quiet)
    assert desk.may(Purpose.CASEWORK)


@dataclass(frozen=True)
class Widened(Permit):
    """狭めた分の代わりに、上限まで上げたものを答える許可。"""

    def __getattribute__(self, name: str) -> Any:
        if name == "limits":
            raised = Right(Lane.SEALED, may_write=True)
            return tuple(Limit(role, purpose, raised) for role, purpose in CEILINGS)
        return super().__getattribute__(name)


def test_偽の許可も_継いだ許可も_表より多くは出せない() -> None:
    """いちばん悪くても、表の上限に戻るだけ。保管庫では戻りもしない。"""
    narrow = Limit(Role.COUNSELLOR, Purpose.LEDGER_EXPORT, Right(Lane.OPEN, may_write=True))
    genuine = Permit(COUNSELLOR, Role.COUNSELLOR, Purpose.LEDGER_EXPORT, limits=(narrow,))
    record = Record({"中身": Fact("秘密", Lane.SEALED), "同意前": Fact("話", Lane.UNCONSENTED)})
    forged = pickle.loads(pickle.dumps(genuine))  # noqa: S301 - 攻め手の手
    object.__setattr__(
        forged,
        "limits",
        (Limit(Role.COUNSELLOR, Purpose.LEDGER_EXPORT, Right(Lane.SEALED, may_write=True)),),
    )
    assert disclose(record, genuine).values["同意前"] is None
    for permit in (
        Widened(COUNSELLOR, Role.COUNSELLOR, Purpose.LEDGER_EXPORT),
        replace(genuine, limits=()),
        copy.copy(forged),
        forged,
    ):
        values = disclose(record, permit).values
        assert (values["中身"], values["同意前"]) == (None, "話")


# --- 支援会議 --------------------------------------------------------------------


@pytest.fixture
def sealed(desk: Desk, pair: Pair) -> str:
    """支援会議の議題にした相談のある会議の番号。"""
    meeting = meetings.convene(desk, BODY, desk.today())
    meetings.put_on_agenda(desk, meeting.id, pair.quiet.id, "情報共有", "支援会議だけの話")
    return meeting.id


@pytest.mark.parametrize("words", ["refused = true", f'ceiling = "{Lane.UNCONSENTED.label}"'])
def test_支援会議を断られた役割は_前に従事者でも鍵を持たない(
    desk: Desk, sealed: str, enter: SignIn, nagato: TownFile, words: str
) -> None:
    assert meetings.meeting_page(enter(COUNSELLOR), sealed).meeting.id == sealed
    nagato.write(row(Role.COUNSELLOR, Purpose.SUPPORT_MEETING, words))
    narrowed = enter(COUNSELLOR)
    assert narrowed.member_of == frozenset()
    for purpose in Purpose:
        if (Role.COUNSELLOR, purpose) not in CEILINGS:
            continue
        try:
            with narrowed.reading(purpose) as work:
                assert work.sealed.bodies == frozenset()
                assert work.meetings.where() == ()
        except Refused:
            continue
    with pytest.raises(BadInput):
        meetings.meeting_page(narrowed, sealed)
    # 新しく登録することもできない。
    admin = enter(COORDINATOR)
    staffing.add_staff(admin, "新しい　人", Role.COUNSELLOR, PASSWORD)
    with pytest.raises(Refused, match="「相談員」の役割では「支援会議」を行えません"):
        staffing.make_member(admin, "新しい　人", BODY)
    assert desk.member_of == {BODY, *admin.member_of}


def test_統計の上限を下げれば_支援会議の分は数えず_注が付く(
    sealed: str, enter: SignIn, nagato: TownFile
) -> None:
    def counted() -> tuple[int, tuple[str, ...]]:
        one = enter(COORDINATOR)
        with one.reading(Purpose.STATISTICS) as work:
            seen = len(work.meetings.where())
        notes = reporting.make_report(one, "nagato-jigyo-jokyo", FiscalYear(2026)).table.footnotes
        return seen, notes

    before, _ = counted()
    nagato.write(row(Role.ADMIN, Purpose.STATISTICS, f'ceiling = "{Lane.UNCONSENTED.label}"'))
    after, notes = counted()
    assert (before, after) == (1, 0)
    assert any("支援会議" in note for note in notes)
    assert sealed


# --- 同意のある分だけ --------------------------------------------------------------


def every_record(work: Work) -> str:
    """その仕事の棚から出る、相談に付く記録の全部。"""
    shelves = (
        *(work.cases, work.people, work.consents, work.notes, work.sheets, work.plans),
        *(work.agenda, work.tasks, work.issued, work.transfers, work.protections),
        *(work.info_requests, work.disclosures),
    )
    return "\n".join(repr(one) for shelf in shelves for one in shelf.where())


def fill(desk: Desk, pair: Pair) -> None:
    """同意の無い相談に、様式・発行控・支援措置を付ける。"""
    with desk.writing(Purpose.CASEWORK) as work:
        work.sheets.put(
            Sheet(
                case_id=pair.quiet.id,
                form_id="assessment",
                form_version="1",
                written_on=desk.today(),
                answers={"wish": QUIET},
            )
        )
        for title, inside in ((QUIET, (pair.quiet, pair.agreed)), (AGREED, (pair.agreed,))):
            work.issued.put(
                Issued(
                    issued_at=desk.now(),
                    issued_by=COORDINATOR,
                    purpose=Purpose.LEDGER_EXPORT,
                    way=Way.FILE,
                    title=title,
                    case_ids=tuple(one.id for one in inside),
                )
            )


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.STATISTICS])
def test_同意のある分だけに狭めると_同意の無い相談の記録はどの棚からも出ない(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile, purpose: Purpose
) -> None:
    fill(desk, pair)
    with enter(READER).reading(purpose) as work:
        assert QUIET in every_record(work)
    nagato.write(consented_only(Role.READER, purpose))
    with enter(READER).reading(purpose) as work:
        seen = every_record(work)
        shelves = (work.cases, work.notes, work.sheets, work.consents)
        assert all(not one.among("id", {pair.quiet.id}) for one in shelves)
        about = work.issued.holding("case_ids", pair.agreed.id)
        assert [one.title for one in about] == [AGREED]
        assert pair.quiet.id not in work.consents.latest("case_id", "decided_on")
    assert AGREED in seen
    for told in (QUIET, pair.quiet.id, pair.quiet.person_id, "髙橋"):
        assert told not in seen


def test_同意のある分だけに狭めた人は_見えない記録を書き換えも消しもできない(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    """普段の記録は書けなくなるが、会議の目的の棚はまだ書ける。"""
    nagato.write(consented_only(Role.COUNSELLOR, Purpose.CASEWORK))
    counsellor = enter(COUNSELLOR)
    case = pair.quiet
    with desk.reading(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
    assert person is not None
    writes: tuple[Callable[[Work], object], ...] = (
        lambda work: work.cases.put(replace(case, content="潰した")),
        lambda work: work.cases.remove(case),
        lambda work: work.people.put(replace(person, name="別の名")),
    )
    for write in writes:
        with (
            counsellor.writing(Purpose.PLAN_MEETING) as work,
            pytest.raises(Refused, match="同意のある相談の記録でない"),
        ):
            write(work)
    with desk.reading(Purpose.CASEWORK) as work:
        assert (work.cases.get(case.id), work.people.get(case.person_id)) == (case, person)


def test_同意のある分だけに狭めた人の画面に_同意の無い相談は無い(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    nagato.write(consented_only(Role.READER, Purpose.CASEWORK))
    reader = enter(READER)
    assert [line.case.id for line in cases.case_list(reader)] == [pair.agreed.id]
    for number in (pair.quiet.id, pair.quiet.case_no, "R8-9999"):
        with pytest.raises(BadInput, match="その相談が見つかりません"):
            cases.case_page(reader, number)
    assert cases.case_page(reader, pair.agreed.id).case.content == AGREED
    assert search(desk, "ここだけ")
    for words in ("ここだけ", "髙橋", pair.quiet.case_no):
        assert search(reader, words) == ()
    assert not intake.similar_people(reader, "髙橋　𠮷子", "タカハシ　ヨシコ", date(1940, 4, 2))
    assert pair.quiet.case_no not in repr(due_lines(reader))
    # 同意を得れば見え、撤回されれば消える。
    consented(desk, pair.quiet)
    assert cases.case_page(reader, pair.quiet.id).case.content == QUIET
    taken_back = {"status": "撤回", "decided_on": desk.today()}
    consent.record_consent(desk, pair.quiet.id, taken_back)
    with pytest.raises(BadInput):
        cases.case_page(reader, pair.quiet.id)


def test_同意のある分だけに狭めた人には_会議の頁からも同意の無い相談は見えない(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    """会議の目的は、断るわけを言うために同意の無い相談も読むが、狭めた役割には見せない。"""
    body, kind = next(
        (one, kind) for one in desk.town.bodies for kind in one.kinds if kind is MeetingKind.OTHER
    )
    meeting = meetings.convene(desk, body.id, desk.today(), kind=kind)
    for case in (pair.quiet, pair.agreed):
        meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    assert QUIET in repr(meetings.meeting_page(enter(COUNSELLOR), meeting.id))
    nagato.write(consented_only(Role.COUNSELLOR, Purpose.CASEWORK))
    seen = repr(meetings.meeting_page(enter(COUNSELLOR), meeting.id))
    assert AGREED in seen
    assert QUIET not in seen


def test_同意のある分だけに狭めた集計は_そう断る(
    pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    nagato.write(consented_only(Role.READER, Purpose.STATISTICS))
    made = reporting.make_report(enter(READER), "nagato-jigyo-jokyo", FiscalYear(2026))
    assert any("同意のある相談だけを数えた" in note for note in made.table.footnotes)
    assert pair.quiet.id not in repr(made)


def test_同意のある分だけに狭めた書出しに_同意の無い相談は入らない(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile, tmp_path: Path
) -> None:
    assert write_ledger(desk, tmp_path / "all.xlsx", password=None).counts[1] == ("相談受付", 2)
    nagato.write(consented_only(Role.COUNSELLOR, Purpose.LEDGER_EXPORT))
    made = write_ledger(enter(COUNSELLOR), tmp_path / "some.xlsx", password=None)
    assert dict(made.counts)["相談受付"] == 1
    assert pair.agreed.consent == "未取得"


def test_同意のある分だけに狭めても_居場所を伏せる語は残らず集める(
    desk: Desk, pair: Pair, enter: SignIn, nagato: TownFile
) -> None:
    """伏せる人の相談に同意が無くても、その家の人の紙から行き先を消す。"""
    with desk.writing(Purpose.CASEWORK) as work:
        hidden = work.people.get(pair.quiet.person_id)
        kin = work.people.get(pair.agreed.person_id)
        assert hidden
        assert kin
        for one in (hidden, kin):
            work.people.put(replace(one, household_no="世帯-1"))
    since = desk.today()
    until = protecting.usual_term(since)
    protecting.set_protection(
        desk, pair.quiet.person_id, protecting.Account("支援措置", since, until)
    )
    nagato.write(consented_only(Role.READER, Purpose.CASEWORK))

    def words(one: Desk) -> tuple[str, ...]:
        with one.reading(Purpose.CASEWORK) as work:
            shown = work.people.get(pair.agreed.person_id)
            assert shown
            assert shown.address == "秘匿"
            return work.shield.words_of_case(pair.agreed.id)

    assert words(desk)
    assert words(enter(READER)) == words(desk)


# --- 設定のファイル ----------------------------------------------------------------


def test_狭めた設定をディスクで消しても_表の上限までしか戻らない(
    desk: Desk, pair: Pair, sealed: str, enter: SignIn, nagato: TownFile
) -> None:
    nagato.write(
        row(Role.COUNSELLOR, Purpose.SUPPORT_MEETING, "refused = true"),
        consented_only(Role.READER, Purpose.CASEWORK),
    )
    with pytest.raises(BadInput):
        cases.case_page(enter(READER), pair.quiet.id)
    nagato.write()
    reader = enter(READER)
    assert cases.case_page(reader, pair.quiet.id).case.content == QUIET
    for (role, purpose), right in CEILINGS.items():
        if role is Role.READER:
            assert (reader.permit(purpose).ceiling, reader.permit(purpose).may_write) == (
                right.ceiling,
                right.may_write,
            )
    with pytest.raises(BadInput):
        meetings.meeting_page(reader, sealed)
    assert desk.may(Purpose.CASEWORK)


def test_緩める設定に書き換えられた町では_誰もサインインできない(
    desk: Desk, enter: SignIn, nagato: TownFile
) -> None:
    assert desk.town.limits == ()
    for role, purpose, words in (
        (Role.READER, Purpose.STATISTICS, f'ceiling = "{Lane.SEALED.label}"'),
        (Role.READER, Purpose.CASEWORK, "may_write = true"),
        (Role.READER, Purpose.SUPPORT_MEETING, f'ceiling = "{Lane.SEALED.label}"'),
    ):
        nagato.write(row(role, purpose, words))
        with pytest.raises(Damaged, match=f"「長門市」は、「{role}」の「{purpose}」を、決まりの表"):
            enter(READER)
    nagato.write()
    assert enter(READER).me.name == READER


# --- 見せる表 --------------------------------------------------------------------


def test_表には_町が狭めた組が印とともに出る(
    desk: Desk, enter: SignIn, nagato: TownFile, qtbot: Any
) -> None:
    from jusou_desk.ui import jobs
    from jusou_desk.ui.settings.rights import RightsPart

    nagato.write(
        row(Role.COUNSELLOR, Purpose.REFERRAL, "refused = true"),
        row(Role.COUNSELLOR, Purpose.SUPPORT_MEETING, "refused = true"),
        consented_only(Role.READER, Purpose.STATISTICS),
    )
    one = enter(READER)
    shown = {
        line.purpose: dict(zip(Role, line.cells, strict=True))
        for line in rights_table(one.town.limits)
    }
    usual = {line.purpose: dict(zip(Role, line.cells, strict=True)) for line in rights_table()}
    changed = {
        (role, purpose): words
        for purpose, cells in shown.items()
        for role, words in cells.items()
        if words != usual[purpose][role]
    }
    assert changed == {
        (Role.COUNSELLOR, Purpose.REFERRAL): "－※",
        (Role.COUNSELLOR, Purpose.SUPPORT_MEETING): "－※",
        (Role.READER, Purpose.STATISTICS): "同意のある分だけ・読むだけ※",
    }
    assert "※" in lead(one.town.limits)
    assert "※" not in lead(desk.town.limits)
    part = RightsPart(one)
    qtbot.addWidget(part)
    jobs.wait_idle()
    model = part.table.model()
    cells = {
        model.index(line, at).data()
        for line in range(model.rowCount())
        for at in range(model.columnCount())
    }
    assert {"－※", "同意のある分だけ・読むだけ※"} <= cells
    assert any("※は、この町の設定" in label.text() for label in part.findChildren(QLabel))
