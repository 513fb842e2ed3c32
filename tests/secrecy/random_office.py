"""でたらめな事務所の設計図。ただのデータなので、失敗した例は設計図のまま読める。

ここには漏れの判断が無い。仕込むのは ``planting``、判断するのは ``oracle``、出すのは ``outputs``。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from jusou_desk.policy import Role

#: 互いに名前の重ならない、架空の機関。
AGENCIES: Final = ("架空病院", "白帆学園", "社会福祉協議会", "空色交番")
SITTING: Final = "重層的支援会議の出席機関"
SCOPES: Final = {
    "1": "①氏名・住所・電話・家族関係など",
    "2": "②健康・疾病・障害・介護",
    "6": "⑥生活歴・これまでの経験・課題",
}
PURPOSES: Final = (
    "関係機関との情報共有",
    "重層的支援会議での協議",
    "事業の利用申込み",
    "つなぎ先への提供",
)
LONG_AGO: Final = timedelta(days=60)


@dataclass(frozen=True)
class Worker:
    """職員。``serves`` は従事する支援会議(町の支援会議の何番目か)。"""

    role: Role
    serves: tuple[int, ...] = ()


@dataclass(frozen=True)
class Somebody:
    """人。同じ ``household`` の人は一つの世帯(0 は世帯番号なし)。"""

    household: int = 0
    concealed: bool = False


@dataclass(frozen=True)
class Agreement:
    """同意の一行。何日前に、どの範囲を、どの目的で、どこへ。``late`` は会議の後に足した行。"""

    status: str
    days_ago: int
    scope: tuple[str, ...] = ("1", "6")
    agencies: tuple[str, ...] = AGENCIES
    excluded: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    late: bool = False


@dataclass(frozen=True)
class Matter:
    """相談。``sealed_by`` があれば、その職員が支援会議の区分で受けた相談。"""

    who: int
    sealed_by: int | None = None
    body: int = 0
    """支援会議の区分で書くとき、書く人の従事する会議体の何番目にするか。"""
    notes: tuple[int | None, ...] = ()
    """経過。数は支援会議の区分で書いた職員、None は普段の経過。"""
    planned: bool = False
    referred_to: str = ""
    assessed: bool = False
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Seat:
    """出席者。``only`` があれば、その番号の議題だけに出る。"""

    agency: str
    only: int = 0


@dataclass(frozen=True)
class Gathering:
    """会議。body は町の会議体の何番目か、kind はその取り得る区分の何番目か。

    barred: (出席者, 議題)の、資料の表で全部「入れない」にした升。
    beside: 同じ席で支援会議も開く。
    """

    body: int
    kind: int
    by: int
    items: tuple[int, ...]
    seats: tuple[Seat, ...]
    barred: tuple[tuple[int, int], ...] = ()
    beside: bool = False


@dataclass(frozen=True)
class OfficePlan:
    """事務所一つ。staff[0] は全ての支援会議に従事する管理者。"""

    town: str
    staff: tuple[Worker, ...]
    people: tuple[Somebody, ...]
    matters: tuple[Matter, ...]
    meetings: tuple[Gathering, ...]
    days_later: int = 0
    """仕込みの後に過ぎた日数(同意の期間が切れる)。"""
    on_paper: int = 0
    """何番目の会議をファイルに出すか。"""


def _some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=len(values), unique=True).map(
        tuple
    )


def _agreements() -> st.SearchStrategy[Agreement]:
    given = st.sampled_from(("書面", "書面", "口頭"))
    return st.builds(
        Agreement,
        status=st.one_of(given, given, st.sampled_from(("拒否", "撤回", "未取得"))),
        days_ago=st.integers(0, 30),
        scope=_some(tuple(SCOPES), least=1),
        agencies=_some((*AGENCIES, SITTING), least=1),
        excluded=st.one_of(st.just(()), st.lists(st.sampled_from(AGENCIES), max_size=1).map(tuple)),
        purposes=st.one_of(st.just(()), _some(PURPOSES)),
        since=st.one_of(st.none(), st.integers(-20, 10)),
        until=st.one_of(st.none(), st.integers(-5, 90)),
        late=st.booleans(),
    )


def _matters(staff: int, people: int) -> st.SearchStrategy[Matter]:
    writer = st.one_of(st.none(), st.integers(0, staff - 1))
    return st.builds(
        Matter,
        who=st.integers(0, people - 1),
        sealed_by=st.one_of(st.none(), writer),
        body=st.integers(0, 2),
        notes=st.lists(writer, max_size=2).map(tuple),
        planned=st.booleans(),
        referred_to=st.sampled_from(("", *AGENCIES)),
        assessed=st.booleans(),
        agreements=st.lists(_agreements(), max_size=2).map(tuple),
    )


def _meetings(staff: int, matters: int) -> st.SearchStrategy[Gathering]:
    seats = st.builds(
        Seat, agency=st.sampled_from((*AGENCIES, "町")), only=st.sampled_from((0, 0, 0, 1, 2))
    )
    return st.builds(
        Gathering,
        body=st.integers(0, 6),
        kind=st.integers(0, 1),
        by=st.integers(0, staff - 1),
        items=st.lists(st.integers(0, matters - 1), min_size=1, max_size=3, unique=True).map(tuple),
        seats=st.lists(seats, min_size=1, max_size=3, unique_by=lambda s: s.agency).map(tuple),
        barred=st.one_of(
            st.just(()),
            st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=1).map(tuple),
        ),
        beside=st.booleans(),
    )


@st.composite
def office_plans(draw: st.DrawFn) -> OfficePlan:
    """職員 2〜4 人、人 1〜3 人、相談 1〜3 件、会議 1〜3 回の事務所。"""
    role = st.sampled_from(tuple(Role))
    serves = st.lists(st.integers(0, 4), max_size=2, unique=True).map(tuple)
    others = draw(st.lists(st.builds(Worker, role=role, serves=serves), min_size=1, max_size=3))
    staff = (Worker(Role.ADMIN, (0, 1, 2, 3, 4)), *others)
    somebody = st.builds(Somebody, household=st.integers(0, 1), concealed=st.booleans())
    people = tuple(draw(st.lists(somebody, min_size=1, max_size=3)))
    matters = tuple(draw(st.lists(_matters(len(staff), len(people)), min_size=1, max_size=3)))
    meetings = tuple(draw(st.lists(_meetings(len(staff), len(matters)), min_size=1, max_size=3)))
    return OfficePlan(
        town=draw(st.sampled_from(("nagato", "komae", "komatsu", "taiki", "daisen", "komae"))),
        staff=staff,
        people=people,
        matters=matters,
        meetings=meetings,
        days_later=draw(st.sampled_from((0, 0, 3, 40))),
        on_paper=draw(st.integers(0, 2)),
    )
