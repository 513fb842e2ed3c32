"""会議の前後に渡す紙の材料: 誓約書、開催通知、情報提供依頼書(議事録は ``meeting_minutes``)。

どれも受け取る人ひとりに一通(``Letter``)で、区分の付いた事実の集まり。外へ出してよい分だけに
するのは ``meeting_papers``(``disclose``)。domain.md §1.9、§3.4。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.casework.case.concealing import Facts, concealed, facts, hidden_words, household
from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import Pledge, listed, unpledged
from jusou_desk.casework.meeting.packet_matrix import Matrix, matrix_of
from jusou_desk.casework.wording import office_phone, word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Attendee, Case, Meeting, Person
from jusou_desk.models.secrecy_records import InfoRequest, Member
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, Terms
from jusou_desk.policy import Lane, Purpose
from jusou_desk.towns import MeetingBody, Town
from jusou_desk.wareki import format_long

_ANONYMOUS: Final = "(匿名)"


@dataclass(frozen=True)
class Subject:
    """何についての紙か。

    meeting: その会議。名簿の誓約書なら None。chosen: 名簿の行か依頼の id(空なら、要るもの全部)。
    body_id: 秘匿の紙なら、その会議体。
    """

    body_name: str
    body: MeetingBody | None
    purpose: Purpose
    lane: Lane
    body_id: str
    number: str
    meeting: Meeting | None = None
    chosen: tuple[str, ...] = ()

    @property
    def sitting(self) -> Meeting:
        if self.meeting is None:
            raise BadInput("会議が選ばれていません。", "会議を開いてから行ってください。")
        return self.meeting


@dataclass(frozen=True)
class Letter:
    """一通。agency が空なら、事務局の控え(受け手のいない紙)。case_ids: 載せる相談。

    person: 本人か家族に渡るか。notices: 刷る人に確かめてもらうこと。
    """

    agency: str
    name: str
    record: Record
    case_ids: tuple[str, ...] = ()
    person: bool = False
    notices: tuple[str, ...] = ()

    @property
    def receiver(self) -> str:
        return f"{self.agency}　{self.name}".strip()


def _sender(work: Work, town: Town, subject: Subject, worker: str) -> Facts:
    """発信者と、問合せ先。電話は事務所の設定のもの。無ければ、事務局になっている窓口のもの。"""
    body = subject.body
    office = (body.secretariat or body.host) if body else ""
    window = next((w for w in town.windows if w.name and w.name in office), None)
    phone = office_phone(work, town, window)
    # 主催が「分野ごとの担当課」のような総称の会議もある。問合せ先には、実際にある所だけを出す。
    places = [one.name for one in town.windows] + [one.name for one in town.agencies]
    if not any(name in office or name.startswith(office) for name in places if name):
        office = town.name
    return facts(
        subject.lane, 発信者=town.head, 町名=town.name, 事務局=office, 担当=worker, 電話=phone
    )


def secrecy_facts(work: Work, town: Town, subject: Subject) -> Facts:
    """守秘の根拠。支援会議のほかでは空。"""
    sealed = subject.lane is Lane.SEALED
    names = {
        "根拠": "secrecy_article",
        "守秘の文": "secrecy_summary",
        "罰則の文": "secrecy_penalty",
    }
    return facts(
        subject.lane, **{tag: word(work, town, n) if sealed else "" for tag, n in names.items()}
    )


# --- 誓約書 ------------------------------------------------------------


def pledges(desk: Desk, work: Work, subject: Subject) -> tuple[Letter, ...]:
    """誓約書。会議なら誓約の済んでいない出席者に都度の、名簿なら選んだ構成員に包括か都度の。"""
    if subject.meeting is not None:
        meeting = subject.meeting
        bare = unpledged(work, meeting) if meeting.sealed else meeting.attendees
        people = [one for one in bare if one.pledged_on is None]
        if not people:
            raise BadInput(
                "誓約書の要る出席者がいません。",
                "出席者を入れるか、名簿の誓約日を確かめてください。",
            )
        day = format_long(meeting.held_on)
        return tuple(
            pledge_letter(
                desk, work, subject, one, Pledge.EACH, f"{day}の会議({meeting.meeting_no})"
            )
            for one in people
        )
    assert subject.body is not None
    rows = listed(desk.town, work, subject.body)
    chosen = [one for one in rows if one.id in subject.chosen or not subject.chosen]
    if not chosen:
        raise BadInput("名簿に構成員がいません。", "先に名簿に書いて、保存してください。")
    return tuple(
        pledge_letter(desk, work, subject, one, one.pledge or Pledge.TERM, _term(one))
        for one in chosen
    )


def _term(member: Member) -> str:
    if member.pledge == Pledge.EACH:
        return "会議　　　　　年　　月　　日"
    end = f"{format_long(member.until)}まで" if member.until else "退くまで"
    return f"{format_long(member.since)}から{end}"


def pledge_letter(
    desk: Desk, work: Work, subject: Subject, one: Attendee | Member, way: str, reach: str
) -> Letter:
    """一人の誓約書。way: 包括か都度か。reach: 誓約の及ぶ間。"""
    name = "pledge_text" if subject.lane is Lane.SEALED else "plan_pledge_text"
    # 宛名は文の一行目。紙では上に離して置く。
    head, _, body = word(work, desk.town, name, body=subject.body_name).partition("\n")
    found = facts(
        subject.lane,
        題名=word(work, desk.town, "pledge_title"),
        会議名=subject.body_name,
        宛名=head,
        本文=body,
        種別="任期の間の誓約(包括)" if way == Pledge.TERM else "この回の誓約(都度)",
        期間=reach,
        所属=one.agency,
        職=one.post,
        受取人=one.name,
    )
    record = Record(found | secrecy_facts(work, desk.town, subject), lane=subject.lane)
    return Letter(one.agency, one.name, record)


# --- 開催通知 ----------------------------------------------------------


def notices(desk: Desk, work: Work, subject: Subject) -> tuple[Letter, ...]:
    """開催通知。出席者ひとりに一通。支援会議では、議題を件数でだけ言う。"""
    meeting = subject.sitting
    if not meeting.attendees:
        raise BadInput("出席者が決まっていません。", "先に出席者を入れてください。")
    table = matrix_of(desk, work, meeting)
    common = notice_facts(desk, work, subject)
    letters = []
    for place, one in enumerate(meeting.attendees):
        rows = _items_told(work, meeting, table, place)
        told = () if meeting.sealed else tuple(case.id for _, case in _seen_by(table, place))
        letter = notice_letter(subject, common, one, rows, told)
        letters.append(replace(letter, notices=table.left))
    return tuple(letters)


def notice_facts(desk: Desk, work: Work, subject: Subject) -> Facts:
    """開催通知の、どの出席者にも同じ事実。"""
    meeting = subject.sitting
    caution = "notice_sealed" if meeting.sealed else "notice_plan"
    return _sender(work, desk.town, subject, meeting.recorder or desk.me.name) | facts(
        subject.lane,
        通知日=desk.today(),
        会議名=meeting.body_name,
        会議番号=meeting.meeting_no,
        本文=word(work, desk.town, "notice_text", body=meeting.body_name),
        注意=word(work, desk.town, caution),
        開催日=meeting.held_on,
        時間=f"{meeting.start}～{meeting.end}" if meeting.start or meeting.end else "",
        場所=meeting.place,
        根拠=word(work, desk.town, "secrecy_article") if meeting.sealed else "",
    )


def notice_letter(
    subject: Subject,
    common: Facts,
    one: Attendee,
    rows: tuple[Record, ...],
    told: tuple[str, ...] = (),
) -> Letter:
    """一人の開催通知。rows: 議題の行。told: 載せる相談(id)。"""
    head = common | facts(subject.lane, 機関=one.agency, 宛名=_addressee(one))
    return Letter(one.agency, one.name, Record(head, {"議題": rows}, subject.lane), told)


def notice_row(lane: Lane, words: str, terms: Terms | None = None) -> Record:
    """開催通知の議題の一行。terms: 一つの相談のことなら、その人の同意。"""
    return Record(facts(lane, 内容=words), lane=lane, terms=terms)


def _addressee(one: Attendee) -> str:
    """氏名には「様」、機関だけなら「御中」。"""
    return f"{one.post}　{one.name}　様".strip() if one.name.strip() else "御中"


def _items_told(work: Work, meeting: Meeting, table: Matrix, place: int) -> tuple[Record, ...]:
    """通知に載せる議題。開いた郵便で届くので、名前も内容も書かない。"""
    seen = _seen_by(table, place)
    if meeting.sealed:
        words = f"個別の検討　{len(seen)}件" if seen else "個別の検討"
        return (notice_row(meeting.lane, words),)
    if not seen:
        return (notice_row(meeting.lane, "当日の席でお知らせします。"),)
    numbers = table.numbers(place)
    return tuple(
        notice_row(
            meeting.lane,
            f"議題{numbers[item.id]}　{_about(item.aim, case.case_no)}",
            terms_of(work, case),
        )
        for item, case in seen
    )


def _about(aim: str, case_no: str) -> str:
    """議題の目的と受付番号。目的が無ければ、番号だけ。"""
    return f"{aim}({case_no})" if aim else case_no


def _seen_by(table: Matrix, place: int) -> list[tuple[AgendaItem, Case]]:
    """その席の人の部に、どこかが載る議題。"""
    numbers = table.numbers(place)
    return [(item, case) for item, case in table.items if item.id in numbers]


# --- 情報提供依頼書 ----------------------------------------------------


def requests(desk: Desk, work: Work, subject: Subject) -> tuple[Letter, ...]:
    """情報提供依頼書と回答書。選んだもの、選ばなければまだ回答の無いものを全部。"""
    found = sorted(
        work.info_requests.where(meeting_id=subject.sitting.id), key=lambda one: one.request_no
    )
    wanted = [
        one
        for one in found
        if one.id in subject.chosen or (not subject.chosen and one.answered_on is None)
    ]
    if not wanted:
        raise BadInput("刷る依頼がありません。", "先に依頼を台帳に載せてください。")
    cases = {case.id: case for case in work.cases.among("id", {one.case_id for one in wanted})}
    return tuple(
        request_letter(desk, work, subject, one, cases[one.case_id])
        for one in wanted
        if one.case_id in cases
    )


def request_letter(
    desk: Desk, work: Work, subject: Subject, one: InfoRequest, case: Case
) -> Letter:
    """情報提供依頼書と回答書の一通。"""
    person, people = people_of(work, case)
    about = facts(
        subject.lane,
        氏名=person.name if person else _ANONYMOUS,
        フリガナ=person.kana if person else "",
        性別=person.sex if person else "",
        生年月日=(person.birth_on or person.birth_text) if person else "",
        住所=person.address if person else "",
    )
    about = concealed(work, case, people, about)
    found = facts(
        subject.lane,
        依頼番号=one.request_no,
        依頼日=one.asked_on,
        機関=one.agency,
        会議名=subject.body_name,
        根拠文=word(work, desk.town, "information_request"),
        返事の注=word(work, desk.town, "request_reply"),
        対象=one.person or "本人",
        求める情報=one.items,
        利用目的=one.purpose,
        回答期限=one.due_on,
        回答方法=one.way,
    )
    head = _sender(work, desk.town, subject, one.asked_by or desk.me.name)
    record = Record(
        head | found | about | secrecy_facts(work, desk.town, subject),
        lane=subject.lane,
        hidden=hidden_words(work, desk.town, people),
    )
    return Letter(one.agency, "", sourced(work, case, record), (case.id,))


def people_of(work: Work, case: Case) -> tuple[Person | None, tuple[Person, ...]]:
    """相談の本人と、本人を含む世帯の人。"""
    person = work.people.get(case.person_id) if case.person_id else None
    return person, ((person, *household(work, person)) if person else ())
