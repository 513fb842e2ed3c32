"""参加支援の実費を町が持つ費用(小松市の移行促進費、domain.md §1.7(3))。年度の予算と、受払簿。

町の設定に名のある町でだけ使う。受払簿は誰もが見るので、支援会議の区分のプランには付けられない(残りの額が
従事者とほかの職員とで違ってしまい、支援会議の相談のあることが知れるため)。
行は足すだけで、誤りは打ち消す行を足す。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.community_records import Expense
from jusou_desk.models.records import Plan
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import ERAS, FiscalYear

PAID: Final = "費用の記入"
CANCELLED: Final = "費用の打消し"
BUDGETED: Final = "費用の予算の変更"
CANCELLING: Final = "打消し"
KIND: Final = "参加支援"
_PURPOSE: Final = Purpose.CASEWORK
_NAME: Final = "support_money_name"
_BUDGET: Final = "support_money_budget:"
_MOST: Final = 1_000_000_000
#: 和暦の年度で番号を付けるので、その呼び名のある初めの日から。
_FIRST: Final = ERAS[0].first


@dataclass(frozen=True)
class Paid:
    """受払簿の一行。cancelled: 後の行で打ち消されたか。left: この行までの残り(予算が無ければ None)。"""

    expense: Expense
    case_no: str
    cancelled: bool
    left: int | None


@dataclass(frozen=True)
class Spending:
    """一年度の受払簿。budget: 予算(円、決めていなければ None)。"""

    name: str
    year: FiscalYear
    budget: int | None
    rows: tuple[Paid, ...]

    @property
    def spent(self) -> int:
        return sum(one.expense.amount for one in self.rows)

    @property
    def left(self) -> int | None:
        return None if self.budget is None else self.budget - self.spent


def offered(desk: Desk) -> bool:
    """この町に、実費を持つ制度があるか。"""
    return bool(desk.town.support_money)


def may_budget(desk: Desk) -> bool:
    """予算と呼び名を決められる役割か。"""
    return desk.may(Purpose.ADMINISTRATION)


def name_in(work: Work, desk: Desk) -> str:
    """制度の呼び名。事務所が替えていればそれ。"""
    return work.settings.get(_NAME) or desk.town.support_money


def called(desk: Desk, purpose: Purpose = _PURPOSE) -> str:
    """制度の呼び名。制度の無い町では空。"""
    if not offered(desk):
        return ""
    with desk.reading(purpose) as work:
        return name_in(work, desk)


def spending(desk: Desk, year: FiscalYear) -> Spending:
    """その年度の受払簿。払った日の順。"""
    with desk.reading(_PURPOSE) as work:
        return spending_in(work, desk, year)


def spending_in(work: Work, desk: Desk, year: FiscalYear) -> Spending:
    """``spending`` の中身。"""
    found = work.expenses.until("paid_on", year.last, since=year.first)
    rows = sorted(found, key=lambda one: (one.paid_on, one.number))
    cases = {one.id: one.case_no for one in work.cases.among("id", {r.case_id for r in rows})}
    gone = {one.cancels for one in rows}
    budget, left, listed = _budget(work, year), _budget(work, year), []
    for one in rows:
        left = None if left is None else left - one.amount
        listed.append(Paid(one, cases.get(one.case_id, ""), one.id in gone, left))
    return Spending(name_in(work, desk), year, budget, tuple(listed))


def set_budget(desk: Desk, year: FiscalYear, amount: int, name: str = "") -> None:
    """年度の予算(円)を決める。管理者だけ。name: 呼び名(空なら町の設定のまま)。

    負か、大きすぎれば ``BadInput``。
    """
    if not 0 <= amount <= _MOST or amount % 1:
        raise BadInput(
            "予算の額が正しくありません。", "円で、0以上の数を入れてください。", "budget"
        )
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(f"{_BUDGET}{year.start}", str(int(amount)))
        if name.strip():
            work.settings.put(_NAME, name.strip())
        desk.audit(work, BUDGETED, year.label, f"{amount}円")


def over_budget(known: Spending, amount: int) -> str:
    """``amount`` 円を払うと予算を超えるときの、知らせる文。超えなければ空。断りはしない。"""
    if known.budget is None:
        return f"{known.year.label}の予算がまだ決まっていません。残りは分かりません。"
    left = known.budget - known.spent
    if amount <= left:
        return ""
    return (
        f"予算を超えます。{known.year.label}の残りは{left:,}円で、"
        f"払うと{amount - left:,}円の超過になります。"
    )


def pay(
    desk: Desk,
    plan: Plan,
    *,
    paid_on: date,
    amount: int,
    what: str,
    receiver: str = "",
    decided_by: str = "",
    note: str = "",
) -> Expense:
    """プランに費用の一行を足す。予算を超えても断らない(``over_budget`` で先に知らせる)。

    額か使い道が無いか、額に端数があるか、先の日か昔すぎる日なら ``BadInput``。参加支援でないか支援会議の区分のプランなら ``Refused``。
    """
    _expect_open(desk, plan)
    if not 0 < amount <= _MOST or amount % 1:
        raise BadInput(
            "額が正しくありません。", "払った額を、端数の無い円で入れてください。", "amount"
        )
    if not what.strip():
        raise BadInput("何に使ったかがありません。", "例: 作業着、昼食代", "what")
    if paid_on > desk.today():
        raise BadInput("まだ来ていない日です。", "払った日を確かめてください。", "paid_on")
    if paid_on < _FIRST:
        raise BadInput("払った日が昔すぎます。", "払った日の年を確かめてください。", "paid_on")
    with desk.writing(_PURPOSE) as work:
        made = work.expenses.put(
            Expense(
                case_id=plan.case_id,
                plan_id=plan.id,
                number=_next(work, paid_on),
                paid_on=paid_on,
                amount=int(amount),
                what=what.strip(),
                receiver=receiver.strip(),
                decided_by=decided_by.strip(),
                note=note.strip(),
                written_by=desk.me.name,
                written_at=desk.now(),
            )
        )
        desk.audit(work, PAID, made.number)
    return made


def cancel(desk: Desk, expense_id: str, why: str) -> Expense:
    """誤った行を打ち消す。同じ日に、同じ額を引いた行を足す(元の行は残る)。

    わけが無いか、もう打ち消してあれば ``BadInput``。
    """
    if not why.strip():
        raise BadInput("打ち消すわけがありません。", "例: 額の誤り、重ねて書いた", "why")
    with desk.writing(_PURPOSE) as work:
        wrong = work.expenses.get(expense_id)
        if wrong is None or wrong.cancels or work.expenses.where(cancels=expense_id):
            raise BadInput("その行は、もう打ち消してあります。", "受払簿を開き直してください。")
        made = work.expenses.put(
            Expense(
                case_id=wrong.case_id,
                plan_id=wrong.plan_id,
                number=_next(work, wrong.paid_on),
                paid_on=wrong.paid_on,
                amount=-wrong.amount,
                what=f"{wrong.number} の{CANCELLING}",
                note=why.strip(),
                cancels=wrong.id,
                written_by=desk.me.name,
                written_at=desk.now(),
            )
        )
        desk.audit(work, CANCELLED, wrong.number)
    return made


def paid_for(desk: Desk, plan_id: str) -> tuple[Paid, ...]:
    """そのプランの費用。古いものから。残りは年度をまたぐので数えない。"""
    with desk.reading(_PURPOSE) as work:
        found = work.expenses.where(plan_id=plan_id)
    gone = {one.cancels for one in found}
    rows = sorted(found, key=lambda one: (one.paid_on, one.number))
    return tuple(Paid(one, "", one.id in gone, None) for one in rows)


def _expect_open(desk: Desk, plan: Plan) -> None:
    if not offered(desk):
        raise Refused("この町には、実費を持つ制度がありません。", "町の設定を確かめてください。")
    if plan.kind != KIND:
        raise Refused(
            "参加支援のプランでないので、費用を付けられません。",
            "参加支援のプランを開いて書いてください。",
        )
    if plan.sealed:
        raise Refused(
            "支援会議の区分のプランには、費用を付けられません。",
            "受払簿は誰もが見ます。本人の同意を得て、普段の区分のプランにしてから書いてください。",
        )


def _budget(work: Work, year: FiscalYear) -> int | None:
    written = work.settings.get(f"{_BUDGET}{year.start}")
    return int(written) if written else None


def _next(work: Work, paid_on: date) -> str:
    head = f"{FiscalYear.of(paid_on).short}-"
    used = [int(one.removeprefix(head)) for one in work.expenses.values("number", head)]
    return f"{head}{max(used, default=0) + 1:03d}"
