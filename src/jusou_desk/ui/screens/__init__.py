"""画面の登録。足すときは、画面のファイルひとつと、ここの一組。

部屋の最初の登録が、その部屋の入口になる(一覧を先に、一件を後に置く)。
画面のファイルは、印刷や台帳まで引き連れて重い。初めて要るときに読み込む。
"""

from __future__ import annotations

from functools import partial
from typing import Final

from jusou_desk.policy import Purpose
from jusou_desk.ui.navigation import Room, ScreenEntry, ScreenFactory
from jusou_desk.ui.shortcuts import RECEIVE


def _today() -> ScreenFactory:
    from jusou_desk.ui.screens.today import TodayScreen

    return TodayScreen


def _cases() -> ScreenFactory:
    from jusou_desk.ui.screens.cases import CasesScreen

    return CasesScreen


def _intake() -> ScreenFactory:
    from jusou_desk.ui.screens.intake import IntakeScreen

    return IntakeScreen


def _case() -> ScreenFactory:
    from jusou_desk.ui.screens.case import CaseScreen

    return CaseScreen


def _sealed_case() -> ScreenFactory:
    from jusou_desk.ui.screens.case import CaseScreen

    return partial(CaseScreen, purpose=Purpose.SUPPORT_MEETING)


def _family() -> ScreenFactory:
    from jusou_desk.ui.screens.family import FamilyScreen

    return FamilyScreen


def _sealed_family() -> ScreenFactory:
    from jusou_desk.ui.screens.family import FamilyScreen

    return partial(FamilyScreen, purpose=Purpose.SUPPORT_MEETING)


def _meetings() -> ScreenFactory:
    from jusou_desk.ui.screens.meetings import MeetingsScreen

    return MeetingsScreen


def _meeting() -> ScreenFactory:
    from jusou_desk.ui.screens.meeting import MeetingScreen

    return MeetingScreen


def _members() -> ScreenFactory:
    from jusou_desk.ui.meeting.members import MembersScreen

    return MembersScreen


def _reports() -> ScreenFactory:
    from jusou_desk.ui.screens.reports import ReportsScreen

    return ReportsScreen


def _report() -> ScreenFactory:
    from jusou_desk.ui.screens.reports import ReportScreen

    return ReportScreen


def _agencies() -> ScreenFactory:
    from jusou_desk.ui.screens.agencies import AgenciesScreen

    return AgenciesScreen


def _issues() -> ScreenFactory:
    from jusou_desk.ui.screens.issues import IssuesScreen

    return IssuesScreen


def _expenses() -> ScreenFactory:
    from jusou_desk.ui.screens.expenses import ExpensesScreen

    return ExpensesScreen


def _settings() -> ScreenFactory:
    from jusou_desk.ui.screens.settings import SettingsScreen

    return SettingsScreen


SCREENS: Final = (
    ScreenEntry("today", "今日", Room.TODAY, _today),
    ScreenEntry("cases", "ケースの一覧", Room.CASES, _cases),
    ScreenEntry("intake", "相談受付", Room.CASES, _intake, key=RECEIVE.keys[0]),
    ScreenEntry("case", "相談のページ", Room.CASES, _case),
    ScreenEntry("sealed_case", "支援会議の記録", Room.CASES, _sealed_case),
    ScreenEntry("family", "家族と世帯", Room.CASES, _family),
    ScreenEntry("sealed_family", "支援会議の家族と世帯", Room.CASES, _sealed_family),
    ScreenEntry("meetings", "会議", Room.MEETINGS, _meetings),
    ScreenEntry("meeting", "会議", Room.MEETINGS, _meeting),
    ScreenEntry("members", "構成員名簿", Room.MEETINGS, _members),
    ScreenEntry("reports", "報告", Room.REPORTS, _reports),
    ScreenEntry("report", "報告の表", Room.REPORTS, _report),
    ScreenEntry("agencies", "機関と資源", Room.AGENCIES, _agencies),
    ScreenEntry("issues", "地域課題", Room.AGENCIES, _issues),
    ScreenEntry("expenses", "参加支援の費用の受払簿", Room.AGENCIES, _expenses),
    ScreenEntry("settings", "設定", Room.SETTINGS, _settings),
)
