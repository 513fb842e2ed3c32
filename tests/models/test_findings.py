"""議題の一つの欄を、検討することと確認した事実に分ける移行(0005)。秘匿の議題は読むときに分ける。"""

from __future__ import annotations

from dataclasses import fields, make_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.models.device import NoSecrets
from jusou_desk.models.migrate import migrate
from jusou_desk.models.office import Office
from jusou_desk.models.records import AgendaItem, Decision, Meeting
from jusou_desk.models.store import Store
from jusou_desk.policy import Lane, Purpose
from tests.models.office import (
    ADMIN,
    PASSWORD,
    START,
    opened,
    permit,
    save_case,
    save_sealed,
    sealed_meeting,
)

WORDS = "長男への関わり方"
RESULTS: dict[str, dict[str, Any]] = {
    "推測": {"guesses": "眠れていないのかもしれない"},
    "決定事項": {"decision": "水曜に訪ねる"},
    "次回まで": {"next_step": "日誌を持ち寄る"},
    "主担当機関": {"lead_agency": "社協"},
    "決定の行": {"decisions": (Decision(what="電話する"),)},
}
PLAN_MEETING = Meeting(
    meeting_no="M-1", body_name="重層", kind="重層的支援会議", held_on=START.date()
)


def agenda(case_id: str, meeting: Meeting) -> dict[str, AgendaItem]:
    """結果の無い議題一つと、結果の欄が一つずつ書いてある議題。"""
    place: dict[str, Any] = {
        "lane": meeting.lane,
        "body_id": meeting.body_id,
        "meeting_id": meeting.id,
        "case_id": case_id,
        "summary": WORDS,
    }
    written: dict[str, dict[str, Any]] = {"結果なし": {}, **RESULTS}
    return {
        name: AgendaItem(item_no=str(no), **place, **result)
        for no, (name, result) in enumerate(written.items(), start=1)
    }


def read(store: Store, purpose: Purpose) -> dict[str, AgendaItem]:
    """議題番号 → 議題。"""
    with store.reading(permit(store, purpose)) as work:
        return {one.item_no: one for one in work.agenda.where()}


def move(folder: Path, target: str) -> None:
    vault = Office(folder, NoSecrets()).vault
    migrate(vault, vault.unlock(ADMIN, PASSWORD).data_key, target)


# --- 普段の表 ---------------------------------------------------------------


@pytest.fixture
def older(folder: Path) -> dict[str, AgendaItem]:
    """0004 の事務所の議題(通常)。文は一つの欄にだけある。"""
    store = opened(folder)
    items = agenda(save_case(store).id, PLAN_MEETING)
    with store.writing(permit(store)) as work:
        work.meetings.put(PLAN_MEETING)
        for item in items.values():
            work.agenda.put(item)
    store.close()
    move(folder, "0004")
    return items


def test_結果のある議題の文は両方の欄に_無い議題の文は検討することだけに置く(
    folder: Path, older: dict[str, AgendaItem]
) -> None:
    move(folder, "0005")
    store = opened(folder)
    found = read(store, Purpose.CASEWORK)
    store.close()
    assert {one.summary for one in found.values()} == {WORDS}
    told = {name: found[item.item_no].findings for name, item in older.items()}
    assert told == {"結果なし": ""} | dict.fromkeys(RESULTS, WORDS)
    for item in older.values():
        assert replace(found[item.item_no], findings="") == item, "ほかの欄は変わらない"


@pytest.mark.parametrize(
    ("summary", "findings", "kept"),
    [
        ("検討", "事実", "検討\n事実"),
        ("検討", "", "検討"),
        ("", "事実", "事実"),
        ("同じ文", "同じ文", "同じ文"),
    ],
)
def test_戻すときは二つの文のどちらも失わない(
    folder: Path, older: dict[str, AgendaItem], summary: str, findings: str, kept: str
) -> None:
    item = replace(older["決定事項"], summary=summary, findings=findings)
    store = opened(folder)
    with store.writing(permit(store)) as work:
        work.agenda.put(item)
    store.close()
    move(folder, "0004")
    move(folder, "0005")
    store = opened(folder)
    found = read(store, Purpose.CASEWORK)[item.item_no]
    store.close()
    assert (found.summary, found.findings) == (kept, kept)


# --- 秘匿の記録 -------------------------------------------------------------


#: 0004 の版の議題。確認した事実の欄が無い。
Before: Any = make_dataclass(
    "AgendaItem", [f.name for f in fields(AgendaItem) if f.name != "findings"], kw_only=True
)


@pytest.fixture
def sealed(folder: Path) -> dict[str, AgendaItem]:
    """前の版が包んだ、支援会議の議題。"""
    store = opened(folder)
    meeting = sealed_meeting()
    items = agenda(save_sealed(store).id, meeting)
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.meetings.put(meeting)
        for item in items.values():
            values = {f.name: getattr(item, f.name) for f in fields(Before)}
            work.sealed.put(Before(**values))
    store.close()
    return items


def test_前の版が包んだ議題も_同じ決まりで分けて読む(
    folder: Path, sealed: dict[str, AgendaItem]
) -> None:
    store = opened(folder)
    found = read(store, Purpose.SUPPORT_MEETING)
    everyday = read(store, Purpose.CASEWORK)
    store.close()
    told = {name: found[item.item_no].findings for name, item in sealed.items()}
    assert told == {"結果なし": ""} | dict.fromkeys(RESULTS, WORDS)
    for item in sealed.values():
        assert replace(found[item.item_no], findings="") == item
    assert everyday == {}, "鍵の無い仕事には見えない"


def test_書き直した議題の空の欄は_空のまま読む(folder: Path, sealed: dict[str, AgendaItem]) -> None:
    item = sealed["決定事項"]
    store = opened(folder)
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.agenda.put(replace(item, findings=""))
    store.close()
    store = opened(folder)
    found = read(store, Purpose.SUPPORT_MEETING)[item.item_no]
    store.close()
    assert (found.summary, found.findings, found.lane) == (WORDS, "", Lane.SEALED)
