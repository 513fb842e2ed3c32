"""試験の試験: 壁を一つ取り去ると、でたらめな事務所の試験が必ず赤くなる。

壁が二重のところは、片方だけでは漏れないことも確かめ(``inner``)、両方を取り去って赤くする。
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from jusou_desk.casework.case import concealing, consent, drafts
from jusou_desk.casework.counting import statistics
from jusou_desk.casework.meeting import packet_contents, packet_matrix
from jusou_desk.casework.paper import papers
from jusou_desk.errors import Refused
from jusou_desk.models import cipher, lanes
from jusou_desk.models.audit import AuditLog
from jusou_desk.models.records import Note
from jusou_desk.models.shielding import Shield
from jusou_desk.models.store import Store
from jusou_desk.models.work import Work
from jusou_desk.packet import Terms, _Gate
from jusou_desk.paths import resource
from jusou_desk.policy import CEILINGS, Lane, Permit, Purpose, Right, Role
from tests.secrecy.eyes import words_in
from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.planting import NOW, Planted, plant, rare_words
from tests.secrecy.random_office import (
    AGENCIES,
    Agreement,
    Gathering,
    Matter,
    OfficePlan,
    Seat,
    Somebody,
    Worker,
)

#: 壁の試験も、でたらめな事務所の試験と同じ歩みで調べる。
pytestmark = pytest.mark.usefixtures("pace")

YES = Agreement("書面", 10)
SEATS = tuple(Seat(agency) for agency in AGENCIES[:3])
#: どの壁にも仕事のある事務所。狛江市には支援会議の会議体が五つある。
OFFICE = OfficePlan(
    town="komae",
    staff=(
        Worker(Role.ADMIN, (0, 1, 2, 3, 4)),
        Worker(Role.ADMIN),
        Worker(Role.COORDINATOR, (1,)),
        Worker(Role.READER, (0,)),
    ),
    people=(Somebody(1, concealed=True), Somebody(1), Somebody(2)),
    matters=(
        # 同意のある相談。二つの会議体の支援会議の話もある。架空病院には伝えない。
        Matter(
            1,
            body=1,
            notes=(None, 0),
            planned=True,
            referred_to=AGENCIES[0],
            assessed=True,
            agreements=(replace(YES, excluded=(AGENCIES[0],)),),
        ),
        # 支援会議の区分の相談。
        Matter(2, sealed_by=0, body=0, notes=(0,), planned=True),
        # 同意を得て会議にかけた後、撤回された相談。
        Matter(
            0,
            notes=(None,),
            referred_to=AGENCIES[1],
            agreements=(YES, Agreement("撤回", 1, late=True)),
        ),
        # 居場所を伏せる人の、同意のある相談。情報の範囲に⑥が無い。
        Matter(0, body=0, notes=(None, 0), agreements=(replace(YES, scope=("1",)),)),
    ),
    meetings=(
        Gathering(0, 0, 0, (0, 1, 3), SEATS, barred=((1, 0),)),
        Gathering(0, 1, 0, (0, 3), SEATS, barred=((1, 0),)),
        Gathering(0, 1, 0, (2,), SEATS),
    ),
    on_paper=1,
)
Look = Callable[[Watcher], None]


def each(*names: str) -> Look:
    """全員の、その出力だけを調べる(どれも調べるには遅いので)。"""

    def look(watcher: Watcher) -> None:
        for number in range(len(watcher.at.desks)):
            for name in names:
                getattr(watcher, name)(number)

    return look


Patch = tuple[Any, str, Any]


@dataclass(frozen=True)
class Wall:
    """壁。patches: 取り去り方。look: 見る出力。said: 見つかる漏れの文の一部。

    inner: その中の一枚だけでは漏れない(もう一枚が止める)もの。
    """

    name: str
    patches: tuple[Patch, ...]
    look: Look
    said: str
    inner: tuple[tuple[Patch, ...], ...] = ()


def everything_sealed(*purposes: Purpose) -> Any:
    """表の、その目的の上限を支援会議まで上げたもの。"""
    raised = {key: Right(Lane.SEALED, right.may_write) for key, right in CEILINGS.items()}
    return MappingProxyType(
        {key: raised[key] if key[1] in purposes else right for key, right in CEILINGS.items()}
    )


def _nobody(*_: Any, **__: Any) -> None:
    return None


def _true(*_: Any, **__: Any) -> bool:
    return True


def _nothing(*_: Any, **__: Any) -> tuple[()]:
    return ()


_reading = Store.reading
_sealing = AuditLog._seal


def _any_body(store: Store, permit: Any, _body_id: str = "") -> Any:
    return _reading(store, permit)


def _bare_words(_log: AuditLog, _number: int, _body: str, words: tuple[str, str, str]) -> Any:
    return words


def _whole(_shield: Shield, records: Any) -> Any:
    return records


def _first_consent(work: Work, case_id: str) -> Any:
    return next((c for c in work.consents.where(case_id=case_id) if c.status == "書面"), None)


def _still(_case: Any) -> bool:
    return True


@cache
def _keys_of_the_first() -> list[Any]:
    return []


_unwrap = lanes.unwrap_all


def _everyones_keys(connection: Any, holder: str, private: bytes) -> Any:
    kept = _keys_of_the_first()
    kept[:] = _unwrap(connection, holder, private) or kept
    return tuple(kept)


def _as_held(_store: Store, _connection: Any, wanted: Any) -> Any:
    """いま配られている鍵との突き合わせをしない。"""
    return wanted


KEYS = ((lanes, "unwrap_all", _everyones_keys), (Store, "_in_force", _as_held))
CEILING_CASEWORK = (("jusou_desk.policy", "CEILINGS", everything_sealed(Purpose.CASEWORK)),)
CEILING_PLAN = (("jusou_desk.policy", "CEILINGS", everything_sealed(Purpose.PLAN_MEETING)),)
BARRIER_FOR = ((Terms, "barrier_for", _nobody),)
HIDDEN_WORDS = (
    (packet_contents, "hidden_words", _nothing),
    (papers, "hidden_words", _nothing),
)
OVERLAY = (("jusou_desk.packet", "shows", _true),)
VEIL = ((Shield, "veil", _whole),)
AUTHORIZER = (
    (cipher, "_everyday_only", lambda *_: 0),
    (cipher, "_expect_everyday", _nobody),
)
WITHDRAWN = (
    (consent, "latest_consent", _first_consent),
    ("jusou_desk.models.records.Case", "consented", property(_still)),
)
MEETING_CONSENT = ((packet_contents, "in_force", _true),)
GATE = ((_Gate, "_passes", _true),)

WALLS = (
    Wall("目的の上限(相談支援)", CEILING_CASEWORK, each("lists"), "一覧"),
    Wall("目的の上限(重層的支援会議)", CEILING_PLAN, each("packets"), "相談0の経過(支援会議"),
    Wall(
        "会議体ごとの鍵(紙は、その会議体の鍵だけで作る)",
        ((Store, "reading", _any_body),),
        each("packets"),
        "elder_meeting",
    ),
    Wall("従事者だけの鍵", KEYS, each("screens"), "従事[]"),
    Wall("受け手ごとの同意", BARRIER_FOR, each("packets"), "packet-01.pdf"),
    Wall("最後の同意(撤回)", WITHDRAWN, each("papers"), "相談2"),
    Wall(
        "同意の無い相談の資料を断る",
        (*MEETING_CONSENT, *GATE, *BARRIER_FOR),
        each("packets"),
        "会議2",
        inner=(MEETING_CONSENT, GATE),
    ),
    Wall(
        "資料の表",
        ((packet_matrix.Matrix, "shows", _true),),
        each("packets"),
        # 外へ出すときの二枚目の壁が、同意の外の分を断る。刷る前の頁には、表で外した分も見える。
        "資料の席1: 漏れ",
    ),
    Wall("情報の範囲", ((Terms, "covers", _true),), each("packets"), "相談3の内容"),
    Wall("文の中の居場所", HIDDEN_WORDS, each("packets", "papers"), "人0の住所"),
    Wall(
        "居場所の覆いと重ね",
        (*OVERLAY, *VEIL),
        each("packets", "papers"),
        "人0の電話",
        inner=(VEIL,),
    ),
    Wall(
        "世帯の中の秘匿する人",
        ((concealing, "shown_household", lambda _w, _p, members: tuple(members)),),
        each("papers"),
        "人0の氏名",
    ),
    Wall("打ちかけの区分", ((drafts, "_lane", lambda _: Lane.OPEN),), each("lists"), "打ちかけ"),
    Wall("支援会議の監査の封", ((AuditLog, "_seal", _bare_words),), each("lists"), "監査"),
    Wall("普段の接続の表の守り", AUTHORIZER, each("raw"), "表 sealed_record"),
    Wall(
        "統計の書き添え",
        ((statistics, "_counted", lambda _t, _b, _c, written: written),),
        each("books"),
        "報告",
    ),
)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """作ったばかりの事務所の置き場。"""
    return tmp_path_factory.mktemp("bare")


def leaks_with(
    patches: tuple[Patch, ...], look: Look, bare: Path, folder: Path, patching: pytest.MonkeyPatch
) -> str:
    """壁を取り去った事務所の漏れ。"""
    folder.mkdir()
    with patching.context() as removed:
        for place, name, instead in patches:
            if isinstance(place, str):
                removed.setattr(f"{place}.{name}", instead)
            else:
                removed.setattr(place, name, instead)
        planted = plant(OFFICE, bare, folder / "data")
        try:
            watcher = Watcher(planted, folder, thorough=True)
            look(watcher)
            return readable(planted, watcher.leaks) if watcher.leaks else ""
        finally:
            planted.close()


def test_壁が揃っていれば漏れない(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(watcher: Watcher) -> None:
        watcher.everything()

    assert leaks_with((), look, bare, tmp_path / "whole", monkeypatch) == ""


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)
def test_壁を取り去ると赤くなる(
    wall: Wall, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = leaks_with(wall.patches, wall.look, bare, tmp_path / "both", monkeypatch)
    assert "漏れ" in found, "壁を取り去っても赤くならない"
    assert wall.said in found
    for number, patches in enumerate(wall.inner):
        place = tmp_path / f"inner{number}"
        assert leaks_with(patches, wall.look, bare, place, monkeypatch) == "", "二枚目の壁が無い"


# --- 書く口と許可の壁。仕込みではなく、抜け道を一度試みてから調べる ------------------------


def attempted(attempt: Callable[[Planted], None], bare: Path, folder: Path, look: Look) -> str:
    """抜け道を試みた後の事務所の漏れ。断られれば、漏れは無い。"""
    folder.mkdir()
    planted = plant(OFFICE, bare, folder / "data")
    try:
        try:
            attempt(planted)
        except Refused:
            return ""
        watcher = Watcher(planted, folder)
        look(watcher)
        return readable(planted, watcher.leaks) if watcher.leaks else ""
    finally:
        planted.close()


def _write_down(planted: Planted) -> None:
    """支援会議の席で聞いたことを、普段の区分の経過として書く。"""
    heard = next(one for one in planted.secrets if one.sealed and one.kind == "経過")
    with planted.desks[0].writing(Purpose.SUPPORT_MEETING) as work:
        note = Note(note_no="K99999", case_id=planted.cases[0].id, at=NOW, content=heard.word)
        work.notes.put(note)


def test_壁_支援会議で書いたものを普段の区分へ書かせない(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = each("lists")
    assert attempted(_write_down, bare, tmp_path / "kept", look) == ""
    monkeypatch.setattr(Work, "check_write", _nobody)
    assert "検索: 漏れ" in attempted(_write_down, bare, tmp_path / "removed", look)


def _index_sealed(planted: Planted) -> None:
    """支援会議の記録を検索の索引に入れる。"""
    with planted.desks[0].writing(Purpose.SUPPORT_MEETING) as work:
        for note in (one for one in work.notes.where() if one.sealed):
            work.search.put("note", note.id, note.content)


def test_壁_索引に入っても_鍵が無ければ見つからない(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """二重の壁: 索引に入れないことと、普段の目的に鍵が載らないこと。"""

    def look(watcher: Watcher) -> None:
        watcher.thorough = True  # 索引に入れた語を、見送らずに探す
        watcher.lists(0)

    assert "漏れ" not in attempted(_index_sealed, bare, tmp_path / "one", look)
    monkeypatch.setattr("jusou_desk.policy.CEILINGS", everything_sealed(Purpose.CASEWORK))
    assert "検索: 漏れ" in attempted(_index_sealed, bare, tmp_path / "both", look)


def _forge(planted: Planted) -> None:
    """従事していない管理者が、支援会議の許可で開く。読めた言葉は普段の経過に写す。"""
    outsider = planted.desks[1]
    permit = Permit(outsider.me.name, Role.ADMIN, Purpose.SUPPORT_MEETING)
    with outsider._store.reading(permit) as work:
        read = repr(work.notes.where())
    with outsider.writing(Purpose.CASEWORK) as work:
        case_id = planted.cases[0].id
        work.notes.put(Note(note_no="K99999", case_id=case_id, at=NOW, content=read))


def test_壁_偽の許可が通っても_鍵が無ければ読めない(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """二重の壁: 許可の確かめと、従事者の公開鍵へだけ封じた鍵。"""

    def look(watcher: Watcher) -> None:
        watcher.screens(3)

    assert attempted(_forge, bare, tmp_path / "none", look) == ""
    with monkeypatch.context() as one:
        one.setattr(Store, "_confirmed", lambda _store, permit: permit)
        assert attempted(_forge, bare, tmp_path / "one", look) == ""
        for place, name, other in KEYS:
            one.setattr(place, name, other)
        assert "漏れ" in attempted(_forge, bare, tmp_path / "both", look)


# --- 探す目そのもの -----------------------------------------------------------------


def test_目_描かれていない字も_PDFの書体の表から見つける(tmp_path: Path) -> None:
    """紙の外や白い字で残っていても、書体の字形の表に載れば漏れと言う。"""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("eye", str(resource("fonts", "BIZUDGothic-Regular.ttf"))))
    canvas = Canvas(str(tmp_path / "one.pdf"))
    canvas.setFont("eye", 10)
    canvas.drawString(-500, -500, rare_words()[0])
    canvas.save()
    assert rare_words()[0][0] in words_in((tmp_path / "one.pdf").read_bytes())


def test_目_記録と_事務所のフォルダと_断りの文も見る(bare: Path, tmp_path: Path) -> None:
    planted = plant(OFFICE, bare, tmp_path / "data")
    try:
        watcher = Watcher(planted, tmp_path)
        word = planted.secrets[0].word
        logging.getLogger().addHandler(watcher)
        logging.getLogger("jusou_desk").warning("保存に失敗: %s", word)
        logging.getLogger().removeHandler(watcher)
        (planted.office.folder / "temp").write_text(word, encoding="utf-8")
        watcher.disk()

        def refuse() -> None:
            raise Refused(f"{word}さんは出せません。", "")

        watcher.attempt("誰か", "紙", refuse, lambda _: True)
        assert {leak.output for leak in watcher.leaks} == {"log", "事務所のフォルダ", "紙の断り"}
    finally:
        planted.close()
