"""移替えの決まり: 根拠と同意が整っているか、どの相談へ移せるか。"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from jusou_desk.casework.case.consent import may_disclose
from jusou_desk.casework.case.moved import decided_here
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.transfer_sources import Heard, Source, names_in
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import known_codes
from jusou_desk.models.records import Case, Person
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.packet import CONCEALED

CODES: Final = "transfer_grounds"


class Ground(StrEnum):
    """移替えの根拠の符号。画面の語は符号表 transfer_grounds が決める。"""

    CONSENT = "1"
    HEARD_AGAIN = "2"
    AGREED = "3"
    PUBLIC = "4"


def check(desk: Desk, work: Work, asked: Transfer, heard: Heard, case: Case) -> None:
    """根拠と同意が整っているか。整っていなければ ``Refused`` か ``BadInput``。"""
    ground = ground_of(asked.ground)
    if ground is not Ground.PUBLIC and not may_disclose(work, case, desk.today()):
        raise Refused(
            "移す先の相談に、いま効いている本人の同意がありません。",
            "同意を記録してから、もう一度行ってください。公知の事実だけは同意なしで移せます。",
        )
    if ground is Ground.CONSENT and heard.told_by:
        raise Refused(
            "ほかの機関が出した情報は、本人の同意だけでは移せません。",
            "提供した機関の了解を得るか、本人から改めて聞いてください。",
        )
    if ground is Ground.AGREED:
        # 様式やプランを話したかもしれない人にも、名を伏せる情報源がいる
        named = f"{asked.agency} {asked.agreed_by}"
        if heard.nameless or any(one in named for one in work.sources.names(heard.case_id)):
            raise Refused(
                "この情報を出した人は、名を出さないことを望んでいます。",
                "了解を根拠にすると名が通常の記録に残ります。本人から改めて聞いてください。",
            )
        _check_agreement(desk, asked, heard)


def _check_agreement(desk: Desk, asked: Transfer, heard: Heard) -> None:
    for name, what in (("agency", "機関"), ("agreed_by", "人の名前"), ("agreed_on", "日")):
        if not getattr(asked, name):
            raise BadInput(
                f"了解した{what}がありません。",
                "どの機関の誰が、いつ了解したかを入れてください。",
                name,
            )
    assert asked.agreed_on is not None
    if asked.agreed_on > desk.today():
        raise BadInput(
            "了解の日が未来の日付です。", "今日までの日付を入れてください。", "agreed_on"
        )
    if not heard.agreed_by(names_in(asked.agency)):
        raise Refused(
            "了解した機関が、その情報を出した機関と合いません。",
            "情報を出した機関の名を、元の記録のとおりに入れてください。",
        )


def ground_of(term: str) -> Ground:
    """根拠の語(符号表 transfer_grounds)の意味。表に無ければ ``BadInput``。"""
    ground = known_ground(term)
    if ground is None:
        raise BadInput("移替えの根拠がありません。", "根拠を一つ選んでください。", "ground")
    return ground


def known_ground(term: str) -> Ground | None:
    """根拠の語の意味。まだ選んでいない(表に無い)なら None。"""
    found = known_codes(CODES).get(term)
    return Ground(found.code) if found and found.code in set(Ground) else None


def target_of(work: Work, heard: Heard, wanted: str) -> Case:
    """移す先の、通常の相談。秘匿の相談の事実は、同じ人の通常の相談を受付番号で言えば移せる。"""
    own = work.cases.get(heard.case_id)
    case = (work.cases.get(wanted) or work.cases.one(case_no=wanted)) if wanted else own
    if own is None or case is None:
        raise BadInput("移す先の相談が見つかりません。", "受付番号を確かめてください。", "case")
    if case.sealed:
        raise BadInput(
            "秘匿の相談の中へは移せません。",
            "本人の相談を通常の区分で受け付け、その受付番号を移す先に入れてください。",
            "case",
        )
    anew = opened_from(work, own.id)
    theirs = case == anew or _same_person(work, own, case)
    if case.id != own.id and not (own.sealed and theirs):
        raise BadInput(
            "移す先の相談の本人が、元の相談の本人と合いません。",
            "氏名のほかに、生年月日・住所・電話のどれかが同じ相談の受付番号を入れてください。"
            "無ければ、相談を受け付け直してから移してください。",
            "case",
        )
    return case


def _same_person(work: Work, own: Case, case: Case) -> bool:
    """同じ人か。匿名の相談は誰のものか分からないので、同じとみない。

    別に登録された同じ氏名の人は、生年月日・住所・電話のどれかも同じときだけ(同姓同名の別人の記録に、
    支援会議の話を書かないため)。伏せてある住所と電話では、同じかどうかは言えない。
    """
    one, other = (_person(work, each) for each in (own, case))
    if one is None or other is None:
        return False
    return one.id == other.id or bool(
        search_key(one.name) == search_key(other.name) and _marks(one) & _marks(other)
    )


def _marks(person: Person) -> set[str]:
    """同じ人と言える印。"""
    written = [one for one in (person.address, person.phone) if one != CONCEALED]
    born = person.birth_on.isoformat() if person.birth_on else ""
    return {born, *map(search_key, written)} - {""}


def _person(work: Work, case: Case) -> Person | None:
    return work.people.get(case.person_id) if case.person_id else None


def opened_from(work: Work, case_id: str) -> Case | None:
    """秘匿の相談を、この事務所で受け付け直した通常の相談。つながりは支援会議の側だけが持つ。"""
    made = work.transfers.where(source_id=case_id, source_kind=Source.CASE)
    done = (one for one in made if one.state is TransferState.APPROVED and decided_here(work, one))
    return next((case for one in done if (case := work.cases.get(one.case_id))), None)
