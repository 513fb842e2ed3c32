"""出力の続き: 事務所そのものの紙と画面(試し刷り・媒体台帳・退任の通知・権限表・職員・控え・不具合の記録)と、
後から足した画面(居場所の載ったまま出た紙・移替えできる事実・管理表の訂正・会議資料の下見)。

どれも ``outputs.Watcher`` と職員の番号を受け取る。新しい出力を作ったら、関数を一つ書いて ``HOUSE`` に足す。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.counting import handover_slip, town_papers
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import agenda_marks, copy_corrections, meetings
from jusou_desk.casework.morning import morning_paper
from jusou_desk.casework.office import (
    mishap_log,
    printer_test,
    recovery,
    rights,
    safekeeping,
    staffing,
)
from jusou_desk.casework.outgoing import calibrating, media
from jusou_desk.casework.paper import blank_forms, case_list_paper, papers, takeover_paper
from jusou_desk.casework.printing import packets
from jusou_desk.casework.recall import stale_copies, whereabouts_list, whereabouts_out
from jusou_desk.models.keys import format_code, new_identity
from jusou_desk.models.office_records import Staff
from jusou_desk.policy import Purpose
from tests.secrecy.eyes import words_in
from tests.secrecy.oracle import Rule, nothing

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher

BOTH: Final = (Purpose.CASEWORK, Purpose.SUPPORT_MEETING)


def house_papers(watcher: Watcher, number: int) -> None:
    """事務所の紙。誰の相談のことも、一字も載らない。"""
    desk, who = watcher.at.desks[number], watcher.called(number)
    looks: dict[str, Callable[[], str]] = {
        "試し刷り": lambda: words_in(printer_test.printer_test(desk)),
        "物差しの紙": lambda: "".join(words_in(one.data) for one in calibrating.draw_ruler(desk)),
        "媒体台帳": lambda: "".join(words_in(one.data) for one in media.media_register_book(desk)),
        "権限表": lambda: repr(rights.rights_table(desk.town.limits)) + rights.as_markdown(),
        "送付書": partial(_slips, desk, watcher.at.carried),
        "復旧シート": partial(_recovery, desk, watcher.folder / f"recovery-{number}"),
        "職員の一覧": lambda: repr(staffing.staff_list(desk)),
        "控えの状態": lambda: repr(safekeeping.safekeeping(desk)),
        "町の資料": partial(_town_papers, desk, every=watcher.thorough),
        "不具合の記録": lambda: mishap_log.as_text(mishap_log.known_mishaps()),
    }
    left = [one.staff for one in staffing.staff_list(watcher.at.desks[0]) if one.staff.left_on]
    for staff in left:
        looks["退任の通知"] = partial(_leaving, desk, staff)
    for output, look in looks.items():
        watcher.attempt(who, output, look, nothing)


def _town_papers(desk: Desk, *, every: bool) -> str:
    """町の資料。町の設定だけから作るので、どの事務所でも全部を刷るまでのことは無い。"""
    kinds = town_papers.offered_papers(desk.town)
    made = [town_papers.make_paper(desk, one.name) for one in kinds[: None if every else 1]]
    return "".join(repr(one.packet) + words_in(one.book.to_xlsx()) for one in made)


def _leaving(desk: Desk, staff: Staff) -> str:
    return words_in(staffing.draw_leaving_notice(desk, staff).data)


def _slips(desk: Desk, carried: list[str]) -> str:
    drawn = (one for entry in carried for one in handover_slip.handover_slip(desk, entry))
    return "".join(words_in(one.data) for one in drawn)


def _recovery(desk: Desk, folder: Path) -> str:
    folder.mkdir()
    paths = recovery.write_recovery_sheets(desk, format_code(new_identity()[0]), folder)
    return "".join(words_in(path.read_bytes()) for path in paths)


def whereabouts(watcher: Watcher, number: int) -> None:
    """居場所を伏せる前に出た紙の一覧と、その人の世帯・移り先。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    rules = (oracle.everyday(number), oracle.in_support(number))
    for (n, _), person in watcher.at.received.items():
        for purpose, rule in zip(BOTH, rules, strict=True):
            watcher.attempt(
                who,
                f"人{n}の居場所の載った紙({purpose})",
                partial(whereabouts_out.papers_with_whereabouts, desk, person, purpose),
                rule,
            )
            watcher.attempt(
                who,
                f"人{n}の居場所の載った部({purpose})",
                partial(stale_copies.stale_with_whereabouts, desk, person, purpose),
                rule,
            )
    for index, case in enumerate(watcher.at.cases):
        for purpose, rule in zip(BOTH, rules, strict=True):
            watcher.attempt(
                who,
                f"相談{index}の居場所の載った紙の一覧({purpose})",
                partial(_listed, desk, case.id, purpose),
                rule,
            )


def _listed(desk: Desk, case_id: str, purpose: Purpose) -> str:
    files = whereabouts_list.draw_list(desk, case_id, purpose).files
    return "".join(file.name + words_in(file.data) for file in files)


def case_lists(watcher: Watcher, number: int) -> None:
    """支援ケース一覧、朝の一枚、白紙の様式(回ごとに一つ)。"""
    desk, who = watcher.at.desks[number], watcher.called(number)
    everyone = frozenset(case.id for case in watcher.at.cases)
    listed = watcher.oracle.everyday(number)
    watcher.attempt(who, "支援ケース一覧", partial(_case_list, desk, everyone), listed)
    watcher.attempt(who, "朝の一枚", partial(_morning, desk), listed)
    for worker in sorted({case.worker for case in watcher.at.cases} - {""}):
        watcher.attempt(who, "引継書", partial(_takeover, desk, worker), listed)
    forms = blank_forms.blank_forms(desk)
    chosen = {forms[(watcher.at.plan.turn + number) % len(forms)].name}
    if watcher.thorough and number == 0:
        # 相談の帳票は、どれも中身を入れて刷っている
        chosen |= {one.name for one in forms} - {one.name for one in papers.SHEETS}
    for name in sorted(chosen):
        watcher.attempt(who, f"白紙の{name}", partial(_blank, desk, name), nothing)


def _case_list(desk: Desk, case_ids: frozenset[str]) -> str:
    files = case_list_paper.case_list_paper(desk, case_ids)
    return "".join(words_in(one.data) for one in files)


def _takeover(desk: Desk, worker: str) -> str:
    files = takeover_paper.takeover_list(desk, worker)
    return "".join(words_in(one.data) for one in files)


def _morning(desk: Desk) -> str:
    return "".join(words_in(one.data) for one in morning_paper.morning_paper(desk))


def _blank(desk: Desk, name: str) -> str:
    return "".join(words_in(one.data) for one in blank_forms.draw_blank(desk, name))


def meeting_sides(watcher: Watcher, number: int) -> None:
    """会議の頁の印、管理表の訂正、一部ずつの下見。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    for n, held in enumerate(watcher.at.held):
        support = oracle.page(oracle.in_support(number), oracle.bodies(number))
        watcher.attempt(who, f"会議{n}の議題の印", partial(_marks, desk, held.meeting.id), support)
        watcher.attempt(who, f"会議{n}の訂正", partial(_corrected, desk, held.meeting.id), support)
        may = watcher.may_hold(number, held)
        for seat in range(len(held.seats)):
            if watcher.skips(n + number + seat):
                continue
            rule: Rule = oracle.packet(held, n, seat) if may else nothing
            watcher.attempt(
                who,
                f"会議{n}の席{seat}の下見",
                partial(_preview, desk, held.meeting.id, seat + 1),
                rule,
            )


def _marks(desk: Desk, meeting: str) -> str:
    return repr(agenda_marks.agenda_marks(desk, meetings.meeting_page(desk, meeting)))


def _corrected(desk: Desk, meeting: str) -> str:
    copies = packets.copies_of(desk, meeting)
    found = meeting_doors.find_meeting(desk, meeting)
    return repr(copy_corrections.corrections_of(desk, found, copies))


def _preview(desk: Desk, meeting: str, seat: int) -> str:
    return words_in(packets.preview_packet(desk, meeting, seat)[1])


HOUSE: Final[tuple[Callable[[Watcher, int], None], ...]] = (
    house_papers,
    whereabouts,
    case_lists,
    meeting_sides,
)
