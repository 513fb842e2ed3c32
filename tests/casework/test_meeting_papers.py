"""会議の前後の紙: 誓約書、開催通知、情報提供依頼書、議事録。誰の紙に何が載り、何が載らないか。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from jusou_desk.casework.case import consent, meeting_doors
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings, members
from jusou_desk.casework.meeting.packet_matrix import Matrix, choose, matrix
from jusou_desk.casework.outgoing.exporting import PRINTED
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.meeting_papers import (
    PAPERS,
    DrawnPaper,
    draw_paper,
    draw_pledges,
    hand_out_paper,
    note_paper_printing,
    paper_kind,
)
from jusou_desk.casework.wording import change_word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Attendee, CopyException, Decision, Meeting, Part
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import MovableClock
from tests.casework.test_one_case import phone_call
from tests.casework.test_packet_press import AGENCIES, NAMES, agreed, meeting_of, text_of
from tests.casework.test_spending import komatsu

__all__ = ["komatsu"]

FACT = ("床の穴は玄関から奥まで", "夜は庭に明かりがつく")
GUESS = ("お金の管理が難しいかもしれない", "眠れていないかもしれない")
DECIDED = ("床を直す業者を頼む", "夜の見守りを始める")
NEXT = ("見積りを持ち寄る", "日誌を持ち寄る")
SUPPORT = "support_meeting"


def plan_case(desk: Desk) -> Meeting:
    return written(desk, meeting_of(desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1)))


def support_case(desk: Desk) -> Meeting:
    return written(desk, meeting_of(desk, "支援会議", agreed(desk, 0), agreed(desk, 1)))


def written(desk: Desk, meeting: Meeting) -> Meeting:
    """二つの議題に結果を書いた会議。"""
    for n, (item, _) in enumerate(meetings.meeting_page(desk, meeting.id).items):
        meetings.write_decisions(
            desk,
            item.id,
            meeting.id,
            findings=FACT[n],
            guesses=GUESS[n],
            decision=DECIDED[n],
            next_step=NEXT[n],
            lead_agency=AGENCIES[0],
            decisions=(
                Decision(what=f"すること{n}", agency=AGENCIES[1], due_on=date(2026, 12, 1)),
            ),
        )
    return meeting_doors.find_meeting(desk, meeting.id)


def flat(data: bytes) -> str:
    return text_of(data).replace("　", "").replace(" ", "")


def texts(paper: DrawnPaper) -> list[str]:
    return [flat(one.data) for one in paper.letters]


def pages(paper: DrawnPaper) -> int:
    return len(pypdf.PdfReader(io.BytesIO(paper.whole)).pages)


def word_of(words: str) -> str:
    return words.replace("　", "").replace(" ", "")


# --- 誓約書 -----------------------------------------------------------------


def test_名簿の誓約書は一人一枚で_宛名_会議_根拠_期間が入る(desk: Desk) -> None:
    rows = [
        members.new_member(desk, SUPPORT, AGENCIES[0], "架空　いち", post="係長"),
        members.new_member(desk, SUPPORT, AGENCIES[1], "架空　に", pledge="都度"),
    ]
    kept = members.save_register(desk, SUPPORT, rows)
    paper = draw_pledges(desk, SUPPORT)
    whole, each = texts(paper)
    assert pages(paper) == 2
    for words in (
        "長門市長様",
        "長門市包括的支援会議",
        "社会福祉法第106条の6第5項",
        "職を離れた後も同じ",
        "複写せず、持ち出さず",
        "返却します",
        "罰則があることを理解",
    ):
        assert words in whole
    assert "令和8年4月1日から退くまで" in whole
    assert "任期の間の誓約(包括)" in whole
    assert "この回の誓約(都度)" in each
    assert "架空いち" in whole
    assert "架空いち" not in each
    (one,) = draw_pledges(desk, SUPPORT, (kept[1].id,)).letters
    assert "架空に" in flat(one.data)


def test_会議の誓約書は_誓約の済んでいない出席者の分だけ(desk: Desk) -> None:
    meeting = support_case(desk)
    first, *others = meeting.attendees
    meetings.invite(desk, meeting.id, [replace(first, pledged_on=desk.today()), *others])
    paper = draw_paper(desk, "pledge", meeting.id)
    receivers = [(one.receiver, one.receiver_name) for one in paper.letters]
    assert receivers == [(one.agency, one.name) for one in others]
    assert all(f"({meeting.meeting_no})" in text for text in texts(paper))
    meetings.invite(
        desk, meeting.id, [replace(one, pledged_on=desk.today()) for one in meeting.attendees]
    )
    with pytest.raises(BadInput, match="誓約書の要る出席者がいません"):
        draw_paper(desk, "pledge", meeting.id)


def test_支援会議のほかの誓約書は_法の守秘義務を言わない(desk: Desk) -> None:
    (text, *_) = texts(draw_paper(desk, "pledge", plan_case(desk).id))
    assert "106条の6" not in text
    assert "罰則" not in text
    assert "本人の同意の範囲を超えて使わず" in text


# --- 開催通知 ---------------------------------------------------------------


def test_支援会議の通知は_件数だけで_番号も名前も内容も載らない(desk: Desk) -> None:
    meeting = support_case(desk)
    paper = draw_paper(desk, "notice", meeting.id)
    assert pages(paper) == len(meeting.attendees)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        numbers = [case.case_no for case in work.cases.where()]
    for one, text in zip(meeting.attendees, texts(paper), strict=True):
        assert one.agency in text
        assert f"{word_of(one.name)}様" in text
        assert "個別の検討2件" in text
        assert "第一会議室" in text
        for secret in (*NAMES, *FACT, *DECIDED, *numbers, "プラン策定"):
            assert word_of(secret) not in text
        # ほかに誰が来るかも載せない。
        others = [word_of(o.name) for o in meeting.attendees if o.name != one.name]
        assert not [name for name in others if name in text]


def test_通知の電話は事務所のもので_分からなければ行ごと無い(desk: Desk) -> None:
    meeting = plan_case(desk)
    assert all("電話" not in text for text in texts(draw_paper(desk, "notice", meeting.id)))
    change_word(desk, "office_phone", "050-0000-0100")
    told = texts(draw_paper(desk, "notice", meeting.id))
    assert all("電話050-0000-0100" in text for text in told)


def test_議題を限って出る人の通知は_その人の件数(desk: Desk) -> None:
    meeting = support_case(desk)
    first, *others = meeting.attendees
    meetings.invite(desk, meeting.id, [replace(first, role="議題1のみ"), *others])
    counts = ["1件" in text for text in texts(draw_paper(desk, "notice", meeting.id))]
    assert counts == [True, False, False]


def test_同意のある会議の通知は_受付番号まで_提供先に無い機関には当日言う(desk: Desk) -> None:
    meeting = meeting_of(
        desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1, agencies="社会福祉協議会")
    )
    numbers = [case.case_no for _, case in meetings.meeting_page(desk, meeting.id).items]
    first, second, third = texts(draw_paper(desk, "notice", meeting.id))
    for text in (first, second, third):
        assert not [name for name in NAMES if word_of(name) in text]
        assert f"議題1プラン策定({numbers[0]})" in text
    assert numbers[1] in first
    assert numbers[1] not in second
    assert numbers[1] in third


def test_通知を出すと会議に通知日が残り_刷っても残る(desk: Desk, tmp_path: Path) -> None:
    meeting = support_case(desk)
    paper = draw_paper(desk, "notice", meeting.id)
    assert meeting_doors.find_meeting(desk, meeting.id).noticed_on is None
    (path,) = hand_out_paper(desk, paper, tmp_path)
    assert path.name == "notice.pdf"
    assert meeting_doors.find_meeting(desk, meeting.id).noticed_on == desk.today()
    other = plan_case(desk)
    printed = draw_paper(desk, "notice", other.id)
    note_paper_printing(desk, printed, "印刷の開始")
    assert meeting_doors.find_meeting(desk, other.id).noticed_on is None
    note_paper_printing(desk, printed, PRINTED)
    assert meeting_doors.find_meeting(desk, other.id).noticed_on == desk.today()


def test_誓約書を出しても通知日は付かない(desk: Desk, tmp_path: Path) -> None:
    meeting = support_case(desk)
    hand_out_paper(desk, draw_paper(desk, "pledge", meeting.id), tmp_path)
    assert meeting_doors.find_meeting(desk, meeting.id).noticed_on is None


# --- 情報提供依頼書 ---------------------------------------------------------


def request_in(desk: Desk, meeting: Meeting, **more: Any) -> str:
    case = meetings.meeting_page(desk, meeting.id).items[0][1]
    due = desk.today() + timedelta(days=7)
    return info_requests.ask(
        desk, meeting.id, case.id, "架空病院", "受診の有無", due_on=due, way="手渡し", **more
    ).id


def test_依頼書と回答書に_求めることと期限と対象者が入る(desk: Desk) -> None:
    meeting = support_case(desk)
    request_in(desk, meeting, purpose="見守りの分担", person="同居の父")
    (paper,) = draw_paper(desk, "info-request", meeting.id).letters
    ask, reply = (
        word_of(page.extract_text().replace("\n", ""))
        for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages
    )
    for words in ("R8-依頼-01", "架空病院", "受診の有無", "同居の父", word_of(NAMES[0]), "手渡し"):
        assert words in ask
        assert words in reply
    assert "架空病院御中" in ask
    assert "社会福祉法第106条の6第3項" in ask
    assert "見守りの分担" in ask
    assert "長門市長様" in reply
    assert "㊙" in ask
    assert word_of(NAMES[1]) not in ask
    assert paper.receiver == "架空病院"


def test_依頼書は選んだもの_選ばなければ回答の無いもの(desk: Desk) -> None:
    meeting = support_case(desk)
    done, waiting = request_in(desk, meeting), request_in(desk, meeting)
    info_requests.answer(desk, done, "ある", desk.today())
    assert "R8-依頼-02" in texts(draw_paper(desk, "info-request", meeting.id))[0]
    (chosen,) = texts(draw_paper(desk, "info-request", meeting.id, (done,)))
    assert "R8-依頼-01" in chosen
    info_requests.answer(desk, waiting, "ない", desk.today())
    with pytest.raises(BadInput, match="刷る依頼がありません"):
        draw_paper(desk, "info-request", meeting.id)


# --- 議事録 -----------------------------------------------------------------


def test_議事録は議題ごとに_事実と推測と決定と次回を分ける(desk: Desk) -> None:
    paper = draw_paper(desk, "minutes", plan_case(desk).id)
    assert pages(paper) == 3
    (text,) = texts(paper)
    for words in (*FACT, *GUESS, *DECIDED, *NEXT, "すること0", "すること1"):
        assert words in text
    # 出た機関は書き、誰が言ったかは書かない。
    for one in paper.subject.sitting.attendees:
        assert one.agency in text
        assert word_of(one.name) not in text
    (book,) = paper.books
    sheets = openpyxl.load_workbook(io.BytesIO(book.data)).worksheets
    assert [sheet.title for sheet in sheets] == ["議事録", "議題1", "議題2"]
    for number, sheet in enumerate(sheets[1:]):
        words = "".join(str(cell.value or "") for line in sheet.iter_rows() for cell in line)
        assert FACT[number] in words
        assert FACT[1 - number] not in words


def test_部を渡していない人だけの機関は_出席した機関に載らず_そう言う(desk: Desk) -> None:
    meeting = plan_case(desk)
    copies = packets.print_packet(desk, meeting.id)[0].copies
    for copy in copies[:-1]:
        packets.mark_copy(desk, copy, handed_on=desk.today())
    away = packets.except_copy(desk, copies[-1], CopyException.NOT_HANDED)
    for name in ("minutes", "minutes-copy"):
        paper = draw_paper(desk, name, meeting.id)
        others = [one for one in paper.letters if one.receiver_name != away.name]
        assert all(word_of(away.agency) not in flat(one.data) for one in others)
        assert any(
            f"「{away.agency}」は、部を「渡していない」としたので" in p for p in paper.problems
        )
    packets.except_copy(desk, away, CopyException.NONE)
    paper = draw_paper(desk, "minutes", meeting.id)
    assert word_of(away.agency) in texts(paper)[0]
    assert not any("渡していない" in words for words in paper.problems)


def test_同じ機関から一人でも来れば_出席した機関に載る(desk: Desk) -> None:
    meeting = plan_case(desk)
    first = meeting.attendees[-1]
    both = (*meeting.attendees, replace(first, name="架空　べつ"))
    meetings.invite(desk, meeting.id, both)
    copies = packets.print_packet(desk, meeting.id)[0].copies
    packets.except_copy(desk, copies[-1], CopyException.NOT_HANDED)
    paper = draw_paper(desk, "minutes", meeting.id)
    assert word_of(first.agency) in texts(paper)[0]
    assert not any("渡していない" in words for words in paper.problems)


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_資料の表で渡さない議題は_その人の議事録に無い(desk: Desk, kind: str) -> None:
    meeting = plan_case(desk) if kind == "重層的支援会議" else support_case(desk)
    second = matrix(desk, meeting.id).items[1][0]
    choose(desk, meeting.id, meeting.attendees[1], second.id, [Part.DECISIONS], shown=False)
    for place, text in enumerate(texts(draw_paper(desk, "minutes-copy", meeting.id))):
        assert FACT[0] in text
        for words in (FACT, GUESS, DECIDED, NEXT):
            assert (words[1] in text) is (place != 1)
    assert all(words in texts(draw_paper(desk, "minutes", meeting.id))[0] for words in FACT)


def test_提供先に無い機関の議事録に_その議題は載らない(desk: Desk) -> None:
    meeting = written(
        desk,
        meeting_of(
            desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1, agencies="社会福祉協議会")
        ),
    )
    shown = [FACT[1] in text for text in texts(draw_paper(desk, "minutes-copy", meeting.id))]
    assert shown == [True, False, True]


def test_資料の表の壁が無くても_提供先に無い機関の紙に議題は載らない(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = written(
        desk,
        meeting_of(
            desk, "重層的支援会議", agreed(desk, 0), agreed(desk, 1, agencies="社会福祉協議会")
        ),
    )
    number = meetings.meeting_page(desk, meeting.id).items[1][1].case_no
    monkeypatch.setattr(Matrix, "shows", lambda *_: True)
    for name, words in (("minutes-copy", FACT[1]), ("notice", number)):
        paper = draw_paper(desk, name, meeting.id)
        assert [words in text for text in texts(paper)] == [True, False, True]
        assert "議題1件を載せていません" in paper.problems[0]


def test_渡せる議題の無い人の議事録は作らない(desk: Desk) -> None:
    meeting = support_case(desk)
    for item, _ in matrix(desk, meeting.id).items:
        choose(desk, meeting.id, meeting.attendees[0], item.id, [Part.DECISIONS], shown=False)
    paper = draw_paper(desk, "minutes-copy", meeting.id)
    assert [one.receiver for one in paper.letters] == list(AGENCIES[1:])


def test_同意が撤回された議題は議事録から落ち_そのことを言う(desk: Desk) -> None:
    meeting = plan_case(desk)
    case = matrix(desk, meeting.id).items[1][1]
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    paper = draw_paper(desk, "minutes", meeting.id)
    (text,) = texts(paper)
    assert FACT[0] in text
    assert not [w for w in (FACT[1], GUESS[1], DECIDED[1], NEXT[1], case.case_no) if w in text]
    assert paper.problems == ("この紙には、本人の同意の外なので、議題1件を載せていません。",)


# --- 外へ出る口と、見えない人 -------------------------------------------------


@pytest.mark.parametrize("name", [kind.name for kind in PAPERS])
def test_どの紙も監査に残り_支援会議の紙の行は従事者だけが読める(
    desk: Desk, outsider: Desk, tmp_path: Path, name: str
) -> None:
    meeting = support_case(desk)
    request_in(desk, meeting)
    paper = draw_paper(desk, name, meeting.id)
    assert paper.problems == ()
    written_files = hand_out_paper(desk, paper, tmp_path)
    assert [path.name for path in written_files] == [file.name for file in paper.files]
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        told = [e for e in work.audit.entries() if meeting.meeting_no in e.subject]
        issued = work.issued.where(meeting_id=meeting.id)
    assert {e.action for e in told} >= {"出力の開始(支援会議)", "出力の完了(支援会議)"}
    assert issued
    assert all(one.sealed for one in issued)
    with outsider.reading(Purpose.CASEWORK) as work:
        words = "".join(f"{e.action}{e.subject}{e.detail}" for e in work.audit.entries())
        assert work.issued.where() == ()
    assert meeting.meeting_no not in words
    assert name not in words


@pytest.mark.parametrize("name", [kind.name for kind in PAPERS])
def test_従事していない職員には_支援会議の紙が一つも作れない(
    desk: Desk, outsider: Desk, name: str
) -> None:
    meeting = support_case(desk)
    request_in(desk, meeting)
    with pytest.raises(BadInput, match="見つかりません"):
        draw_paper(outsider, name, meeting.id)
    with pytest.raises(Refused, match="従事者ではない"):
        draw_pledges(outsider, SUPPORT)


def test_知らない紙と出席者のいない会議は断る(desk: Desk) -> None:
    with pytest.raises(BadInput, match="その名前の紙はありません"):
        paper_kind("poster")
    meeting = meetings.convene(desk, SUPPORT, desk.today())
    for name in ("notice", "minutes-copy", "pledge"):
        with pytest.raises(BadInput):
            draw_paper(desk, name, meeting.id)
    meetings.invite(desk, meeting.id, [Attendee(agency="架空病院", name="架空　ご")])
    with pytest.raises(BadInput, match="載せられる議題"):
        draw_paper(desk, "minutes-copy", meeting.id)


def test_居場所を伏せる人の住所は_依頼書にも議事録にも出ない(desk: Desk) -> None:
    place = "長門市（架空）西深川99番地"
    case = phone_call(desk, address=place, address_concealed=True)
    meeting = meeting_of(desk, "支援会議", case.id)
    (item, _) = meetings.meeting_page(desk, meeting.id).items[0]
    meetings.write_decisions(
        desk,
        item.id,
        meeting.id,
        findings=f"{place}へ移った",
        decision="見守る",
        lead_agency=AGENCIES[0],
        decisions=(),
    )
    info_requests.ask(desk, meeting.id, case.id, "架空病院", f"{place}での様子")
    for name in ("info-request", "minutes", "minutes-copy"):
        for text in texts(draw_paper(desk, name, meeting.id)):
            assert "西深川" not in text
            assert "秘匿" in text


def test_住所の無い人でも_伏せる人の住所の欄は伏せる(desk: Desk) -> None:
    case = phone_call(desk, address="", address_concealed=True)
    meeting = meeting_of(desk, "支援会議", case.id)
    info_requests.ask(desk, meeting.id, case.id, "架空病院", "受診の有無")
    (text,) = texts(draw_paper(desk, "info-request", meeting.id))
    assert "住所秘匿" in text


def test_終わっていない会議の議事録は案で_出席予定の機関と刷る(
    desk: Desk, clock: MovableClock
) -> None:
    meeting = plan_case(desk)
    (before,) = texts(draw_paper(desk, "minutes", meeting.id))
    assert "議事録（案）" in before
    assert "出席予定の機関" in before
    clock.pass_days(1)
    (after,) = texts(draw_paper(desk, "minutes", meeting.id))
    assert "（案）" not in after
    assert "出席した機関" in after


def test_終わっても結果の無い議事録は案のまま(desk: Desk, clock: MovableClock) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    clock.pass_days(1)
    (text,) = texts(draw_paper(desk, "minutes", meeting.id))
    assert "議事録（案）" in text
    assert "出席した機関" in text


def test_主催が総称の会議の通知は_問合せ先を町にする(komatsu: Desk) -> None:
    body = next(one for one in komatsu.town.support_bodies if one.id == "section_meeting")
    seat = Attendee(agency="学校", name="蓮井　剛志")
    meeting = meetings.convene(
        komatsu, body.id, komatsu.today(), kind=MeetingKind.SUPPORT, attendees=(seat,)
    )
    (text,) = texts(draw_paper(komatsu, "notice", meeting.id))
    assert body.host not in text
    assert "問合せ先小松市" in text


def test_司会の欄が空でも_役割が司会の出席者の名が議事録に載る(desk: Desk) -> None:
    meeting = plan_case(desk)
    first, *others = meeting.attendees
    meetings.change_meeting(desk, replace(meeting, chair=""))
    meetings.invite(desk, meeting.id, [replace(first, role="司会"), *others])
    assert f"司会{word_of(first.name)}" in texts(draw_paper(desk, "minutes", meeting.id))[0]
