"""通報・緊急の提供の関所。同意の無い提供が外へ出るただ一つの口を、保存の所で見張る。

頼むのも決めるのも、自分のサインインで、その人の名でだけ。承認できるのは頼んだ人とは別の在職者で、
頼んだ中身は書き換えられない。外へ出せるのは、承認された一件の紙だけ(domain.md §3.5)。
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jusou_desk.errors import Refused
from jusou_desk.models.records import Entry
from jusou_desk.models.secrecy_records import Disclosure, DisclosureState, Issued
from jusou_desk.models.two_people import are_two
from jusou_desk.packet import Sanction
from jusou_desk.policy import Lane, Purpose

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

PAPER: Final = "緊急連絡票・通報書"
_AGAIN: Final = "ケースの頁の「通報・緊急」を開き直してください。"


def paper_title(disclosure: Disclosure) -> str:
    """紙の題。番号で始まり、発行控と承認がこれで結びつく。"""
    return f"{disclosure.disclosure_no} {PAPER}"


class Disclosing:
    """一つの仕事の間の、通報・緊急の提供。"""

    def __init__(self, work: Work) -> None:
        self._work = work

    def check(self, record: Entry) -> None:
        """書いてよいものか。だめなら ``Refused``。"""
        purpose = self._work.permit.purpose
        if isinstance(record, Disclosure):
            self._check_disclosure(record)
        elif purpose is Purpose.EMERGENCY and isinstance(record, Issued):
            self._check_issued(record)
        elif purpose in (Purpose.EMERGENCY, Purpose.EMERGENCY_APPROVAL):
            raise Refused(
                f"「{purpose}」では、ほかの記録を書けません。", "相談の頁から記録してください。"
            )

    def check_remove(self, record: Entry) -> None:
        """消してよいか。まだ誰にも知らせず、決まってもいないものを、頼んだ本人が取り消すときだけ。"""
        if not isinstance(record, Disclosure):
            return
        known = self._work.disclosures.get(record.id)
        undecided = known is not None and known.state is DisclosureState.ASKED
        mine = known is not None and self._is_actor(known.asked_by)
        if (
            not (undecided and mine and known == record and not record.told_first)
            or self._work.permit.purpose is not Purpose.EMERGENCY
        ):
            raise Refused(
                "通報・緊急の提供は消せません。",
                "知らせたことと決めたことは、そのまま残ります。",
            )

    def sanction(self, disclosure_id: str) -> Sanction:
        """その一件の承認。承認されていなければ ``Refused``。"""
        found = self._work.disclosures.get(disclosure_id)
        if found is None or not self._approved(found):
            raise _unapproved()
        return Sanction(
            Lane.SEALED if found.sealed else Lane.UNCONSENTED,
            found.receiver,
            found.content,
            bool(found.whereabouts),
        )

    # --- 中 -------------------------------------------------------------

    def _check_disclosure(self, record: Disclosure) -> None:
        known = self._work.disclosures.get(record.id)
        if known is None:
            self._check_asked(record)
        elif record.state is not known.state:
            self._check_decision(known, record)
        elif self._work.permit.purpose is not Purpose.EMERGENCY or record != replace(
            known, result=record.result, result_on=record.result_on
        ):
            raise Refused("頼んだ通報・緊急の提供の中身は、書き換えられません。", _AGAIN)

    def _check_asked(self, record: Disclosure) -> None:
        asked = replace(
            record,
            state=DisclosureState.ASKED,
            decided_by="",
            decided_at=None,
            declined_for="",
        )
        if (
            self._work.permit.purpose is not Purpose.EMERGENCY
            or record != asked
            or not self._is_actor(record.asked_by)
        ):
            raise Refused(
                "通報・緊急の提供を頼む名が、サインインしている職員と合いません。",
                "自分のサインインで、承認を頼んでください。",
            )

    def _check_decision(self, known: Disclosure, record: Disclosure) -> None:
        if known.state is not DisclosureState.ASKED:
            raise Refused(f"この通報・緊急の提供は、既に「{known.state}」になっています。", _AGAIN)
        if not are_two(self._work, record.decided_by, known.asked_by):
            raise Refused(
                "自分の頼んだ通報・緊急の提供は、自分では承認も却下もできません。",
                "ほかの管理者か推進員に、その人のサインインで頼んでください。",
            )
        decided = replace(
            known,
            state=record.state,
            decided_by=record.decided_by,
            decided_at=record.decided_at,
            declined_for=record.declined_for,
        )
        if (
            self._work.permit.purpose is not Purpose.EMERGENCY_APPROVAL
            or record != decided
            or record.decided_at is None
            or not self._is_actor(record.decided_by)
        ):
            raise Refused(
                "通報・緊急の提供の承認が、頼まれた中身か、承認する人と合いません。", _AGAIN
            )

    def _check_issued(self, record: Issued) -> None:
        # 支援会議の分の番号は、よその会議体のものと重なることがある
        number = record.title.partition(" ")[0]
        numbered = self._work.disclosures.where(disclosure_no=number)
        found = next((one for one in numbered if one.body_id == record.body_id), None)
        if found is None or not self._approved(found):
            raise _unapproved()
        same = (
            record.lane is found.lane if found.sealed else not record.sealed,
            record.body_id == found.body_id,
            record.title == paper_title(found),
            record.receiver == found.receiver,
            record.case_ids == (found.case_id,),
        )
        if not all(same):
            raise Refused("出す紙が、承認された通報・緊急の提供と合いません。", _AGAIN)

    def _approved(self, one: Disclosure) -> bool:
        return (
            one.state is DisclosureState.APPROVED
            and bool(one.decided_by)
            and are_two(self._work, one.decided_by, one.asked_by)
        )

    def _is_actor(self, staff_id: str) -> bool:
        staff = self._work.staff.get(staff_id)
        return staff is not None and (staff.name, staff.left_on) == (self._work.permit.actor, None)


def _unapproved() -> Refused:
    return Refused(
        "この通報・緊急の提供は、まだ承認されていません。",
        "ほかの管理者か推進員に、その人のサインインで承認を頼んでください。",
    )
