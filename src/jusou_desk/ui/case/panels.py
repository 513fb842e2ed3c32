"""頁の脇に開く一枚の表。足すときは、作る関数を一つと ``PANELS`` に一行。

様式を書く一枚は ``writings`` が、移替えの一枚は札(``TransferCard``)が開く。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_changes import case_history
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.case.agenda_panel import AgendaPanel
from jusou_desk.ui.case.changes_panel import TITLE as CHANGED_BY
from jusou_desk.ui.case.changes_panel import ChangesPanel
from jusou_desk.ui.case.comparing_panel import PANEL as COMPARING
from jusou_desk.ui.case.comparing_panel import ComparingPanel, comparable
from jusou_desk.ui.case.disclosure_panel import TITLE as DISCLOSING
from jusou_desk.ui.case.disclosure_panel import DisclosurePanel
from jusou_desk.ui.case.ended import TITLE as CANCELLING
from jusou_desk.ui.case.ended import CancelEnding
from jusou_desk.ui.case.expense_panel import TITLE as SPENDING
from jusou_desk.ui.case.expense_panel import ExpensePanel
from jusou_desk.ui.case.host_panel import TITLE as FINDING_HOST
from jusou_desk.ui.case.host_panel import HostPanel, open_plan
from jusou_desk.ui.case.issued_panel import IssuedPanel
from jusou_desk.ui.case.opened_panel import TITLE as OPENED_BY
from jusou_desk.ui.case.opened_panel import OpenedPanel
from jusou_desk.ui.case.opening import reply_writing
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.protection_panel import WHEREABOUTS_OUT, ProtectionPanel
from jusou_desk.ui.case.reply_panel import TITLE as REPLY
from jusou_desk.ui.case.same_people_panel import SamePeoplePanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case.standing import Standing
from jusou_desk.ui.case.transfer_review import TITLE as TRANSFERRING
from jusou_desk.ui.case.transfer_waiting import WaitingTransfer
from jusou_desk.ui.case.whereabouts_panel import TITLE as WHEREABOUTS
from jusou_desk.ui.case.whereabouts_panel import WhereaboutsPanel
from jusou_desk.ui.case.withdrawal_panel import WithdrawalPanel
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import text


@dataclass(frozen=True)
class Around:
    """一枚のまわり: 誰がどの頁を開いているか。

    do: 頁のほかのことをする。beside: 続けて別の一枚を開く。saved: 保存が済んだことを頁に渡す。
    item: 一枚の中で、初めに出す一件(無ければ空)。
    """

    desk: Desk
    page: CasePage
    purpose: Purpose
    do: Callable[[str], object]
    beside: Callable[[str, QWidget], object]
    saved: Callable[[Saved], object]
    item: str = ""

    @property
    def sealed(self) -> bool:
        """支援会議の頁か。"""
        return self.purpose is Purpose.SUPPORT_MEETING


@dataclass(frozen=True)
class Panel:
    """一枚。``word`` は釦の語で脇の題、``key`` はすることの名。

    offered: 「書く・開く」に釦を並べるか(並べない一枚は、ほかの札や一枚から開く)。
    """

    word: str
    key: str
    make: Callable[[Around], QWidget]
    offered: Callable[[CasePage, Standing], bool]

    def said(self, money: str) -> str:
        """釦の語で脇の題。money: 実費を持つ町の制度の呼び名(名簿の釦と同じ語になるように)。"""
        return self.word.format(money=money)


def _never(_page: CasePage, _standing: Standing) -> bool:
    return False


def _always(_page: CasePage, _standing: Standing) -> bool:
    return True


def _has_whereabouts(page: CasePage, standing: Standing) -> bool:
    return page.person is not None and (standing.whole_case(page) or page.hidden)


def _printable(page: CasePage, standing: Standing) -> bool:
    return not page.case.sealed and not standing.sealed


def _to(kind: MeetingKind) -> str:
    return f"{kind}にかける"


def _agenda(kind: MeetingKind, around: Around, body: MeetingBody | None = None) -> QWidget:
    panel = AgendaPanel(around.desk, around.page, kind, body)
    panel.saved.connect(around.saved)

    def instead(other: MeetingBody) -> None:
        around.beside(_to(MeetingKind.SUPPORT), _agenda(MeetingKind.SUPPORT, around, other))

    panel.instead.connect(instead)
    return panel


def _protection(around: Around) -> QWidget:
    assert around.page.person is not None
    panel = ProtectionPanel(around.desk, around.page.person.id, around.purpose)
    panel.saved.connect(around.saved)
    panel.asking.connect(partial(around.do, WHEREABOUTS_OUT))
    return panel


def _whereabouts_out(around: Around) -> QWidget:
    return WhereaboutsPanel(around.desk, around.page, around.purpose)


def _disclosing(page: CasePage, standing: Standing) -> bool:
    return standing.may_write or bool(page.disclosures)


def _disclosure(around: Around) -> QWidget:
    panel = DisclosurePanel(around.desk, around.page, around.purpose, around.item)
    panel.saved.connect(around.saved)
    return panel


def _transfer(around: Around) -> QWidget:
    panel = WaitingTransfer(around.desk, around.page)
    panel.saved.connect(around.saved)
    return panel


def _print(around: Around) -> QWidget:
    return PrintPanel(around.desk, around.page.case.case_no)


def _issued(around: Around) -> QWidget:
    case = around.page.case
    read = partial(issued_for_case, around.desk, case.id, around.purpose)
    may_ask = case.sealed or not around.sealed
    panel = IssuedPanel(around.desk, case.case_no, read, around.purpose, may_ask=may_ask)
    panel.asking.connect(partial(around.do, "withdrawal"))
    return panel


def _withdrawal(around: Around) -> QWidget:
    return WithdrawalPanel(around.desk, around.page.case)


def _cancel_ending(around: Around) -> QWidget:
    panel = CancelEnding(around.desk, around.page)
    panel.saved.connect(around.saved)
    return panel


def _finding_host(page: CasePage, standing: Standing) -> bool:
    return standing.may_write and open_plan(page) is not None


def _host(around: Around) -> QWidget:
    panel = HostPanel(around.desk, around.page)
    panel.saved.connect(around.saved)
    return panel


def _spending(page: CasePage, standing: Standing) -> bool:
    plan = open_plan(page)
    open_page = standing.may_write and not standing.sealed
    return bool(standing.money) and open_page and plan is not None and not plan.sealed


def _expense(around: Around) -> QWidget:
    panel = ExpensePanel(around.desk, around.page)
    panel.saved.connect(around.saved)
    return panel


def _reply(around: Around) -> QWidget:
    writing = reply_writing(around.desk, around.page, around.item)
    if writing is None:
        return text("そのつなぐシートは、いまの頁にありません。", wrap=True)
    panel = SheetPanel(around.desk, writing)
    panel.saved.connect(around.saved)
    return panel


def _comparing(page: CasePage, _standing: Standing) -> bool:
    return comparable(page)


def _comparison(around: Around) -> QWidget:
    printable = not around.page.case.sealed and not around.sealed
    panel = ComparingPanel(around.desk, around.page, printable=printable)
    panel.printing.connect(around.beside)
    return panel


def _opened(around: Around) -> QWidget:
    return OpenedPanel(around.desk, around.page, around.purpose)


def _writable(_page: CasePage, standing: Standing) -> bool:
    return standing.may_write


def _changes(around: Around) -> QWidget:
    return ChangesPanel(partial(case_history, around.desk, around.page.case.id, around.purpose))


def _has_person(page: CasePage, standing: Standing) -> bool:
    return page.person is not None and standing.may_write


def _same(around: Around) -> QWidget:
    person = around.page.person
    assert person is not None
    panel = SamePeoplePanel(around.desk, around.purpose, person.id)
    panel.told.connect(lambda words: NoticeBar.near(panel).tell(words))
    return panel


PANELS: Final = (
    Panel("支援措置・居場所", "protection", _protection, _has_whereabouts),
    Panel(FINDING_HOST, "host", _host, _finding_host),
    Panel(SPENDING, "expense", _expense, _spending),
    Panel(DISCLOSING, "disclosure", _disclosure, _disclosing),
    Panel(COMPARING, "comparing", _comparison, _comparing),
    Panel("印刷する", "print", _print, _printable),
    Panel("出した紙", "issued", _issued, _always),
    Panel(OPENED_BY, "opened", _opened, _always),
    Panel(CHANGED_BY, "changes", _changes, _writable),
    Panel("同じ人・統合を戻す", "same_person", _same, _has_person),
    Panel(TRANSFERRING, "transfer", _transfer, _never),
    Panel(CANCELLING, "cancel_ending", _cancel_ending, _never),
    Panel(WHEREABOUTS, WHEREABOUTS_OUT, _whereabouts_out, _never),
    Panel(REPLY, "reply", _reply, _never),
    Panel("紙の回収", "withdrawal", _withdrawal, _never),
    Panel(_to(MeetingKind.PLAN), "plan_meeting", partial(_agenda, MeetingKind.PLAN), _never),
    Panel(
        _to(MeetingKind.SUPPORT), "support_meeting", partial(_agenda, MeetingKind.SUPPORT), _never
    ),
)
"""上から、釦の並ぶ順。"""


def panel_named(key: str) -> Panel | None:
    """その名の一枚。無ければ None。"""
    return next((one for one in PANELS if one.key == key), None)
