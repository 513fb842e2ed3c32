"""書き出した台帳を、別の事務所へ取り込んだ後。支援会議の分は、そこでも従事者だけのもの。

ブックには会議体の列が無い(議題になった支援会議があればその会議体、無ければ取り込んだ人の会議体に
入る)ので、ここで調べるのは「どの支援会議の従事者でもない職員に、一字も出ない」こと。
"""

from __future__ import annotations

import shutil
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from jusou_desk.casework.case import cases, search
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export, ledger_import
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.errors import DeskError
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import found_in, words_in
from tests.secrecy.oracle import nothing
from tests.secrecy.planting import NAMES, NOW, PASSWORD, bare_office

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher

BOOK_PASSWORD = "みなと-の-鍵-三月"


def taken_in(watcher: Watcher) -> None:
    """最初の職員が支援会議の分まで書き出し、別の事務所の最初の職員が取り込む。"""
    planted = watcher.at
    book = watcher.folder / "whole.xlsx"
    password = BOOK_PASSWORD if watcher.at.plan.turn % 2 else None
    ledger_export.write_ledger(
        planted.desks[0], book, password=password, sealed=True, reason="引越し"
    )
    folder = watcher.folder / "second"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bare_office(planted.plan.town), folder)
    office = Office(folder, NoSecrets(), planted.clock)
    with closing(sign_in(office, NAMES[0], PASSWORD)) as first:
        try:
            ledger_import.read_ledger(first, book, apply=True, book_password=password or "")
        except DeskError as error:
            watcher.check("二つ目の事務所", "取込みの断り", f"{error.title}{error.advice}", nothing)
            return
        finally:
            book.with_name("whole-エラー.xlsx").unlink(missing_ok=True)
        staffing.add_staff(first, NAMES[1], Role.ADMIN, PASSWORD)
        with closing(sign_in(office, NAMES[1], PASSWORD)) as outsider:
            _look(watcher, outsider, first)
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for one in found_in(data, planted.secrets):
        watcher.leak("ディスク", "二つ目の事務所のフォルダ", f"漏れ {one}")


def _look(watcher: Watcher, outsider: Desk, first: Desk) -> None:
    """従事者でない管理者の、一覧・頁・会議・検索・今日・報告・台帳。"""
    who = "二つ目の事務所の管理者"
    # 住所秘匿の印は、台帳にも列があるので付いて移る。覆う人は初めの事務所と同じ。
    rule = watcher.oracle.page(watcher.oracle.on_everyday_screen())
    plain = watcher.oracle.on_everyday_screen()
    watcher.attempt(who, "一覧", lambda: cases.case_list(outsider), plain)
    watcher.attempt(who, "会議の一覧", lambda: meetings.meeting_list(outsider), plain)
    watcher.attempt(who, "今日", lambda: today.due_lines(outsider), plain)
    with first.reading(Purpose.SUPPORT_MEETING) as work:
        every = [(one.id, one.case_no) for one in work.cases.where()]
        held = [one.id for one in work.meetings.where()]
    for case_id, number in every:
        watcher.attempt(who, f"{number} の頁", partial(cases.case_page, outsider, case_id), rule)
    for meeting in held:
        watcher.attempt(who, "会議の頁", partial(meetings.meeting_page, outsider, meeting), rule)
    for one in watcher.at.secrets:
        if one.sealed and search.search(outsider, one.word):
            watcher.leak(who, "検索", f"漏れ {one}")
    year = FiscalYear.of(NOW.date())
    made = reporting.make_report(outsider, reporting.REPORTS[watcher.at.plan.on_paper].name, year)
    watcher.check(who, "報告", repr((made.table, made.packet, made.notices)), nothing)
    target = watcher.folder / "second.xlsx"
    ledger_export.write_ledger(outsider, target, password=None)
    watcher.check(who, "台帳", words_in(target.read_bytes()), plain)
