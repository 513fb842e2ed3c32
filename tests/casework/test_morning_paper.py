"""朝の一枚: 机に置く紙なので、画面より狭い。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
from openpyxl import load_workbook

from jusou_desk.casework.case import drafts, intake, progress, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.morning_paper import hand_out_morning, morning_paper
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.models.records import Case, Meeting, PacketCopy, Person
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Overlay, Purpose
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import MovableClock
from tests.casework.test_papers import pdf_text, xlsx_text


def received(desk: Desk, name: str = "三隅　かよ", **more: Any) -> Case:
    values = {"received_on": desk.today(), "person_name": name, "consent": "未取得"}
    return intake.receive(desk, values | more).case


def texts(desk: Desk) -> tuple[str, str]:
    xlsx, pdf = morning_paper(desk)
    return xlsx_text(xlsx.data), pdf_text(pdf.data).replace("\n", "")


def test_今日の行が_急ぎと期限となぜを添えて_印を付ける升と並ぶ(desk: Desk) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today() - timedelta(days=2), case_id=case.id)
    drafts.keep(desk, "intake:new", {"content": "途中"})
    for text in texts(desk):
        for words in (
            "令和8年11月20日(金)",
            "大田　文江",
            "過ぎた 1件",
            "R8.11.18",
            f"{case.case_no}　三隅　かよ",
            "配食を頼む",
            "2日過ぎて",
            "□",
            "新しい相談受付の打ちかけ",
        ):
            assert words in text
        assert "{{" not in text


def test_なぜの升で_機関と人の名の途中で行が替わらない(desk: Desk) -> None:
    case = received(desk)
    what = tasks.add_task(desk, "分納の相談に同行する", desk.today(), case_id=case.id)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(what, agency="長門市社会福祉協議会", person="平田　賢治"))
    (line,) = [one for one in due_lines(desk) if one.task_id == what.id]
    assert line.why == "今日が期日(担当 長門市社会福祉協議会・平田　賢治)", "画面では一続き"
    xlsx, pdf = morning_paper(desk)
    (sheet,) = load_workbook(io.BytesIO(xlsx.data)).worksheets
    whys = [str(c.value) for row in sheet.iter_rows() for c in row if "平田" in str(c.value)]
    assert whys == ["今日が期日\n担当 長門市社会福祉協議会\n平田　賢治"]
    assert " 平田　賢治 " in pdf_text(pdf.data), "名だけの行になる"


def test_戻らない部の行は_控番だけを挙げ_升を伸ばさない(desk: Desk) -> None:
    hold(desk, MeetingKind.PLAN, copies=9)
    (line,) = [one for one in due_lines(desk) if "戻っていません" in one.what]
    assert "控番8（学校）" in line.why, "画面では機関も言う"
    xlsx, _ = morning_paper(desk)
    (sheet,) = load_workbook(io.BytesIO(xlsx.data)).worksheets
    (why,) = [str(c.value) for row in sheet.iter_rows() for c in row if "控番" in str(c.value)]
    assert why.splitlines()[1:] == ["控番1・2・3・4・5・6・7・8 ほか1部"]


def test_行の無い日も_無いと刷る(desk: Desk) -> None:
    for text in texts(desk):
        assert "期日の来ているものはありません。" in text
    (pdf,) = [one for one in morning_paper(desk) if one.name.endswith(".pdf")]
    assert len(pypdf.PdfReader(io.BytesIO(pdf.data)).pages) == 1


def hold_quietly(desk: Desk) -> None:
    """配った資料の戻っていない、済んだ支援会議。"""
    hold(desk, MeetingKind.SUPPORT)


def hold(desk: Desk, kind: MeetingKind, copies: int = 1) -> None:
    """配った資料の戻っていない、済んだ会議。"""
    body = next(one for one in desk.town.bodies if kind in one.kinds)
    sealed = kind is MeetingKind.SUPPORT
    mark: dict[str, Any] = {"lane": Lane.SEALED, "body_id": body.id} if sealed else {}
    with desk.writing(Purpose.SUPPORT_MEETING if sealed else Purpose.PLAN_MEETING) as work:
        met = Meeting(
            meeting_no="M-1",
            body_name=body.name,
            kind=kind,
            held_on=desk.today() - timedelta(days=1),
        )
        met = work.meetings.put(replace(met, **mark))
        for number in range(1, copies + 1):
            copy = PacketCopy(
                meeting_id=met.id,
                copy_no=number,
                copies=copies,
                agency="学校",
                name="",
                issued_at=desk.now(),
                issued_by=desk.me.name,
                digest="0" * 64,
                handed_on=met.held_on,
            )
            work.copies.put(replace(copy, **mark))


def test_支援会議のことは_番号も件数も載らない(desk: Desk) -> None:
    quiet = texts(desk)
    hold_quietly(desk)
    assert any("戻っていません" in one.what for one in due_lines(desk))
    sealed = received(desk, "秘田　守", lane=Lane.SEALED.label, urgency="緊急")
    tasks.add_task(desk, "内密に見に行く", desk.today(), case_id=sealed.id)
    drafts.keep(desk, "intake:new", {"content": "途中"}, sealed=True)
    assert [one for one in due_lines(desk) if one.place == "sealed_case"]
    assert texts(desk) == quiet, "支援会議の件があってもなくても、紙は一字も変わらない"
    assert not any(sealed.id in file.case_ids for file in morning_paper(desk))


def test_普段の相談の_支援会議で書いた経過は_紙の接触に数えない(
    desk: Desk, clock: MovableClock
) -> None:
    case = received(desk)
    clock.pass_days(20)
    note = {"noted_on": desk.today(), "content": "秘", "lane": Lane.SEALED.label}
    progress.add_note(desk, case.id, note)
    assert not [one for one in due_lines(desk) if "接触がありません" in one.what]
    for text in texts(desk):
        assert "20日接触がありません" in text


def protect(desk: Desk, person_id: str) -> None:
    account = Account(
        ground="配偶者からの暴力", since=desk.today(), until=desk.today() + timedelta(days=3)
    )
    protecting.set_protection(desk, person_id, account)


def test_居場所を伏せる人は番号だけで_打った文と機関の名も載らない(desk: Desk) -> None:
    case = received(desk, address="長門市（架空）灯台通り九番地")
    what = tasks.add_task(desk, "かよさんの避難先に電話", desk.today(), case_id=case.id)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(what, agency="みなと避難所"))
    note = {
        "noted_on": desk.today() - timedelta(days=3),
        "content": "話した。",
        "next_step": "灯台通りの部屋へ",
        "due_on": desk.today(),
    }
    progress.add_note(desk, case.id, note)
    for text in texts(desk):
        assert "三隅　かよ" in text
        assert "かよさんの避難先に電話" in text
    protect(desk, case.person_id)
    for text in texts(desk):
        for secret in ("三隅", "かよ", "避難", "灯台"):
            assert secret not in text
        for words in (case.case_no, "仕事", "今後の対応", "支援措置の期限"):
            assert words in text


def test_相談の無い人の支援措置は_氏名を載せない(desk: Desk) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.put(Person(person_no="P0099", name="三隅　かよ"))
    protect(desk, person.id)
    assert any("三隅" in one.what for one in due_lines(desk)), "画面では氏名で言う"
    for text in texts(desk):
        assert "三隅" not in text
        assert "支援措置の期限" in text


def test_本人に伏せる経過の_今後の対応は_中身を刷らない(desk: Desk) -> None:
    case = received(desk)
    note = {
        "noted_on": desk.today() - timedelta(days=1),
        "content": "父のこと。",
        "next_step": "父に会う",
        "due_on": desk.today(),
    }
    progress.add_note(desk, case.id, note, overlays=(Overlay.FROM_PERSON,))
    for text in texts(desk):
        assert "父に会う" not in text
        assert "三隅　かよ" in text
        assert "今後の対応" in text


def test_誰から聞いたかは載らない(desk: Desk) -> None:
    case = received(desk, visitor="隣野　光", route="近隣", informant_withheld=True)
    tasks.add_task(desk, "隣野さんに様子を聞く", desk.today(), case_id=case.id)
    for text in texts(desk):
        assert "隣野" not in text


def test_事務所の手入れのことは載らない(outsider: Desk) -> None:
    assert any("パスワード" in one.what for one in due_lines(outsider))
    for text in texts(outsider):
        assert "パスワード" not in text


def test_縦の紙一頁に_危ない順に載るだけを刷り_残りは数を言う(desk: Desk) -> None:
    for number in range(60):
        name = f"勘解由小路アレクサンドラマリア　フランシスカ・𠮷之進左衛門{number}"
        case = received(desk, name)
        overdue = desk.today() - timedelta(days=60 - number)
        tasks.add_task(desk, f"用事{number}番。" * 5, overdue, case_id=case.id)
    xlsx, pdf = morning_paper(desk)
    assert not pdf.problems
    (page,) = pypdf.PdfReader(io.BytesIO(pdf.data)).pages
    assert page.mediabox.width < page.mediabox.height
    words = pdf_text(pdf.data).replace("\n", "")
    for told in ("令和8年11月20日", "大田　文江", "だれの何", "過ぎた 60件"):
        assert told in words
    shown = [n for n in range(60) if f"用事{n}番" in words]
    assert len(shown) > 5
    assert shown == list(range(shown[0], 60)), "新しく過ぎたものから載る"
    for text in (words, xlsx_text(xlsx.data)):
        assert f"ほか{len(due_lines(desk)) - len(shown)}件" in text
    (sheet,) = load_workbook(resource("layouts", "morning.xlsx")).worksheets
    assert sheet.page_margins.left * 25.4 >= 25


def test_一頁に載る日は_ほかとは言わない(desk: Desk) -> None:
    tasks.add_task(desk, "電話する", desk.today(), case_id=received(desk).id)
    for text in texts(desk):
        assert "ほか" not in text


def test_出すと監査に残り_控は一行だけで_相談の紙にはならない(desk: Desk, tmp_path: Path) -> None:
    case = received(desk)
    tasks.add_task(desk, "電話する", desk.today(), case_id=case.id)
    paths = hand_out_morning(desk, tmp_path / "out")
    assert [path.name for path in paths] == ["morning.xlsx", "morning.pdf"]
    with desk.reading(Purpose.CASEWORK) as work:
        issued = work.issued.where()
        entries = work.audit.entries(newest=4)
        kept = [work.issued_files.get(one) for one in issued]
    assert {one.title for one in issued} == {"朝の一枚"}
    assert kept == [None, None]
    assert issued_for_case(desk, case.id) == ()
    assert any("morning" in one.subject for one in entries)


def test_次の朝も同じフォルダに出せ_前の日の紙と替わる(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    hand_out_morning(desk, tmp_path / "out")
    clock.pass_days(1)
    _, pdf = hand_out_morning(desk, tmp_path / "out")
    assert "令和8年11月21日" in pdf_text(pdf.read_bytes())
