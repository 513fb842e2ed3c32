"""議題の検討することと確認した事実は別の欄。会議の前に書いたことが、確かめた事実として紙に載らない。"""

from __future__ import annotations

import io

import pypdf
import pytest

from jusou_desk.casework.case import meeting_doors, plans, tasks, timeline
from jusou_desk.casework.case.basket import KEPT_DAYS
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import agenda_changes, meetings
from jusou_desk.casework.printing.meeting_papers import draw_paper
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.secrecy import transfers
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Decision, Meeting, PlanAction
from jusou_desk.policy import Overlay
from tests.casework.conftest import MovableClock
from tests.casework.test_meeting_papers import texts, word_of
from tests.casework.test_packet_press import agreed, meeting_of
from tests.casework.test_transfers import consented, received

TOPIC, FACT = "長男への関わり方をどうするか", "夜は庭に明かりがつく"


@pytest.fixture(params=["重層的支援会議", "支援会議"])
def meeting(desk: Desk, request: pytest.FixtureRequest) -> Meeting:
    return meeting_of(desk, request.param, agreed(desk, 0), agreed(desk, 1))


def first(desk: Desk, meeting: Meeting) -> AgendaItem:
    return meetings.meeting_page(desk, meeting.id).items[0][0]


def topic_put(desk: Desk, meeting: Meeting) -> AgendaItem:
    item = first(desk, meeting)
    return agenda_changes.change_item(desk, item, item.aim, TOPIC)


def write(desk: Desk, item: AgendaItem) -> AgendaItem:
    return meetings.write_decisions(
        desk,
        item.id,
        item.meeting_id,
        findings=FACT,
        guesses="眠れていないかもしれない",
        decision="水曜に訪ねる",
        next_step="日誌を持ち寄る",
        lead_agency="社協",
        decisions=(Decision(what="郵便受けを見る", due_on=desk.today()),),
        overlays=(Overlay.FROM_PERSON,),
    )


# --- 紙 ---------------------------------------------------------------------


def pages_of(paper: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(paper))
    return [page.extract_text().replace("\n", "") for page in reader.pages]


def sheet_after(text: str, title: str, until: str) -> str:
    """``title`` の後、``until`` までの文。"""
    return text.partition(title)[2].partition(until)[0]


def test_会議の前の決定事項の紙には_検討することと空の欄だけがある(
    desk: Desk, meeting: Meeting
) -> None:
    topic_put(desk, meeting)
    pages = [word_of(page) for page in pages_of(Press(desk, meeting.id).copy(1))]
    (decisions,) = (page for page in pages if "いつまでに" in page and TOPIC in page)
    assert sheet_after(decisions, "検討すること", "確認した事実") == TOPIC
    assert sheet_after(decisions, "確認した事実", "決定事項") == ""
    assert sum(TOPIC in page for page in pages) == 2, "ほかに載るのは事例票だけ"


@pytest.mark.parametrize(
    ("support", "said"), [("", "役割分担表のとおり"), ("通院に付き添う", "通院に付き添う")]
)
def test_事例票の支援内容は_書いていなければ同じ綴りの役割分担表を指す(
    desk: Desk, support: str, said: str
) -> None:
    case_id = agreed(desk, 0)
    values = {"kind": "多機関協働", "made_on": desk.today(), "goal": "通う", "support": support}
    plans.write_plan(desk, case_id, values, (PlanAction(what="家計の相談"),))
    copy = Press(desk, meeting_of(desk, "重層的支援会議", case_id).id).copy(1)
    (page,) = (words for words in pages_of(copy) if "支援内容" in words and "事例票" in words[:60])
    assert sheet_after(word_of(page), "支援内容", "期間") == said


def test_会議の後の紙では_検討することと確認した事実が別の欄に載る(
    desk: Desk, meeting: Meeting
) -> None:
    write(desk, topic_put(desk, meeting))
    (minutes,) = texts(draw_paper(desk, "minutes", meeting.id))
    topic = sheet_after(minutes, "検討すること", "確認した事実")
    fact = sheet_after(minutes, "確認した事実", "推測")
    assert (TOPIC in topic, FACT in topic) == (True, False)
    assert (TOPIC in fact, FACT in fact) == (False, True)


# --- 書く・直す・戻す --------------------------------------------------------------


def test_結果を書いても検討することは残り_検討することを直しても結果は残る(
    desk: Desk, meeting: Meeting
) -> None:
    written = write(desk, topic_put(desk, meeting))
    assert (written.summary, written.findings) == (TOPIC, FACT)
    changed = agenda_changes.change_item(desk, written, "情報共有", "住まいのこと")
    assert (changed.aim, changed.summary) == ("情報共有", "住まいのこと")
    assert (changed.findings, changed.decisions) == (FACT, written.decisions)
    assert (changed.overlays, changed.lane) == (written.overlays, meeting.lane)


def test_外した議題は_結果も伏せ方も外したときのまま戻る(desk: Desk, meeting: Meeting) -> None:
    written = write(desk, topic_put(desk, meeting))
    meetings.take_off_agenda(desk, written)
    assert agenda_changes.put_back(desk, written) == written
    assert first(desk, meeting) == written
    with desk.reading(meeting_doors.purpose_of_kind(meeting.kind)) as work:
        (task,) = work.tasks.where(origin=written.id)
    tasks.finish(desk, task.id)
    with pytest.raises(BadInput, match="既にこの会議の議題"):
        agenda_changes.put_back(desk, written)


def test_外した議題は_三十日の間_会議の頁から結果ごと戻せる(
    desk: Desk, meeting: Meeting, clock: MovableClock
) -> None:
    written = write(desk, topic_put(desk, meeting))
    meetings.take_off_agenda(desk, written)
    (gone,) = agenda_changes.taken_off(desk, meeting)
    assert FACT not in gone.words
    assert agenda_changes.put_back(desk, gone.item) == written
    assert not agenda_changes.taken_off(desk, meeting)
    meetings.take_off_agenda(desk, written)
    clock.pass_days(KEPT_DAYS + 1)
    assert not agenda_changes.taken_off(desk, meeting)


def test_外している間に番号が使われていれば_次の番号で戻る(desk: Desk, meeting: Meeting) -> None:
    page = meetings.meeting_page(desk, meeting.id)
    last = page.items[-1][0]
    meetings.take_off_agenda(desk, last)
    another = received(desk)
    consented(desk, another)
    added = meetings.put_on_agenda(desk, meeting.id, another.id, "情報共有")
    assert added.item_no == last.item_no
    assert agenda_changes.put_back(desk, last).item_no == "3"


def test_相談の頁では_検討することと確認した事実が分かれて読める(desk: Desk) -> None:
    case_id = agreed(desk, 0)
    met = meeting_of(desk, "重層的支援会議", case_id)
    write(desk, topic_put(desk, met))
    shown = timeline.timeline(case_page(desk, case_id))
    (one,) = (h for h in shown if h.kind is timeline.Happened.MEETING)
    assert one.body == f"{TOPIC}\n確認した事実: {FACT}\n決定: 水曜に訪ねる"


# --- 移替え -----------------------------------------------------------------


def test_検討することは_支援会議で確認した事実として移せない(desk: Desk) -> None:
    made = received(desk)
    consented(desk, made)
    met = meeting_of(desk, "支援会議", made.id)
    topic_put(desk, met)
    assert transfers.overview(desk, made.id).facts == ()
    write(desk, first(desk, met))
    words = [one.words for one in transfers.overview(desk, made.id).facts]
    assert FACT in words
    assert TOPIC not in words
