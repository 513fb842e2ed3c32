"""会議資料の綴り: 出席者×議題×部分の表のとおりに刷られ、表紙の頁数は中身と合う。"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from jusou_desk.casework.case import consent, intake, meeting_doors, plans, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_matrix import choose, matrix
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.meeting_papers import draw_paper
from jusou_desk.casework.printing.packet_press import Leaf, Press, expect_pages
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.records import Attendee, Meeting, Part, PlanAction
from jusou_desk.packet import Barrier

SCOPES = code_set("information_scopes", 2026).terms
NAMES = ("架空　はじめ", "架空　つぎ")
TOLD = ("台所の床が抜けている", "夜中に庭を歩く")
WENT = ("戸口で五分だけ話せた", "声をかけると笑った")
TO_DO = ("床を直す", "夜の見守り")
AGENCIES = ("長門市社会福祉協議会", "民生委員・児童委員", "高齢福祉課")


def agreed(desk: Desk, number: int, **terms: Any) -> str:
    today = desk.today()
    case = intake.receive(
        desk,
        {
            "received_on": today - timedelta(days=9),
            "consent": "未取得",
            "person_name": NAMES[number],
            "content": TOLD[number],
            "issues": ("病気",),
        },
    ).case
    given: dict[str, Any] = {
        "status": "書面",
        "no_end": "valid_until" not in terms,
        "decided_on": today,
        "scope": SCOPES,
        "agencies": "社会福祉協議会、民生委員・児童委員",
    }
    consent.record_consent(desk, case.id, given | terms)
    progress.add_note(desk, case.id, {"noted_on": today, "content": WENT[number]})
    plan = {"kind": "多機関協働", "made_on": today, "goal": "安心して暮らす", "planner": "見本"}
    actions = (PlanAction(issue="病気", what=TO_DO[number], agency="社会福祉協議会"),)
    plans.write_plan(desk, case.id, plan, actions)
    return case.id


def meeting_of(desk: Desk, kind: str, *case_ids: str) -> Meeting:
    body = next(b for b in desk.town.bodies if kind in b.kinds)
    meeting = meetings.convene(desk, body.id, desk.today(), place="第一会議室")
    for case_id in case_ids:
        meetings.put_on_agenda(desk, meeting.id, case_id, "プラン策定")
    people = [Attendee(agency=a, name=f"架空　{n}") for n, a in enumerate(AGENCIES, 1)]
    return meetings.invite(desk, meeting.id, people)


def text_of(paper: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def copies(desk: Desk, meeting: Meeting) -> list[str]:
    press = Press(desk, meeting.id)
    return [text_of(press.copy(n)) for n in range(1, len(meeting.attendees) + 1)]


@pytest.fixture
def met(desk: Desk) -> Meeting:
    return meeting_of(desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1))


def test_初めは全員の部に全部が入り_控番と資料番号が付く(desk: Desk, met: Meeting) -> None:
    for number, text in enumerate(copies(desk, met), 1):
        assert all(word in text for word in (*NAMES, *TOLD, *WENT, *TO_DO))
        assert f"控番 {number}/3" in text
        assert f"{met.meeting_no}-{number:02d}" in text
        assert f"{met.meeting_no}-2-{number:02d}" in text
        assert f"{AGENCIES[number - 1]}　架空　{number}" in text
    assert Press(desk, met.id).notices == ()


PARTS: dict[Part, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # 部分: (消える言葉, 残る言葉)
    Part.SHEET: ((NAMES[0], TOLD[0], WENT[0]), (TO_DO[0], "議題1決定事項")),
    Part.HISTORY: ((WENT[0],), (NAMES[0], TOLD[0], TO_DO[0])),
    Part.ROLES: ((TO_DO[0],), (TOLD[0], WENT[0], TO_DO[1])),
    Part.DECISIONS: (("議題1決定事項",), (TOLD[0], WENT[0], "議題2決定事項")),
}


@pytest.mark.parametrize("part", list(Part))
def test_入れないと決めた部分は_その人の部からだけ消える(
    desk: Desk, met: Meeting, part: Part
) -> None:
    item = matrix(desk, met.id).items[0][0]
    choose(desk, met.id, met.attendees[1], item.id, [part], shown=False)
    first, second, third = (text.replace("　", "") for text in copies(desk, met))
    gone, kept = ([word.replace("　", "") for word in words] for words in PARTS[part])
    assert [word for word in gone if word in second] == []
    assert [word for word in kept if word not in second] == []
    assert all(word in text for text in (first, third) for word in (*gone, *kept))
    choose(desk, met.id, met.attendees[1], item.id, [part], shown=True)
    assert all(word in copies(desk, met)[1].replace("　", "") for word in gone)


def test_表紙の頁数は綴りの中身と合う(desk: Desk, met: Meeting) -> None:
    press = Press(desk, met.id)
    leaves = press.leaves(1)
    pages = pypdf.PdfReader(io.BytesIO(press.copy(1))).pages
    cover = pages[0].extract_text()
    for leaf in leaves[1:]:
        assert re.search(rf"{leaf.title}\s*{leaf.pages}\s", cover), (leaf.title, cover)
    assert len(pages) == sum(leaf.pages for leaf in leaves)
    assert f"1/{len(pages)}" in cover
    with pytest.raises(Refused, match="頁数が合わない"):
        expect_pages(press.copy(1), [*leaves, Leaf("余分", leaves[1].book)])


def test_同意の提供先に無い機関の部には_表で入れようとしても入らない(desk: Desk) -> None:
    meeting = meeting_of(
        desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1, agencies="社会福祉協議会")
    )
    known = matrix(desk, meeting.id)
    second = known.items[1][0].id
    barriers = [known.cells[n, second, Part.SHEET].barrier for n in range(3)]
    # 民生委員は提供先に無い。高齢福祉課は市の中。
    assert barriers == [None, Barrier.OTHER_AGENCY, None]
    with pytest.raises(Refused, match="同意の提供先に入っていないため"):
        choose(desk, meeting.id, meeting.attendees[1], second, [Part.SHEET], shown=True)
    texts = copies(desk, meeting)
    for words in (NAMES, TOLD, WENT, TO_DO):
        assert [words[1] in text for text in texts] == [True, False, True]
        assert all(words[0] in text for text in texts)
    # 次第からも、その人の部だけ消える。
    numbers = [case.case_no for _, case in known.items]
    assert [numbers[1] in text for text in texts] == [True, False, True]
    assert all(numbers[0] in text for text in texts)
    (notice,) = Press(desk, meeting.id).notices
    assert "議題2" in notice
    assert "「民生委員・児童委員」の部に入れていません" in notice


def test_情報の範囲の外の欄は空になる(desk: Desk) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0, scope=SCOPES[1:5]))
    for text in copies(desk, meeting):
        assert NAMES[0] not in text
        assert TOLD[0] not in text
        # 経過・プラン・要旨は何が書かれるか分からないので、⑥の同意が無ければ載らない。
        assert WENT[0] not in text
        assert TO_DO[0] not in text


def test_課題までの同意があれば_経過とプランも載る(desk: Desk) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0, scope=SCOPES[5:]))
    for text in copies(desk, meeting):
        assert NAMES[0] not in text
        assert all(words[0] in text for words in (TOLD, WENT, TO_DO))


def test_支援会議では同意を問わず_全員の部に入る(desk: Desk) -> None:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0, agencies="架空病院"))
    for text in copies(desk, meeting):
        assert NAMES[0] in text
        assert "㊙" in text


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("議題1のみ", [True, False]),
        ("議題2", [False, True]),
        ("議題１・２", [True, True]),
        ("記録(議題2と3)", [False, True]),
        ("司会", [True, True]),
        ("", [True, True]),
    ],
)
def test_名簿の役割に出る議題があれば_初めはその議題だけ(
    desk: Desk, met: Meeting, role: str, expected: list[bool]
) -> None:
    people = [replace(met.attendees[0], role=role), *met.attendees[1:]]
    meetings.invite(desk, met.id, people)
    known = matrix(desk, met.id)
    assert [known.shows(0, item.id, Part.SHEET) for item, _ in known.items] == expected
    assert [known.shows(1, item.id, Part.SHEET) for item, _ in known.items] == [True, True]
    second = known.items[1][0]
    choose(desk, met.id, people[0], second.id, [Part.SHEET], shown=True)
    assert matrix(desk, met.id).shows(0, second.id, Part.SHEET)


def test_表は会議の記録の中にあり_席に無い人や議題は選べない(desk: Desk, met: Meeting) -> None:
    item = matrix(desk, met.id).items[0][0]
    stranger = Attendee(agency="架空病院", name="だれか")
    with pytest.raises(BadInput, match="もうこの会議にありません"):
        choose(desk, met.id, stranger, item.id, [Part.SHEET], shown=False)
    with pytest.raises(BadInput):
        choose(desk, met.id, met.attendees[0], "nowhere", [Part.SHEET], shown=False)
    choose(desk, met.id, met.attendees[0], item.id, [Part.SHEET], shown=False)
    choose(desk, met.id, met.attendees[0], item.id, [Part.SHEET], shown=True)
    assert len(meeting_doors.find_meeting(desk, met.id).choices) == 1
    choose(desk, met.id, met.attendees[0], item.id, list(Part), shown=False)
    assert len(meeting_doors.find_meeting(desk, met.id).choices) == len(Part)


def test_事務局のExcelには全部が入る(desk: Desk, met: Meeting, tmp_path: Path) -> None:
    item = matrix(desk, met.id).items[0][0]
    for one in met.attendees:
        choose(desk, met.id, one, item.id, [Part.SHEET], shown=False)
    issued = packets.issue_packet(desk, met.id, tmp_path)
    assert issued.problems == ()
    press = Press(desk, met.id)
    sheets = {page.sheet for page in press.office_book().pages}
    assert sheets == {"次第", "名簿", "事例1", "事例2", "役割分担", "決定1", "決定2"}


# --- 載せない議題のある部 ---------------------------------------------------


@pytest.fixture
def three(desk: Desk) -> Meeting:
    """三つの議題の二つめだけ、民生委員が同意の提供先に無い会議。"""
    cases = (agreed(desk, 0), agreed(desk, 1, agencies="社会福祉協議会"), agreed(desk, 0))
    return meeting_of(desk, "重層的支援会議", *cases)


def test_載せない議題のある部は_番号が続き_あることが知れない(desk: Desk, three: Meeting) -> None:
    numbers = [case.case_no for _, case in matrix(desk, three.id).items]
    first, second, third = (text.replace("　", "") for text in copies(desk, three))
    for text in (first, third):
        assert all(f"議題{n}事例票" in text for n in (1, 2, 3))
        assert f"議題3{numbers[2]}" in text.replace(" ", "")
    for gone in ("議題3", numbers[1], f"{three.meeting_no}-3-"):
        assert gone not in second
    assert all(f"議題{n}事例票" in second for n in (1, 2))
    assert f"議題2{numbers[2]}" in second.replace(" ", "")
    assert f"{three.meeting_no}-2-02" in second
    # 次第の行も続く。
    cover = pypdf.PdfReader(io.BytesIO(Press(desk, three.id).copy(2))).pages[0].extract_text()
    lines = [line.split()[0] for line in cover.splitlines() if re.match(r"[1-9] ", line.strip())]
    assert lines == ["1", "2", "3", "4", "5", "6"]


def test_役割分担表の議題も_その部の番号(desk: Desk, three: Meeting) -> None:
    numbers = [case.case_no for _, case in matrix(desk, three.id).items]
    leaf = next(leaf for leaf in Press(desk, three.id).leaves(2) if leaf.title == "役割分担表")
    words = _cells(leaf)
    rows = [words[n - 1] for n, word in enumerate(words) if word == numbers[2]]
    assert rows == ["2"]


def _cells(leaf: Leaf) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(leaf.book.to_xlsx())).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_表で何も渡さないとした議題も_次第に載らない(desk: Desk, met: Meeting) -> None:
    items = matrix(desk, met.id).items
    choose(desk, met.id, met.attendees[1], items[0][0].id, list(Part), shown=False)
    _, second, _ = copies(desk, met)
    assert items[0][1].case_no not in second
    assert f"議題1 {items[1][1].case_no}" in second
    # 一部でも載れば、次第に残る。
    choose(desk, met.id, met.attendees[1], items[0][0].id, [Part.ROLES], shown=True)
    assert f"議題1 {items[0][1].case_no}" in copies(desk, met)[1]


def test_載せない議題のある部の名簿は_誰がどの議題に出るかを言わない(
    desk: Desk, three: Meeting
) -> None:
    roles = ("司会", "記録(議題2と3)", "議題３のみ")
    people = [replace(o, role=r) for o, r in zip(three.attendees, roles, strict=True)]
    meetings.invite(desk, three.id, people)
    press = Press(desk, three.id)
    first, second, third = (_cells(press.leaves(n)[1]) for n in (1, 2, 3))
    assert [role in first for role in roles] == [True] * 3
    for cells in (second, third):
        assert "記録" in cells
        assert not any("議題" in words for words in cells)


def test_席で番号が合わない部のあることを_事務局に言う(desk: Desk, three: Meeting) -> None:
    *_, last = Press(desk, three.id).notices
    assert last.startswith("「民生委員・児童委員」の部は、載せない議題の分、番号を詰めてあります。")
    assert "受付番号で呼んで" in last


def test_開催通知と議事録の番号も_その人の部と同じ(desk: Desk, three: Meeting) -> None:
    numbers = [case.case_no for _, case in matrix(desk, three.id).items]
    notice = text_of(draw_paper(desk, "notice", three.id).letters[1].data)
    assert f"議題2　プラン策定({numbers[2]})" in notice
    assert "議題3" not in notice
    minutes = text_of(draw_paper(desk, "minutes-copy", three.id).letters[1].data).replace("　", "")
    assert "議題3" not in minutes
    assert numbers[1] not in minutes
    whole = text_of(draw_paper(desk, "minutes", three.id).letters[0].data).replace("　", "")
    assert "議題3" in whole


def test_開会の文は_手元の部の議題だけの同意を言う(desk: Desk) -> None:
    barred = agreed(desk, 0, agencies="社会福祉協議会")
    meeting = meeting_of(desk, "重層的支援会議", barred)
    first, second, _ = copies(desk, meeting)
    assert "お手元の資料にある議題は、ご本人から情報共有の同意を得ています" in first
    assert "同意を得ています" not in second
    sealed = meeting_of(desk, "支援会議", agreed(desk, 1))
    item = matrix(desk, sealed.id).items[0][0]
    choose(desk, sealed.id, sealed.attendees[1], item.id, list(Part), shown=False)
    assert "法律による守秘義務があります" in copies(desk, sealed)[1]
