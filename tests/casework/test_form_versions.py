"""事務所が改める様式の欄: 新しい一枚から効き、書いてある一枚は、書いたときの字のまま。"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest

from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.case.intake import receive
from jusou_desk.casework.case.intake_opening import new_intake, written_intake
from jusou_desk.casework.case.plans import write_plan
from jusou_desk.casework.case.prefill import prefill
from jusou_desk.casework.case.progress import add_note
from jusou_desk.casework.case.reopening import reopen_record
from jusou_desk.casework.case.sheets import write_sheet
from jusou_desk.casework.case.timeline import Happened, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.form_versions import (
    LONGEST,
    LONGEST_HELP,
    EditableField,
    EditableForm,
    change_field,
    editable_forms,
    first_days,
    put_back,
    return_form,
)
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper.blank_forms import draw_blank
from jusou_desk.casework.paper.papers import draw_sheet
from jusou_desk.casework.town_forms.own_form_suggestions import suggested
from jusou_desk.casework.wording import change_word, editable_words
from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.forms import form, form_ids, lay_own_forms, shipped_form, sources_of, whereabouts_of
from jusou_desk.models.office import Office
from jusou_desk.models.records import PlanAction, Sheet
from jusou_desk.policy import Purpose
from tests.casework.conftest import COORDINATOR, PASSWORD, MovableClock
from tests.casework.test_own_form_cells import SHEET, blank, checked

TODAY, APRIL = date(2026, 11, 20), date(2027, 4, 1)


@pytest.fixture(autouse=True)
def _only_here() -> Iterator[None]:
    """重ねた版を、ほかの試験に残さない。"""
    yield
    lay_own_forms()


def opened(desk: Desk, form_id: str) -> EditableForm:
    return next(one for one in editable_forms(desk) if one.id == form_id)


def part(one: EditableForm, field_id: str) -> EditableField:
    return next(field for field in one.fields if field.now.id == field_id)


def change(
    desk: Desk, form_id: str, field_id: str, since: date = TODAY, **wanted: Any
) -> EditableForm:
    """欄を改め、改める前に開いた様式を返す。"""
    one = opened(desk, form_id)
    change_field(desk, one, since, replace(part(one, field_id).now, **wanted))
    return one


def received(desk: Desk, **more: Any) -> str:
    values = {"received_on": desk.today(), "person_name": "架空　花子", "content": "心細い"}
    return receive(desk, {**values, "wish": "静かに暮らしたい", **more}).case.id


def assessed(desk: Desk, case_id: str, **values: Any) -> Sheet:
    known = {"assessed_on": desk.today(), "complaint": "眠れない"}
    return write_sheet(desk, case_id, "assessment", {**known, **values})


def pdf_words(desk: Desk, form_id: str, case_id: str) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        case = work.cases.get(case_id)
    assert case is not None
    return _words(draw_sheet(desk, form_id, case.case_no).files[-1].data)


def _words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


# --- 改める・書かれた版のまま残る ------------------------------------------


def test_改めた字は新しい一枚から効き書いてある一枚は元の字のまま(desk: Desk) -> None:
    case_id = received(desk)
    old = assessed(desk, case_id)
    change(
        desk, "assessment", "strengths", label="得意なこと", help="本人の言葉で。", required=True
    )
    field = form("assessment").field("strengths")
    assert (field.label, field.help, field.required, field.tag) == (
        "得意なこと",
        "本人の言葉で。",
        True,
        "強み",
    )
    assert form(old.form_id, old.form_version) == shipped_form("assessment")
    with pytest.raises(BadInput, match="得意なこと"):
        assessed(desk, case_id, complaint="食べられない")
    new = assessed(desk, case_id, strengths="畑仕事")
    assert (old.form_version, new.form_version) == ("1", "1-1")
    again = write_sheet(
        desk, case_id, "assessment", unpack(old) | {"situation": "朝"}, sheet_id=old.id
    )
    assert again.form_version == "1"


def test_監査にいつからどの字をどう改めたかが残る(desk: Desk) -> None:
    change(desk, "intake", "wish", APRIL, label="ご希望", national=True)
    with desk.reading(Purpose.CASEWORK) as work:
        line = work.audit.last()
    assert line is not None
    assert (line.action, line.subject) == ("様式の欄の変更", "相談受付・申込票")
    assert line.detail == "令和9年4月1日から 希望　見出し 「希望」→「ご希望」　国報告 しない→する"


def test_先の日からの字はその日まで効かない(desk: Desk, clock: MovableClock) -> None:
    change(desk, "intake", "wish", APRIL, label="ご希望")
    assert new_intake(desk).form.field("wish").label == "希望"
    assert first_days(desk, opened(desk, "intake")) == (APRIL, date(2028, 4, 1))
    clock.pass_days(150)
    assert new_intake(desk).form.field("wish").label == "ご希望"


def test_受付もプランも経過も書き直しても書かれた版のまま(desk: Desk, clock: MovableClock) -> None:
    case_id = received(desk)
    plan = write_plan(
        desk, case_id, {"made_on": TODAY, "kind": "多機関協働"}, (PlanAction(what="訪問"),)
    )
    note = add_note(desk, case_id, {"noted_on": TODAY, "content": "電話", "end": "15:00"})
    bare = add_note(desk, case_id, {"noted_on": TODAY, "content": "来所"})
    clock.pass_days(1)
    tomorrow = desk.today()
    change(desk, "intake", "wish", tomorrow, label="ご希望")
    change(desk, "plan", "remarks", tomorrow, label="覚え")
    change(desk, "progress", "end", tomorrow, label="終わった時刻")
    intake = written_intake(desk, case_id)
    assert intake.form.field("wish").label == "希望"
    receive(desk, {**intake.values, "wish": "庭の手入れ"}, case_id=case_id)
    write_plan(
        desk,
        case_id,
        {"made_on": TODAY, "kind": "多機関協働", "remarks": "要"},
        plan.actions,
        plan_id=plan.id,
    )
    add_note(
        desk, case_id, {"noted_on": TODAY, "content": "電話した", "end": "15:10"}, note_id=note.id
    )
    with desk.reading(Purpose.CASEWORK) as work:
        kept = [work.sheets.get(one) for one in (case_id, plan.id, note.id)]
    assert [one.form_version if one else "" for one in kept] == ["1", "1", "1"]
    lines = [one for one in timeline(case_page(desk, case_id)) if one.kind is Happened.NOTE]
    labels = {
        one.ref: reopen_record(desk, one, Purpose.CASEWORK).form.field("end").label for one in lines
    }
    assert labels == {note.id: "終了時刻", bare.id: "終了時刻"}
    assert form("progress").field("end").label == "終わった時刻"


# --- 隠す -------------------------------------------------------------------


def test_隠した欄は新しい一枚に出ず紙では使わない印になり古い一枚には残る(desk: Desk) -> None:
    case_id, later = received(desk), received(desk)
    assessed(desk, case_id, key_person="隣の家の人")
    change(desk, "assessment", "key_person", shown=False)
    assessed(desk, later)
    assert "key_person" not in {f.id for f in form("assessment").showing().fields}
    assert "隣の家の人" in pdf_words(desk, "assessment", case_id)
    assert "―" not in pdf_words(desk, "assessment", case_id)
    assert "―" in pdf_words(desk, "assessment", later)
    assert "―" in _words(draw_blank(desk, "assessment")[-1].data)


def test_隠した欄には前の値を写さずもう書いてある値は隠さない(desk: Desk) -> None:
    case_id = received(desk)
    assessed(desk, case_id, situation="朝が起きられない", dependent_children=0)
    change(desk, "assessment", "situation", shown=False)
    page = case_page(desk, case_id)
    assert "situation" not in prefill(desk, page, "assessment")
    now = form("assessment")
    assert "situation" in {f.id for f in now.showing({"situation": "朝"}).fields}
    change(desk, "assessment", "dependent_children", shown=False)
    now = form("assessment")
    assert "dependent_children" in {f.id for f in now.showing({"dependent_children": 0}).fields}
    for empty in (None, "", (), False):
        assert "situation" not in {f.id for f in now.showing({"situation": empty}).fields}


def test_事務所の版でも居場所と情報源の欄は変わらず覆われる(desk: Desk) -> None:
    change(desk, "assessment", "school", label="通っている所")
    change(desk, "intake", "wish", label="ご希望")
    for form_id in ("assessment", "intake"):
        written = form(form_id)
        assert written.version == "1-1"
        assert whereabouts_of(form_id, written.version) == whereabouts_of(form_id, "1") != ()
        assert sources_of(form_id, written.version) == sources_of(form_id, "1") != ()
    changed = {f.id: f for f in form("assessment").fields}
    for before in shipped_form("assessment").fields:
        after = changed[before.id]
        assert (after.kind, after.lane, after.overlay, after.source, after.scope, after.tag) == (
            (before.kind, before.lane, before.overlay, before.source, before.scope, before.tag)
        )


def test_町の様式の点検は改めた見出しで項目を見つけ隠した欄はそう言う(desk: Desk) -> None:
    change(desk, "assessment", "key_person", label="頼みの綱")
    change(desk, "assessment", "strengths", shown=False)
    sheet = blank()
    sheet["A1"], sheet["A2"] = "頼みの綱", "強み"
    form = checked(desk, "assessment", sheet)
    assert suggested(form, SHEET, "B1")[0] == "キーパーソン"
    words = {word.tag: word.section for word in form.proof.vocabulary.words}
    assert words["強み"] == "G 結果の整理（いまは隠した欄）"
    assert words["キーパーソン"] == "C 家族・地域・住まい"


# --- 断る -------------------------------------------------------------------


BAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("intake", "wish", {}),
    ("intake", "wish", {"label": ""}),
    ("intake", "wish", {"label": "　"}),
    ("intake", "wish", {"label": "字" * (LONGEST + 1)}),
    ("intake", "wish", {"label": "相談内容"}),
    ("intake", "wish", {"label": "あ、い"}),
    ("intake", "wish", {"label": "改\n行"}),
    ("intake", "wish", {"help": "字" * (LONGEST_HELP + 1)}),
    ("intake", "consent", {"shown": False}),
    ("intake", "consent", {"required": False}),
    ("intake", "received_on", {"shown": False}),
    ("consent", "decided_on", {"shown": False}),
    ("intake", "known_facts", {"required": True}),
    ("referral", "receiver", {"required": True}),
    ("assessment", "strengths", {"shown": False, "required": True}),
    ("plan", "host", {"shown": False}),
)


def test_改められないものは断る(desk: Desk) -> None:
    for form_id, field_id, wanted in BAD:
        with pytest.raises(BadInput) as refused:
            change(desk, form_id, field_id, **wanted)
        assert refused.value.advice, (field_id, wanted)
        assert opened(desk, form_id).number == 0


def test_節の欄をみな隠すことはできない(desk: Desk) -> None:
    change(desk, "assessment", "complaint", shown=False)
    with pytest.raises(BadInput, match="B 本人の主訴・状況"):
        change(desk, "assessment", "situation", shown=False)


def test_頼る欄には隠せないわけが付き管理者のほかは改められない(desk: Desk, outsider: Desk) -> None:
    for form_id in form_ids():
        one = opened(desk, form_id)
        assert all(field.shipped.fixed is None or field.fixed for field in one.fields)
        assert any(field.fixed for field in one.fields)
    one = opened(desk, "intake")
    with pytest.raises(Refused):
        editable_forms(outsider)
    with pytest.raises(Refused):
        change_field(outsider, one, TODAY, replace(part(one, "wish").now, label="ご希望"))
    with pytest.raises(BadInput):
        change(desk, "intake", "wish", date(2026, 4, 1), label="ご希望")


# --- 二つの窓・元に戻す ------------------------------------------------------


def test_ほかの窓で改められていれば黙って上書きしない(desk: Desk) -> None:
    one = change(desk, "intake", "wish", label="ご希望")
    with pytest.raises(BadInput, match="ほかの窓"):
        change_field(desk, one, TODAY, replace(part(one, "wish").now, label="望み"))
    with pytest.raises(BadInput, match="ほかの窓"):
        return_form(desk, replace(one, fields=opened(desk, "intake").fields))
    change(desk, "intake", "emergency_response", label="緊急の時")
    with pytest.raises(BadInput, match="ほかの窓"):
        put_back(desk, one, 1)
    assert form("intake").field("wish").label == "ご希望"


def test_元に戻しても同梱の字に返しても書いた一枚の版は残る(desk: Desk) -> None:
    one = change(desk, "assessment", "strengths", label="得意なこと")
    case_id = received(desk)
    sheet = assessed(desk, case_id)
    put_back(desk, one, 1)
    assert form("assessment").field("strengths").label == "強み"
    assert form("assessment").version == "1-2"
    assert form("assessment", sheet.form_version).field("strengths").label == "得意なこと"
    change(desk, "assessment", "strengths", label="好きなこと")
    change(desk, "assessment", "background", national=True)
    return_form(desk, opened(desk, "assessment"))
    assert form("assessment").sections == shipped_form("assessment").sections
    assert form("assessment", "1-3").field("strengths").label == "好きなこと"
    with pytest.raises(BadInput):
        return_form(desk, opened(desk, "assessment"))


def test_閉じて開き直しても残り届いていない窓では同梱の字で開く(desk: Desk, office: Office) -> None:
    change(desk, "intake", "wish", label="ご希望")
    case_id = received(desk)
    lay_own_forms()  # まだ知らない窓と同じにする
    unknown = form("intake", "1-1")
    assert (unknown.version, unknown.field("wish").label) == ("1-1", "希望")
    assert written_intake(desk, case_id).form.field("wish").label == "ご希望"
    lay_own_forms()
    again = sign_in(office, COORDINATOR, PASSWORD)
    assert form("intake").field("wish").label == "ご希望"
    with again.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("forms", '{"intake": [{"number": 1}]}')
    with pytest.raises(Damaged):
        case_page(again, case_id)
    again.close()


# --- 文言 -------------------------------------------------------------------


def test_文言を改めると_前の文とこれからの文が監査に残る(desk: Desk) -> None:
    (one,) = [word for word in editable_words(desk) if word.name == "secrecy_article"]
    change_word(desk, one.name, "社会福祉法第106条の6第6項")
    with desk.reading(Purpose.CASEWORK) as work:
        line = work.audit.last()
    assert line is not None
    assert (line.action, line.subject) == ("文言の変更", one.default.about)
    assert line.detail == f"「{one.text}」→「社会福祉法第106条の6第6項」"
