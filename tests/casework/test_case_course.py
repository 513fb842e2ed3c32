"""一件の全体を見る道具: 歩みの絞り込み、前回からの変化、次にすること、確かめたいこと。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest

from jusou_desk.casework.case import cases, closing, consent, intake, plans, progress, sheets
from jusou_desk.casework.case.comparing import compare_assessments, compare_plans
from jusou_desk.casework.case.consent import EVERY_SEAT
from jusou_desk.casework.case.contradictions import Doubt, contradictions
from jusou_desk.casework.case.sides import Side
from jusou_desk.casework.case.timeline import Happened, timeline
from jusou_desk.casework.case.timeline_narrowing import Narrowing, Sort, narrowed, periods, sorts_in
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.doubts import doubts_of, say_checked, take_back_checked
from jusou_desk.casework.kin.family_page import agencies_near
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning.reminders import REFERRAL_REPLY, change_reminder, reminders
from jusou_desk.casework.morning.waiting_replies import late_steps
from jusou_desk.casework.paper import papers
from jusou_desk.casework.paper.comparison_paper import Chosen, draw_comparison
from jusou_desk.casework.recall.paper_steps import paper_steps
from jusou_desk.casework.register import matching
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, Plan, PlanAction, PlanStatus, Sheet
from jusou_desk.policy import Lane, Overlay, Purpose
from tests.casework import paper_case
from tests.casework.test_papers import texts

_A = date(2026, 9, 1)


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    return made


def _assess(desk: Desk, case: Case, on: date, **more: Any) -> Sheet:
    values: dict[str, Any] = {"assessed_on": on, "complaint": "家にいたい。", "income": 65_000}
    return sheets.write_sheet(desk, case.id, "assessment", values | more)


def _plan(desk: Desk, case: Case, **more: Any) -> Plan:
    values: dict[str, Any] = {"kind": "多機関協働", "made_on": date(2026, 10, 20), "goal": "通う"}
    return plans.write_plan(desk, case.id, values | more, more.pop("actions", ()))


def _steps(desk: Desk, case: Case) -> dict[str, str]:
    return {one.place: one.why for one in cases.case_page(desk, case.id).next_steps}


def _doubts(desk: Desk, case: Case) -> list[str]:
    page = cases.case_page(desk, case.id)
    return [one.sentence for one in contradictions(page, desk.today())]


# --- 歩み ---------------------------------------------------------------------------------


def test_受入先探しとつないだ先の返信が_歩みに並ぶ(desk: Desk, case: Case) -> None:
    plan = _plan(desk, case, kind="参加支援")
    match = matching.ask(desk, plan, "みなと作業所", wanted=("軽作業",))
    replied = {"result": "受けた", "replied_on": date(2026, 11, 2), "outcome": "来週から通う。"}
    sheets.write_sheet(desk, case.id, "referral", paper_case.REFERRAL | replied)
    steps = timeline(cases.case_page(desk, case.id))
    asked = next(one for one in steps if one.kind is Happened.MATCH)
    assert (asked.on, asked.title) == (match.asked_on, "受入先探し　みなと作業所　打診中")
    sent = next(one for one in steps if one.form_id == "referral")
    assert "返信(R8.11.2): 受けた　来週から通う。" in sent.body
    assert {one.kind for one in narrowed(steps, Narrowing(Sort.MATCHES))} == {Happened.MATCH}
    assert {one.form_id for one in narrowed(steps, Narrowing(Sort.LINKS))} == {"referral"}
    assert Sort.MATCHES in sorts_in(steps)
    assert Sort.MEETINGS not in sorts_in(steps)


@pytest.mark.parametrize(
    ("counterpart", "sides"),
    [
        ("本人", {Side.PERSON}),
        ("本人の母", {Side.FAMILY}),
        ("長男 誠", {Side.FAMILY}),
        ("本人、社協の山田さん", {Side.PERSON, Side.AGENCY}),
        ("子育て支援課", {Side.AGENCY}),
        ("髙橋　誠", {Side.FAMILY}),
        ("", set()),
    ],
)
def test_相手で絞れる(desk: Desk, case: Case, counterpart: str, sides: set[Side]) -> None:
    noted = {"noted_on": desk.today(), "content": "話した", "counterpart": counterpart}
    note = progress.add_note(desk, case.id, noted)
    page = cases.case_page(desk, case.id)
    if page.person is not None and not any("誠" in one.name for one in page.household):
        page = replace(page, household=(replace(page.person, id="x", name="髙橋　誠"),))
    (step,) = (one for one in timeline(page) if one.ref == note.id)
    assert step.sides == sides


def test_時期と字で絞れ_字形とかなの違いは気にしない(desk: Desk, case: Case) -> None:
    for on, words in ((date(2026, 10, 6), "ゴミの袋"), (date(2025, 6, 1), "ゴミの山")):
        progress.add_note(desk, case.id, {"noted_on": on, "content": words})
    steps = timeline(cases.case_page(desk, case.id))
    last_year = next(one for one in periods(steps, desk.today()) if one.words == "令和7年度")
    found = narrowed(steps, Narrowing(Sort.NOTES, last_year, word="ごみ"))
    assert [one.body for one in found] == ["ゴミの山"]
    assert len(narrowed(steps, Narrowing(word="ごみの"))) == 3  # 受付の相談内容にもある


def test_出した紙は_頼まれたときに歩みへ並ぶ(desk: Desk, case: Case, tmp_path: Path) -> None:
    assert paper_steps(desk, case.id, Purpose.CASEWORK) == ()
    papers.hand_out_sheet(desk, "intake", case.case_no, tmp_path)
    (step,) = paper_steps(desk, case.id, Purpose.CASEWORK)
    assert step.title.startswith("紙の発行　")
    assert step.kind is Happened.PAPER


# --- 変化 ---------------------------------------------------------------------------------


def test_二枚のアセスメントは_違う欄だけを_増減と差で言う(desk: Desk, case: Case) -> None:
    old = _assess(desk, case, _A, issues=("認知症", "経済的困窮"), housing="持家")
    new = _assess(desk, case, date(2026, 11, 1), issues=("認知症", "ひきこもり"), income=98_000)
    found = compare_assessments(old, new)
    notes = {one.label: one.note for one in found.changed}
    assert notes["課題"] == "増えた: ひきこもり　減った: 経済的困窮"
    assert notes["本人の月収"] == "+33,000円"
    assert "主訴" in {one.label for one in found.same}
    assert "アセスメント日" not in {one.label for one in found.rows}


def test_プランは目標と課題ごとの支援内容を並べ_済んだ数を言う(desk: Desk, case: Case) -> None:
    done = PlanAction(issue="通院", what="付き添う", agency="社協", result="三回行けた")
    left = PlanAction(issue="通院", what="薬を分ける")
    old = plans.write_plan(
        desk, case.id, {"kind": "多機関協働", "made_on": _A, "goal": "通う"}, (done, left)
    )
    more = {"kind": "多機関協働", "made_on": date(2026, 11, 1), "goal": "外へ出る"}
    new = plans.write_plan(desk, case.id, more, (PlanAction(issue="就労", what="見学"),))
    rows = {one.label: one for one in compare_plans(old, new).changed}
    assert (rows["目標"].before, rows["目標"].after) == ("通う", "外へ出る")
    assert rows["通院"].note == "前の2件のうち1件に結果　次のプランに無い"
    assert "☑ 付き添う\n　社協" in rows["通院"].before
    assert rows["就労"].note == "新しい課題"


def test_変化の紙は一枚で_伏せる欄に印を付け_支援会議の記録を比べない(
    desk: Desk, case: Case
) -> None:
    _assess(desk, case, _A, background="前の見立て")
    sheets.write_sheet(
        desk,
        case.id,
        "assessment",
        {"assessed_on": date(2026, 11, 5), "background": "今の見立て"},
        withheld=("background",),
    )
    hidden = {"assessed_on": date(2026, 11, 9), "background": "㊙の見立て"}
    secret = sheets.write_sheet(desk, case.id, "assessment", hidden, sealed=True)
    drawn = draw_comparison(desk, case.case_no)
    assert drawn.problems == ()
    assert len(pypdf.PdfReader(io.BytesIO(drawn.files[1].data)).pages) == 1
    for found in texts(drawn):
        assert "今の見立て" in found
        assert "【本人に伏せる】" in found
        assert "㊙の見立て" not in found
    chosen = Chosen(assessments=(secret.id, secret.id))
    assert "㊙の見立て" not in "".join(texts(draw_comparison(desk, case.case_no, chosen)))


def test_変化の紙は_比べるものが無ければ空の枠を刷らずにわけを言う(desk: Desk, case: Case) -> None:
    alone = ("アセスメントは、二枚あれば比べられます。", "プランは、二つあれば比べられます。")
    for found in texts(draw_comparison(desk, case.case_no)):
        assert all(words in "".join(found.split()) for words in alone)
    for on, income in ((_A, 65_000), (date(2026, 10, 1), 90_000), (date(2026, 11, 1), 65_000)):
        _assess(desk, case, on, income=income)
    for found in texts(draw_comparison(desk, case.case_no)):
        assert "変わった欄はありません。" in "".join(found.split())
        assert alone[0] not in "".join(found.split())
    _plan(desk, case)
    _plan(desk, case, goal="外へ出る")
    for found in texts(draw_comparison(desk, case.case_no)):
        assert alone[1] not in "".join(found.split())


def test_変化の紙でも情報源を伏せ_支援会議の相談は出せない(desk: Desk, case: Case) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        work.cases.put(replace(case, overlays=(Overlay.SOURCE.value,)))
    _assess(desk, case, _A, referrer="本人・家族・知人")
    _assess(desk, case, date(2026, 11, 1), referrer="民生委員・児童委員")
    for found in texts(draw_comparison(desk, case.case_no)):
        assert "情報源秘匿" in found
        assert "民生委員" not in found
    values = {"received_on": desk.today(), "person_name": "秘田　守", "lane": Lane.SEALED.label}
    sealed = intake.receive(desk, values).case
    with pytest.raises(Refused):
        draw_comparison(desk, sealed.case_no)


# --- 次にすること -------------------------------------------------------------------------


def test_再プランと評価したら_次のプランを作るまで促す(desk: Desk, case: Case) -> None:
    _assess(desk, case, date(2026, 10, 10))
    decided = _plan(desk, case, status="決定", period_to=date(2026, 12, 1))
    assert "期間の終わり(R8.12.1)が近づいています" in _steps(desk, case)["evaluation"]
    values = {"evaluated_on": date(2026, 11, 10), "result": "再プランして継続"}
    closing.evaluate(desk, case.id, values)
    steps = _steps(desk, case)
    assert steps["plan"] == "R8.11.10の評価が「再プランして継続」です"
    assert "evaluation" not in steps
    _plan(desk, case, made_on=date(2026, 11, 12), status="決定")
    assert "plan" not in _steps(desk, case)
    assert decided.status is PlanStatus.DECIDED


def test_打診中の受入先とつなぎ戻しを促す(desk: Desk, case: Case) -> None:
    plan = _plan(desk, case, kind="参加支援", status="決定")
    assert _steps(desk, case)["host"].startswith("参加支援のプランの受入先がまだ")
    matching.ask(desk, plan, "みなと作業所")
    assert _steps(desk, case)["host"] == "みなと作業所にR8.11.20に打診しました（0日前）"
    back = {"result": "つなぎ戻し", "replied_on": date(2026, 11, 2)}
    sheets.write_sheet(desk, case.id, "referral", paper_case.REFERRAL | back)
    assert "「つなぎ戻し」です" in _steps(desk, case)["plan_meeting"]


def test_終わった後のフォローアップは_経過を書くまで促す(desk: Desk, case: Case) -> None:
    ended = {
        "evaluated_on": date(2026, 11, 10),
        "result": "終結",
        "closed_on": date(2026, 11, 10),
        "closing_reason": "目標達成",
        "lead_agency": "長門市社会福祉協議会",
        "follow_up": "有",
        "follow_up_way": "三月後に電話",
    }
    closing.evaluate(desk, case.id, ended)
    assert "三月後に電話" in _steps(desk, case)["progress"]
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "電話した。元気。"})
    assert _steps(desk, case) == {}


# --- 確かめたいこと -----------------------------------------------------------------------


def test_日付と状態のつじつまの合わないことを並べるだけで_書くことは止めない(
    desk: Desk, case: Case
) -> None:
    assert _doubts(desk, case) == []
    early = PlanAction(what="訪ねる", due_on=_A)
    for number in (1, 2):
        plans.write_plan(
            desk,
            case.id,
            {"kind": "多機関協働", "made_on": _A, "goal": "通う", "status": "決定"},
            (early,) if number == 1 else (PlanAction(what="x", due_on=date(2026, 8, 1)),),
        )
    progress.add_note(desk, case.id, {"noted_on": date(2026, 10, 1), "content": "前から聞いた"})
    _assess(desk, case, date(2026, 10, 1))
    values = {"evaluated_on": date(2026, 8, 1), "result": "再プランして継続", "opinion": "続ける"}
    closing.evaluate(desk, case.id, values)
    sheets.write_sheet(
        desk, case.id, "referral", paper_case.REFERRAL | {"made_on": date(2026, 10, 6)}
    )
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, died_on=date(2026, 10, 1)))
    found = "\n".join(_doubts(desk, case))
    for words in (
        "本人の亡くなった日(R8.10.1)が、受付日(R8.10.5)より前です",
        "経過の日(R8.10.1)が、受付日",
        "つなぐシートの作成日(R8.10.6)が、初めの同意(R8.10.12)より前です",
        "多機関協働の第1回のプランの作成日(R8.9.1)が、受付日",
        "支援内容の期限(R8.8.1)が、作成日(R8.9.1)より前です",
        "「決定」の多機関協働のプランが、同時に2つあります",
        "アセスメントの日(R8.10.1)が、受付日",
        "評価日(R8.8.1)が、初めのプラン(R8.9.1)より前です",
    ):
        assert words in found, words


def test_経過の終わりの時刻が始まりより前なら尋ねる(desk: Desk, case: Case) -> None:
    times = (("10:00", "9:00"), ("10:00", "10:30"), ("", "9:00"), ("10:00", ""))
    for start, end in times:
        told = {"noted_on": date(2026, 10, 20), "content": "訪ねた", "start": start, "end": end}
        progress.add_note(desk, case.id, told)
    assert _doubts(desk, case) == [
        "経過(R8.10.20)の終わりの時刻(09:00)が、始まり(10:00)より前です。"
    ]


def test_同意の前の会議と_間に何も無く二度終えたことを尋ねる(desk: Desk, case: Case) -> None:
    meeting = meetings.convene(desk, "plan_meeting", desk.today())
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    with desk.writing(Purpose.CASEWORK) as work:
        work.meetings.put(replace(meeting, held_on=date(2026, 10, 8)))
        for on in (date(2026, 11, 1), date(2026, 11, 8)):
            ended = {"result": "終結", "closed_on": on.isoformat()}
            work.sheets.put(
                Sheet(
                    case_id=case.id,
                    form_id="evaluation",
                    form_version="1",
                    written_on=on,
                    answers=dict(ended),
                )
            )
    found = "\n".join(_doubts(desk, case))
    assert "(R8.10.8)が、初めの同意(R8.10.12)より前です" in found
    assert "間に何も無く二度あります(R8.11.1とR8.11.8)" in found
    progress.add_note(desk, case.id, {"noted_on": date(2026, 11, 4), "content": "再び相談に来た"})
    assert "二度あります" not in "\n".join(_doubts(desk, case))


def test_支援会議の記録のつじつまは_普段の頁では言わない(desk: Desk, case: Case) -> None:
    told = {"noted_on": date(2026, 9, 1), "content": "㊙の話", "lane": Lane.SEALED.label}
    progress.add_note(desk, case.id, told)
    assert _doubts(desk, case) == []
    page = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING)
    assert "R8.9.1" in repr(doubts_of(desk, page, Purpose.SUPPORT_MEETING))
    assert "R8.9.1" not in repr(doubts_of(desk, cases.case_page(desk, case.id), Purpose.CASEWORK))


def test_確かめたと言えば_元の値が変わるまで尋ねない(desk: Desk, case: Case) -> None:
    def found() -> dict[str, Doubt]:
        page = cases.case_page(desk, case.id)
        return {one.sentence: one for one in doubts_of(desk, page, Purpose.CASEWORK)}

    def born(day: date) -> None:
        with desk.writing(Purpose.CASEWORK) as work:
            person = work.people.get(case.person_id)
            assert person is not None
            work.people.put(replace(person, birth_on=day))

    born(desk.today() + timedelta(days=3))
    (sentence,) = [one for one in found() if "生年月日が未来" in one]
    page = cases.case_page(desk, case.id)
    made = say_checked(desk, page, found()[sentence], Purpose.CASEWORK)
    assert found()[sentence].checked == f"{desk.me.name}　R8.11.20"
    assert [one for one in found().values() if one.checked] == [found()[sentence]]
    assert cases.case_page(desk, case.id).tasks == ()
    assert "生年月日" not in repr(made)
    born(desk.today() + timedelta(days=4))
    assert found()[sentence].checked == ""
    born(desk.today() + timedelta(days=3))
    take_back_checked(desk, page, found()[sentence], Purpose.CASEWORK)
    assert found()[sentence].checked == ""


def test_支援会議の記録から分かるつじつまは_支援会議の区分でだけ確かめたことになる(
    desk: Desk, case: Case
) -> None:
    told = {"noted_on": date(2026, 9, 1), "content": "㊙の話", "lane": Lane.SEALED.label}
    progress.add_note(desk, case.id, told)
    with desk.writing(Purpose.CASEWORK) as work:
        work.cases.put(replace(case, closed_on=date(2026, 1, 1)))

    def seen(purpose: Purpose) -> tuple[Doubt, ...]:
        return doubts_of(desk, cases.case_page(desk, case.id, purpose=purpose), purpose)

    page = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING)
    made = [
        say_checked(desk, page, one, Purpose.SUPPORT_MEETING)
        for one in seen(Purpose.SUPPORT_MEETING)
    ]
    lanes = {one.lane for one in made}
    assert lanes == {Lane.OPEN, Lane.SEALED}
    assert all(one.checked for one in seen(Purpose.SUPPORT_MEETING))
    assert all(one.checked for one in seen(Purpose.CASEWORK))
    with desk.reading(Purpose.CASEWORK) as work:
        kept = {one.id for one in work.tasks.where(case_id=case.id)}
    assert kept == {one.id for one in made if not one.sealed}


def test_家族のつじつまも同じ並びに入る(desk: Desk, case: Case) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, birth_on=desk.today() + timedelta(days=3)))
    page = cases.case_page(desk, case.id)
    found = doubts_of(desk, page, Purpose.CASEWORK)
    assert any("生年月日が未来" in one.sentence and one.ref == "" for one in found)
    assert any(one.ref == case.id for one in found)


def test_返信の遅いつなぐシートが_次にすることに一つ出て_その一枚を開く(
    desk: Desk, case: Case
) -> None:
    limit = next(one.days for one in reminders(desk) if one.name == REFERRAL_REPLY)
    made = desk.today() - timedelta(days=limit)
    sheet = sheets.write_sheet(desk, case.id, "referral", paper_case.REFERRAL | {"made_on": made})
    (step,) = late_steps(desk, cases.case_page(desk, case.id))
    assert (step.place, step.item) == ("reply", sheet.id)
    assert f"{limit}日" in step.why
    change_reminder(desk, REFERRAL_REPLY, limit + 1)
    assert not late_steps(desk, cases.case_page(desk, case.id))


def test_提供先の出席機関は_一つの機関としては挙げない(desk: Desk, case: Case) -> None:
    values = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": ("収入・資産",),
        "agencies": f"架空学校、{EVERY_SEAT}",
        "no_end": True,
    }
    consent.record_consent(desk, case.id, values)
    with desk.reading(Purpose.CASEWORK) as work:
        found = agencies_near(work, case)
    assert "架空学校" in found
    assert EVERY_SEAT not in found
