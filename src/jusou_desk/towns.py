"""自治体の設定(窓口・会議体・文言・狭めた権限)。``resources/towns/<id>/town.toml`` を型にして読む。

会議の扱いは名前ではなく法的区分で決まる。大仙市の「…支援会議」は同意ありの会議、
長門市の「包括的支援会議」は法106条の6の会議である(design.md §2)。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jusou_desk.errors import BadInput, Damaged
from jusou_desk.names import search_key
from jusou_desk.paths import resource
from jusou_desk.policy import (
    CEILINGS,
    MEMBERS_ONLY,
    Lane,
    Limit,
    Limits,
    Purpose,
    Right,
    Role,
)


class MeetingKind(StrEnum):
    """会議の法的区分。"""

    SUPPORT = "支援会議"
    PLAN = "重層的支援会議"
    OTHER = "その他"

    @property
    def sealed(self) -> bool:
        """この会議に紐づく記録が秘匿の区分に入るか(法106条の6)。"""
        return self is MeetingKind.SUPPORT


@dataclass(frozen=True)
class ServiceWindow:
    """相談窓口。``field`` は分野(介護/障害/こども/困窮/総合 など)、``operation`` は直営・委託、``area`` は圏域。"""

    name: str
    field: str
    operation: str
    operator: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    contents: str = ""
    area: str = ""


@dataclass(frozen=True)
class MeetingBody:
    """会議体。``kinds`` は取り得る法的区分で、先頭が既定。``disclosure`` は公開区分。

    ``short`` は番号に入れる短い名(支援会議の会議体がいくつもある町で、番号が重ならないように)。
    ``basis`` は ``kinds`` と同じ順の根拠。``note`` は、名前から取り違えやすい所を画面で言う一文。
    ``target`` は、対象者ごとに会議体を分ける町での、その対象者。
    """

    id: str
    name: str
    kinds: tuple[MeetingKind, ...]
    basis: tuple[str, ...] = ()
    host: str = ""
    chair: str = ""
    deputy: str = ""
    secretariat: str = ""
    disclosure: str = "非公開"
    collect: bool = True
    purpose: str = ""
    note: str = ""
    short: str = ""
    target: str = ""

    def basis_of(self, kind: str) -> str:
        """その法的区分で開くときの根拠。書かれていなければ空。"""
        return next((b for k, b in zip(self.kinds, self.basis, strict=False) if k == kind), "")


@dataclass(frozen=True)
class Agency:
    """関係機関。会議の出席者・担当機関の候補になる。

    inside: 町の組織(課・係など)。without: 会議資料に、初めは入れない部分(事例票・経過など)。
    """

    name: str
    field: str = ""
    phone: str = ""
    inside: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Town:
    """自治体ひとつの設定。sheets: 町での呼び名が標準と違う様式(様式の名→題)。

    approach: アウトリーチの入り口の分野→担う機関(小松市の相談の流れ)。
    support_money: 参加支援の実費を町が持つ制度の名(小松市の移行促進費)。無い町では空。
    inside_names: 町の組織の名。None なら、直営の窓口と、印のある関係機関から決まる。
    """

    id: str
    name: str
    prefecture: str
    head_title: str
    area_code: str
    areas: tuple[str, ...]
    windows: tuple[ServiceWindow, ...]
    bodies: tuple[MeetingBody, ...]
    agencies: tuple[Agency, ...]
    roles: dict[str, str]
    footnotes: dict[str, tuple[str, ...]]
    limits: Limits = ()
    sheets: Mapping[str, str] = field(default_factory=dict)
    approach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""
    support_money: str = ""
    inside_names: frozenset[str] | None = None

    def body(self, name_or_id: str) -> MeetingBody | None:
        return next((b for b in self.bodies if name_or_id in (b.id, b.name)), None)

    @property
    def head(self) -> str:
        """長の呼び名。宛名に使う(大樹町→大樹町長)。"""
        return self.name[:-1] + self.head_title

    @property
    def window_names(self) -> tuple[str, ...]:
        """窓口の名前。複数の分野を受ける窓口も一度だけ。"""
        return tuple(dict.fromkeys(w.name for w in self.windows))

    def is_inside(self, agency: str) -> bool:
        """町の組織か。同意を受けた町の中なので、同意の提供先に名前が無くても渡せる。"""
        return agency in self.own_names

    @property
    def own_names(self) -> frozenset[str]:
        """町の組織の名。"""
        if self.inside_names is not None:
            return self.inside_names
        own = {w.name for w in self.windows if w.operation == "直営"}
        own |= {w.operator for w in self.windows if w.operation == "直営"}
        return frozenset(own | {one.name for one in self.agencies if one.inside})

    def usually_without(self, agency: str) -> tuple[str, ...]:
        """その機関の会議資料に、初めは入れない部分。"""
        wanted = search_key(agency)
        found = (one.without for one in self.agencies if search_key(one.name) == wanted)
        return next(found, ())

    @property
    def support_bodies(self) -> tuple[MeetingBody, ...]:
        """支援会議(106条の6)を開ける会議体。"""
        return tuple(b for b in self.bodies if MeetingKind.SUPPORT in b.kinds)


STANDARD: Final = "standard"
"""どの町でもない、まっさらな設定。"""


def _body(raw: dict[str, Any]) -> MeetingBody:
    kinds = tuple(MeetingKind(k) for k in raw["kinds"])
    return MeetingBody(**{**raw, "kinds": kinds, "basis": tuple(raw.get("basis", ()))})


#: 表に無い組。
_NOTHING: Final = Right(Lane.OPEN, may_write=False)
_LANES: Final = {lane.label: lane for lane in Lane}
#: 同意の無い相談から始まる仕事。「同意のある分だけ」に狭めれば、読むだけになる。
_RECORDING: Final = frozenset({Purpose.CASEWORK, Purpose.LEDGER_IMPORT})


def _limit(
    town_name: str,
    *,
    role: str,
    purpose: str,
    ceiling: str = "",
    may_write: object = None,
    refused: object = False,
) -> Limit:
    """``[[rights]]`` の一つ。表より狭めるものだけを受け取り、緩めるものは ``Damaged``。

    ceiling(区分の名)・may_write・refused のうち、書かないものは表のまま。
    支援会議の分に届かなくした支援会議の目的は、行えない組になる。
    """
    who, aim = Role(role), Purpose(purpose)
    table = CEILINGS.get((who, aim), _NOTHING)
    right = Right(
        _LANES[ceiling] if ceiling else table.ceiling,
        table.may_write if may_write is None else _flag(may_write),
    )
    if table is _NOTHING or right.ceiling > table.ceiling or right.may_write > table.may_write:
        raise Damaged(
            f"自治体の設定「{town_name}」は、「{who}」の「{aim}」を、決まりの表より緩めています。",
            "町の設定でできるのは、表より狭めることだけです。その [[rights]] を消してください。",
        )
    if right.ceiling is Lane.OPEN and aim in _RECORDING:
        right = replace(right, may_write=False)
    unreachable = aim in MEMBERS_ONLY and right.ceiling is not Lane.SEALED
    limit = Limit(who, aim, None if _flag(refused) or unreachable else right)
    if _locks_out(limit):
        raise Damaged(
            f"自治体の設定「{town_name}」は、「{who}」から「{aim}」を取り上げています。",
            "無いと、断りを残すことも職員を締め出すこともできません。その [[rights]] を消してください。",
        )
    return limit


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _locks_out(limit: Limit) -> bool:
    """これを狭めると、事務所が開けなくなるか、退いた職員を締め出せなくなるか。"""
    if limit.purpose is Purpose.CASEWORK:
        return limit.right is None
    if (limit.role, limit.purpose) == (Role.ADMIN, Purpose.ADMINISTRATION):
        return limit.right is None or not limit.right.may_write
    return False


def load_town(town_id: str, path: Path) -> Town:
    """一つの TOML を自治体の設定にする。形が違えば ``Damaged``。"""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Town(
            id=town_id,
            name=raw["name"],
            prefecture=raw["prefecture"],
            head_title=raw["head_title"],
            area_code=raw["area_code"],
            areas=tuple(raw["areas"]),
            windows=tuple(ServiceWindow(**w) for w in raw["window"]),
            bodies=tuple(_body(b) for b in raw["body"]),
            agencies=tuple(
                Agency(**{**a, "without": tuple(a.get("without", ()))}) for a in raw["agency"]
            ),
            roles=dict(raw["roles"]),
            footnotes={k: tuple(v) for k, v in raw["footnotes"].items()},
            limits=tuple(_limit(raw["name"], **one) for one in raw.get("rights", ())),
            sheets={name: str(title) for name, title in raw.get("sheets", {}).items()},
            approach={k: tuple(v) for k, v in raw.get("approach", {}).items()},
            source=raw.get("source", ""),
            support_money=str(raw.get("support_money", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(
            f"自治体の設定「{town_id}」の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error


@cache
def town(town_id: str) -> Town:
    """自治体の設定。無ければ ``BadInput``。"""
    if town_id not in available_towns():
        raise BadInput(
            f"自治体の設定「{town_id}」はありません。",
            f"次のどれかを指定してください: {'、'.join(available_towns())}",
        )
    return load_town(town_id, resource("towns", town_id, "town.toml"))


def available_towns() -> tuple[str, ...]:
    """設定の入っている自治体の id(``resources/towns`` のフォルダ名)。まっさらな設定が先頭。"""
    found = (path.parent.name for path in resource("towns").glob("*/town.toml"))
    return tuple(sorted(found, key=lambda town_id: (town_id != STANDARD, town_id)))


@dataclass(frozen=True)
class Wording:
    """事務所が書き換えてよい文の初期値。``about`` は使う所、``source`` は確かさ。"""

    text: str
    about: str
    source: str


@cache
def wordings() -> Mapping[str, Wording]:
    """文言の名前→初期値(``resources/wording.toml``)。

    文の中の ``{town}`` ``{head}`` ``{body}`` は、自治体名・``Town.head``・会議体の名前に差し替える。
    """
    try:
        raw = tomllib.loads(resource("wording.toml").read_text(encoding="utf-8"))
        return MappingProxyType({key: Wording(**value) for key, value in raw.items()})
    except (TypeError, ValueError) as error:
        raise Damaged(
            "文言の初期値 wording.toml の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error
