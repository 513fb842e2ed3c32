"""画面の登録。足すときは、画面のファイルひとつと、ここの一行。

部屋の最初の登録が、その部屋の入口になる(一覧を先に、一件を後に置く)。
"""

from __future__ import annotations

from typing import Final

from jusou_desk.ui.navigation import ScreenEntry
from jusou_desk.ui.screens.agencies import AGENCIES
from jusou_desk.ui.screens.case import CASE, SEALED_CASE
from jusou_desk.ui.screens.cases import CASES
from jusou_desk.ui.screens.intake import INTAKE
from jusou_desk.ui.screens.meeting import MEETING
from jusou_desk.ui.screens.meetings import MEETINGS
from jusou_desk.ui.screens.reports import REPORT, REPORTS_ROOM
from jusou_desk.ui.screens.settings import SETTINGS
from jusou_desk.ui.screens.today import TODAY

SCREENS: Final[tuple[ScreenEntry, ...]] = (
    TODAY,
    CASES,
    INTAKE,
    CASE,
    SEALED_CASE,
    MEETINGS,
    MEETING,
    REPORTS_ROOM,
    REPORT,
    AGENCIES,
    SETTINGS,
)
