"""通報・緊急の提供。本人の同意が無いまま外へ知らせるときの、理由と、二人目の承認。

急ぎは待たない。口頭の承認で先に知らせ、画面での承認を後から受けられる。紙を出せるのは承認の後だけ。
支援会議で聞いた事実を含むものは支援会議の記録で、頼むのも承認するのも従事者だけ。
根拠: domain.md §3.5。保存の所でも ``models.disclosing`` が同じことを見張る。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from jusou_desk.casework.case.answers import refuse_control
from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.case.moved import staff_name
from jusou_desk.casework.case.numbering import body_of, disclosure_number
from jusou_desk.casework.case.sealing import sealing_body
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.keeping_apart import keep_apart
from jusou_desk.casework.secrecy.transfer_sources import usual_receivers
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import known_codes
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Disclosure, DisclosureState
from jusou_desk.models.two_people import are_two
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose

CODES: Final = "disclosure_reasons"
WAYS: Final = "disclosure_ways"
_OPENING: Final = timedelta(minutes=1)
"""画面の時刻は分までなので、この分だけの先は「いま」とみる。"""


@dataclass(frozen=True)
class Telling:
    """頼む中身。content は知らせる文そのもの。ground が空なら、理由の根拠の文(文言)。

    told_at・oral_by・oral_at: 急ぎのため先に知らせたときだけ。口頭で承認した人とその日時が要る。
    whereabouts: 居場所を伏せる人の、居場所も紙に載せるわけ。空なら載せない。
    """

    reason: str
    receiver: str
    content: str
    ground: str = ""
    receiver_person: str = ""
    way: str = ""
    told_at: datetime | None = None
    oral_by: str = ""
    oral_at: datetime | None = None
    whereabouts: str = ""


@dataclass(frozen=True)
class Told:
    """一件と、頼んだ人・決めた人の氏名。mine: いまの職員が頼んだものか。"""

    disclosure: Disclosure
    asker: str
    decider: str
    mine: bool

    @property
    def waiting(self) -> bool:
        return self.disclosure.state is DisclosureState.ASKED


@dataclass(frozen=True)
class Awaited:
    """待っている一件。``reply`` なら相手の返事を、でなければ承認を。since: いつから。"""

    disclosure: Disclosure
    reply: bool
    since: date


def reasons(desk: Desk) -> Mapping[str, str]:
    """理由の語→根拠の文(事務所が書き換えた文があれば、それ)。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return {
            term: word(work, desk.town, f"disclosure_ground_{code.code}")
            for term, code in known_codes(CODES).items()
        }


def receivers(desk: Desk) -> tuple[str, ...]:
    """知らせる先の候補。"""
    listed: list[str] = [*usual_receivers(), *(one.name for one in desk.town.agencies)]
    return tuple(dict.fromkeys(listed))


@cache
def _usual() -> dict[str, Any]:
    return tomllib.loads(resource("disclosure.toml").read_text(encoding="utf-8"))


# --- 頼む -------------------------------------------------------------------


def ask(
    desk: Desk, case_id: str, telling: Telling, *, sealed: bool = False, body_id: str = ""
) -> Disclosure:
    """承認を頼む。

    sealed: 支援会議の頁から(支援会議の記録になる)。body_id: 従事する会議体がいくつもあるとき。
    欄の不足は ``BadInput``、支援会議の話をほかの区分に書こうとすれば ``Refused``。
    """
    case = find_case(desk, case_id)
    sealed = sealed or case.sealed
    body_id = sealing_body(desk, case.body_id or body_id) if sealed else ""
    now = desk.now()
    _check(desk, telling, case, now)
    ground = telling.ground.strip() or reasons(desk)[telling.reason]
    with desk.writing(Purpose.EMERGENCY) as work:
        keep_apart(desk, work, case, body_id, (*_written(telling), ground))
        asked = work.disclosures.put(
            Disclosure(
                lane=Lane.SEALED if sealed else Lane.OPEN,
                body_id=body_id,
                disclosure_no=disclosure_number(work, now.date(), body_of(desk.town, body_id)),
                case_id=case.id,
                reason=telling.reason,
                ground=ground,
                receiver=telling.receiver.strip(),
                receiver_person=telling.receiver_person.strip(),
                way=telling.way.strip(),
                told_at=telling.told_at or now,
                content=telling.content.strip(),
                asked_by=desk.me.id,
                asked_at=now,
                oral_by=telling.oral_by.strip(),
                oral_at=telling.oral_at,
                whereabouts=telling.whereabouts.strip(),
            )
        )
        _audit(desk, work, "承認依頼", asked, "口頭の承認あり" if asked.told_first else "")
    return asked


def _written(telling: Telling) -> tuple[str, ...]:
    """人の打った文。"""
    return (
        telling.content,
        telling.receiver,
        telling.receiver_person,
        telling.way,
        telling.whereabouts,
        telling.oral_by,
    )


def _check(desk: Desk, telling: Telling, case: Case, now: datetime) -> None:
    for words in (*_written(telling), telling.ground):
        refuse_control(words, allowed="\n\r\t")
    if telling.reason not in known_codes(CODES):
        raise BadInput("知らせる理由がありません。", "理由を一つ選んでください。", "reason")
    for name, what in (("receiver", "知らせる相手"), ("content", "知らせる内容")):
        if not getattr(telling, name).strip():
            raise BadInput(f"{what}がありません。", f"{what}を入れてください。", name)
    if telling.told_at is None:
        if telling.oral_by.strip() or telling.oral_at is not None:
            raise BadInput(
                "知らせた日時がありません。", "先に知らせた日時を入れてください。", "told_at"
            )
        return
    _check_told_first(desk, telling, case, now)


def _check_told_first(desk: Desk, telling: Telling, case: Case, now: datetime) -> None:
    """急ぎで先に知らせたときの、口頭の承認。"""
    assert telling.told_at is not None
    approver = search_key(telling.oral_by)
    if not any(map(str.isalpha, approver)) or telling.oral_at is None:
        raise BadInput(
            "先に知らせたときは、口頭の承認が要ります。",
            "口頭で承認した人と、その日時を入れてください。",
            "oral_by" if not any(map(str.isalpha, approver)) else "oral_at",
        )
    # 「推進員 大田文江」のように、肩書を付けても自分は自分。
    if search_key(desk.me.name) in approver:
        raise BadInput(
            "自分の口頭の承認では知らせられません。",
            "承認した管理者か推進員の氏名を入れてください。",
            "oral_by",
        )
    for name, at in (("oral_at", telling.oral_at), ("told_at", telling.told_at)):
        if at > now + _OPENING:
            raise BadInput("これからの日時です。", "済んだことの日時を入れてください。", name)
    if telling.oral_at.date() < case.received_on:
        raise BadInput(
            "口頭の承認が、相談を受けた日より前です。", "日時を確かめてください。", "oral_at"
        )
    if telling.told_at < telling.oral_at:
        raise BadInput(
            "口頭の承認より前に知らせたことになります。", "日時を確かめてください。", "told_at"
        )


def take_back(desk: Desk, disclosure_id: str) -> None:
    """頼んだばかりのものを取り消す。先に知らせたものと、決まったものは取り消せない。"""
    with desk.writing(Purpose.EMERGENCY) as work:
        asked = find(work, disclosure_id)
        work.disclosures.remove(asked)
        _audit(desk, work, "承認依頼の取消し", asked)


# --- 決める -----------------------------------------------------------------


def approve(desk: Desk, disclosure_id: str) -> Disclosure:
    """承認する。頼んだ本人、役割の足りない人、支援会議の分で従事者でない人は ``Refused``。"""
    return _decide(desk, disclosure_id, DisclosureState.APPROVED, "")


def decline(desk: Desk, disclosure_id: str, reason: str) -> Disclosure:
    """却下する。わけを添える。"""
    desk.permit(Purpose.EMERGENCY_APPROVAL)
    if not reason.strip():
        raise BadInput("却下のわけが空です。", "頼んだ人に伝わる一言を入れてください。", "reason")
    return _decide(desk, disclosure_id, DisclosureState.DECLINED, reason.strip())


def _decide(desk: Desk, disclosure_id: str, state: DisclosureState, reason: str) -> Disclosure:
    with desk.writing(Purpose.EMERGENCY_APPROVAL) as work:
        asked = find(work, disclosure_id)
        if asked.state is not DisclosureState.ASKED:
            raise Refused(
                f"この通報・緊急の提供は、既に「{asked.state}」になっています。",
                "ケースの頁を開き直してください。",
            )
        now = desk.now()
        if now < asked.asked_at:
            raise Refused(
                "このPCの時計が、頼まれた時刻より前になっています。",
                "時計を合わせてから、もう一度行ってください。",
            )
        decided = replace(
            asked, state=state, decided_by=desk.me.id, decided_at=now, declined_for=reason
        )
        work.disclosures.put(decided)
        _audit(desk, work, state, decided)
    return decided


def write_reply(desk: Desk, disclosure_id: str, words: str, on: date) -> Disclosure:
    """相手の返事・結果を書く(書き直しもできる)。"""
    if not words.strip():
        raise BadInput("返事の内容が空です。", "聞いたことを書いてください。", "result")
    refuse_control(words, allowed="\n\r\t")
    with desk.writing(Purpose.EMERGENCY) as work:
        known = find(work, disclosure_id)
        if not known.told_at.date() <= on <= desk.today():
            raise BadInput(
                "返事の日が、知らせる前か未来の日付です。", "日付を確かめてください。", "result_on"
            )
        case = work.cases.get(known.case_id)
        if case is not None:
            keep_apart(desk, work, case, known.body_id, (words,))
        replied = work.disclosures.put(replace(known, result=words.strip(), result_on=on))
        _audit(desk, work, "返事の記入", replied)
    return replied


# --- 読む -------------------------------------------------------------------


def find(work: Work, disclosure_id: str) -> Disclosure:
    """その一件。従事していない会議体のものは、無いものとして断る。"""
    found = work.disclosures.get(disclosure_id)
    if found is None:
        raise BadInput("その通報・緊急の提供が見つかりません。", "ケースの頁を開き直してください。")
    return found


def told_of(desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK) -> tuple[Told, ...]:
    """その相談の通報・緊急の提供を、新しい順に。支援会議の分は ``purpose`` が支援会議のときだけ。"""
    with desk.reading(purpose) as work:
        rows = work.disclosures.where(case_id=case_id)
        made = [
            Told(
                one,
                staff_name(work, one.asked_by),
                staff_name(work, one.decided_by),
                one.asked_by == desk.me.id,
            )
            for one in rows
        ]
    return tuple(sorted(made, key=lambda one: _order(one.disclosure), reverse=True))


def _order(one: Disclosure) -> tuple[datetime, str]:
    return one.asked_at, one.disclosure_no


def awaited(desk: Desk, work: Work, today: date) -> tuple[Awaited, ...]:
    """待っているもの。承認は、それのできる人(頼んだ本人のほか)にだけ。"""
    found = []
    for one in work.disclosures.where():
        if one.state is DisclosureState.ASKED:
            if are_two(work, desk.me.id, one.asked_by) and desk.may(Purpose.EMERGENCY_APPROVAL):
                found.append(Awaited(one, reply=False, since=one.asked_at.date()))
        elif one.state is DisclosureState.APPROVED and one.result_on is None:
            assert one.decided_at is not None
            since = max(one.told_at, one.decided_at).date()
            late = today >= since + timedelta(days=int(_usual()["reply_days"]))
            if late and desk.may(Purpose.EMERGENCY):
                found.append(Awaited(one, reply=True, since=since))
    return tuple(found)


def _audit(desk: Desk, work: Work, what: str, one: Disclosure, detail: str = "") -> None:
    desk.audit(work, f"通報・緊急の{what}", one.disclosure_no, detail, body_id=one.body_id)
