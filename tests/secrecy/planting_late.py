"""仕込みの続き: 相談の受け付け直し、通報・緊急の提供、町が後から狭めた権限。

どれも ``planting.Planter`` を受け取り、設計図どおりに書く(断られたものは、どこにも書かれていない)。
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jusou_desk import towns
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.recall import disclosure_paper
from jusou_desk.casework.secrecy import disclosing, transfer_opening
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.secrecy.transfers import decline
from jusou_desk.errors import DeskError
from jusou_desk.models.office_records import Medium, MediumEntry
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Disclosure, Transfer
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from tests.secrecy.oracle import Oracle
from tests.secrecy.planting import NAMES, NOW, PASSWORD, Planted, Planter, Secret, Told
from tests.secrecy.planting_more import keep
from tests.secrecy.random_office import Agreement, Alarm, Narrowed, Narrowing, Reopening

# --- 受け付け直し --------------------------------------------------------------------------


def reopenings(at: Planter) -> None:
    """支援会議の相談を、会議体の従事者二人で通常の相談として受け付け直す。"""
    for index, matter in enumerate(at.at.plan.matters):
        if matter.reopened is not None and at.at.cases[index].sealed:
            with suppress(DeskError):
                _reopen(at, index, matter.reopened)


def _reopen(at: Planter, index: int, one: Reopening) -> None:
    planted = at.at
    own = planted.cases[index]
    serving = [desk for desk in planted.desks if own.body_id in desk.member_of]
    desk = serving[one.by % len(serving)]
    others = [each for each in serving if each is not desk] or serving
    other = others[one.decided_by % len(others)]
    if not at.consented(index):
        # 受け付け直すのは、本人の同意が得られてから。
        at.agree(index, Agreement("書面", 0))
    words = {name: at.fresh() for name in ("文", "氏名", "住所", "根拠")}
    values: dict[str, Any] = {
        "received_on": NOW.date(),
        "content": words["文"],
        "person_name": words["氏名"],
        "address": f"{desk.town.prefecture}{desk.town.name}{words['住所']}九番地",
    }
    asked = transfer_opening.propose_opening(
        desk, own.id, values, ground=one.ground, evidence=words["根拠"]
    )
    assert asked.opening is not None
    if asked.opening.person is None:
        # 既に通常の区分にいる人なら、氏名と住所は書かれない。
        del words["氏名"], words["住所"]
    case = _decided(desk, other, asked, one)
    if case is not None:
        _opened(at, index, case, words)
        return
    for name, word in words.items():
        what = f"相談{index}の受け付け直しの{name}"
        planted.secrets.append(Secret(word, what, "移替え", Lane.SEALED, own.body_id, case=index))


def _decided(desk: Desk, other: Desk, asked: Transfer, one: Reopening) -> Case | None:
    """承認されてできた相談。待っているか、却下されたか、承認できない人なら None。"""
    with suppress(DeskError):
        if one.end == "承認":
            return transfer_opening.approve_opening(other, asked.id)
        if one.end == "却下":
            decline(other, asked.id, "もう一度確かめる")
    assert desk is not None
    return None


def _opened(at: Planter, index: int, case: Case, words: dict[str, str]) -> None:
    planted = at.at
    who, _ = planted.persons[index]
    number = len(planted.cases)
    planted.opened[index] = number
    planted.cases.append(case)
    planted.persons.append((who, False))
    latest = max(enumerate(planted.history[index]), key=lambda pair: (-pair[1].days_ago, pair[0]))
    planted.history.append([latest[1]])
    about: dict[str, Any] = {"case": number}
    planted.secrets += [
        Secret(words["文"], f"相談{number}の内容", "中身", scope="6", **about),
        Secret(words["根拠"], f"相談{number}の受け付け直しの根拠", "出所", **about),
    ]
    _opened_witness(planted, case.id, number)
    if "氏名" not in words:
        return
    person = about | {"person": who, "record": case.person_id, "scope": "1"}
    planted.secrets += [
        Secret(words["氏名"], f"人{who}の氏名", "氏名", **person),
        Secret(words["住所"], f"人{who}の住所", "住所", **person),
    ]
    planted.apart.add(case.person_id)
    planted.received.setdefault((who, ""), case.person_id)
    if planted.plan.people[who].concealed:
        planted.hidden[case.person_id] = ""


def _opened_witness(planted: Planted, case_id: str, number: int) -> None:
    """得た同意は、立会いの人の名ごと、新しい相談の同意になる(備考は写さない)。"""
    with planted.desks[0].reading(Purpose.CASEWORK) as work:
        names = {one.witness for one in work.consents.where(case_id=case_id)}
    for n, one in enumerate(planted.secrets):
        if one.word in names:
            planted.secrets[n] = replace(one, lane=Lane.OPEN, body="", case=number)


# --- 通報・緊急の提供 -----------------------------------------------------------------------


def alarms(at: Planter) -> None:
    """通報・緊急の提供。承認されたものは、紙にして出す。"""
    for index, matter in enumerate(at.at.plan.matters):
        for one in matter.alarms:
            with suppress(DeskError):
                _alarm(at, at.at.opened.get(index, index), one)


def _alarm(at: Planter, index: int, one: Alarm) -> None:
    planted = at.at
    case = planted.cases[index]
    sealed = one.sealed or case.sealed
    number = one.by if one.by in planted.present else 0
    desk = planted.desks[number]
    unable = not desk.may(Purpose.EMERGENCY) or (
        sealed and (not desk.member_of or (case.sealed and case.body_id not in desk.member_of))
    )
    if unable:
        number, desk = 0, at.first
    place = planted.plan.matters[index % len(planted.plan.matters)].body
    mine = sorted(desk.member_of)
    body = (case.body_id or mine[place % len(mine)]) if sealed else ""
    words = {name: at.fresh() for name in ("内容", "相手", "相手の人", "根拠", "方法")}
    if one.first:
        words["口頭で承認した人"] = at.fresh()
    if one.whereabouts:
        words["居場所も知らせるわけ"] = at.fresh()
    hour = timedelta(hours=1)
    telling = Telling(
        "生命・身体・財産の緊急",
        words["相手"],
        words["内容"] + at.in_other_words(index, case),
        words["根拠"],
        words["相手の人"],
        words["方法"],
        NOW - hour if one.first else None,
        words.get("口頭で承認した人", ""),
        NOW - 2 * hour if one.first else None,
        words.get("居場所も知らせるわけ", ""),
    )
    asked = disclosing.ask(desk, case.id, telling, sealed=sealed, body_id=body)
    decided = _settled(at, one, asked, words)
    n = len(planted.alarms)
    told = Told(asked.id, index, body, number, decided.state, one.whereabouts)
    planted.alarms.append(told)
    lane = Lane.SEALED if sealed else Lane.OPEN
    for name, word in words.items():
        what = f"相談{index}の通報の{name}"
        planted.secrets.append(Secret(word, what, "通報", lane, body, case=index, alarm=n))
    _paper_out(at, desk, n, told)


def _settled(at: Planter, one: Alarm, asked: Disclosure, words: dict[str, str]) -> Disclosure:
    """承認・却下・返事の後の一件。"""
    planted = at.at
    able = [
        n
        for n in planted.present
        if planted.desks[n].may(Purpose.EMERGENCY_APPROVAL)
        and planted.desks[n].me.id != asked.asked_by
        and (not asked.body_id or asked.body_id in planted.desks[n].member_of)
    ] or [0]
    other = planted.desks[able[one.decided_by % len(able)]]
    with suppress(DeskError):
        if one.end == "却下":
            reason = at.fresh()
            asked = disclosing.decline(other, asked.id, reason)
            words["却下のわけ"] = reason
        elif one.end == "承認":
            asked = disclosing.approve(other, asked.id)
    if one.replied:
        with suppress(DeskError):
            reply = at.fresh()
            asked = disclosing.write_reply(at.first, asked.id, reply, NOW.date())
            words["返事"] = reply
    return asked


def _paper_out(at: Planter, desk: Desk, number: int, told: Told) -> None:
    folder = at.at.office.folder.with_name("sent") / f"alarm-{number}"
    try:
        paths = disclosure_paper.hand_out_disclosure(desk, told.id, folder)
    except DeskError:
        assert told.state != "承認", "承認された紙が出ない"
        return
    rule = Oracle(at.at).disclosure(number)
    hidden = at.at.cases[told.case].person_id in at.at.hidden
    for path in paths:
        keep(at, path, rule, told.body, cases=(told.case,), whereabouts=told.whereabouts and hidden)


# --- 媒体 ---------------------------------------------------------------------------------


def carryings(at: Planter) -> None:
    """登録した媒体と、持出簿の一行。報告のことだけで、相談のことは書かない。"""
    desk, name = at.first, NAMES[0]
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.media.put(
            Medium(
                medium_no="M-1",
                name="USB",
                serial="0001",
                registered_on=NOW.date(),
                registered_by=name,
            )
        )
    with desk.writing(Purpose.REFERRAL) as work:
        entry = MediumEntry(
            medium_no="M-1",
            at=NOW,
            actor=name,
            report="相談件数",
            purpose="報告",
            receiver="県",
            files=("soudan-kensu.xlsx",),
            digests=("0" * 64,),
        )
        at.at.carried.append(work.medium_entries.put(entry).id)


# --- 町が狭めた権限 -------------------------------------------------------------------------


def narrowing(at: Planter) -> None:
    """仕込みの後に、町の設定の写しへ ``[[rights]]`` を書き足し、全員が入り直す。"""
    planted, narrowed = at.at, at.at.plan.narrowed
    if narrowed is None:
        return
    root = planted.office.folder.with_name("resources")
    _written(root, planted.plan.town, narrowed)
    # どちらも、閉じるときに元へ戻す。
    planted.widen += [partial(setattr, towns, "resource", resource), towns.town.cache_clear]
    setattr(towns, "resource", root.joinpath)  # noqa: B010 - 試験用の写しを読ませる
    towns.town.cache_clear()
    again = []
    for number, desk in enumerate(planted.desks):
        if number in planted.present:
            desk.close()
            desk = sign_in(planted.office, NAMES[number], PASSWORD)  # noqa: PLW2901
        again.append(desk)
    planted.desks = tuple(again)


def _written(root: Path, town_id: str, narrowed: Narrowed) -> None:
    shutil.copytree(resource("towns"), root / "towns")
    shutil.copy(resource("wording.toml"), root)
    how = {
        Narrowing.REFUSED: "refused = true",
        Narrowing.CONSENTED: f'ceiling = "{Lane.OPEN.label}"',
        Narrowing.READING: "may_write = false",
    }[narrowed.how]
    path = root / "towns" / town_id / "town.toml"
    row = f'\n[[rights]]\nrole = "{narrowed.role}"\npurpose = "{narrowed.purpose}"\n{how}\n'
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
