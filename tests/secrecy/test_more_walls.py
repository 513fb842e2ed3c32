"""試験の試験の続き: ``more_outputs``・``second_office``・命令の試験も、壁を取り去ると必ず赤くなる。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from jusou_desk.casework import restricted_marks
from jusou_desk.casework.case import parties
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export, ledger_import
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_records import make_records
from jusou_desk.casework.meeting import members, packet_changes, packet_matrix
from jusou_desk.casework.meeting.seats import Whose
from jusou_desk.casework.outgoing import exporting
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import meeting_letters, request_register
from jusou_desk.casework.recall import withdrawing
from jusou_desk.casework.secrecy import transfer_opening, transfers
from jusou_desk.casework.trail import accounting
from jusou_desk.models import searching
from jusou_desk.models.disclosing import Disclosing
from jusou_desk.models.moving import Moving, opened_note
from jusou_desk.models.shielding import Shield
from jusou_desk.models.sources import Sources
from jusou_desk.models.store import Store
from jusou_desk.models.work import Work
from jusou_desk.policy import Overlay, Permit, Purpose, Role, right_of, shows
from tests.secrecy import late_outputs, more_outputs, second_office
from tests.secrecy.command_outputs import Operator
from tests.secrecy.outputs import Look, Watcher, readable
from tests.secrecy.planting import Planted, plant
from tests.secrecy.random_office import (
    AGENCIES,
    GROUNDS,
    OWN_PEOPLE,
    SITTING,
    Alarm,
    Gathering,
    Guard,
    Mark,
    Matter,
    Move,
    Narrowed,
    Narrowing,
    OfficePlan,
    Reopening,
    Seat,
    Somebody,
    Worker,
)
from tests.secrecy.test_walls import (
    KEYS,
    OFFICE,
    VEIL,
    YES,
    Patch,
    _any_body,
    _nobody,
    _nothing,
    _true,
    _whole,
    everything_sealed,
)

#: 壁の試験も、でたらめな事務所の試験と同じ歩みで調べる。
pytestmark = pytest.mark.usefixtures("pace")


def rich() -> OfficePlan:
    """``OFFICE`` に、移替え・支援措置・依頼・名簿を足した事務所。"""
    first, second, third, fourth = OFFICE.matters
    support, *others = OFFICE.meetings
    # 最後(一番古い)の事実は、推進員も従事する会議体の経過。
    moved = Move(-1, "本人から再取得", by=0, decided_by=2, end="承認")
    waiting = Move(0, "本人から再取得", by=0, decided_by=0)
    # 逃れた人 1 の相手方の、同意のある相談。
    other = Matter(3, notes=(None,), referred_to=AGENCIES[1], agreements=(YES,))
    return replace(
        OFFICE,
        people=(*OFFICE.people, Somebody(0)),
        matters=(
            replace(first, moves=(moved,)),
            second,
            replace(third, handed="referral"),
            replace(fourth, moves=(waiting,)),
            other,
        ),
        meetings=(replace(support, asks=((0, False), (1, True))), *others),
        guards=(
            Guard(1, 3, former=False, by=0, second=2, end="確認"),
            Guard(2, None, former=False, by=0, second=0),
        ),
        registers=(0, 1, 2),
        tells="終わり",
        imported=True,
    )


RICH: Final = rich()
#: 会議の頃に資料を出した事務所(資料は遅いので、要る壁だけ)。
SENT: Final = replace(
    RICH,
    meetings=tuple(
        replace(one, issued=True, seats=one.seats[:1], items=one.items[:1])
        for one in RICH.meetings[:2]
    ),
)

#: 推進員が、会議の後に退いた事務所。
LEFT: Final = replace(SENT, leaver=2, guards=())
#: 移替えの無い事務所(台帳の移替えの行は、元の経過の区分を確かめる)。
NOT_MOVED: Final = replace(
    SENT, matters=tuple(replace(one, moves=()) for one in SENT.matters), guards=()
)


def late() -> OfficePlan:
    """伏せ方・通報・受け付け直し・前回の会議・本人の席を足した事務所。"""
    first, second, third, fourth, other = RICH.matters
    marks = tuple(Mark)
    seats = (Seat("町"), *map(Seat, OWN_PEOPLE))
    told = replace(YES, agencies=(*AGENCIES, *OWN_PEOPLE, SITTING))
    return replace(
        RICH,
        staff=(RICH.staff[0], Worker(Role.COORDINATOR, (0, 1)), *RICH.staff[2:]),
        matters=(
            replace(
                first,
                agreements=(told,),
                moves=(),
                marks=marks,
                alarms=(
                    Alarm(0, 1, first=True, replied=True),
                    Alarm(0, 1, whereabouts=True),
                    Alarm(0, 1, end="却下"),
                    Alarm(0, 0, end="承認待ち"),
                    Alarm(0, 2, sealed=True),
                ),
            ),
            replace(
                second,
                assessed=True,
                marks=(Mark.SOURCE, Mark.NOTE_SOURCE),
                reopened=Reopening(0, 1),
                # 後の一つは、名を伏せる情報源の了解なので、断られる。
                moves=(Move(0, GROUNDS[1], 0, 1, "承認"), Move(3, GROUNDS[2], 0, 1, "承認")),
            ),
            third,
            replace(fourth, moves=()),
            replace(other, agreements=(told,), alarms=(Alarm(0, 1),)),
        ),
        meetings=(
            # 会議体 1 の支援会議と、会議体 0 の支援会議と、同意を得た会議。同じ相談が続けてかかる。
            Gathering(1, 0, 0, (0,), seats, days_ago=14),
            Gathering(0, 0, 0, (0, 1), seats, asks=((0, False),), withheld=True),
            Gathering(0, 1, 0, (0,), seats, withheld=True),
        ),
        imported=False,
        tells="",
    )


LATE: Final = late()
#: 閲覧の役割を「同意のある分だけ」に狭めた町。
NARROWED: Final = replace(
    LATE, narrowed=Narrowed(Role.READER, Purpose.CASEWORK, Narrowing.CONSENTED)
)


def everyone(*looks: Look) -> Callable[[Watcher], None]:
    """全員の、その出力だけを調べる。"""

    def look(watcher: Watcher) -> None:
        for number in watcher.at.present:
            for one in looks:
                one(watcher, number)

    return look


def exports(watcher: Watcher) -> None:
    """従事者でない管理者の、台帳の命令。"""
    operator = Operator(watcher, 1)
    operator.ledgers()


def _all_of_it(watcher: Watcher) -> None:
    watcher.everything()


@dataclass(frozen=True)
class Wall:
    """壁。patches: 取り去り方。said: 見つかる文の一部。inner: その一枚だけでは漏れないもの。"""

    name: str
    patches: tuple[Patch, ...]
    look: Callable[[Watcher], None]
    said: str
    plan: OfficePlan = RICH
    inner: tuple[tuple[Patch, ...], ...] = ()
    prepared: bool = False
    """仕込みには関わらない壁。作り置きの事務所で、調べる間だけ取り去る。"""


_keep = exporting.keep_copies


def _kept_in_the_open(*words: Any, **more: Any) -> None:
    _keep(*words, **(more | {"body_id": ""}))


def _with_source(approved: Any, number: str, recorder: str) -> Any:
    return replace(opened_note(approved, number, recorder), source_agency=approved.evidence)


_records = make_records


def _all_open(reading: Any, known: Any, placing: Placing, own_names: Any) -> Any:
    """支援会議の行を、みな普段の区分に置く。"""
    placing.sealed.clear()
    return _records(reading, known, placing, own_names)


def _named(work: Work, one: Any) -> str:
    person = work.people.get(one.person_id)
    return person.name if person else ""


def _not_sealed(body: Any) -> Any:
    return next((kind for kind in body.kinds if not kind.sealed), body.kinds[0])


def _as_written(_desk: Desk, entries: Any, _purpose: Purpose) -> Any:
    return tuple(entries)


def _ceilings(*purposes: Purpose) -> tuple[Patch, ...]:
    return (("jusou_desk.policy", "CEILINGS", everything_sealed(*purposes)),)


def _shown(overlay: Overlay) -> Any:
    """その重ねを無いものとする表。"""

    def instead(purpose: Purpose, one: Overlay, *, person: bool = False) -> bool:
        return one is overlay or shows(purpose, one, person=person)

    return instead


_sanction = Disclosing.sanction


def _with_whereabouts(watch: Disclosing, disclosure_id: str) -> Any:
    return replace(_sanction(watch, disclosure_id), whereabouts=True)


_copied = transfer_opening._opened_consent


def _with_note(consent: Any, case_id: str, consent_id: str) -> Any:
    return replace(_copied(consent, case_id, consent_id), note=consent.note)


def _unlimited(role: Role, purpose: Purpose, _limits: Any = ()) -> Any:
    return right_of(role, purpose)


BEFORE: Final = ((packet_changes, "_may_be_told", _true),)
PERSONS: Final = ((packet_matrix, "whose_seat", lambda *_: Whose.AGENCY),)
SOURCE: Final = ((transfers, "opened_note", _with_source),)
MOVING: Final = ((Moving, "check", _nobody),)
IN_THE_OPEN: Final = ((exporting, "keep_copies", _kept_in_the_open),)
WRITE: Final = ((Work, "check_write", _nobody),)

WALLS: Final = (
    Wall("移替えは従事者だけ", KEYS, everyone(more_outputs.moves), "相談0の移替え"),
    Wall(
        "移替えは二人",
        ((Moving, "_check_approval", _nobody),),
        everyone(more_outputs.moves),
        "承認できない職員が承認できた",
    ),
    Wall(
        "移すのは承認された文だけ",
        (*SOURCE, *MOVING),
        everyone(Watcher.papers),
        "移替えの根拠",
        inner=(SOURCE, MOVING),
    ),
    Wall("居場所の覆い(画面)", VEIL, everyone(Watcher.lists), "人1の電話", prepared=True),
    Wall(
        "相手方の側の文の居場所",
        ((Shield, "is_other", lambda *_: False),),
        everyone(Watcher.papers),
        "人1の住所",
        prepared=True,
    ),
    Wall("支援措置の頁の鍵", KEYS, everyone(more_outputs.protections), "人2の支援措置"),
    Wall(
        "知らせに氏名を書かない",
        ((parties, "number_of", _named),),
        everyone(more_outputs.protections),
        "の知らせ: 漏れ 人1の氏名",
        prepared=True,
    ),
    Wall(
        "依頼書の文の居場所",
        ((meeting_letters, "hidden_words", _nothing),),
        everyone(more_outputs.requests),
        "依頼書: 漏れ 人1の住所",
        prepared=True,
    ),
    Wall(
        "支援会議の名簿の区分",
        ((members, "_register_kind", _not_sealed),),
        everyone(more_outputs.registers),
        "の名簿: 漏れ",
    ),
    Wall(
        "月報の上限と言い換え",
        (*_ceilings(Purpose.ADMINISTRATION), (accounting, "readable", _as_written)),
        everyone(more_outputs.month),
        "月報",
        prepared=True,
    ),
    Wall(
        "開いた人の一覧の上限",
        _ceilings(Purpose.CASEWORK),
        everyone(more_outputs.beside_case),
        "支援会議の記録のあること",
        prepared=True,
    ),
    Wall(
        "制限情報の印",
        ((restricted_marks, "marked", _true),),
        everyone(more_outputs.beside_case),
        "制限情報の印",
        plan=replace(RICH, tells=""),
    ),
    Wall(
        "発行控の区分",
        (*IN_THE_OPEN, *WRITE),
        everyone(more_outputs.kept_copies),
        "発行控",
        inner=(WRITE,),
        plan=SENT,
    ),
    Wall(
        "回収の一覧の区分",
        ((withdrawing, "purpose_of", lambda _: Purpose.SUPPORT_MEETING),),
        everyone(more_outputs.recalls),
        "支援会議の紙が載っている",
        plan=SENT,
    ),
    Wall(
        "回収の一覧の漏れ落ち",
        ((withdrawing, "papers_of", _nothing),),
        everyone(more_outputs.recalls),
        "渡した紙が載っていない",
        plan=SENT,
    ),
    Wall("締め出し", ((Store, "shut_out", _nobody),), more_outputs.gone, "サインイン", plan=LEFT),
    Wall(
        "取り込んだ行の区分",
        ((ledger_import, "make_records", _all_open),),
        second_office.taken_in,
        "二つ目の事務所の管理者",
        # 撤回された相談の議題のある台帳は、そのままでは取り込めない(contract.md §2)。
        plan=NOT_MOVED,
    ),
    Wall(
        "情報源の欄",
        (("jusou_desk.packet", "shows", _shown(Overlay.SOURCE)),),
        everyone(Watcher.papers),
        "相談受付・申込票: 漏れ 相談0の来談者",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "文の中の情報源",
        ((Sources, "names", _nothing),),
        everyone(Watcher.papers),
        "支援経過記録: 漏れ 相談0の来談者",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "読むだけの職員の情報源",
        ((Sources, "veil", _whole),),
        everyone(Watcher.screens),
        "漏れ 相談0の経過の提供機関",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "情報源の索引",
        ((searching, "without", lambda words, *_: words),),
        everyone(Watcher.lists),
        "検索: 漏れ 相談0の来談者",
        plan=LATE,
    ),
    Wall(
        "暗号化しない台帳の情報源",
        ((ledger_export, "without_sources", lambda _work, _holdings, groups: groups),),
        everyone(Watcher.books),
        "暗号False): 漏れ 相談0の来談者",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "暗号化しない台帳の居場所",
        ((ledger_export, "hidden_words", _nothing),),
        everyone(Watcher.books),
        "暗号False): 漏れ 人1の住所",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "本人に伏せる欄",
        ((papers.SheetKind, "for_person", False),),
        everyone(Watcher.papers),
        "相談受付・申込票: 漏れ 相談0の内容",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "本人に伏せる重ね",
        (("jusou_desk.packet", "shows", _shown(Overlay.FROM_PERSON)),),
        everyone(Watcher.papers),
        "支援経過記録(本人控え): 漏れ 相談0の経過",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "本人と家族の席",
        PERSONS,
        everyone(Watcher.packets, Watcher.letters),
        "packet-02.pdf: 漏れ 相談0の目標",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "前回は、同じ会議体の支援会議だけ",
        (*BEFORE, (Store, "reading", _any_body)),
        everyone(Watcher.packets),
        "漏れ 会議0の決定事項",
        plan=LATE,
        inner=(BEFORE,),
        prepared=True,
    ),
    Wall(
        "承認された通報だけが紙になる",
        ((Disclosing, "_approved", _true),),
        everyone(late_outputs.alarms),
        "作れるはずがFalse",
        plan=replace(
            LATE,
            matters=tuple(
                replace(
                    one, alarms=tuple(a for a in one.alarms if a.end != "承認待ち" and not a.sealed)
                )
                for one in LATE.matters
            ),
        ),
    ),
    Wall(
        "居場所は、承認されたときだけ",
        ((Disclosing, "sanction", _with_whereabouts),),
        everyone(late_outputs.alarms),
        "の紙: 漏れ 人1の住所",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "承認を待つ通報は、承認できる人だけに",
        ((Desk, "may", _true),),
        everyone(late_outputs.alarms),
        "承認できない通報",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "支援会議の通報の上限",
        _ceilings(Purpose.CASEWORK),
        everyone(late_outputs.alarms),
        "の通報の内容(支援会議",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "受け付け直しに、同意の備考を写さない",
        ((transfer_opening, "_opened_consent", _with_note),),
        everyone(Watcher.books),
        "漏れ 相談1の同意の備考(支援会議",
        plan=LATE,
    ),
    Wall(
        "情報源の了解は、移替えの根拠にならない",
        ((Sources, "names", _nothing),),
        everyone(Watcher.raw),
        "表 transfer: 漏れ 相談1の来談者",
        plan=LATE,
    ),
    Wall(
        "依頼の台帳の文の居場所",
        ((request_register, "hidden_words", _nothing),),
        everyone(late_outputs.request_registers),
        "依頼の台帳の紙: 漏れ 人1の住所",
        plan=LATE,
        prepared=True,
    ),
    Wall(
        "町が狭めた分",
        (("jusou_desk.policy", "right_of", _unlimited),),
        everyone(Watcher.lists, late_outputs.narrowed),
        "一覧: 漏れ",
        plan=NARROWED,
    ),
    Wall(
        "同意のある分だけ",
        ((Permit, "consented_only", False),),
        everyone(Watcher.lists),
        "一覧: 漏れ",
        plan=NARROWED,
    ),
    Wall(
        "命令の台帳の上限",
        (*_ceilings(Purpose.LEDGER_EXPORT), *KEYS),
        exports,
        "命令の職員1",
    ),
)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """作ったばかりの事務所の置き場。"""
    return tmp_path_factory.mktemp("bare")


Office = Callable[[OfficePlan], Planted]


@pytest.fixture(scope="module")
def prepared(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """仕込みを終えた、作り置きの事務所。"""
    made: dict[OfficePlan, Planted] = {}

    def office(plan: OfficePlan) -> Planted:
        if plan not in made:
            made[plan] = plant(plan, bare, tmp_path_factory.mktemp("prepared") / "data")
        return made[plan]

    yield office
    for planted in made.values():
        planted.close()


@contextmanager
def removed(patches: tuple[Patch, ...], patching: pytest.MonkeyPatch) -> Iterator[None]:
    """壁を取り去った間。"""
    with patching.context() as patch:
        for place, name, instead in patches:
            if isinstance(place, str):
                patch.setattr(f"{place}.{name}", instead)
            else:
                patch.setattr(place, name, instead)
        yield


def said(wall: Wall, planted: Planted, folder: Path) -> str:
    """見つかった漏れの文。"""
    watcher = Watcher(planted, folder, thorough=True)
    wall.look(watcher)
    return readable(planted, watcher.leaks) if watcher.leaks else ""


def leaks_with(
    wall: Wall,
    patches: tuple[Patch, ...],
    bare: Path,
    folder: Path,
    patching: pytest.MonkeyPatch,
    prepared: Office | None = None,
) -> str:
    """壁を取り去った事務所の漏れ。"""
    folder.mkdir()
    if wall.prepared and prepared is not None:
        planted = prepared(wall.plan)
        with removed(patches, patching):
            return said(wall, planted, folder)
    with removed(patches, patching):
        planted = plant(wall.plan, bare, folder / "data")
        try:
            return said(wall, planted, folder)
        finally:
            planted.close()


def test_壁が揃っていれば漏れない(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """伏せ方と通報のある、狭めた町の事務所。``RICH``・``LEFT``・``LATE`` は test_completeness が調べる。"""
    whole = Wall("", (), _all_of_it, "", plan=NARROWED)
    assert leaks_with(whole, (), bare, tmp_path / "whole", monkeypatch) == ""


def test_仕込みに全部の種類がある(bare: Path, tmp_path: Path) -> None:
    """断られて仕込めなかったものばかりでは、壁の試験が何も見ないことになる。"""
    planted = plant(SENT, bare, tmp_path / "data")
    try:
        kinds = {one.kind for one in planted.secrets}
        assert {"移替え", "出所", "措置", "依頼", "名簿", "番号", "経過"} <= kinds
        assert {bool(one.body) for one in planted.sent} == {True, False}
        assert planted.moved
    finally:
        planted.close()


def test_名指しされた相手方は_自分も居場所を伏せていても相手方(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(
        RICH,
        people=(Somebody(concealed=True), Somebody()),
        matters=(Matter(0, notes=(None,)), Matter(1)),
        meetings=(),
        guards=(Guard(1, 0, former=False, by=0, second=0),),
        registers=(),
        imported=False,
    )
    mutual = Wall("", (), everyone(Watcher.lists, Watcher.papers), "", plan=plan)
    assert leaks_with(mutual, (), bare, tmp_path / "mutual", monkeypatch) == ""


def test_後から足した種類も_仕込みにある(prepared: Office) -> None:
    planted = prepared(LATE)
    assert sum(one.source for one in planted.secrets) > 2
    assert {one.kind for one in planted.secrets if one.withheld} >= {
        "中身",
        "経過",
        "プラン",
        "議題",
    }
    assert {one.state for one in planted.alarms} == {"承認", "却下", "承認待ち"}
    assert {bool(one.body) for one in planted.alarms} == {True, False}
    assert any(one.whereabouts for one in planted.sent)
    assert planted.opened


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)
def test_壁を取り去ると赤くなる(
    wall: Wall, bare: Path, prepared: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = leaks_with(wall, wall.patches, bare, tmp_path / "both", monkeypatch, prepared)
    assert wall.said in found, found or "壁を取り去っても赤くならない"
    for number, patches in enumerate(wall.inner):
        place = tmp_path / f"inner{number}"
        leaked = leaks_with(wall, patches, bare, place, monkeypatch, prepared)
        assert leaked == "", "二枚目の壁が無い"
