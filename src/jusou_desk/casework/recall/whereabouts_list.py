"""居場所の載った紙の一覧を、一枚の紙にする。回収に回る人が持ち、手を打った日を手で書く。

居場所そのものは載せない。支援会議の資料も並ぶ一覧は、その会議体の紙になる。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.case.concealing import facts, hidden_words, household
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_contents import case_lane
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.recall.whereabouts_out import PaperWith, papers_with_whereabouts
from jusou_desk.casework.wording import word
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw

NAME: Final = "whereabouts"
TITLE: Final = "居場所の載った紙の一覧"


@dataclass(frozen=True)
class WhereaboutsList:
    """刷り上がった一覧(まだ出さない)。bodies: 載った支援会議の会議体。無ければ空一つ。"""

    files: tuple[OutgoingFile, ...]
    purpose: Purpose
    about: str
    bodies: tuple[str, ...]

    @property
    def pages(self) -> OutgoingFile:
        return next(one for one in self.files if one.name.endswith(".pdf"))


def draw_list(desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK) -> WhereaboutsList:
    """その相談の人の、居場所の載った紙の一覧(xlsx と pdf)。

    支援会議の分は ``purpose`` が支援会議のときだけ混ざる。
    """
    with desk.watching(purpose):
        case = find_case(desk, case_id)
    rows = papers_with_whereabouts(desk, case.person_id, purpose)
    sealed = {case.body_id, *(one.paper.first.body_id for one in rows)} - {""}
    # 支援会議の紙が一枚も無ければ、支援会議の頁から開いても、普段の紙になる
    here = purpose if sealed else Purpose.CASEWORK
    with desk.reading(here) as work:
        names = ("sealed_mark", "sealed_handling") if sealed else ("open_handling",)
        marks = tuple(word(work, desk.town, name) for name in names)
        record = _record(desk, work, case, rows)
    layout = resource("layouts", f"{NAME}.xlsx").read_bytes()
    book = fill(layout, disclose(record, desk.permit(here)))
    printed = stamp(desk, marks=marks)
    # いくつもの会議体の紙が並べば、どの会議体の従事者にも全部は見せられない
    keep = Keep.ROW if len(sealed) > 1 else Keep.WHOLE
    files = tuple(
        OutgoingFile(
            f"{NAME}.{suffix}",
            data,
            title=TITLE,
            case_ids=(case.id,),
            keep=keep,
            problems=book.problems,
        )
        for suffix, data in (
            ("xlsx", book.stamped_xlsx(printed)),
            ("pdf", draw([book], printed, title=TITLE)),
        )
    )
    return WhereaboutsList(files, here, f"{NAME} {case.case_no}", tuple(sorted(sealed)) or ("",))


def _record(desk: Desk, work: Work, case: Case, rows: Sequence[PaperWith]) -> Record:
    person = work.people.get(case.person_id)
    lane = max((one.paper.first.lane for one in rows), default=Lane.OPEN)
    lane = max(lane, case_lane(work, case, desk.today()))
    head = facts(
        lane,
        受付番号=case.case_no,
        氏名=person.name if person else "",
        作成日=desk.today(),
        作成者=desk.me.name,
        枚数=len(rows),
        未回収=sum(one.outstanding for one in rows),
    )
    lines = tuple(
        Record(
            facts(
                lane,
                番号=number,
                宛先=f"{one.paper.first.receiver}\n{one.paper.first.receiver_name}".strip() or "―",
                紙=one.paper.first.title,
                日付=one.paper.first.issued_at.date(),
                道=f"{one.paper.ways}\n{one.paper.first.issued_by}",
                載="、".join(one.kinds) or one.shown,
                状況=one.state,
            ),
            lane=lane,
        )
        for number, one in enumerate(rows, 1)
    )
    people = (person, *household(work, person)) if person else ()
    return Record(head, {"紙": lines}, lane, hidden=hidden_words(work, desk.town, people))


def hand_out_list(
    desk: Desk, case_id: str, folder: Path, purpose: Purpose = Purpose.CASEWORK
) -> tuple[Path, ...]:
    """一覧を ``folder`` へ出す。"""
    made = draw_list(desk, case_id, purpose)
    return hand_over(desk, made.purpose, made.about, made.files, folder, bodies=made.bodies)


def note_list_printed(desk: Desk, made: WhereaboutsList, what: str) -> None:
    """一覧を刷る前後に監査の行を置く。刷り終えれば発行控に残る。"""
    for body_id in made.bodies:
        note_printing(desk, made.purpose, made.about, what, files=(made.pages,), body_id=body_id)
