"""区分の壁が普段の読みに掛ける手間。同じ事務所の、支援会議の記録のある写しと無い写しで計る。

町は、支援会議を開ける会議体が三つある小松市。読むのは、相談のページ・一覧・検索・今日。
"""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from jusou_desk.casework.case.cases import case_list, case_page
from jusou_desk.casework.case.search import search
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.records import AgendaItem, Meeting, Note, Task
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.towns import MeetingKind
from tests.benchmarks.loading import PASSWORD, STAFF, TODAY, Sizes, fill_office, open_desk
from tests.benchmarks.measuring import Measured, paired

#: issue の約束: 区分の壁は、普段の読みの一割未満で済む。
_LIMIT: Final = 1.10
_OUTSIDER: Final = "従事しない　人"
_TYPED: Final = ("見守り", "髙橋　さくら", "ひきこもり", "N00012", "家計の見通し", "ケアマネ")
_TIMES: Final = {"相談を開く": 100, "一覧": 12, "探す": 30, "今日": 12}


def lane_cost(place: Path, sizes: Sizes) -> Iterator[Measured]:
    """従事者・従事者でない人・壁を外した接続の順に、四つの読みの比を返す。"""
    _build(place / "plain", sizes)
    shutil.copytree(place / "plain", place / "sealed")
    with _desk(place / "sealed", STAFF) as desk:
        _seal(desk, sizes.sealed_each)
    for name, who in ((STAFF, "従事者"), (_OUTSIDER, "従事者でない人")):
        with _desk(place / "sealed", name) as ours, _desk(place / "plain", name) as raw:
            yield from _compare(f"{who}が%s／支援会議の記録の無い同じ事務所", ours, raw, sizes)
    with _desk(place / "sealed", _OUTSIDER) as ours, _desk(place / "sealed", _OUTSIDER) as raw:
        _take_wall_away(raw)
        yield from _compare(
            "普段の接続で%s／壁(authorizer と文の確かめ)の無い接続", ours, raw, sizes
        )


@contextlib.contextmanager
def _desk(folder: Path, name: str) -> Iterator[Desk]:
    desk = sign_in(Office(folder, NoSecrets(), lambda: TODAY), name, PASSWORD)
    try:
        yield desk
    finally:
        desk.close()


def _build(folder: Path, sizes: Sizes) -> None:
    with contextlib.closing(open_desk(folder, "komatsu")) as desk:
        staffing.add_staff(desk, _OUTSIDER, Role.COUNSELLOR, PASSWORD)
        fill_office(desk, sizes.few_cases, sizes.notes_each)


def _seal(desk: Desk, each: int) -> None:
    """会議体ごとに、会議・議題・経過・仕事を ``each`` 件ずつ。相談は普段の区分のものを議題にする。"""
    dice = random.Random(each)
    with desk.reading(Purpose.CASEWORK) as work:
        cases = dice.sample(work.cases.where(), each)
    for body in desk.town.support_bodies:
        mark: dict[str, Any] = {"lane": Lane.SEALED, "body_id": body.id}
        with desk.writing(Purpose.SUPPORT_MEETING) as work:
            for number, case in enumerate(cases):
                on = TODAY - timedelta(days=30 * number)
                named = f"{body.id}-{number}"
                meeting = Meeting(
                    meeting_no=f"M-{named}",
                    body_name=body.name,
                    kind=MeetingKind.SUPPORT,
                    held_on=on.date(),
                )
                meeting = work.meetings.put(replace(meeting, **mark))
                item = AgendaItem(
                    meeting_id=meeting.id, item_no="1", case_id=case.id, aim="情報共有"
                )
                note = Note(note_no=f"K-{named}", case_id=case.id, at=on, content=case.content)
                task = Task(what="様子を確かめる", case_id=case.id, due_on=on.date())
                work.agenda.put(replace(item, **mark))
                work.notes.put(replace(note, **mark))
                work.tasks.put(replace(task, **mark, done_on=on.date()))


def _take_wall_away(desk: Desk) -> None:
    """普段の束を、秘匿の表を拒まない束に替える。載る鍵は無いままなので、読む記録は同じ。"""
    store = desk._store
    store._everyday.dispose()
    store._everyday = store._full


def _compare(name: str, ours: Desk, raw: Desk, sizes: Sizes) -> Iterator[Measured]:
    for what, times in _TIMES.items():
        count = min(times, sizes.few_cases)
        pair = _reads(ours, what, count), _reads(raw, what, count)
        for actions in pair:
            for action in actions[:3]:
                action()
        yield Measured(name % what, *paired(*pair), _LIMIT)


def _reads(desk: Desk, what: str, times: int) -> list[Callable[[], object]]:
    if what == "相談を開く":
        with desk.reading(Purpose.CASEWORK) as work:
            ids = sorted(case.id for case in work.cases.where() if not case.sealed)
        chosen = random.Random(1).sample(ids, times)
        return [lambda i=i: case_page(desk, i) for i in chosen]  # type: ignore[misc]
    if what == "探す":
        words = [_TYPED[number % len(_TYPED)] for number in range(times)]
        return [lambda w=w: search(desk, w) for w in words]  # type: ignore[misc]
    read = case_list if what == "一覧" else due_lines
    return [lambda: read(desk) for _ in range(times)]
