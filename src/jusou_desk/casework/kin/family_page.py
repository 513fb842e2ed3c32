"""「家族と世帯」の頁に並ぶもの。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jusou_desk.casework.case.answers import text, unpack
from jusou_desk.casework.case.consent import EVERY_SEAT
from jusou_desk.casework.case.sheets import sheets_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.families import assemble, subject_of
from jusou_desk.casework.kin.family_notices import contradictions
from jusou_desk.casework.kin.family_pictures import Drawn, drawn_family, nudges_for
from jusou_desk.casework.kin.gathering import gather
from jusou_desk.casework.kin.ties import eco_ties_of
from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence
from jusou_desk.models.records import Case, Person
from jusou_desk.models.sources import keeps_source
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED, NO_SOURCE
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class FamilyPage:
    """一件の家族。

    ties: 書かれた間がら。stays: いた所。agencies: エコマップにまだ無い、相談に出てくる機関。
    nudges: いまの図に使った位置(戻すものがあるかと、動かし足すため)。図から除いた人がいて使わない
    位置は入らない。動かし足したときに、除いた人の空けた所が残らないように。
    """

    case: Case
    subject: Person | None
    day: date
    drawn: Drawn | None
    notices: tuple[str, ...]
    ties: tuple[FamilyTie, ...]
    stays: tuple[Residence, ...]
    eco: tuple[EcoTie, ...]
    agencies: tuple[str, ...]
    nudges: dict[str, tuple[float, int | None]]


def family_page(
    desk: Desk, case_id: str, day: date, purpose: Purpose = Purpose.CASEWORK
) -> FamilyPage:
    """``day`` の家族。見えない相談なら ``BadInput``。秘匿の記録は ``purpose`` が支援会議のときだけ混ざる。"""
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id) or work.cases.one(case_no=case_id)
        if case is None:
            raise desk.missing(
                case_id, "その相談が見つかりません。", "一覧から開き直してください。"
            )
        subject = subject_of(work, case)
        kin = gather(work, subject) if subject else None
        nudges = nudges_for(work, case, assemble(kin)) if kin else {}
        eco = eco_ties_of(work, case)
        known = {tie.agency for tie in eco}
        return FamilyPage(
            case,
            subject,
            day,
            drawn_family(desk, work, case, day),
            contradictions(work, case, desk.today()),
            kin.ties if kin else (),
            kin.stays if kin else (),
            eco,
            tuple(one for one in agencies_near(work, case) if one not in known),
            {key: (one.dx, one.place) for key, one in nudges.items()},
        )


def agencies_near(work: Work, case: Case) -> tuple[str, ...]:
    """相談に出てくる機関: プラン、同意の提供先、つなぎ先、経過の提供機関。

    情報源を伏せる経過は見ない。提供先の「出席機関」は席をまとめて言う語で、一つの機関ではない。
    """
    found = (name.strip() for name in _agencies(work, case))
    unnamed = ("", CONCEALED, NO_SOURCE, EVERY_SEAT)
    known = dict.fromkeys(name for name in found if name not in unnamed)
    return tuple(known)


def _agencies(work: Work, case: Case) -> Iterator[str]:
    yield case.lead_agency
    for plan in work.plans.where(case_id=case.id):
        yield plan.lead_agency
        yield from plan.agencies
        yield from (action.agency for action in plan.actions)
    for consent in work.consents.where(case_id=case.id):
        yield from consent.agencies
    for opened in sheets_of(work, case.id, "referral"):
        yield text(unpack(opened.sheet), "to_agency")
    for note in work.notes.where(case_id=case.id):
        if not keeps_source(note):
            yield note.source_agency
