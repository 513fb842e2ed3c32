"""仕込み忘れと見忘れの無いこと。記録の欄・様式・帳票・報告・仕事の部屋が増えたら、ここが赤くなる。

赤くなったら、言葉を仕込む(``planting*``)か出力を調べる(``*_outputs``)。どちらも要らないときだけ、わけを表に書く。
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from jusou_desk import casework
from jusou_desk.casework.counting import town_papers
from jusou_desk.casework.counting.reporting import REPORTS
from jusou_desk.casework.outgoing.layouts import shipped_layout
from jusou_desk.casework.paper.papers import SHEETS
from jusou_desk.casework.printing.meeting_papers import PAPERS
from jusou_desk.models import records
from jusou_desk.models.shelf import Shelf
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose
from jusou_desk.towns import town
from tests.secrecy.command_outputs import Operator
from tests.secrecy.outputs import Watcher
from tests.secrecy.pace import Once, brisk
from tests.secrecy.planting import Planted, plant
from tests.secrecy.random_office import GROUNDS, Guard, Move, OfficePlan
from tests.secrecy.test_more_walls import LATE, LEFT, RICH

#: 言葉を仕込まない文字の欄と、そのわけ。
_ID = "機械の付ける番号・印で、人が言葉を打つ所ではない"
_CODE = "符号表から選ぶ語"
_STAFF = "職員の名か番号。席に並ぶ人には知れていて、誰の相談のことでもない"
_AGENCY = "機関の名。席に並ぶ機関は、どの紙の宛先にもなる"
_LISTED = "町の機関のことで、誰の相談のことでもない"
_AREA = "地域のことで、どの相談にも結び付かない(根拠の数は、支援会議の区分を数えない)"
_HOUSE = "事務所と媒体そのもののことで、誰の相談のことでもない"
WITHOUT_WORDS: Final = {
    "Person": {"household_no": _ID, "sex relationship": _CODE},
    "Residence": {"person_id household_no": _ID},
    "FamilyTie": {"person_id other_id twins": _ID},
    "EcoTie": {"person_id other_id": _ID, "strength flow": _CODE},
    "PictureLayout": {"person_id nudges": _ID},
    "Merge": {"kept_id gone_id gone_no own": _ID, "merged_by undone_by": _STAFF},
    "MovedRow": {"kind record_id after": _ID},
    "Apart": {"person_id other_id": _ID, "said_by": _STAFF},
    "Case": {
        "person_id": _ID,
        "window method route visitor_relation age_band main_issue urgency consent overlays": _CODE,
        "closing_reason": _CODE,
        "worker": _STAFF,
        "lead_agency": _AGENCY,
    },
    "Consent": {
        "case_id": _ID,
        "status scope": _CODE,
        "asked_by": _STAFF,
        "agencies": _AGENCY,
        "original_kept": "紙の原本を綴じた棚のことで、本人のことではない",
    },
    "Note": {"case_id meeting_id": _ID, "method overlays": _CODE, "recorder": _STAFF},
    "Sheet": {"case_id form_id form_version withheld": _ID, "author": _STAFF},
    "PlanAction": {"issue": _CODE, "agency": _AGENCY},
    "Plan": {
        "plan_no case_id": _ID,
        "kind closing_reason": _CODE,
        "agencies lead_agency": _AGENCY,
    },
    "Attendee": {"agency": _AGENCY, "role": "席での役(司会、議題2のみ)で、相談のことではない"},
    "Choice": {"agency": _AGENCY, "item_id": _ID},
    "Meeting": {
        "sitting": _ID,
        "kind": _CODE,
        "start end": "時刻。何を話すかを言わない",
        "body_name": "町の設定にある会議体の名",
        "chair recorder": _STAFF,
    },
    "Decision": {"agency": _AGENCY},
    "AgendaItem": {
        "meeting_id item_no case_id": _ID,
        "aim overlays": _CODE,
        "lead_agency": _AGENCY,
    },
    "Task": {"case_id origin": _ID, "agency": _AGENCY},
    "PacketCopy": {
        "meeting_id digest": _ID,
        "paper": "紙の種類(議事録)で、中身のことではない",
        "agency": _AGENCY,
        "issued_by permitted_by witness": _STAFF,
    },
    "Medium": {"medium_no serial": _ID, "name registered_by": _HOUSE},
    "MediumEntry": {"medium_no digests files": _ID, "actor report purpose receiver": _HOUSE},
    "Draft": {"staff_id place": _ID},
    "Staff": {"name role": _STAFF},
    "Issued": {
        "case_ids meeting_id digest layout_digest": _ID,
        "issued_by": _STAFF,
        "purpose": _CODE,
        "file_name": "決まった名。個人の名を入れないことは、出した紙の一覧で確かめる",
    },
    "Transfer": {
        "case_id source_id target_id": _ID,
        "source_kind ground overlays": _CODE,
        "proposed_by decided_by": _STAFF,
    },
    "Protection": {
        "person_id former_household_no": _ID,
        "set_by confirmed_by lift_asked_by lifted_by": _STAFF,
    },
    "Member": {"body staff_id": _ID, "agency": _AGENCY, "pledge": _CODE},
    "InfoRequest": {
        "meeting_id case_id note_id": _ID,
        "agency": _AGENCY,
        "asked_by": _STAFF,
        "way": _CODE,
    },
    "Resource": {
        "resource_no origin": _ID,
        "written_by": _STAFF,
        "name group listed_as mark law article field stage section operation operators": _LISTED,
        "providers area address phone fax contact contents target places amount staff": _LISTED,
        "more place without tags expenses travel conditions": _LISTED,
    },
    "Match": {"case_id plan_id resource_no": _ID, "wanted": _CODE, "asked_by": _STAFF},
    "Talk": {"place who what": _AREA},
    "CommunityIssue": {
        "title area field problem noticed_by evidence measures partners next_step": _AREA,
        "result informed": _AREA,
        "written_by": _STAFF,
    },
    "Expense": {
        "case_id plan_id number cancels": _ID,
        "decided_by written_by": _STAFF,
    },
    "Disclosure": {"case_id": _ID, "reason": _CODE, "asked_by decided_by": _STAFF},
}
_ENTRY: Final = {"id", "body_id"}

#: 出力を調べない仕事の部屋と、そのわけ。机(``Desk``)を受け取る口のある部屋だけを数える。
WITHOUT_OUTPUTS: Final = {
    "audience": "紙の受け手を組むだけで、文を返さない",
    "audit_chain": "鎖の切れ目だけを言い、記録の言葉を返さない",
    "audit_words": "監査の行を言い換えるだけで、その言葉は sightings と accounting から見る",
    "blank_papers": "誰の分でもない用紙の中身で、blank_forms と papers が刷る",
    "layouts": "様式のブックを選ぶだけ",
    "backing_up": "暗号化した写しを作るだけで、その中身は test_canary が見る",
    "code_versions": "選択肢の語だけを替え、相談を読まない",
    "form_faces": "様式の書体の名とわけだけを言い、相談を読まない(test_form_faces)",
    "form_versions": "様式の見出しと出し方だけを替え、相談を読まない",
    "calling_off": "何も出していない会議を取りやめるだけで、会議は meetings が並べる",
    "concealing": "ほかの部屋が紙と画面を作る途中で使う",
    "copies_due": "today が今日の行に並べる",
    "copy_register": "packets.register_paper が刷る",
    "handing_over": "handover の命令が使う",
    "in_charge": "席に足す担当者の氏名を選ぶだけで、席は meetings が並べる",
    "keeping_apart": "書く口の見張りで、文を返さない",
    "ledger_errors": "import の命令が書く",
    "ledger_lanes": "取り込む行の置き場を決めるだけ",
    "left_lying": "today が並べる",
    "left_staff": "退いた職員の氏名だけを言う",
    "meeting_letters": "meeting_papers が刷る",
    "meeting_minutes": "meeting_papers が刷る",
    "morning_sheet": "morning_paper が刷る",
    "moving_home": "書く口の見張りで、文を返さない",
    "own_form_lists": "タグの名と手本の様式だけで、本物の相談を読まない(test_own_forms)",
    "own_form_meeting_proofs": "どこにも無い会議だけで作り、本物の会議を読まない(test_own_form_papers)",
    "own_form_papers": "替えられる紙の一覧と、件数を架空にした報告だけ(test_own_forms)",
    "own_form_proof": "どこにもいない人の相談だけで作り、本物の相談を読まない(test_own_forms)",
    "own_form_register_proofs": "どこにもない相談と媒体だけで作る(test_own_form_papers)",
    "own_form_repeats": "様式の升の並びだけを写し、本物の相談を読まない(test_own_forms_handy)",
    "own_forms": "架空の中身で試し刷りし、様式のファイルだけを置く(test_own_forms)",
    "overlaying": "伏せ方を書くだけ",
    "packet_contents": "packet_press が刷る",
    "packet_folder": "出した先のフォルダのファイルの名と要約値だけを見る",
    "packet_standing": "packets が資料を出す途中で使う",
    "paper_consent": "出してよいかの確かめで、断りの文は papers から見る",
    "paper_facts": "papers が使う",
    "pc_fonts": "様式の書体の名だけを言う(test_form_faces)",
    "practice_community": "練習の筋書きを書くだけで、本物の相談を読まない",
    "reminders": "日数だけを返す",
    "rescheduling": "出した紙の種類と日付だけを言う",
    "second_person": "today が並べる",
    "stamping": "どの紙にも刷る印",
    "tasks": "仕事を書くだけで、today が並べる",
    "transfer_facts": "transfers.overview が並べる",
    "taking_back": "書く前の姿に戻すだけで、文を返さない",
    "transfer_rules": "移替えの見張りで、文を返さない",
    "writing_kin": "家族を書く途中で使う",
}


def _plans() -> tuple[OfficePlan, ...]:
    """どの種類の記録も、どの紙もできる事務所。"""
    first, second, *others = RICH.matters
    declined = Move(-1, GROUNDS[2], by=0, decided_by=2, end="却下")
    asked = replace(
        RICH,
        matters=(replace(first, moves=(declined,)), second, *others),
        guards=(Guard(1, 3, former=False, by=0, second=2, end="申し出"),),
        imported=False,
    )
    # on_paper: どの報告をファイルにするか。
    return RICH, replace(LATE, on_paper=2), replace(LEFT, on_paper=3), asked


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Planted, ...]]:
    room = tmp_path_factory.mktemp("complete")
    (room / "bare").mkdir()
    plans = enumerate(_plans())
    made = tuple(plant(plan, room / "bare", room / str(n) / "data") for n, plan in plans)
    yield made
    for planted in made:
        planted.close()


# --- 仕込み -----------------------------------------------------------------------------


def _kinds() -> list[Any]:
    rooms = {sys.modules[kind.__module__] for kind in records.entry_kinds()}
    every = [(room, one) for room in rooms for one in vars(room).values()]
    return [
        one
        for room, one in every
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == room.__name__
    ]


def _written(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """記録の中の文字と、その欄の名(「型.欄」)。"""
    if is_dataclass(value):
        yield f"{type(value).__name__}.", ""
        for one in fields(value):
            yield from _written(getattr(value, one.name), f"{type(value).__name__}.{one.name}")
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _written(each, name)
    elif isinstance(value, dict):
        yield from _written(tuple(value.values()), name)


def _everything_in(planted: Planted) -> Iterator[tuple[str, str]]:
    """最初の職員(全部の会議体の従事者)から見た、全部の棚の全部の文字。打ちかけは書いた本人のもの。"""
    for purpose in (Purpose.CASEWORK, Purpose.SUPPORT_MEETING):
        with planted.desks[0].reading(purpose) as work:
            for shelf in vars(work).values():
                if isinstance(shelf, Shelf):
                    yield from _written(shelf.where())


def test_どの記録のどの文字の欄にも言葉を仕込むか_仕込まないわけがある(
    offices: tuple[Planted, ...],
) -> None:
    planted = set()
    for office in offices:
        letters = {c for one in office.secrets if len(one.word) == 2 for c in one.word}
        numbers = [one.word for one in office.secrets if len(one.word) > 2]
        planted |= {
            name
            for name, text in _everything_in(office)
            if letters & set(text) or any(one in text for one in numbers)
        }
    textual = {
        f"{kind.__name__}.{one.name}"
        for kind in _kinds()
        for one in fields(kind)
        if re.search(r"\bstr\b", str(one.type)) and one.name not in _ENTRY
    }
    excused = {
        f"{kind}.{name}"
        for kind, rows in WITHOUT_WORDS.items()
        for names in rows
        for name in names.split()
    }
    assert textual - planted - excused == set(), "言葉を仕込んでいない欄"
    assert excused - textual == set(), "もう無い欄"
    assert excused & planted == set(), "仕込んであるので、わけの要らない欄"


def test_どの種類の記録も_仕込みの中にある(offices: tuple[Planted, ...]) -> None:
    found = {name.partition(".")[0] for office in offices for name, _ in _everything_in(office)}
    entries = {one.__name__ for one in _kinds() if fields(one) and one is not records.Entry}
    assert entries - found == set()


def standard_layouts() -> list[Path]:
    return sorted(resource("layouts").glob("*.xlsx"))


# --- 出力 -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def looked(
    offices: tuple[Planted, ...], tmp_path_factory: pytest.TempPathFactory
) -> tuple[set[str], set[bytes]]:
    """調べた出力の名と、差し込んだ様式。どの事務所でも、最初の職員が全部を出す。

    壁の揃った事務所で漏れないことは、ここで確かめる(test_more_walls は残る一つの事務所だけを調べる)。
    """
    room = tmp_path_factory.mktemp("looked")
    once: Once
    names: set[str] = set()
    with brisk() as once:
        for n, planted in enumerate(offices[:3]):
            folder = room / str(n)
            folder.mkdir()
            watcher = Watcher(planted, folder, thorough=True)
            watcher.everything()
            if n == 0:
                Operator(watcher, 0).everything()
            assert not watcher.leaks
            names |= watcher.outputs
    return names, once.layouts


def test_どの様式のブックにも差し込んで調べる(looked: tuple[set[str], set[bytes]]) -> None:
    # 町の様式のあるものは、その町の事務所が使う方を調べる。町の資料が替わるものは、その町では使わない。
    profile = town(RICH.town)
    offered = {one.name for one in town_papers.offered_papers(profile)}
    unused = {one.name for one in town_papers.all_papers()} - offered
    used = {path.name: shipped_layout(profile, path.stem) for path in standard_layouts()}
    digests = {
        name: hashlib.sha256(path.read_bytes()).digest()
        for name, path in used.items()
        if path and path.stem not in unused
    }
    unseen = {name for name, digest in digests.items() if digest not in looked[1]}
    assert len(digests) > 20
    assert unseen == set()


def test_どの帳票も会議の紙も報告も調べる(looked: tuple[set[str], set[bytes]]) -> None:
    said = "\n".join(looked[0])
    kinds = [one.title for one in SHEETS] + [f"報告{one.name}" for one in REPORTS]
    titles = {"pledge": "誓約書", "info-request": "依頼書"}
    kinds += [titles.get(one.name, one.name) for one in PAPERS]
    assert [name for name in kinds if name not in said] == []


def _takes_desk(path: Path) -> bool:
    """机を受け取る、公の口のある部屋か。"""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    return any(
        not one.name.startswith("_")
        and any(
            isinstance(a.annotation, ast.Name) and a.annotation.id == "Desk" for a in one.args.args
        )
        for one in functions
    )


def test_机を受け取るどの部屋も_調べるか_調べないわけがある() -> None:
    folder = Path(str(casework.__file__)).parent
    rooms = {path.stem for path in folder.rglob("*.py") if _takes_desk(path)}
    own = Path(__file__).parent
    watching = [*own.glob("planting*.py"), *own.glob("*outputs.py"), own / "second_office.py"]
    words = set(re.findall(r"\w+", "".join(one.read_text(encoding="utf-8") for one in watching)))
    assert rooms - words - set(WITHOUT_OUTPUTS) == set(), "調べていない部屋"
    assert set(WITHOUT_OUTPUTS) - rooms == set(), "もう無い部屋"
    assert set(WITHOUT_OUTPUTS) & words == set(), "調べているので、わけの要らない部屋"
