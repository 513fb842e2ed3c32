"""抜け道の一覧(``attacks.md``)のうち、ほかの試験に無いもの。一覧そのものも、ここで確かめる。"""

from __future__ import annotations

import ast
import copy
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk import commands
from jusou_desk.casework.case import cases
from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.commands import actions
from jusou_desk.commands.parser import command_parser
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.tables import SEALED_TABLES
from jusou_desk.packet import Fact, Packet, Record, Terms, disclose
from jusou_desk.policy import Permit, Purpose, Role
from jusou_desk.towns import MeetingKind
from tests.secrecy.eyes import words_in
from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.planting import NAMES, NOW, PASSWORD, ROOT, Planted, plant
from tests.secrecy.test_walls import OFFICE

LIST = Path(__file__).with_name("attacks.md")
#: 会議 2 は重層的支援会議、会議 0 は支援会議(``test_walls.OFFICE``)。
SUPPORT, PLAN = 0, 1


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """作ったばかりの事務所の置き場。"""
    return tmp_path_factory.mktemp("bare")


@pytest.fixture
def planted(bare: Path, tmp_path: Path) -> Iterator[Planted]:
    made = plant(OFFICE, bare, tmp_path / "data")
    yield made
    made.close()


def sealed_words(planted: Planted) -> list[str]:
    return [one.word for one in planted.secrets if one.sealed and len(one.word) == 2]


def everyday(desk: Desk) -> Any:
    """普段の接続(攻め手は、同じ手順で生の接続まで辿れる)。"""
    connection = desk._store._everyday.raw_connection()
    return connection.driver_connection


# --- 一覧 -------------------------------------------------------------------------


def rows() -> list[tuple[str, str, str, str]]:
    """(番号, 手, 結末, 試験)。"""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    found = [re.split(r"\s*\|\s*", line.strip("| ")) for line in lines if line.startswith("| ")]
    return [(one[0], one[1], one[2], one[3]) for one in found if one[0].isdigit()]


def test_一覧には四十より多い手があり_どれにも結末と本当にある試験がある() -> None:
    assert len(rows()) >= 40
    assert [int(number) for number, *_ in rows()] == list(range(1, len(rows()) + 1))
    for number, attack, outcome, proof in rows():
        assert attack, number
        assert outcome.startswith(("断る", "読めない", "見つかる", "残らない", "防げない")), number
        for path, name in re.findall(r"([\w/]+\.py)::(\w+)", proof):
            place = ROOT / "tests" / ("" if "/" in path else "secrecy") / path
            source = place.read_text(encoding="utf-8")
            names = {n.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)}
            assert name in names, f"{number}: {path}::{name}"
        assert "::" in proof or outcome.startswith("防げない"), number


# --- 許可と型 -----------------------------------------------------------------------


def test_写しと直列化で作った許可も_表を引き直される(planted: Planted) -> None:
    outsider = planted.desks[1]
    genuine = outsider.permit(Purpose.CASEWORK)
    loaded = pickle.loads(pickle.dumps(genuine))  # noqa: S301 - 攻め手の手
    object.__setattr__(loaded, "purpose", Purpose.SUPPORT_MEETING)
    copied = copy.copy(genuine)
    vars(copied)["purpose"] = Purpose.SEALED_EXPORT
    for forged in (loaded, copied):
        with pytest.raises(Refused, match="従事者として登録されていない"):
            outsider._store.reading(forged)


def test_役割と目的は継げず_似た文字でも通らない(planted: Planted) -> None:
    class Anything(str):
        """何とでも等しい文字。"""

        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return hash(str(self))

    for final in (Role, Purpose):
        made: Any = type(final)
        with pytest.raises(TypeError, match="cannot extend"):
            made("Boss", (final,), made.__prepare__("Boss", (final,)))
    reader = planted.desks[3]
    forged = Permit(Anything(NAMES[0]), Role.ADMIN, Purpose.SUPPORT_MEETING)
    with pytest.raises(Refused):
        reader._store.reading(forged)
    object.__setattr__(forged, "role", Anything("管理者"))
    with pytest.raises((Refused, ValueError)):
        reader._store.reading(forged)


def test_Packetを手で作っても_出す口は自分で材料から作り直す(planted: Planted) -> None:
    """帳票の口は Packet を受け取らず、番号だけを受け取る。"""
    forged = Packet(
        Purpose.PLAN_MEETING, planted.desks[0].permit(Purpose.PLAN_MEETING).ceiling, {}, {}
    )
    with pytest.raises((BadInput, TypeError, AttributeError, DeskError)):
        papers.draw_sheet(planted.desks[0], "plan", forged)  # type: ignore[arg-type]


def test_保管庫と机は直列化できない(planted: Planted) -> None:
    for one in (planted.desks[0], planted.desks[0]._store):
        with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
            pickle.dumps(one)


def test_プログラムは直列化も外の命令も使わない() -> None:
    words = re.compile(r"^\s*(?:import|from) (?:pickle|marshal|shelve|dill)\b", re.MULTILINE)
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("src/**/*.py")}
    assert [path for path, text in sources.items() if words.search(text)] == []


# --- ディスクの上の設定 ------------------------------------------------------------------


def test_町の設定を緩めても_支援会議の記録は出ない(planted: Planted, tmp_path: Path) -> None:
    """会議体の区分を「その他」に、外の機関を町の中に書き換える。名前も替える。"""
    told = Watcher(planted, tmp_path)
    loosened = [
        replace(body, kinds=(MeetingKind.OTHER, *body.kinds), name=f"楽な{body.name}")
        for body in planted.desks[0].town.bodies
    ]
    for desk in planted.desks:
        desk.town = replace(desk.town, bodies=tuple(loosened))
    leaks = [one for one in told.everything() if "漏れ" in one.secret]
    assert not leaks, readable(planted, leaks)


def test_役割と上限の表は_ディスクの設定から読まない() -> None:
    source = (ROOT / "src/jusou_desk/policy.py").read_text(encoding="utf-8")
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    ours = {name for name in imported if name and name.startswith("jusou_desk")}
    assert ours == {"jusou_desk.errors"}


# --- 同意の文のあいまいさ -----------------------------------------------------------------


@pytest.mark.parametrize("agencies", [("その他",), ("その他、本人の望む機関",)])
def test_提供先のその他は_その他の会議の全員を指さない(
    planted: Planted, agencies: tuple[str, ...]
) -> None:
    meeting = replace(
        planted.held[PLAN].meeting, kind=MeetingKind.OTHER, body_name="地域共生社会推進会議"
    )
    audience = audience_of(planted.desks[0], "隣町の病院", meeting)
    assert Terms(True, agencies=agencies).barrier_for(Purpose.OTHER_MEETING, audience) is not None


# --- SQL -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA page_count",
        "PRAGMA freelist_count",
        "PRAGMA wal_checkpoint",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA temp_store_directory = '/tmp'",
        "SELECT page_count FROM pragma_page_count",
        "SELECT * FROM sqlite_stat1",
        "SELECT writefile('x', 'y')",
        "SELECT readfile('keys.json')",
    ],
)
def test_数と大きさからも知れない(planted: Planted, statement: str) -> None:
    with pytest.raises(sqlcipher.DatabaseError):
        everyday(planted.desks[1]).execute(statement).fetchall()


def test_一時の領域はディスクに書かない(planted: Planted) -> None:
    connection = planted.desks[0]._store.raw_connection()
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    assert {"TEMP_STORE=2", "TEMP_STORE=3"} & options


def test_通常の番号に_支援会議の分の欠番は無い(planted: Planted) -> None:
    with planted.desks[1].reading(Purpose.CASEWORK) as work:
        numbers = [
            sorted(one.case_no for one in work.cases.where()),
            # 統合で無くなった人物番号は、残った人を指し続ける。
            sorted(
                [one.person_no for one in work.people.where()]
                + [one.gone_no for one in work.merges.where()]
            ),
            sorted(one.note_no for one in work.notes.where()),
        ]
    for found in numbers:
        assert [int(re.sub(r".*\D", "", one)) for one in found] == list(range(1, len(found) + 1))


def test_支援会議の番号を当てても_無い番号と同じ文と同じ手間(planted: Planted) -> None:
    outsider = planted.desks[1]
    sealed = next(case for case in planted.cases if case.sealed)
    said = []
    for wanted in (sealed.case_no, sealed.id, "秘R8-9999", "0" * 16):
        asked: list[str] = []
        connection = everyday(outsider)
        connection.set_trace_callback(asked.append)
        with pytest.raises(BadInput) as error:
            cases.find_case(outsider, wanted)
        connection.set_trace_callback(None)
        said.append((error.value.title, error.value.advice, len(asked)))
    assert said[0] == said[2]
    assert said[1] == said[3]


def test_監査の生の行から分かるのは_時刻と人と会議体まで(planted: Planted) -> None:
    """知れること(README に書いてある)を増やさない。番号も、したことも、読めない。"""
    found = everyday(planted.desks[1]).execute("SELECT action, subject, detail FROM audit")
    sealed = [row for row in found if row[0] == "秘"]
    assert sealed
    bodies = {body.id for body in planted.desks[0].town.support_bodies}
    assert {row[1].partition("|")[0] for row in sealed} <= bodies
    assert not any(word in repr(sealed) for word in sealed_words(planted))


# --- 退いた人と前の写し -----------------------------------------------------------------


def test_退いた人は_前の写しと前の束では_いまの事務所を開けない(planted: Planted) -> None:
    first, folder = planted.desks[0], planted.office.folder
    leaver = NAMES[2]
    old = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    staffing.leave(first, leaver)
    with first.writing(Purpose.CASEWORK) as work:
        case = work.cases.get(planted.cases[0].id)
        assert case
        work.cases.put(replace(case, content="退いた後に書いたこと"))
    again = Office(folder, NoSecrets(), planted.clock)
    with pytest.raises(Refused, match="氏名かパスワード"):
        sign_in(again, leaver, PASSWORD)
    # 手元に残した前の束を戻すと、鍵の替わった現行のデータとは合わない。
    current = (folder / "keys.json").read_bytes()
    (folder / "keys.json").write_bytes(old["keys.json"])
    with pytest.raises(DeskError):
        sign_in(Office(folder, NoSecrets(), planted.clock), leaver, PASSWORD)
    (folder / "keys.json").write_bytes(current)


def test_前の復旧コードでは開かない(planted: Planted) -> None:
    first = planted.desks[0]
    old, new = first.renew_recovery(), first.renew_recovery()
    again = Office(planted.office.folder, NoSecrets(), planted.clock)
    with pytest.raises(DeskError):
        again.reissue(old, NAMES[0], "あたらしい-みなと-三月")
    again.reissue(new, NAMES[0], "あたらしい-みなと-三月").close()


# --- 出たファイルの隠れた所 ----------------------------------------------------------------


@pytest.fixture
def issued(planted: Planted, tmp_path: Path) -> dict[str, bytes]:
    """支援会議と重層的支援会議の資料、台帳、紙。"""
    desk, folder = planted.desks[0], tmp_path / "out"
    for number in (SUPPORT, PLAN):
        packets.issue_packet(desk, planted.held[number].meeting.id, folder / str(number))
    papers.hand_out_sheet(desk, "intake", planted.cases[0].id, folder)
    ledger_export.write_ledger(desk, folder / "ledger.xlsx", password=None)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_xlsxに_隠れたシートも_覚え書きも_外への参照も_作った人の名も無い(
    issued: dict[str, bytes], tmp_path: Path
) -> None:
    books = {name: data for name, data in issued.items() if name.endswith(".xlsx")}
    assert len(books) >= 4
    for name, data in books.items():
        (tmp_path / "one.xlsx").write_bytes(data)
        with zipfile.ZipFile(tmp_path / "one.xlsx") as book:
            parts = {part: book.read(part).decode("utf-8", "replace") for part in book.namelist()}
            assert book.comment == b""
        assert not re.search(r'state="(?:h|veryH)idden"', parts["xl/workbook.xml"]), name
        unwanted = re.compile(r"comment|externalLink|vba|custom|threaded|persons?/", re.IGNORECASE)
        assert [part for part in parts if unwanted.search(part)] == [], name
        names = re.findall(r'<definedName name="([^"]+)"', parts["xl/workbook.xml"])
        assert all(one.startswith("_xlnm.") for one in names), (name, names)
        about = parts.get("docProps/core.xml", "") + parts.get("docProps/app.xml", "")
        assert not any(one in about for one in NAMES), name
        assert str(tmp_path) not in "".join(parts.values()), name


def test_PDFに_書き足しも_添付も_作った人の名も無い(
    issued: dict[str, bytes], tmp_path: Path
) -> None:
    papers_out = {name: data for name, data in issued.items() if name.endswith(".pdf")}
    assert len(papers_out) >= 8
    for name, data in papers_out.items():
        # 前の版を残す書き足しが無い。
        assert (data.count(b"%%EOF"), data.count(b"startxref")) == (1, 1), name
        (tmp_path / "one.pdf").write_bytes(data)
        reader = pypdf.PdfReader(tmp_path / "one.pdf")
        for forbidden in ("/JavaScript", "/EmbeddedFiles", "/AcroForm", "/OpenAction", "/Metadata"):
            assert forbidden not in repr(reader.trailer["/Root"]), (name, forbidden)
        about = repr(reader.metadata)
        assert not any(one in about for one in NAMES), name
        assert str(tmp_path) not in about, name


def test_PDFの書体に_その人の紙に無い字の形は入らない(planted: Planted) -> None:
    """一つの印刷所が、支援会議の紙と、伝えない機関の紙を続けて刷っても。"""
    desk = planted.desks[0]
    sealed = Press(desk, planted.held[SUPPORT].meeting.id)
    assert any(word in words_in(sealed.copy(1)) for word in sealed_words(planted))
    plan = Press(desk, planted.held[PLAN].meeting.id)
    barred = words_in(plan.copy(1))  # 架空病院には、相談 0 を伝えない
    for word in sealed_words(planted):
        assert not set(word) & set(barred), word
    welcome = set(words_in(plan.copy(3)))
    content = next(s.word for s in planted.secrets if s.what == "相談0の内容")
    assert set(content) <= welcome
    assert not set(content) & set(barred)


def test_紙とファイルを出した後の一時の置き場に何も残らない(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "tmp"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    desk = planted.desks[0]
    packets.issue_packet(desk, planted.held[SUPPORT].meeting.id, tmp_path / "out")
    packets.preview_packet(desk, planted.held[SUPPORT].meeting.id)
    ledger_export.write_ledger(desk, tmp_path / "out" / "a.xlsx", password="みなと-の-鍵-三月")
    (tmp_path / "usb").mkdir()
    make_backup(desk, tmp_path / "usb")
    assert list(room.rglob("*")) == []
    left = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert left == {".pdf", ".xlsx"}


# --- 落ちたとき・外から見えるところ -----------------------------------------------------------


def test_思いがけない誤りの記録に_中身も変数も残らない(planted: Planted) -> None:
    """落ちたときの跡(faulthandler・traceback)は、関数の名と行だけで、変数の値を書かない。"""
    word = sealed_words(planted)[0]
    script = (
        "import faulthandler, sys\n"
        "faulthandler.enable()\n"
        "def opened(content):\n    held = content * 2\n    faulthandler.dump_traceback()\n"
        "    faulthandler._sigabrt()\n"
        "opened(sys.stdin.read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=word, capture_output=True, encoding="utf-8"
    )
    assert done.returncode != 0
    assert "opened" in done.stderr
    assert word not in done.stderr


def test_命令の思いがけない失敗の文に_中身は出ない(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """記録を読んでいる最中に落ちても、値も追跡情報も画面に出さない。"""
    word = sealed_words(planted)[0]

    def fall(*_: object) -> None:
        raise RuntimeError(word)

    monkeypatch.setattr(actions, "signed_in", fall)
    status = commands.run(["verify", str(planted.office.folder), "--staff", NAMES[0]])
    said = "".join(capsys.readouterr())
    assert status == 1
    assert "RuntimeError" in said
    assert word not in said
    assert "Traceback" not in said


def test_パスワードは命令の引数にも環境変数にも書けない() -> None:
    options = _options(command_parser())
    secret = {one for one in options if "password" in one or "code" in one}
    assert secret
    assert all(one.endswith("-file") for one in secret), secret
    read = re.compile(r"os\.environ|getenv")
    asked = {
        path.name
        for path in ROOT.glob("src/**/*.py")
        if read.search(path.read_text(encoding="utf-8"))
    }
    # 画面を出せるかどうかと、この PC の置き場(フォルダ)を知るためだけ。
    assert asked <= {"application.py", "paths.py", "installed.py"}


def _options(parser: Any) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        found |= set(action.option_strings)
        for one in (getattr(action, "choices", None) or {}).values() if _nested(action) else ():
            found |= _options(one)
    return found


def _nested(action: Any) -> bool:
    return isinstance(getattr(action, "choices", None), dict)


def test_窓は_引きずりも_知らせの吹き出しも_最近の一覧も持たない() -> None:
    """OS の側に中身の残る部品を、画面は使わない。写しは、人が字を選んで写すときだけ。

    鍵をかけるときは、その写しを消す(``shell``)。
    """
    banned = re.compile(
        r"QDrag\b|setDragEnabled\(True|setAcceptDrops\(True|QMimeData|QSystemTrayIcon|QUndoStack"
        r"|SHAddToRecentDocs|addRecent|QClipboard|\.clipboard\(\)\.|clipboard\.(set|text|mime)"
    )
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("src/**/*.py")}
    # 様式の取り込みだけは、落としたファイルを受け取る(入ってくるだけで、出ていかない)。
    taking = {ROOT / "src/jusou_desk/ui/settings/own_forms.py": {"setAcceptDrops(True"}}
    found = {path: {hit[0] for hit in banned.finditer(text)} for path, text in sources.items()}
    assert {path: hits for path, hits in found.items() if hits} == taking
    kept = re.findall(r"_memory\(\)\.setValue\((\w+)", "".join(sources.values()))
    assert sorted(kept) == ["_LAST", "_SIZE"]


def test_道具の控えは版の管理に入らない() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".hypothesis/", ".pytest_cache/", "*.db", "*.db-*", "*.part"} <= set(ignored)


# --- 席 ---------------------------------------------------------------------------------


def test_連番の控えにも_支援会議の表は無い(planted: Planted) -> None:
    """sqlite_sequence は読めるが、数えるのは監査と索引だけ。"""
    rows = everyday(planted.desks[1]).execute("SELECT name FROM sqlite_sequence").fetchall()
    assert not {name for (name,) in rows} & SEALED_TABLES


@pytest.mark.parametrize("worker", [1, 2, 3])
def test_席の鍵の無い職員は_支援会議の資料を刷れず_文からも知れない(
    planted: Planted, worker: int
) -> None:
    held = planted.held[SUPPORT]
    with pytest.raises(DeskError) as refused:
        packets.print_packet(planted.desks[worker], held.meeting.id)
    with pytest.raises(DeskError) as nothing:
        packets.print_packet(planted.desks[worker], "f" * 16)
    assert (refused.value.title, refused.value.advice) == (
        nothing.value.title,
        nothing.value.advice,
    )


def test_別の会議体の秘匿の相談は_議題にできない(planted: Planted) -> None:
    """会議 0 は支援調整会議。地域ケア会議の従事者だけが知る相談は、そこへ持ち込めない。"""
    from jusou_desk.casework.case import intake
    from jusou_desk.casework.meeting import meetings

    desk = planted.desks[0]
    elder = desk.town.support_bodies[1]
    values = {"received_on": NOW.date(), "lane": "支援会議", "content": "別の席の話"}
    case = intake.receive(desk, values, body_id=elder.id).case
    with pytest.raises(Refused, match="別の会議体"):
        meetings.put_on_agenda(desk, planted.held[SUPPORT].meeting.id, case.id, "情報共有")


def test_同意の外の事実は値にならず_同意の外の行は数も残らない() -> None:
    """世帯員の行は家族関係(情報の範囲①)なので、空の行としても残さない。"""
    member = Record({"氏名": Fact("家族", scope="1")}, scope="1")
    terms = Terms(True, scopes=frozenset({"6"}))
    record = Record({"氏名": Fact("誰か", scope="1")}, {"世帯員": (member, member)}, terms=terms)
    outside = disclose(record, Permit("人", Role.ADMIN, Purpose.REFERRAL))
    assert outside.values["氏名"] is None
    assert outside.groups["世帯員"] == ()
    at_home = disclose(record, Permit("人", Role.ADMIN, Purpose.CASEWORK))
    assert len(at_home.groups["世帯員"]) == 2
