"""推進員の一年を、練習用の事務所の窓で月ごとに通す。

``python -m tests.play.year 町 フォルダ``。出た紙は PDF のまま頁ごとに絵にし、節目の画面も絵にして、
段ごとの小さなフォルダに残す。段が通らなければ、わけを言って次の段へ進み、終わりに 1 を返す。
OS のフォルダを選ぶ窓だけは、選んだことにする(offscreen では出せない)。
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import jusou_desk.ui  # noqa: F401 - Qt より先に読み込む
from jusou_desk.app import Session
from jusou_desk.casework.practising.practice import PracticeClock, build_practice_office
from jusou_desk.ui.application import application
from jusou_desk.ui.theme import wear
from tests.play import (
    at_a_case,
    at_meetings,
    at_office,
    economy,
    joining_in,
    reaching_out,
    two_people,
)
from tests.play.desk_of_year import Year, choose_in
from tests.ui.screens.walking import settle

APRIL = date(2026, 4, 6)

Deed = Callable[[Year], None]


def play(town_id: str, folder: Path) -> list[str]:
    """一年を通す。通らなかった段を返す。"""
    app = application()
    wear(app)
    with tempfile.TemporaryDirectory() as place:
        office, name, password = build_practice_office(town_id, Path(place) / "office", today=APRIL)
        clock = office._clock
        assert isinstance(clock, PracticeClock)
        session = Session(office, practice_password=password)
        session.practise_as(name)
        session.shell.resize(1366, 768)
        session.shell.show()
        session.shell.activateWindow()
        settle(50)
        year = Year(session, clock, folder)
        app.installEventFilter(year.windows)
        choose_in(year)
        for day, what, deed in months(year):
            year.step(day, what, deed)
        session.close()
    return year.faults


def months(year: Year) -> Iterator[tuple[date, str, Deed]]:
    """四月から次の四月まで。"""
    mother, brother = on(two_people.SISTER), on(at_a_case.BROTHER)
    yield date(2026, 4, 6), "朝の一枚", at_office.morning
    yield date(2026, 4, 7), "ケース一覧", at_office.case_list
    yield date(2026, 4, 8), "町の資料", at_office.town_papers
    yield date(2026, 4, 20), "同意の無い相談", lambda year: economy.receive(year.hand)
    yield date(2026, 4, 21), "支援会議にかける", mother(at_a_case.to_support)
    yield date(2026, 5, 7), "二人目の相談", reaching_out.receive
    yield date(2026, 5, 8), "アウトリーチのプラン", brother(reaching_out.outreach_plan)
    yield date(2026, 5, 11), "支援会議の資料", at_meetings.support_packet
    yield date(2026, 5, 12), "配付と回収", at_meetings.copies_back
    yield date(2026, 5, 25), "同意", mother(lambda year: economy.consent(year.hand))
    yield date(2026, 5, 26), "移替え", mother(two_people.transfer)
    yield date(2026, 6, 1), "アセスメント", mother(lambda year: economy.assess(year.hand))
    yield date(2026, 6, 2), "家族", mother(at_a_case.family)
    yield date(2026, 6, 8), "プラン", mother(at_a_case.plan)
    yield date(2026, 6, 15), "重層的支援会議を設ける", mother(at_meetings.to_plan_meeting)
    yield date(2026, 6, 25), "重層的支援会議の資料", at_meetings.plan_packet
    yield date(2026, 6, 26), "会議の結果", at_meetings.results
    yield date(2026, 7, 3), "つなぐシート", mother(at_a_case.referral)
    yield date(2026, 7, 6), "経過", mother(at_a_case.note)
    yield date(2026, 7, 17), "返信", at_a_case.reply
    yield date(2026, 8, 3), "支援措置", brother(at_a_case.protection)
    yield date(2026, 9, 1), "緊急連絡票", mother(at_a_case.urgent)
    yield date(2026, 9, 2), "通報", mother(two_people.disclosure)
    yield date(2026, 9, 7), "口頭の同意", brother(reaching_out.oral_consent)
    yield date(2026, 9, 8), "二人目をつなぐ", brother(reaching_out.share)
    yield date(2026, 10, 5), "同意の撤回", brother(reaching_out.withdraw)
    yield date(2026, 10, 8), "受入先を足す", at_office.add_host
    yield date(2026, 12, 1), "中断", brother(reaching_out.suspend)
    yield date(2026, 12, 14), "評価", mother(at_a_case.evaluation)
    yield date(2026, 12, 15), "一件の全部の紙", mother(at_a_case.every_sheet)
    yield date(2026, 12, 16), "参加支援のプラン", mother(joining_in.participation_plan)
    yield date(2026, 12, 16), "変化", mother(at_a_case.changes)
    yield date(2026, 12, 17), "受入先を探す", mother(joining_in.ask_hosts)
    yield date(2026, 12, 24), "受入先の返事", mother(joining_in.settle_hosts)
    yield date(2027, 1, 18), "定着", mother(joining_in.settled_in)
    if year.session.desk.town.support_money:
        yield date(2027, 1, 19), "予算", at_office.budget
        yield date(2027, 1, 20), "実費", mother(joining_in.expense)
        yield date(2027, 1, 21), "受払簿", at_office.spending
    yield date(2027, 2, 1), "地域課題", at_office.community
    yield date(2027, 2, 15), "終結", mother(at_a_case.ending)
    yield date(2027, 2, 16), "終結の紙", mother(at_a_case.every_sheet)
    yield date(2027, 3, 15), "見届け", mother(at_a_case.follow_up)
    yield date(2027, 3, 29), "年度の報告", at_office.reports
    yield date(2027, 3, 29), "媒体で渡す", at_office.by_stick
    yield date(2027, 3, 30), "バックアップ", at_office.backup
    yield date(2027, 3, 31), "引継ぎ", at_office.take_over
    yield date(2027, 4, 1), "白紙の様式", at_office.blank_forms
    yield date(2027, 4, 1), "新しい年度の朝", at_office.morning


def on(name: str) -> Callable[[Deed], Deed]:
    """その人の頁を、探す箱から開いてから。"""

    def opening(deed: Deed) -> Deed:
        def opened(year: Year) -> None:
            year.hand.find("探す", name)
            deed(year)

        return opened

    return opening


def main() -> int:
    town_id, folder = sys.argv[1], Path(sys.argv[2])
    faults = play(town_id, folder)
    for one in faults:
        print(one)
    print(f"{town_id}: 通らなかった段 {len(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
