"""外へ出してよい中身(Packet)を作る、ただ一つの場所。

casework が集めた ``Record`` は区分・重ね・範囲の付いた事実の集まりで、まだ外へ出せない。
``disclose`` が、許可の上限を超える事実、目的で伏せる事実、本人の同意の外にある事実を落として
``Packet`` にする。帳票・印刷・USB は ``Packet`` しか受け取らない。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from jusou_desk.agencies import may_mean, surely_means
from jusou_desk.errors import Refused
from jusou_desk.family.shapes import Picture, Text
from jusou_desk.names import search_key
from jusou_desk.policy import (
    APPROVED_ONLY,
    CONSENT_NEEDED,
    Lane,
    Overlay,
    Permit,
    Purpose,
    right_of,
    shows,
)
from jusou_desk.scrubbing import scrub

Value = str | int | float | bool | date | datetime | time | tuple[str, ...] | Picture | None

CONCEALED: Final = "秘匿"
"""居場所の欄に、値の代わりに出す語(domain.md §5.4)。"""
NO_SOURCE: Final = "情報源秘匿"
"""情報源の欄に、値の代わりに出す語(domain.md §1.2)。"""
#: 伏せるとき、値の代わりに出すもの。本人に伏せる事実は、あることも知れないように空にする。
_INSTEAD: Final = MappingProxyType(
    {Overlay.FROM_PERSON: None, Overlay.WHEREABOUTS: CONCEALED, Overlay.SOURCE: NO_SOURCE}
)


class Barrier(StrEnum):
    """同意が、その提供を妨げるわけ。"""

    NO_CONSENT = "本人の同意(書面・口頭)が無い"
    EXPIRED = "同意の期間に入っていない"
    OTHER_PURPOSE = "同意の目的に入っていない"
    EXCLUDED = "本人が「伝えないでほしい」とした機関である"
    OTHER_AGENCY = "同意の提供先に入っていない"


@dataclass(frozen=True)
class Audience:
    """受け取る機関と、渡す日。

    insider: 町の組織(同意を受けた町の中)。sitting: 同じ席の呼び名(会議の名前と法的区分)。
    提供先に「重層的支援会議の出席機関」とあれば、その席の機関みなが入る。
    person: 本人か家族の手に渡る(agency が空なら、本人に渡すだけの紙)。
    name・post: 受け取る人の氏名と職(除く機関に、人の名や職を書くこともある)。
    """

    agency: str
    on: date
    insider: bool = False
    sitting: tuple[str, ...] = ()
    person: bool = False
    name: str = ""
    post: str = ""


@dataclass(frozen=True)
class Terms:
    """本人の同意の中身。一人×目的×提供先×情報の範囲×期間(domain.md §1.4、§3.7)。

    given: 書面か口頭の同意がある。purposes・scopes の None は、限りの書かれていないこと
    (古い台帳から取り込んだ同意など)。agencies の空も同じ。scopes: 情報の範囲の符号。
    excluded: 伝えないでほしい機関。since・until: 期間(両端を含む)。no_end: 期限なしと書かれている。
    """

    given: bool
    purposes: frozenset[Purpose] | None = None
    scopes: frozenset[str] | None = None
    agencies: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    no_end: bool = False

    def barrier(self, purpose: Purpose, on: date) -> Barrier | None:
        """その目的でその日に使うことを妨げるもの。受け手を問わない。"""
        if not self.given:
            return Barrier.NO_CONSENT
        if (self.since and on < self.since) or (self.until and on > self.until):
            return Barrier.EXPIRED
        if self.purposes is not None and purpose not in self.purposes:
            return Barrier.OTHER_PURPOSE
        return None

    def barrier_for(self, purpose: Purpose, audience: Audience) -> Barrier | None:
        """その受け手に渡すことを妨げるもの。"""
        found = self.barrier(purpose, audience.on)
        if found is None and any(
            may_mean(one, audience.agency, audience.name, audience.post) for one in self.excluded
        ):
            return Barrier.EXCLUDED
        if found is None and self.agencies and not audience.insider:
            named = any(_agreed(one, audience) for one in self.agencies)
            return None if named else Barrier.OTHER_AGENCY
        return found

    def covers(self, scope: str) -> bool:
        """情報の範囲 ``scope`` が同意の中か。範囲の無い事実は、同意があればよい。"""
        return not scope or self.scopes is None or scope in self.scopes


def _agreed(listed: str, audience: Audience) -> bool:
    """同意の提供先の一つが、その受け手か、その席を言っているか。"""
    wanted = search_key(listed)
    sittings = tuple(map(search_key, audience.sitting))
    return surely_means(listed, audience.agency) or any(
        one and (one in wanted or (len(wanted) >= _SITTING and wanted in one)) for one in sittings
    )


_SITTING: Final = 4
"""席の名の一部とみる語の長さ(「会議」だけでは、どの席のことか分からない)。"""


@dataclass(frozen=True)
class Fact:
    """一つの事実と、その取扱区分・重ね(いくつでも)・情報の範囲(符号。無ければ空)。

    naming: 担当機関のように、役割として名の載る欄。文ではないので、情報源と同じ名でも残す
    (そこだけ伏せると、かえって誰が情報源かが知れる)。
    """

    value: Value
    lane: Lane = Lane.OPEN
    overlays: frozenset[Overlay] = frozenset()
    scope: str = ""
    naming: bool = False

    def under(self, overlay: Overlay) -> Fact:
        """``overlay`` を重ねた事実。"""
        return replace(self, overlays=self.overlays | {overlay})


@dataclass(frozen=True)
class Record:
    """帳票一枚分の材料。``facts`` は項目名→事実、``groups`` は繰返し行。

    ``lane`` は行そのものの区分で、上限を超える行は行ごと消える
    (空の行を残すと、そこに何かあったことが分かってしまうため)。
    ``terms`` は、この行が誰かの情報であるときのその人の同意。同意の要る目的では、同意の外の行は
    行ごと消える。``hidden`` は文の中に紛れていても消す、居場所の言葉(長いものから)。
    どちらも、自分で持たない行は親の行のものに従う。``scope`` は行そのものの情報の範囲で、同意の外
    なら行ごと消える(世帯員の行のように、いくつあるかも情報のとき)。``overlays`` は行そのものの
    重ねで、見せてはならない所では行ごと消える。``sources`` は文の中からも消す、情報源の名。
    自分で持たない行は親の行のものに従う。``guarded`` は ``hidden`` のうち、居場所を知らせる承認が
    あっても消す、ほかの人の居場所の言葉。親の行のものに従うのも同じ。
    """

    facts: Mapping[str, Fact]
    groups: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    lane: Lane = Lane.OPEN
    terms: Terms | None = None
    hidden: tuple[str, ...] = ()
    scope: str = ""
    overlays: frozenset[Overlay] = frozenset()
    sources: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()


#: 通報・緊急の提供の紙で、承認された文を載せる項目と、それを一行ずつに分けた繰返し行。
TOLD: Final = "知らせる内容"
TOLD_LINES: Final = "知らせる文"
TOLD_LINE: Final = "文"


@dataclass(frozen=True)
class Sanction:
    """承認された通報・緊急の提供一件。保管庫(``models.disclosing``)が、承認の行から作る。

    lane: 出してよい区分の上限。receiver: 知らせる相手。content: 承認された文。
    whereabouts: 居場所を伏せる人の、居場所も知らせてよいか。
    """

    lane: Lane
    receiver: str
    content: str
    whereabouts: bool = False


@dataclass(frozen=True)
class Packet:
    """許可の上限まで落とした中身。``disclose`` だけが作る。

    values: 項目名(様式のタグ名と同じ)→値。出せない項目は ``None``(居場所は「秘匿」、情報源は「情報源秘匿」)。
    groups: 繰返し行の名前→行(それぞれ Packet)。
    """

    purpose: Purpose
    ceiling: Lane
    values: Mapping[str, Value]
    groups: Mapping[str, tuple[Packet, ...]]


def disclose(
    record: Record,
    permit: Permit,
    audience: Audience | None = None,
    sanction: Sanction | None = None,
) -> Packet:
    """``permit`` の目的で ``audience`` に出してよい分だけの Packet を返す。

    audience: 受け取る機関。省くと、受け手を問わない同意の確かめ(有無・目的)だけを行う。
    sanction: 通報・緊急の提供のときの承認。無いか、中身か相手が承認と違えば ``Refused``。
    """
    # 上限は表から引く(permit.ceiling は、型を継いで書き換えられる)。
    ceiling = right_of(permit.role, permit.purpose, permit.limits).ceiling
    if permit.purpose not in APPROVED_ONLY:
        return _Gate(permit.purpose, ceiling, audience).packet(record, _Around())
    approved = _approved(record, audience, sanction)
    ceiling = min(ceiling, max(approved.lane, Lane.UNCONSENTED))
    gate = _Gate(permit.purpose, ceiling, audience, revealed=approved.whereabouts is True)
    return gate.packet(record, _Around())


def _approved(record: Record, audience: Audience | None, sanction: Sanction | None) -> Sanction:
    told = record.facts.get(TOLD)
    if (
        type(sanction) is not Sanction
        or audience is None
        or audience.agency != sanction.receiver
        or told is None
        or told.value != sanction.content
        or not all(_told_again(name, rows, sanction) for name, rows in record.groups.items())
    ):
        raise Refused(
            "承認された通報・緊急の提供の中身でないため、出せません。",
            "ケースの頁の「通報・緊急」から、承認を受けてください。",
        )
    return sanction


def _told_again(name: str, rows: tuple[Record, ...], sanction: Sanction) -> bool:
    """繰返し行が、承認された文を一行ずつに分けただけのものか。"""
    lines = sanction.content.splitlines()
    bare = all(set(row.facts) == {TOLD_LINE} and not row.groups for row in rows)
    return name == TOLD_LINES and bare and [row.facts[TOLD_LINE].value for row in rows] == lines


@dataclass(frozen=True)
class _Around:
    """行が親から受け継ぐもの。"""

    terms: Terms | None = None
    hidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()

    def of(self, record: Record) -> _Around:
        return _Around(
            record.terms or self.terms,
            record.hidden or self.hidden,
            record.sources or self.sources,
            record.guarded or self.guarded,
        )


@dataclass(frozen=True)
class _Gate:
    purpose: Purpose
    ceiling: Lane
    audience: Audience | None
    revealed: bool = False

    def packet(self, record: Record, above: _Around) -> Packet:
        around = above.of(record)
        if not self._passes(record, around):
            return Packet(self.purpose, self.ceiling, MappingProxyType({}), MappingProxyType({}))
        values = {name: self._value(fact, around) for name, fact in record.facts.items()}
        groups = {
            name: tuple(
                self.packet(row, around) for row in rows if self._passes(row, around.of(row))
            )
            for name, rows in record.groups.items()
        }
        if TOLD_LINES in groups:
            # 一行ずつ消すと、行をまたいで書かれた名が残る。
            groups[TOLD_LINES] = self._told_lines(values.get(TOLD))
        return Packet(
            self.purpose, self.ceiling, MappingProxyType(values), MappingProxyType(groups)
        )

    def _told_lines(self, told: Value) -> tuple[Packet, ...]:
        lines = told.splitlines() if isinstance(told, str) else []
        none: MappingProxyType[str, tuple[Packet, ...]] = MappingProxyType({})
        return tuple(
            Packet(self.purpose, self.ceiling, MappingProxyType({TOLD_LINE: line}), none)
            for line in lines
        )

    def _shows(self, overlay: Overlay) -> bool:
        person = self.audience is not None and self.audience.person
        approved = self.revealed and overlay is Overlay.WHEREABOUTS
        return approved or shows(self.purpose, overlay, person=person)

    def _passes(self, record: Record, around: _Around) -> bool:
        if record.lane > self.ceiling or not all(map(self._shows, record.overlays)):
            return False
        terms = around.terms
        if terms is None or self.purpose not in CONSENT_NEEDED:
            return True
        if not terms.covers(record.scope):
            return False
        if self.audience is None or not self.audience.agency:
            return terms.given and (terms.purposes is None or self.purpose in terms.purposes)
        return terms.barrier_for(self.purpose, self.audience) is None

    def _value(self, fact: Fact, around: _Around) -> Value:
        if fact.lane > self.ceiling:
            return None
        for overlay, instead in _INSTEAD.items():
            if overlay in fact.overlays and not self._shows(overlay):
                # 空の欄でも伏せる。空かどうかからも知れるため。
                return instead
        if around.terms and self.purpose in CONSENT_NEEDED and not around.terms.covers(fact.scope):
            return None
        value = fact.value
        shown = self._shows(Overlay.WHEREABOUTS)
        value = _scrub(value, around.guarded if shown else around.hidden, CONCEALED)
        if not fact.naming and not self._shows(Overlay.SOURCE):
            value = _scrub(value, around.sources, NO_SOURCE)
        return value


def _scrub(value: Value, hidden: tuple[str, ...], instead: str) -> Value:
    if isinstance(value, tuple):
        return tuple(str(_scrub(part, hidden, instead)) for part in value)
    if isinstance(value, Picture):
        # 図の中の一語だけを替えると、そこに何かあったことが形で知れる。組む前に消してあるので、
        # ここに残っていれば図ごと出さない。
        told = "".join(one.text for one in value.shapes if isinstance(one, Text))
        return value if scrub(told, hidden, instead) == told else instead
    if not isinstance(value, str):
        return value
    return scrub(value, hidden, instead)
