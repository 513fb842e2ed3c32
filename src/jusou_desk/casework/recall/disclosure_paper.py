"""緊急連絡票・通報書。承認された通報・緊急の提供だけが、この紙になって外へ出る。

載るのは、承認された文と、誰のことか、どこへ連絡すればよいか。居場所を伏せる人の居場所は、
載せるわけを添えて承認されたときだけで、そのたびに居場所を見たことが監査に残る(domain.md §5.4、§6.7)。
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.concealing import (
    Facts,
    concealed,
    facts,
    guarded_words,
    hidden_words,
    household,
)
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.case.moved import staff_name
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_contents import case_lane
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.secrecy.disclosing import find
from jusou_desk.casework.secrecy.protecting import reveal
from jusou_desk.casework.wording import office_fax, office_phone, word
from jusou_desk.errors import BadInput
from jusou_desk.models.disclosing import PAPER, paper_title
from jusou_desk.models.records import Case, Person
from jusou_desk.models.secrecy_records import Disclosure
from jusou_desk.models.work import Work
from jusou_desk.packet import TOLD, TOLD_LINE, TOLD_LINES, Packet, Record, Value, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.wareki import format_long, format_time

NAME: Final = "disclosure"
_HERE: Final = Purpose.EMERGENCY
_ANONYMOUS: Final = "(匿名)"
_BY_THIS: Final = "この文書による"
#: 口で知らせる方法と、知らせてから日時を手で書く場所。
_SPOKEN: Final = frozenset({"電話", "面談・同行"})
_TO_WRITE: Final = "令和　　年　　月　　日　　時　　分"
_PLAIN_WHY: Final = "緊急の対応"
_OF_PERSON: Final = frozenset({"住所", "電話"})


@dataclass(frozen=True)
class DrawnDisclosure:
    """刷り上がった紙(まだ出していない)。about: 監査に残す番号。problems: 渡す前に確かめること。"""

    disclosure: Disclosure
    about: str
    files: tuple[OutgoingFile, ...]
    problems: tuple[str, ...]

    @property
    def pages(self) -> OutgoingFile:
        """刷る紙(PDF)。"""
        return next(one for one in self.files if one.name.endswith(".pdf"))


def draw_disclosure(desk: Desk, disclosure_id: str) -> DrawnDisclosure:
    """紙を作る(画面の下見も同じ頁になる)。承認されていなければ ``Refused``。"""
    with desk.reading(widest_reading(desk)) as work:
        body_id = find(work, disclosure_id).body_id
    with desk.reading(_HERE, body_id) as work:
        told = find(work, disclosure_id)
        sanction = work.disclosing.sanction(told.id)
        case = work.cases.get(told.case_id)
        if case is None:
            raise BadInput("その相談が見つかりません。", "ケースの頁を開き直してください。")
        person = work.people.get(case.person_id) if case.person_id else None
        hides = work.shield.hides(person)
    shown = _whereabouts(desk, told, person) if hides and sanction.whereabouts else {}
    with desk.reading(_HERE, body_id) as work:
        record = _record(desk, work, told, case, person, shown)
        marks = ("open_handling", "sealed_mark") if told.sealed else ("open_handling",)
        printed = stamp(
            desk,
            marks=tuple(word(work, desk.town, name) for name in marks),
            copy_label=told.disclosure_no,
            receiver="　".join(part for part in (told.receiver, told.receiver_person) if part),
        )
    audience = audience_of(desk, told.receiver)
    packet = disclose(record, desk.permit(_HERE), audience, sanction)
    book = fill(resource("layouts", f"{NAME}.xlsx").read_bytes(), packet)
    title = paper_title(told)
    files = tuple(
        OutgoingFile(
            f"{NAME}.{suffix}",
            data,
            title=title,
            receiver=told.receiver,
            receiver_name=told.receiver_person,
            case_ids=(case.id,),
        )
        for suffix, data in (
            ("xlsx", book.stamped_xlsx(printed)),
            ("pdf", draw([book], printed, title=PAPER)),
        )
    )
    about = f"{told.disclosure_no} {case.case_no}"
    return DrawnDisclosure(told, about, files, (*_covered(told, packet), *book.problems))


def _covered(told: Disclosure, packet: Packet) -> tuple[str, ...]:
    """承認された文のうち、伏せて刷った語のあること。"""
    if packet.values[TOLD] == told.content:
        return ()
    return ("知らせる内容の中の、居場所か情報源につながる語を伏せてあります。",)


def hand_out_disclosure(desk: Desk, disclosure_id: str, folder: Path) -> tuple[Path, ...]:
    """紙を ``folder`` へ出す。書いたパスを返す。"""
    drawn = draw_disclosure(desk, disclosure_id)
    bodies = (drawn.disclosure.body_id,)
    return hand_over(desk, _HERE, drawn.about, drawn.files, folder, bodies=bodies)


def note_disclosure_printing(desk: Desk, drawn: DrawnDisclosure, what: str) -> None:
    """紙に刷る前後に監査の一行を置く。刷り終えれば発行控に残る。"""
    body_id = drawn.disclosure.body_id
    note_printing(desk, _HERE, drawn.about, what, files=(drawn.pages,), body_id=body_id)


# --- 中身 -------------------------------------------------------------------


def _record(
    desk: Desk,
    work: Work,
    told: Disclosure,
    case: Case,
    person: Person | None,
    shown: dict[str, str],
) -> Record:
    lane = max(told.lane, case_lane(work, case, desk.today()))
    people = (person, *household(work, person)) if person else ()
    own: dict[str, Value] = {TOLD: told.content}
    head = facts(
        lane,
        番号=told.disclosure_no,
        作成日=desk.today(),
        機関=told.receiver,
        宛名=f"{told.receiver_person}　様" if told.receiver_person else "御中",
        題=PAPER,
        前書き=word(work, desk.town, "disclosure_text"),
        理由=told.reason,
        根拠=told.ground,
        知らせた日時=_moment(told),
        方法=told.way,
        返事の注=word(work, desk.town, "disclosure_reply"),
        承認=_approval(work, told),
        **own,
    )
    found = head | _sender(desk, work, told, case, lane)
    record = Record(
        found | _about(work, case, person, people, shown),
        {TOLD_LINES: tuple(_line(lane, words) for words in told.content.splitlines())},
        lane,
        hidden=hidden_words(work, desk.town, people),
        guarded=guarded_words(work, desk.town, person, people),
    )
    return sourced(work, case, record)


def _line(lane: Lane, words: str) -> Record:
    return Record(facts(lane, **{TOLD_LINE: words}), lane=lane)


def _about(
    work: Work,
    case: Case,
    person: Person | None,
    people: tuple[Person, ...],
    shown: dict[str, str],
) -> Facts:
    address = shown.get("住所", person.address if person else "")
    rest = [f"{name}: {value}" for name, value in shown.items() if name not in _OF_PERSON]
    found = facts(
        case.lane,
        氏名=person.name if person else _ANONYMOUS,
        フリガナ=person.kana if person else "",
        性別=person.sex if person else "",
        生年月日=(person.birth_on or person.birth_text) if person else "",
        住所="\n".join(part for part in (address, *rest) if part),
        電話=shown.get("電話", person.phone if person else ""),
    )
    return concealed(work, case, people, found)


def _whereabouts(desk: Desk, told: Disclosure, person: Person | None) -> dict[str, str]:
    """承認された居場所。見るたびに、そのわけが監査に残る。"""
    if person is None:
        return {}
    # 監査の行は人物の区分に残るので、支援会議の一件のことは、番号もわけも書かない
    why = _PLAIN_WHY if told.sealed else f"{told.disclosure_no} {told.whereabouts}"
    return dict(reveal(desk, person.id, why).lines)


def _moment(told: Disclosure) -> str:
    if not told.told_first:
        return _TO_WRITE if told.way in _SPOKEN else _BY_THIS
    return f"{format_long(told.told_at.date())} {format_time(told.told_at.time())}"


def _approval(work: Work, told: Disclosure) -> str:
    """誰がいつ承認したか。先に口頭の承認があれば、それも。"""
    assert told.decided_at is not None
    name = staff_name(work, told.decided_by)
    words = f"{name}　{format_long(told.decided_at.date())} {format_time(told.decided_at.time())}"
    if told.oral_at is None:
        return words
    oral = f"{format_long(told.oral_at.date())} {format_time(told.oral_at.time())}"
    return f"{words}\n(先に口頭で {told.oral_by}　{oral})"


def _sender(desk: Desk, work: Work, told: Disclosure, case: Case, lane: Lane) -> Facts:
    """発信者と、連絡先。"""
    window = next((w for w in desk.town.windows if w.name == case.window), None)
    window = window or next((w for w in desk.town.windows if w.phone), None)
    return facts(
        lane,
        発信者=desk.town.head,
        町名=desk.town.name,
        窓口=window.name if window else "",
        電話番号=office_phone(work, desk.town, window),
        ファクス=office_fax(work, desk.town, window),
        担当=staff_name(work, told.asked_by),
        受付番号=case.case_no,
    )
