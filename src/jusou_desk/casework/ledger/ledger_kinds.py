"""書出しが足すシートと、記録の種類。種類を足すのは、``ledger_added`` のシート一つと、この表の一行。

一枚のシートは、一種類の記録を一行ずつ(``KEPT``)か、記録の中の行を一行ずつ(``PARTS``)か、約束した
シートに列の無い欄(``DETAILS``)。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jusou_desk.casework.ledger.ledger_added import (
    ACTIONS,
    APARTS,
    CASE_ENDS,
    DECISIONS,
    ECO_TIES,
    EXPENSES,
    ISSUE_NO,
    ISSUES,
    MATCHES,
    MEETING_DETAILS,
    NOTE_DETAILS,
    OTHER_NAMES,
    PERSON_DETAILS,
    PLAN_DETAILS,
    RESIDENCES,
    RESOURCES,
    ROW_NO,
    SHEET_NO,
    SHEETS_WRITTEN,
    TALKS,
    TASKS,
    TIES,
)
from jusou_desk.casework.ledger.ledger_shapes import LANE_COLUMN, SheetShape
from jusou_desk.models.community_records import CommunityIssue, Expense, Talk
from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence
from jusou_desk.models.merge_records import Apart
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Decision,
    Entry,
    Meeting,
    Note,
    OtherName,
    Person,
    Plan,
    PlanAction,
    Sheet,
    Task,
)
from jusou_desk.models.register_records import Match, Resource


@dataclass(frozen=True)
class Kept:
    """一行が一件の記録。number: 書出しが振る番号の列(番号の欄のある記録なら空)。"""

    shape: SheetShape
    kind: type[Entry]
    number: str = ""

    @property
    def lanes(self) -> bool:
        """区分の列があるか(無いものは、通常の区分にしかない記録)。"""
        return self.shape.column(LANE_COLUMN) is not None


@dataclass(frozen=True)
class Part:
    """一行が、``of`` の記録の欄 ``field`` の一つ。key: その記録を指す列。"""

    shape: SheetShape
    of: type[Entry]
    key: tuple[str, ...]
    field: str
    kind: type[Any]


@dataclass(frozen=True)
class Details:
    """一行が、``of`` の記録の、約束したシートに列の無い欄。"""

    shape: SheetShape
    of: type[Entry]


KEPT: Final = (
    Kept(RESIDENCES, Residence),
    Kept(TIES, FamilyTie),
    Kept(ECO_TIES, EcoTie),
    Kept(APARTS, Apart),
    Kept(SHEETS_WRITTEN, Sheet, SHEET_NO),
    Kept(TASKS, Task),
    Kept(MATCHES, Match),
    Kept(EXPENSES, Expense),
    Kept(RESOURCES, Resource, ROW_NO),
    Kept(ISSUES, CommunityIssue, ISSUE_NO),
)
PARTS: Final = (
    Part(OTHER_NAMES, Person, ("人物番号",), "other_names", OtherName),
    Part(ACTIONS, Plan, ("プラン番号",), "actions", PlanAction),
    Part(DECISIONS, AgendaItem, ("会議番号", "議題番号"), "decisions", Decision),
    Part(TALKS, CommunityIssue, (ISSUE_NO,), "talks", Talk),
)
DETAILS: Final = (
    Details(PERSON_DETAILS, Person),
    Details(CASE_ENDS, Case),
    Details(NOTE_DETAILS, Note),
    Details(PLAN_DETAILS, Plan),
    Details(MEETING_DETAILS, Meeting),
)
