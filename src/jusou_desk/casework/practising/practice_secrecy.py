"""練習用の事務所で、二人以上の手の要る仕事を筋書きどおりに行う。

構成員名簿、支援措置、移替え、通報・緊急の提供。申し出る人と承認する人は、それぞれ自分の机で行う。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import members
from jusou_desk.casework.practising.practice_story import (
    PracticeDisclosure,
    PracticeProtection,
    PracticeRegister,
    PracticeTransfer,
    Step,
)
from jusou_desk.casework.secrecy import disclosing, protecting, transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.models.secrecy_records import Disclosure, Transfer

Desks = Mapping[str, Desk]
#: 先に知らせたとき、口頭の承認と知らせたのが、画面に書く何分前か。
_ORAL: Final = timedelta(minutes=25)
_TOLD: Final = timedelta(minutes=15)


def register_steps(desks: Desks, story: PracticeRegister) -> Iterator[Step]:
    """構成員名簿を書く。"""
    desk = desks[story.by]
    yield Step(story.on, "register", lambda: members.save_register(desk, story.body, story.members))


def protection_steps(
    desks: Desks, story: PracticeProtection, person_id: Callable[[], str]
) -> Iterator[Step]:
    """支援措置を設け、もう一人が確かめる。"""
    setter, confirmer = desks[story.by], desks[story.confirmed_by]
    yield Step(
        story.on,
        "protection",
        lambda: protecting.set_protection(setter, person_id(), story.account),
    )
    yield Step(story.confirmed_on, "protection", lambda: protecting.confirm(confirmer, person_id()))


def transfer_steps(
    desks: Desks, story: PracticeTransfer, note_id: Callable[[], str]
) -> Iterator[Step]:
    """秘匿の経過の移替えを申し出、承認の日があれば、もう一人が承認する。"""
    asked: list[Transfer] = []

    def propose() -> None:
        asked.append(transfers.propose(desks[story.by], Source.NOTE, note_id(), story.wish))

    yield Step(story.on, "propose", propose)
    if story.approved_on is not None:
        approver = desks[story.approved_by]
        yield Step(story.approved_on, "approve", lambda: transfers.approve(approver, asked[0].id))


def disclosure_steps(
    desks: Desks, story: PracticeDisclosure, case_id: Callable[[], str], *, sealed: bool
) -> Iterator[Step]:
    """通報・緊急の提供を頼み、承認の日と返事の日があれば、それも行う。"""
    desk = desks[story.by]
    asked: list[Disclosure] = []

    def ask() -> None:
        telling, now = story.telling, desk.now()
        if story.oral_by:
            telling = replace(
                telling, told_at=now - _TOLD, oral_by=story.oral_by, oral_at=now - _ORAL
            )
        asked.append(disclosing.ask(desk, case_id(), telling, sealed=sealed))

    yield Step(story.on, "disclosure", ask)
    if story.approved_on is not None:
        approver = desks[story.approved_by]
        yield Step(story.approved_on, "allow", lambda: disclosing.approve(approver, asked[0].id))
    if story.reply_on is not None:
        on = story.reply_on
        yield Step(on, "reply", lambda: disclosing.write_reply(desk, asked[0].id, story.reply, on))
