"""相談受付の票を開く、似た人を知らせる、一覧を絞る、打ちかけを並べる。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jusou_desk.casework.case import drafts, intake
from jusou_desk.casework.case.cases import case_list, case_page
from jusou_desk.casework.case.intake import Received
from jusou_desk.casework.case.intake_opening import familiar_people, new_intake, written_intake
from jusou_desk.casework.case.narrowing import findable, narrowed
from jusou_desk.casework.case.prefill import prefill
from jusou_desk.casework.case.unfinished import unfinished
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.forms import form
from jusou_desk.models.records import CaseStatus
from jusou_desk.policy import Overlay, Purpose
from tests.casework.test_spending import komatsu

__all__ = ["komatsu"]


def received(desk: Desk, **more: object) -> Received:
    values = {
        "received_on": date(2026, 11, 2),
        "person_name": "髙橋　𠮷子",
        "person_kana": "タカハシ　ヨシコ",
        "birth_date": date(1940, 3, 3),
        "consent": "口頭",
    }
    return intake.receive(desk, values | more)


def test_新しい票には今日と自分が入っている(desk: Desk) -> None:
    assert new_intake(desk).values == {
        "received_on": desk.today(),
        "worker": desk.me.name,
        "window": "福祉総合相談窓口",
    }
    person = received(desk).person
    assert person is not None
    opened = new_intake(desk, person.id)
    assert opened.person == person
    assert opened.values["person_name"] == "髙橋　𠮷子"
    with pytest.raises(BadInput):
        new_intake(desk, "いない")


def test_書いた票はその区分で開き_見えない人には断る(desk: Desk, outsider: Desk) -> None:
    sealed = received(desk, lane="支援会議", content="会議で聞いた")
    opened = written_intake(desk, sealed.case.id)
    assert opened.values["content"] == "会議で聞いた"
    assert opened.case == sealed.case
    with pytest.raises(BadInput):
        written_intake(outsider, sealed.case.id)


@pytest.mark.parametrize(
    ("name", "kana", "born", "reason"),
    [
        ("高橋 吉子", "", None, "氏名が同じ"),
        ("", "タカハシ ヨシコ", None, "カナが同じ"),
        ("", "タカ", date(1940, 3, 3), "生年月日と読みの初めが同じ"),
    ],
)
def test_似た人を理由と番号を添えて知らせる(
    desk: Desk, name: str, kana: str, born: date | None, reason: str
) -> None:
    first = received(desk)
    assert first.person is not None
    second = intake.receive(
        desk,
        {"received_on": date(2026, 11, 9), "person_name": "髙橋　𠮷子", "consent": "口頭"}
        | intake.person_values(first.person),
        person_id=first.person.id,
    )
    (found,) = familiar_people(desk, name, kana, born)
    numbers = f"{second.case.case_no} {first.case.case_no}"
    assert found.words == f"{reason}: 髙橋　𠮷子 86歳 {numbers}"


def test_支援会議だけの人は似た人に出ない(desk: Desk) -> None:
    received(desk, lane="支援会議")
    assert familiar_people(desk, "髙橋　𠮷子", "タカハシ　ヨシコ", date(1940, 3, 3)) == ()
    assert familiar_people(desk, "", "", date(1940, 3, 3)) == ()


def test_年齢だけ分かる人の年齢は_票を書き直しても残る(desk: Desk) -> None:
    made = received(desk, birth_date=None)
    assert made.person is not None
    aged = replace(made.person, age=70, age_as_of=date(2026, 4, 1))
    with desk.writing(Purpose.CASEWORK) as work:
        work.people.put(aged)
    values = {**written_intake(desk, made.case.id).values, "content": "書き足し"}
    again = intake.receive(desk, values, case_id=made.case.id)
    assert again.person == aged


def test_一覧は書き方の違いを気にせず絞れる(desk: Desk) -> None:
    case = received(desk, issues=("債務",)).case
    intake.receive(desk, {"received_on": date(2026, 11, 3), "consent": "未取得"})
    lines = findable(case_list(desk))

    def found(typed: str, status: CaseStatus | None = None) -> list[str]:
        return [one.line.case.case_no for one in narrowed(lines, typed, status)]

    assert found("") == [line.line.case.case_no for line in lines]
    for typed in ("高橋", "たかはし", "ﾀｶﾊｼ ﾖｼｺ", "債務", case.case_no.lower(), "よしこ 債務"):
        assert found(typed) == [case.case_no], typed
    assert len(found("匿名")) == 1
    assert found("高橋", CaseStatus.CLOSED) == []


def test_打ちかけは何の続きかを言い_支援会議のものは出ない(desk: Desk, outsider: Desk) -> None:
    case = received(desk).case
    for place in ("intake:new", f"intake:{case.id}", f"plan:{case.id}:新しい", "知らない:画面"):
        drafts.keep(desk, place, {"x": "y"})
    drafts.keep(desk, f"progress:{case.id}:新しい", {"x": "y"}, sealed=True)
    found = {(one.words, one.place, one.ref) for one in unfinished(desk)}
    assert found == {
        ("新しい相談受付", "intake", ""),
        (f"{case.case_no} 相談受付の書直し", "intake", case.id),
        (f"{case.case_no} {form('plan').title}", "case", case.id),
    }
    assert unfinished(outsider) == ()


def test_総合の窓口の無い町では_前に受けた窓口が入る(komatsu: Desk) -> None:
    assert "window" not in new_intake(komatsu).values
    centre = "くらしあんしん相談センター"
    for day, window in ((2, "こども家庭課"), (5, centre)):
        on = date(2026, 11, day)
        received(komatsu, received_on=on, window=window, worker=komatsu.me.name)
    assert new_intake(komatsu).values["window"] == centre
    received(komatsu, received_on=date(2026, 11, 9), window="出張所", worker=komatsu.me.name)
    assert "window" not in new_intake(komatsu).values, "名簿に無い窓口は、続けて入れない"


def test_受付で聞いた希望はプランに_困りごとはつなぐシートに写り_伏せる話は写さない(
    desk: Desk,
) -> None:
    told = {"content": "畑が心配。", "wish": "家で暮らしたい。", "topics": ("介護のこと",)}
    page = case_page(desk, received(desk, **told).case.id)
    assert prefill(desk, page, "plan")["wish"] == "家で暮らしたい。"
    assert prefill(desk, page, "referral")["topics"] == ("介護のこと",)
    values = {"received_on": desk.today(), "consent": "口頭", **told}
    hidden = intake.receive(desk, values, overlays=(Overlay.FROM_PERSON,))
    page = case_page(desk, hidden.case.id)
    assert "topics" not in prefill(desk, page, "referral")
