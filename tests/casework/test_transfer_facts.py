"""移せる事実: 様式は欄ごと、プランは行ごと、秘匿の相談の受付は欄ごと。どれも出所を持つ。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jusou_desk.casework.case import intake, plans, progress, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, PlanAction
from jusou_desk.policy import Overlay, Purpose
from tests.casework.test_transfer_opening import NAME, SECRET
from tests.casework.test_transfers import (
    agreed,
    case,
    colleague,
    consented,
    heard,
    open_notes,
    received,
    support_meeting,
    wish,
    再取得,
    同意,
)

__all__ = ["case", "colleague"]


def facts(desk: Desk, one: Case, source: Source) -> dict[str, Heard]:
    """欄の名 → 事実。"""
    found = transfers.overview(desk, one.id).facts
    return {fact.label: fact for fact in found if fact.source is source}


def assessed(desk: Desk, one: Case, **answers: object) -> None:
    values = {"assessed_on": desk.today(), "assessor": desk.me.name} | answers
    sheets.write_sheet(desk, one.id, "assessment", values, sealed=True)


def sealed_case(desk: Desk, **more: object) -> Case:
    values: dict[str, object] = {
        "received_on": desk.today() - timedelta(days=30),
        "person_name": NAME,
        "phone": "050-0000-4411",
        "content": SECRET,
        "consent": "未取得",
        "lane": "支援会議",
    }
    return intake.receive(desk, values | more).case


def test_支援会議の様式は_書かれた欄ごとに一つずつ選べる(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    assessed(desk, case, background="父と二人暮らし", direction="家計を整える")
    found = facts(desk, case, Source.SHEET)
    assert {one.words for one in found.values()} == {"父と二人暮らし", "家計を整える"}
    (background,) = (one for one in found.values() if one.words == "父と二人暮らし")
    assert (background.on, background.where) == (desk.today(), "インテーク・アセスメントシート")
    asked = transfers.propose(desk, Source.SHEET, background.id, wish(content="父と暮らす"))
    # ほかの欄は、この申し出と別に申し出られる
    (other,) = (one for one in found.values() if one is not background)
    transfers.propose(desk, Source.SHEET, other.id, wish())
    with pytest.raises(Refused, match="既に承認を待って"):
        transfers.propose(desk, Source.SHEET, background.id, wish())
    assert transfers.approve(colleague, asked.id).content == "父と暮らす"
    assert [note.content for note in open_notes(desk, case)] == ["父と暮らす"]


def test_普段の様式とプランは_移す元にならない(desk: Desk, case: Case) -> None:
    values = {"assessed_on": desk.today(), "assessor": desk.me.name, "background": "普段の話"}
    sheets.write_sheet(desk, case.id, "assessment", values)
    plans.write_plan(
        desk, case.id, {"made_on": desk.today(), "kind": "多機関協働", "goal": "目標"}, ()
    )
    assert transfers.overview(desk, case.id).facts == ()


def test_外の機関のいた席の後に書いた様式は_同意だけでは移せない(desk: Desk, case: Case) -> None:
    support_meeting(desk, case, "架空交番")
    assessed(desk, case, background="夜に声がする")
    (fact,) = facts(desk, case, Source.SHEET).values()
    assert (fact.told_by, fact.sure) == (("架空交番",), False)
    with pytest.raises(Refused, match="本人の同意だけでは"):
        transfers.propose(desk, Source.SHEET, fact.id, wish())
    transfers.propose(desk, Source.SHEET, fact.id, agreed(desk, "架空交番"))


def test_秘匿のプランは_目標と支援内容の行ごとに選べる(desk: Desk) -> None:
    own = sealed_case(desk)
    consented(desk, own)
    target = received(desk, person_name=NAME)
    consented(desk, target)
    plan = plans.write_plan(
        desk,
        own.id,
        {"made_on": desk.today(), "kind": "アウトリーチ", "goal": "戸を開けてもらう"},
        (
            PlanAction(issue="住まい不安定", what="水曜に訪ねる", agency="社協"),
            PlanAction(what="郵便受けを見る"),
        ),
    )
    found = [one for one in transfers.overview(desk, own.id).facts if one.source is Source.PLAN]
    assert {(one.label, one.words) for one in found} == {
        ("目標", "戸を開けてもらう"),
        ("住まい不安定", "水曜に訪ねる　社協"),
        ("支援内容", "郵便受けを見る"),
    }
    assert {one.where for one in found} == {plan.plan_no}
    for one in found:
        transfers.propose(desk, Source.PLAN, one.id, wish(再取得, case=target.case_no))


def test_秘匿の相談の受付は欄ごとに選べ_誰から聞いたかは選べない(desk: Desk) -> None:
    own = sealed_case(
        desk,
        wish="働きたい",
        informant="近隣住民",
        informant_detail="架空町の人",
        visitor="隣の人",
        known_facts="戸が閉まっている",
    )
    found = facts(desk, own, Source.INTAKE)
    words = {one.words for one in found.values()}
    assert {SECRET, "働きたい", "戸が閉まっている", NAME} <= words
    assert not words & {"近隣住民", "架空町の人", "隣の人"}
    assert {one.told_by for one in found.values()} == {("近隣住民",)}
    assert {one.where for one in found.values()} == {own.case_no}


def test_名を出さない約束の情報源は_了解の根拠にできない(desk: Desk) -> None:
    own = sealed_case(desk, informant="近隣住民", informant_withheld=True)
    target = received(desk, person_name=NAME)
    consented(desk, target)
    found = facts(desk, own, Source.INTAKE)["相談内容"]
    named = replace(agreed(desk, "近隣住民"), case=target.case_no)
    with pytest.raises(Refused, match="名を出さないことを望んで"):
        transfers.propose(desk, Source.INTAKE, found.id, named)
    transfers.propose(desk, Source.INTAKE, found.id, wish(再取得, case=target.case_no))


def test_居場所を伏せる人の住所は_移す事実に出ない(desk: Desk) -> None:
    own = sealed_case(desk, address="架空町1-2-3", phone="0837-00-0000", address_concealed=True)
    assert "1-2-3" not in repr(transfers.overview(desk, own.id).facts)
    assert "住所" not in facts(desk, own, Source.INTAKE)


def test_元の欄が書き直されて空になれば承認できない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    assessed(desk, case, background="父と二人暮らし", direction="家計を整える")
    (fact,) = (f for f in facts(desk, case, Source.SHEET).values() if "父" in f.words)
    asked = transfers.propose(desk, Source.SHEET, fact.id, wish())
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        sheet = work.sheets.get(fact.id.partition("/")[0])
        assert sheet is not None
        kept = {name: answer for name, answer in sheet.answers.items() if name != "background"}
        work.sheets.put(replace(sheet, answers=kept))
    with pytest.raises(BadInput, match="元の記載が見つかりません"):
        transfers.approve(colleague, asked.id)
    assert open_notes(desk, case) == ()


# --- 重ねた伏せ方 -------------------------------------------------------------


def test_申し出で選んだ伏せ方は_写した経過に付く(desk: Desk, colleague: Desk, case: Case) -> None:
    note = heard(desk, case)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.put(replace(note, overlays=(Overlay.FROM_PERSON,)))
    (fact,) = transfers.overview(desk, case.id).facts
    assert fact.overlays == (Overlay.FROM_PERSON,)
    kept = transfers.propose(desk, Source.NOTE, note.id, wish(overlays=(Overlay.FROM_PERSON,)))
    (shown,) = transfers.overview(colleague, case.id).proposals
    assert shown.lost == ()
    assert transfers.approve(colleague, kept.id).overlays == (Overlay.FROM_PERSON,)
    (opened,) = open_notes(desk, case)
    assert opened.overlays == (Overlay.FROM_PERSON,)


def test_情報源を伏せた経過は_了解を根拠にできない(desk: Desk, case: Case) -> None:
    note = heard(desk, case, source_agency="架空交番")
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.put(replace(note, overlays=(Overlay.SOURCE,)))
    with pytest.raises(Refused, match="名を出さないことを望んで"):
        transfers.propose(desk, Source.NOTE, note.id, agreed(desk, "架空交番"))


def test_元の伏せ方が付かない申し出は_承認する人に分かる(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    note = heard(desk, case)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.notes.put(replace(note, overlays=(Overlay.FROM_PERSON,)))
    transfers.propose(desk, Source.NOTE, note.id, wish())
    (shown,) = transfers.overview(colleague, case.id).proposals
    assert shown.lost == (Overlay.FROM_PERSON,)


def test_様式の_本人に伏せる欄の事実は_伏せ方を引き継ぐ(desk: Desk, case: Case) -> None:
    assessed(desk, case, background="父の借金")
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        (sheet,) = work.sheets.where(case_id=case.id, form_id="assessment")
        work.sheets.put(replace(sheet, withheld=("background",)))
    (fact,) = facts(desk, case, Source.SHEET).values()
    assert fact.overlays == (Overlay.FROM_PERSON,)


def test_一つの事実に_ほかの人の話した日より後の話は混ざらない(desk: Desk, case: Case) -> None:
    """様式を書いた日より後に、外の機関が話したことは、その様式の話ではない。"""
    assessed(desk, case, background="家計の話")
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        (sheet,) = work.sheets.where(case_id=case.id, form_id="assessment")
        work.sheets.put(replace(sheet, written_on=desk.today() - timedelta(days=20)))
    values = {"noted_on": desk.today(), "content": "別の話", "lane": "支援会議"}
    progress.add_note(desk, case.id, values | {"source_agency": "架空交番"})
    (fact,) = facts(desk, case, Source.SHEET).values()
    assert fact.told_by == ()
    assert transfers.propose(desk, Source.SHEET, fact.id, Wish("文", 同意, "資料")).ground == 同意
