"""家族の記録の型: 世帯にいた間、家族の間がら、支援関係、図の動かした位置。

どれも人物(``Person``)にかかり、相談にはかからない。一人が何件の相談に出ても、家族は一度だけ書く。
秘匿の人物にかかるものと、支援会議で聞いたものは、その会議体の秘匿の記録になる。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from jusou_desk.family.people import HouseholdKind, ParentageKind, TwinKind, UnionKind
from jusou_desk.models.records import Entry


class TieKind(StrEnum):
    """家族の間がらの別。結びつきと親子の語は、家族図の語(``family.people``)と同じ。"""

    MARRIED = UnionKind.MARRIED.value
    COMMON_LAW = UnionKind.COMMON_LAW.value
    DIVORCED = UnionKind.DIVORCED.value
    SEPARATED = UnionKind.SEPARATED.value
    WIDOWED = UnionKind.WIDOWED.value
    PARTED = UnionKind.PARTED.value
    UNMARRIED = UnionKind.UNMARRIED.value
    BIRTH = ParentageKind.BIRTH.value
    ADOPTED = ParentageKind.ADOPTED.value
    FOSTER = ParentageKind.FOSTER.value
    STEP = ParentageKind.STEP.value
    SIBLING = "きょうだい"
    WORD = "続柄"
    """続柄の語だけが分かっているもの(``other_id`` は ``person_id`` から見て ``word``)。"""
    LINK = "縁"
    """親子でも夫婦でもない縁。``word`` を線に添える。"""
    NONE = "間がらなし"
    """続柄から読める間がらが、この二人には無いこと(同居しているだけの人など)。"""

    @property
    def union(self) -> UnionKind | None:
        """二人の結びつきなら、その別。"""
        return UnionKind(self.value) if self.value in _UNIONS else None

    @property
    def parentage(self) -> ParentageKind | None:
        """親子なら、その別。"""
        return ParentageKind(self.value) if self.value in _PARENTAGES else None


_UNIONS: Final = frozenset(kind.value for kind in UnionKind)
_PARENTAGES: Final = frozenset(kind.value for kind in ParentageKind)


class PictureKind(StrEnum):
    """家族の図の別。"""

    GENOGRAM = "ジェノグラム"
    ECOMAP = "エコマップ"


@dataclass(frozen=True, kw_only=True)
class Residence(Entry):
    """一人が一つの世帯(施設)にいた間。

    いまの支援世帯は ``Person.household_no`` が決め、ここにはその始まりと世帯主から見た続柄を添える。
    ``until`` のある支援世帯の行は、前にいた世帯になる。住民票世帯と施設は、いまの分もここにだけある。
    place: 施設の名など。head_relationship: 世帯主から見た続柄。
    """

    person_id: str
    kind: HouseholdKind
    household_no: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None
    head_relationship: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FamilyTie(Entry):
    """家族の間がら。続柄の語から読めるものより、ここに書いたものが勝つ。

    親子なら ``person_id`` が親、``other_id`` が子。twins: いっしょに生まれた子が同じ札を持つ。
    """

    person_id: str
    other_id: str
    kind: TieKind
    word: str = ""
    since: date | None = None
    until: date | None = None
    twins: str = ""
    twin_kind: TwinKind = TwinKind.FRATERNAL
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class EcoTie(Entry):
    """エコマップの線。``person_id`` の人と、機関(``agency``)か人(``other_id``)との関係。

    strength・flow: 関係の強さと、助けの向きの語(``family.ecomap``)。
    """

    person_id: str
    agency: str = ""
    other_id: str = ""
    strength: str = ""
    flow: str = ""
    note: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PictureLayout(Entry):
    """図の記号を職員が動かした分。

    nudges: 記号の印 → (右へ何ミリ, 段の左から何番目か)。``family.genogram.Nudge`` と同じ意味。
    エコマップなら、支援関係の印 → (0, 真上から時計回りに何番目か)。
    """

    person_id: str
    picture: PictureKind
    nudges: dict[str, tuple[float, int | None]] = field(default_factory=dict)
