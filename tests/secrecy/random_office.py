"""でたらめな事務所の設計図。ただのデータなので、失敗した例は設計図のまま読める。

ここには漏れの判断が無い。仕込むのは ``planting``、判断するのは ``oracle``、出すのは ``outputs``。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from hypothesis import strategies as st

from jusou_desk.policy import CEILINGS, Purpose, Role

#: 互いに名前の重ならない、架空の機関。
AGENCIES: Final = ("架空病院", "白帆学園", "社会福祉協議会", "空色交番")
#: 席に着く本人と家族。
OWN_PEOPLE: Final = ("本人", "家族(長女)")
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
GROUNDS: Final = ("本人同意", "本人から再取得", "提供機関の了解", "公知")
LONG_AGO: Final = timedelta(days=60)


class Mark(StrEnum):
    """相談とその経過・様式に重ねる伏せ方。"""

    SOURCE = "受付の情報源秘匿"
    NOTE_SOURCE = "経過の情報源秘匿"
    CONTENT = "相談内容を本人に伏せる"
    NOTE = "経過を本人に伏せる"
    FIELD = "様式の欄を本人に伏せる"


class Narrowing(StrEnum):
    """町が狭める、狭め方。"""

    REFUSED = "断る"
    CONSENTED = "同意のある分だけ"
    READING = "読むだけ"


#: 町の設定で狭められる組。報告を作れなくする組は、試験の数の照らし合わせができないので外す。
NARROWINGS: Final = (
    (Purpose.CASEWORK, Narrowing.CONSENTED),
    (Purpose.CASEWORK, Narrowing.READING),
    (Purpose.STATISTICS, Narrowing.CONSENTED),
    *(
        (purpose, Narrowing.REFUSED)
        for purpose in (
            Purpose.SUPPORT_MEETING,
            Purpose.PLAN_MEETING,
            Purpose.REFERRAL,
            Purpose.TO_PERSON,
            Purpose.LEDGER_EXPORT,
            Purpose.EMERGENCY,
        )
    ),
)


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
class Move:
    """移替えの申し出。fact は移せる事実の何番目か、end はその後どうなったか。"""

    fact: int
    ground: str
    by: int
    decided_by: int
    end: str = "承認待ち"


@dataclass(frozen=True)
class Guard:
    """DV等支援措置。other は相手方とする人(居なければ、よその人)。

    former: 逃れてきた元の世帯を、相手方の世帯とする。end: 設定・確認・申し出(外す)・解除。
    """

    who: int
    other: int | None
    former: bool
    by: int
    second: int
    end: str = "設定"


@dataclass(frozen=True)
class Alarm:
    """通報・緊急の提供。sealed: 支援会議の頁から。

    first: 口頭の承認で先に知らせた。whereabouts: 伏せる居場所も知らせる。
    end: 承認・承認待ち・却下。replied: 相手の返事を書いた。
    """

    by: int
    decided_by: int
    sealed: bool = False
    first: bool = False
    whereabouts: bool = False
    end: str = "承認"
    replied: bool = False


@dataclass(frozen=True)
class Reopening:
    """支援会議の相談を、本人の同意のもとで通常の相談として受け付け直す。"""

    by: int
    decided_by: int
    ground: str = "本人から再取得"
    end: str = "承認"


@dataclass(frozen=True)
class Narrowed:
    """町が狭めた一組。"""

    role: Role
    purpose: Purpose
    how: Narrowing


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
    moves: tuple[Move, ...] = ()
    handed: str = ""
    """会議の頃に一度外へ出した紙の名前(断られれば出ない)。"""
    marks: tuple[Mark, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    reopened: Reopening | None = None


@dataclass(frozen=True)
class Seat:
    """出席者。``only`` があれば、その番号の議題だけに出る。"""

    agency: str
    only: int = 0


@dataclass(frozen=True)
class Gathering:
    """会議。body は町の会議体の何番目か、kind はその取り得る区分の何番目か。

    barred: (出席者, 議題)の、資料の表で全部「入れない」にした升。
    beside: 同じ席で支援会議も開く。asks: 情報提供の依頼(何番目の議題について、回答があったか)。
    issued: 会議の頃に一度、資料を出した。absent: そのとき最初の席の人は来ず、議事録も渡した。
    days_ago: 何日前の会議か。withheld: 議題の要旨を本人に伏せる。
    """

    body: int
    kind: int
    by: int
    items: tuple[int, ...]
    seats: tuple[Seat, ...]
    barred: tuple[tuple[int, int], ...] = ()
    beside: bool = False
    asks: tuple[tuple[int, bool], ...] = ()
    issued: bool = False
    absent: bool = False
    days_ago: int = 0
    withheld: bool = False


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
    """何番目の会議と報告をファイルに出すか。"""
    guards: tuple[Guard, ...] = ()
    registers: tuple[int, ...] = ()
    """構成員名簿を書いた会議体(町の会議体の何番目か)。"""
    tells: str = ""
    """「制限情報あり」と示すことにした時(初め・終わり)。「やめた」は示してから黙った。"""
    leaver: int = 0
    """会議の後に退任した職員(0 は誰も退いていない)。"""
    imported: bool = False
    """書き出した台帳を、別の事務所へ取り込む。"""
    turn: int = 0
    """遅い出力の、どの組から調べるか。"""
    narrowed: Narrowed | None = None
    """仕込みの後に、町が狭めた組。"""


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
        agencies=_some((*AGENCIES, *OWN_PEOPLE, SITTING), least=1),
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
        moves=st.lists(_moves(staff), max_size=1).map(tuple),
        handed=st.sampled_from(("", "", "intake", "plan", "referral", "progress", "progress-copy")),
        marks=st.one_of(
            st.just(()), st.lists(st.sampled_from(tuple(Mark)), max_size=3, unique=True).map(tuple)
        ),
        alarms=st.one_of(st.just(()), st.lists(_alarms(staff), max_size=1).map(tuple)),
        reopened=st.builds(
            Reopening,
            by=st.integers(0, staff - 1),
            decided_by=st.integers(0, staff - 1),
            ground=st.sampled_from((*GROUNDS[:2], GROUNDS[1])),
            end=st.sampled_from(("承認", "承認", "承認待ち", "却下")),
        ),
    )


def _alarms(staff: int) -> st.SearchStrategy[Alarm]:
    return st.builds(
        Alarm,
        by=st.integers(0, staff - 1),
        decided_by=st.integers(0, staff - 1),
        sealed=st.booleans(),
        first=st.booleans(),
        whereabouts=st.booleans(),
        end=st.sampled_from(("承認", "承認", "承認待ち", "却下")),
        replied=st.booleans(),
    )


def _moves(staff: int) -> st.SearchStrategy[Move]:
    return st.builds(
        Move,
        fact=st.integers(0, 3),
        ground=st.sampled_from(GROUNDS),
        by=st.integers(0, staff - 1),
        decided_by=st.integers(0, staff - 1),
        end=st.sampled_from(("承認", "承認", "承認待ち", "却下", "取下げ")),
    )


def _guards(staff: int, people: int) -> st.SearchStrategy[Guard]:
    somebody = st.integers(0, people - 1)
    return st.builds(
        Guard,
        who=somebody,
        other=st.one_of(st.none(), somebody),
        former=st.booleans(),
        by=st.integers(0, staff - 1),
        second=st.integers(0, staff - 1),
        end=st.sampled_from(("設定", "確認", "申し出", "解除")),
    )


def _meetings(staff: int, matters: int) -> st.SearchStrategy[Gathering]:
    seats = st.builds(
        Seat,
        agency=st.sampled_from((*AGENCIES, *OWN_PEOPLE, "町")),
        only=st.sampled_from((0, 0, 0, 1, 2)),
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
        asks=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=2).map(tuple),
        issued=st.sampled_from((True, False, False)),
        absent=st.sampled_from((False, False, True)),
        days_ago=st.sampled_from((0, 7, 14)),
        withheld=st.booleans(),
    )


def _narrowings(roles: tuple[Role, ...]) -> st.SearchStrategy[Narrowed | None]:
    """いる職員の役割の、表にある組の一つ。管理者の組は、攻め手の目が要るので狭めない。"""
    pairs = [
        Narrowed(role, purpose, how)
        for role in sorted(set(roles) - {Role.ADMIN})
        for purpose, how in NARROWINGS
        if (role, purpose) in CEILINGS
    ]
    return st.one_of(st.none(), st.sampled_from(pairs)) if pairs else st.none()


@st.composite
def office_plans(draw: st.DrawFn) -> OfficePlan:
    """職員 2〜4 人、人 1〜3 人、相談 1〜3 件、会議 1〜3 回の事務所(移替え・支援措置・名簿なども)。"""
    role = st.sampled_from(tuple(Role))
    every = tuple(range(5))
    serves = st.one_of(
        st.lists(st.sampled_from(every), max_size=2, unique=True).map(tuple), st.just(every)
    )
    others = draw(st.lists(st.builds(Worker, role=role, serves=serves), min_size=1, max_size=3))
    staff = (Worker(Role.ADMIN, (0, 1, 2, 3, 4)), *others)
    somebody = st.builds(Somebody, household=st.integers(0, 2), concealed=st.booleans())
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
        on_paper=draw(st.integers(0, 3)),
        guards=tuple(draw(st.lists(_guards(len(staff), len(people)), max_size=1))),
        registers=draw(st.lists(st.integers(0, 6), max_size=2, unique=True).map(tuple)),
        tells=draw(st.sampled_from(("", "初め", "終わり", "やめた"))),
        leaver=draw(st.sampled_from((0, 0, len(staff) - 1))),
        imported=draw(st.sampled_from((False, False, False, True))),
        turn=draw(st.integers(0, 5)),
        narrowed=draw(_narrowings(tuple(one.role for one in staff))),
    )
