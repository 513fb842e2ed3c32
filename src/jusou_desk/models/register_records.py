"""機関と資源の名簿の型: 窓口・関係機関・事業・受入先と、参加支援の受入先探し。

名簿の行は書き換えない。直すと新しい行ができ、前の行は残る。だから、去年度の資料は去年度のまま出る。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jusou_desk.models.records import Entry


class ResourceKind(StrEnum):
    """名簿の行の種類(domain.md §4.1 の事業・窓口マスタと、§1.7 の資源)。"""

    WINDOW = "相談窓口"
    PROGRAMME = "事業"
    AGENCY = "関係機関"
    HOST = "受入先"


class Stance(StrEnum):
    """受入先の、協力の状態。"""

    UNKNOWN = ""
    ASKING = "打診中"
    WILLING = "協力中"
    PAUSED = "休止"


@dataclass(frozen=True, kw_only=True)
class Resource(Entry):
    """名簿の一行。空の欄は分からないこと。

    resource_no: 同じ機関の前後の行に共通の番号。origin: 町の設定の、どの項から来たか(足した行は空)。
    position: 並び。同じ値の行は番号の順。valid_from・valid_until: 載せる年度(始まる年、西暦)の初めと
    終わり(0 は初めから、None は終わりなし)。struck: 誤りを直したか取り消した行で、どの年度にも載せない。

    group: 事業の区分。listed_as・mark: 資料での区分と符号。law・article: 法の上の事業の名と号。
    stage: 既存・新規・法定の別。section: 所管課。operators: 受託者。providers: 実施機関。
    places・amount: 箇所数の文と短い数。more: この行だけの見出しと文。place: 元の資料の所。
    inside: 町の組織か(同意の提供先に名が無くても渡せる)。without: 会議資料に、初めは入れない部分。
    contact: 仕事上の担当者。tags: 受け入れられること。capacity・vacancy: 受入れの人数と、空き。
    expenses・travel: 本人の負担する実費と、交通費。conditions: 送迎・時間・年齢などの条件。
    """

    resource_no: str
    kind: ResourceKind
    name: str
    origin: str = ""
    position: int = 0
    valid_from: int = 0
    valid_until: int | None = None
    struck: bool = False
    written_by: str = ""
    written_at: datetime | None = None
    group: str = ""
    listed_as: str = ""
    mark: str = ""
    law: str = ""
    article: str = ""
    field: str = ""
    stage: str = ""
    section: str = ""
    operation: str = ""
    operators: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    area: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    contact: str = ""
    contents: str = ""
    target: str = ""
    places: str = ""
    amount: str = ""
    staff: str = ""
    more: tuple[tuple[str, str], ...] = ()
    place: str = ""
    inside: bool = False
    without: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    capacity: int | None = None
    vacancy: int | None = None
    expenses: str = ""
    travel: str = ""
    conditions: str = ""
    stance: Stance = Stance.UNKNOWN
    last_contact_on: date | None = None

    def stands_in(self, year: int) -> bool:
        """その年度(始まる年)に載せる行か。"""
        ended = self.valid_until is not None and self.valid_until < year
        return not self.struck and self.valid_from <= year and not ended


class MatchState(StrEnum):
    """受入先探しの、いまの様子。"""

    ASKED = "打診中"
    MADE = "成立"
    FAILED = "不成立"


class FailedFor(StrEnum):
    """不成立のわけ。「受け手不在」は、地域づくりの根拠として数える。"""

    NONE = ""
    NOBODY = "受け手不在"
    FULL = "空きがない"
    UNFIT = "条件が合わない"
    DECLINED = "本人の意向"
    OTHER = "その他"


@dataclass(frozen=True, kw_only=True)
class Match(Entry):
    """参加支援の受入先探しの一件。

    resource_no: 名簿の番号(名簿に無い先なら空)。host: 打診したときの名。wanted: 求めたこと。
    failed_for・reason: 不成立のわけと、その事情。settled_on: 成立か不成立になった日。
    """

    case_id: str
    plan_id: str
    resource_no: str
    host: str
    asked_on: date
    state: MatchState = MatchState.ASKED
    wanted: tuple[str, ...] = ()
    settled_on: date | None = None
    failed_for: FailedFor = FailedFor.NONE
    reason: str = ""
    starts_on: date | None = None
    activity: str = ""
    frequency: str = ""
    costs: str = ""
    asked_by: str = ""
