"""誰が・何のために・どの区分まで扱えるか。

区分(Lane)は事実ごとに付き、上限(ceiling)は「役割×目的」の表を引いて決める。
表に無い組合せは断る。上限を値として持ち回らないのは、値は差し替えられるから。
町が狭めた分(Limit)は表に重ねるだけなので、どう差し替えても表より広くはならない。

根拠: 社会福祉法第106条の6(支援会議、同意を要しないが守秘義務と罰則がある)、
重層的支援会議は本人同意を得たケースに限る(長門市・大樹町の公表資料、domain.md §3)。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

from jusou_desk.errors import Refused


class Lane(IntEnum):
    """事実の取扱区分。大きいほど厳しい。"""

    OPEN = 0
    UNCONSENTED = 1
    SEALED = 2

    @property
    def label(self) -> str:
        return _LANE_LABELS[self]


_LANE_LABELS: Final = {
    Lane.OPEN: "通常(同意あり)",
    Lane.UNCONSENTED: "同意未取得",
    Lane.SEALED: "支援会議",
}


class Overlay(StrEnum):
    """区分に重ねる伏せ方。区分の上限に収まる事実でも、目的によっては出さない。"""

    WHEREABOUTS = "居場所の秘匿"
    """DV等支援措置。住所・電話・居場所の知れる語(domain.md §5.4)。"""
    SOURCE = "情報源秘匿"
    """誰から聞いたか。通報者を守るため、どの紙にも出さない(domain.md §1.2)。"""
    FROM_PERSON = "本人に伏せる"
    """本人や家族の手に渡る紙に出さない。役所の中の紙には、印を添えて出す。"""


class Role(StrEnum):
    """職員の役割。"""

    ADMIN = "管理者"
    COORDINATOR = "推進員"
    COUNSELLOR = "相談員"
    READER = "閲覧"


class Purpose(StrEnum):
    """いま何のために記録を開くか。"""

    CASEWORK = "相談支援の記録"
    PLAN_MEETING = "重層的支援会議"
    SUPPORT_MEETING = "支援会議"
    OTHER_MEETING = "その他の会議"
    REFERRAL = "関係機関への提供"
    TO_PERSON = "本人への交付"
    STATISTICS = "統計・報告"
    LEDGER_IMPORT = "台帳の取込み"
    LEDGER_EXPORT = "台帳の書出し"
    SEALED_EXPORT = "支援会議分を含む書出し"
    REVEAL = "居場所の確認"
    TRANSFER = "移替え"
    EMERGENCY = "通報・緊急の提供"
    EMERGENCY_APPROVAL = "通報・緊急の承認"
    ADMINISTRATION = "事務所の管理"


@dataclass(frozen=True)
class Right:
    """ある役割がある目的で扱える上限と、書込みの可否。"""

    ceiling: Lane
    may_write: bool


_R, _W = False, True
CEILINGS: Final = MappingProxyType(
    {
        (Role.ADMIN, Purpose.CASEWORK): Right(Lane.UNCONSENTED, _W),
        (Role.ADMIN, Purpose.PLAN_MEETING): Right(Lane.OPEN, _W),
        (Role.ADMIN, Purpose.SUPPORT_MEETING): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.OTHER_MEETING): Right(Lane.OPEN, _W),
        (Role.ADMIN, Purpose.REFERRAL): Right(Lane.OPEN, _W),
        (Role.ADMIN, Purpose.TO_PERSON): Right(Lane.UNCONSENTED, _W),
        (Role.ADMIN, Purpose.STATISTICS): Right(Lane.SEALED, _R),
        (Role.ADMIN, Purpose.LEDGER_IMPORT): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.LEDGER_EXPORT): Right(Lane.UNCONSENTED, _W),
        (Role.ADMIN, Purpose.SEALED_EXPORT): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.REVEAL): Right(Lane.SEALED, _R),
        (Role.ADMIN, Purpose.TRANSFER): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.EMERGENCY): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.EMERGENCY_APPROVAL): Right(Lane.SEALED, _W),
        (Role.ADMIN, Purpose.ADMINISTRATION): Right(Lane.OPEN, _W),
        (Role.COORDINATOR, Purpose.CASEWORK): Right(Lane.UNCONSENTED, _W),
        (Role.COORDINATOR, Purpose.PLAN_MEETING): Right(Lane.OPEN, _W),
        (Role.COORDINATOR, Purpose.SUPPORT_MEETING): Right(Lane.SEALED, _W),
        (Role.COORDINATOR, Purpose.OTHER_MEETING): Right(Lane.OPEN, _W),
        (Role.COORDINATOR, Purpose.REFERRAL): Right(Lane.OPEN, _W),
        (Role.COORDINATOR, Purpose.TO_PERSON): Right(Lane.UNCONSENTED, _W),
        (Role.COORDINATOR, Purpose.STATISTICS): Right(Lane.SEALED, _R),
        (Role.COORDINATOR, Purpose.LEDGER_IMPORT): Right(Lane.SEALED, _W),
        (Role.COORDINATOR, Purpose.LEDGER_EXPORT): Right(Lane.UNCONSENTED, _W),
        (Role.COORDINATOR, Purpose.SEALED_EXPORT): Right(Lane.SEALED, _W),
        (Role.COORDINATOR, Purpose.REVEAL): Right(Lane.SEALED, _R),
        (Role.COORDINATOR, Purpose.TRANSFER): Right(Lane.SEALED, _W),
        (Role.COORDINATOR, Purpose.EMERGENCY): Right(Lane.SEALED, _W),
        (Role.COORDINATOR, Purpose.EMERGENCY_APPROVAL): Right(Lane.SEALED, _W),
        (Role.COUNSELLOR, Purpose.CASEWORK): Right(Lane.UNCONSENTED, _W),
        (Role.COUNSELLOR, Purpose.PLAN_MEETING): Right(Lane.OPEN, _W),
        (Role.COUNSELLOR, Purpose.SUPPORT_MEETING): Right(Lane.SEALED, _W),
        (Role.COUNSELLOR, Purpose.OTHER_MEETING): Right(Lane.OPEN, _W),
        (Role.COUNSELLOR, Purpose.REFERRAL): Right(Lane.OPEN, _W),
        (Role.COUNSELLOR, Purpose.TO_PERSON): Right(Lane.UNCONSENTED, _W),
        (Role.COUNSELLOR, Purpose.STATISTICS): Right(Lane.SEALED, _R),
        (Role.COUNSELLOR, Purpose.LEDGER_EXPORT): Right(Lane.UNCONSENTED, _W),
        (Role.COUNSELLOR, Purpose.SEALED_EXPORT): Right(Lane.SEALED, _W),
        (Role.COUNSELLOR, Purpose.REVEAL): Right(Lane.SEALED, _R),
        (Role.COUNSELLOR, Purpose.EMERGENCY): Right(Lane.SEALED, _W),
        (Role.READER, Purpose.CASEWORK): Right(Lane.UNCONSENTED, _R),
        (Role.READER, Purpose.STATISTICS): Right(Lane.UNCONSENTED, _R),
    }
)


#: 本人の同意の中でだけ出せる目的。支援会議は法により同意を要しない(法106条の6)。
CONSENT_NEEDED: Final = frozenset({Purpose.PLAN_MEETING, Purpose.OTHER_MEETING, Purpose.REFERRAL})

#: 承認された一件(通報・緊急の提供)の中身だけを出せる目的。同意は要らないが、承認が要る。
APPROVED_ONLY: Final = frozenset({Purpose.EMERGENCY})

#: 重ねの付いた事実を見せてよい目的。ここに無い目的では伏せる。
_SHOWN: Final = MappingProxyType(
    {
        Overlay.WHEREABOUTS: frozenset({Purpose.REVEAL}),
        Overlay.SOURCE: frozenset[Purpose](),
        Overlay.FROM_PERSON: frozenset(Purpose) - {Purpose.TO_PERSON},
    }
)
#: 目的を問わず、本人か家族の手に渡る紙には出さない重ね。
_NOT_FOR_PERSON: Final = frozenset({Overlay.FROM_PERSON})
#: 棚から、重ねの付いた値のまま読んでよい目的。台帳は、暗号化しないときに書き出す側が省く。
_CARRIED: Final = MappingProxyType(
    {
        Overlay.WHEREABOUTS: _SHOWN[Overlay.WHEREABOUTS]
        | {Purpose.LEDGER_IMPORT, Purpose.LEDGER_EXPORT, Purpose.SEALED_EXPORT},
        Overlay.SOURCE: frozenset(Purpose),
        Overlay.FROM_PERSON: frozenset(Purpose),
    }
)
#: 読むだけの人が、重ねの付いた値のまま読んでよい目的(ここに無い重ねは、書ける人と同じ)。
_READ_ONLY: Final = MappingProxyType({Overlay.SOURCE: frozenset({Purpose.STATISTICS})})


def shows(purpose: Purpose, overlay: Overlay, *, person: bool = False) -> bool:
    """``purpose`` で、重ね ``overlay`` の付いた事実を見せてよいか。

    person: 本人か家族の手に渡る紙か。
    """
    return purpose in _SHOWN[overlay] and not (person and overlay in _NOT_FOR_PERSON)


def carries(purpose: Purpose, overlay: Overlay, *, may_write: bool = True) -> bool:
    """``purpose`` の仕事が、重ね ``overlay`` の付いた値を棚から受け取れるか。"""
    if not may_write and overlay in _READ_ONLY:
        return purpose in _READ_ONLY[overlay]
    return purpose in _CARRIED[overlay]


#: 書いたことの監査を、みな従事者にだけ見せる目的。
SEALED_AUDIT: Final = frozenset({Purpose.SUPPORT_MEETING, Purpose.SEALED_EXPORT})
#: 支援会議の従事者だけが持てる目的。移替えは、通常の区分にも書く(何をどこまでかは models.moving)。
MEMBERS_ONLY: Final = SEALED_AUDIT | {Purpose.TRANSFER}


@dataclass(frozen=True)
class Limit:
    """町が狭めた一組。``right`` が None なら、その組を断る。"""

    role: Role
    purpose: Purpose
    right: Right | None


Limits = tuple[Limit, ...]


def right_of(role: Role, purpose: Purpose, limits: Limits = ()) -> Right:
    """``role`` が ``purpose`` で持つ権利。表を引き、町の ``limits`` を重ねる。

    表に無いか、町が断る組なら ``Refused``。
    """
    right = CEILINGS.get((role, purpose))
    for limit in limits:
        if right and (limit.role, limit.purpose) == (role, purpose):
            right = limit.right and _narrower(right, limit.right)
    if right is None:
        raise Refused(
            f"「{role}」の役割では「{purpose}」を行えません。",
            "担当の方に頼むか、管理者に役割の変更を相談してください。",
        )
    return right


def may_serve(role: Role, limits: Limits = ()) -> bool:
    """支援会議の従事者になれる(会議体の鍵を持てる)役割か。"""
    try:
        return right_of(role, Purpose.SUPPORT_MEETING, limits).ceiling is Lane.SEALED
    except Refused:
        return False


def _narrower(right: Right, by: Right) -> Right:
    # 大小を比べず、同じ物かで選ぶ。比べ方を偽る値を渡されても、``right`` より上は選ばれない。
    ceiling = next(lane for lane in Lane if lane is right.ceiling or lane is by.ceiling)
    return Right(ceiling, right.may_write and by.may_write is True)


@dataclass(frozen=True)
class Permit:
    """一人の職員が一つの目的で記録を開くための許可。作るときと使うときに表を引く。

    limits: 町が狭めた分。外しても、表の上限に戻るだけ。保管庫(Store)は自分で町の設定を引いて
    作り直すので、記録を読み書きするところでは外すこともできない。
    """

    actor: str
    role: Role
    purpose: Purpose
    limits: Limits = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        right_of(self.role, self.purpose, self.limits)

    @property
    def ceiling(self) -> Lane:
        return right_of(self.role, self.purpose, self.limits).ceiling

    @property
    def may_write(self) -> bool:
        return right_of(self.role, self.purpose, self.limits).may_write

    @property
    def consented_only(self) -> bool:
        """町が「同意のある分だけ」に狭めた目的か。同意の無い相談の記録は、棚から出ない。

        表が初めから同意のある分だけとする目的(CONSENT_NEEDED など)は含まない。そこでは、
        断るわけを言うために同意の無い相談も読み、出すときに受け手ごとの同意を packet が確かめる。
        ただし、普段の記録をそう狭めた役割には、会議の頁からも見せない。
        """
        if self.purpose in CONSENT_NEEDED:
            return right_of(self.role, Purpose.CASEWORK, self.limits).ceiling is Lane.OPEN
        whole = right_of(self.role, self.purpose).ceiling
        return self.ceiling is Lane.OPEN and whole is not Lane.OPEN
