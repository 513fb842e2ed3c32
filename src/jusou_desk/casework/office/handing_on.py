"""担当替え。退く人(退いた人)の手にあるものを並べ、担当の相談と仕事を、後を継ぐ人に替える。

どれも、いま見ている職員に見えるものだけを数える。支援会議のものは、その従事者にだけ並ぶ。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.due import DueLine, Weight, label_of
from jusou_desk.casework.case.intake import FORM, purpose_of
from jusou_desk.casework.case.meeting_doors import opens
from jusou_desk.casework.case.worker_changes import (
    WorkerChange,
    marks_with,
    without_last,
    worker_changes,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_register import paper_words
from jusou_desk.casework.meeting.left_staff import left_staff
from jusou_desk.casework.meeting.members import in_term, members_of, registers
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form
from jusou_desk.models.records import LIVE, Case, CopyException, PacketCopy, Sheet, Task
from jusou_desk.models.work import Work
from jusou_desk.names import search_key
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import format_short

CHANGED: Final = "担当替え"
"""監査と歩みに残す、担当を替えたことの語。"""
PANEL: Final = "hand_on"
"""今日の行から脇に開く一枚の名。"""


@dataclass(frozen=True)
class HeldCase:
    """担当の相談の一件。支援会議の相談は、氏名を並べない。"""

    case: Case
    words: str


@dataclass(frozen=True)
class Holdings:
    """一人の手にあるもの。

    tasks: その人の名の付いた、済んでいない仕事。seats・papers: 名簿の席と、手元の会議資料の言葉。
    """

    name: str
    cases: tuple[HeldCase, ...]
    tasks: tuple[Task, ...]
    seats: tuple[str, ...]
    papers: tuple[str, ...]

    @property
    def words(self) -> str:
        """「担当の相談 3件　仕事 1件」。何も無ければ空。"""
        counted = (
            ("担当の相談", len(self.cases), "件"),
            ("済んでいない仕事", len(self.tasks), "件"),
            ("会議体の席", len(self.seats), "つ"),
            ("手元の会議資料", len(self.papers), "部"),
        )
        return "　".join(f"{what} {number}{unit}" for what, number, unit in counted if number)


@dataclass(frozen=True)
class Handed:
    """替えた担当。on: 替えた日。cases・tasks: 替える前の相談と仕事。"""

    on: date
    to: str
    cases: tuple[Case, ...]
    tasks: tuple[Task, ...]


def holdings(desk: Desk, name: str) -> Holdings:
    """``name`` の職員の手にあるもの。終わった相談は、担当に数えない。"""
    key = search_key(name)
    with desk.reading(widest_reading(desk)) as work:
        cases = _cases_of(work, {key})
        names = {person.id: person.name for person in work.people.where()}
        tasks = _tasks_of(work, {key})
        return Holdings(
            name,
            tuple(HeldCase(case, _label(case, names)) for case in cases),
            tuple(sorted(tasks, key=lambda one: (one.due_on or date.max, one.id))),
            tuple(_seats(desk, key)),
            tuple(_papers(desk, work, key)),
        )


def left_behind(desk: Desk) -> tuple[Holdings, ...]:
    """退任した人ごとの、まだ手にある相談と仕事を、退いた順に。

    続けて、従事者でない人が担当になっている支援会議の相談を、その担当ごとに。
    """
    with desk.reading(widest_reading(desk)) as work:
        gone = left_staff(work)
        keys = {search_key(case.worker) for case in _cases_of(work, set(gone))}
        keys |= {search_key(task.person) for task in _tasks_of(work, set(gone))}
        astray = _astray(desk, work)
    by_worker: dict[str, list[HeldCase]] = {}
    for case in astray:
        by_worker.setdefault(case.worker, []).append(HeldCase(case, case.case_no))
    return (
        *(holdings(desk, staff.name) for key, staff in gone.items() if key in keys),
        *(Holdings(name, tuple(held), (), (), ()) for name, held in by_worker.items()),
    )


def left_line(desk: Desk, work: Work, today: date) -> list[DueLine]:
    """今日の行: 退任した人の手に残るものと、担当が従事者でない支援会議の相談。替えられる人にだけ。"""
    if not desk.may(Purpose.CASEWORK):
        return []
    lines = []
    gone = left_staff(work)
    cases = _cases_of(work, set(gone)) if gone else ()
    tasks = _tasks_of(work, set(gone)) if gone else ()
    if cases or tasks:
        keys = {search_key(one.worker) for one in cases} | {search_key(t.person) for t in tasks}
        who = "、".join(f"{staff.name}さん" for key, staff in gone.items() if key in keys)
        kind, number = ("相談", len(cases)) if cases else ("仕事", len(tasks))
        what = f"担当のいない{kind}が{number}件あります"
        lines.append((what, f"{who}は退任しています。後を継ぐ人に替えます"))
    if astray := _astray(desk, work):
        what = f"担当が従事者でない支援会議の相談が{len(astray)}件あります"
        lines.append((what, "担当の人には開けません。従事者に替えます"))
    return [
        DueLine(Weight.TODAY, today, what, why, "cases", PANEL, panel=PANEL) for what, why in lines
    ]


def successors(desk: Desk, name: str) -> tuple[str, ...]:
    """後を継げる人。``name`` の人のほかの、いまいて、相談を書ける職員。"""
    with desk.reading(Purpose.CASEWORK) as work:
        here = work.staff.where(left_on=None)
    own = search_key(name)
    fit = (one for one in here if one.role != Role.READER and search_key(one.name) != own)
    return tuple(one.name for one in sorted(fit, key=lambda one: one.joined_on))


def hand_on(
    desk: Desk, name: str, to: str, cases: Sequence[Case], tasks: Sequence[Task] = ()
) -> Handed:
    """``cases`` の担当と、その相談の ``name`` の人の仕事、``tasks`` を ``to`` に替える。

    一件ごとに歩みと監査に残る。その間にほかの人へ替わった相談は、そのままにする。
    普段の相談の支援会議の仕事も、``to`` が従事している会議体のものは一緒に替える。
    ``to`` がいまいる職員でなければ ``BadInput``、従事していない会議体の相談なら ``Refused``。
    """
    if to not in successors(desk, name):
        raise BadInput("その人には替えられません。", "後を継ぐ人を選び直してください。")
    serving = _bodies_served(desk, to)
    _expect_serving(desk, to, {one.body_id for one in (*cases, *tasks) if one.sealed} - serving)
    changed: list[Case] = []
    passed: list[Task] = []
    for sealed in (False, True):
        chosen = [one for one in cases if one.sealed == sealed]
        theirs = [one for one in tasks if one.sealed == sealed]
        if not (chosen or theirs or (sealed and serving and changed)):
            continue
        with desk.writing(Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK) as work:
            altered = (_change(desk, work, one.id, name, to) for one in chosen)
            changed += [case for case in altered if case]
            along = work.tasks.among("case_id", {case.id for case in changed})
            fit = [t for t in along if t.sealed == sealed and (not sealed or t.body_id in serving)]
            passed += _pass_on(work, (*fit, *theirs), name, to)
    return Handed(desk.today(), to, tuple(changed), tuple(passed))


def hand_back(desk: Desk, handed: Handed) -> None:
    """替えたばかりの担当替えを、無かったことにする。戻したことは監査に残る。

    その後にまた替わった相談があれば、どれも戻さず ``BadInput``(後の人の覚えを消さないように)。
    """
    with desk.reading(widest_reading(desk)) as work:
        moved = [one.case_no for one in handed.cases if not _last_sheet(desk, work, handed, one)]
    if moved:
        raise BadInput(
            f"{'、'.join(moved)} の担当は、その後にまた替わっているので、元に戻せません。",
            "いまの担当を確かめて、要れば一件ずつ替えてください。",
        )
    both = (*handed.cases, *handed.tasks)
    for lane in sorted({one.lane for one in both}):
        with desk.writing(purpose_of(lane)) as work:
            for before in handed.cases:
                sheet = _last_sheet(desk, work, handed, before) if before.lane is lane else None
                case = work.cases.get(before.id)
                if case is None or sheet is None:
                    continue
                work.cases.put(replace(case, worker=before.worker))
                work.sheets.put(without_last(sheet))
                desk.audit(work, f"{CHANGED}の取消し", case.case_no, body_id=case.body_id)
            for task in handed.tasks:
                if task.lane is lane:
                    _pass_on(work, [task], handed.to, task.person)


# --- 読む -------------------------------------------------------------------


def _cases_of(work: Work, keys: set[str]) -> tuple[Case, ...]:
    """担当が ``keys`` の誰かの、終わっていない相談を、受付の古い順に。"""
    open_ones = work.cases.among("status", LIVE)
    theirs = {one for one in {case.worker for case in open_ones} if search_key(one) in keys}
    mine = (case for case in open_ones if case.worker and case.worker in theirs)
    return tuple(sorted(mine, key=lambda case: (case.sealed, case.received_on, case.case_no)))


def _tasks_of(work: Work, keys: set[str]) -> tuple[Task, ...]:
    """``keys`` の誰かの名の付いた、済んでいない仕事。"""
    return tuple(one for one in work.tasks.where(done_on=None) if search_key(one.person) in keys)


def _astray(desk: Desk, work: Work) -> tuple[Case, ...]:
    """いまいる職員なのに従事者でない人が担当の、終わっていない支援会議の相談。"""
    here = {search_key(one.name): one.id for one in work.staff.where(left_on=None)}
    theirs = (one for one in work.sealed.of(Case) if search_key(one.worker) in here)
    cases = sorted((one for one in theirs if not one.ended), key=lambda one: one.case_no)
    bodies = {case.body_id for case in cases}
    serving = {b.id: desk.fellows_of(b) for b in desk.town.support_bodies if b.id in bodies}
    return tuple(c for c in cases if here[search_key(c.worker)] not in serving[c.body_id])


def _label(case: Case, names: dict[str, str]) -> str:
    return case.case_no if case.sealed else label_of(case, names)


def _seats(desk: Desk, key: str) -> Iterator[str]:
    """名簿の、任期中の席。従事していない支援会議の名簿は見ない。"""
    for body in registers(desk):
        for member in members_of(desk, body.id):
            if search_key(member.name) == key and in_term(member, desk.today()):
                until = f"{format_short(member.until)}まで" if member.until else "任期の終わりなし"
                yield f"{body.name}（{until}）"


def _papers(desk: Desk, work: Work, key: str) -> Iterator[str]:
    """渡したまま戻っていない(持ち帰りも含む)会議資料。"""
    out = [one for one in work.copies.where() if _in_hand(one) and search_key(one.name) == key]
    meetings = {one.id: one for one in work.meetings.among("id", {one.meeting_id for one in out})}
    for copy in out:
        meeting = meetings.get(copy.meeting_id)
        if meeting is not None and opens(desk, meeting):
            yield f"{meeting.meeting_no}　{paper_words(copy)}"


def _in_hand(copy: PacketCopy) -> bool:
    if copy.at_hand or copy.shredded_on:
        return False
    return copy.handed_on is not None or copy.exception is CopyException.TAKEN_HOME


# --- 替える -----------------------------------------------------------------


def _bodies_served(desk: Desk, name: str) -> frozenset[str]:
    """``name`` のいまいる職員が従事している会議体(id)。自分も従事しているものだけ。"""
    with desk.reading(Purpose.CASEWORK) as work:
        ids = {one.id for one in work.staff.where(left_on=None) if one.name == name}
    mine = (body for body in desk.town.support_bodies if desk.serves(body))
    return frozenset(body.id for body in mine if ids & desk.fellows_of(body))


def _expect_serving(desk: Desk, to: str, missing: set[str]) -> None:
    """支援会議の相談を継ぐ人が、その従事者であること。missing: 従事していない会議体(id)。"""
    for body in desk.town.support_bodies:
        if body.id in missing:
            raise Refused(
                f"{to}さんは「{body.name}」の従事者でないため、支援会議の相談を継げません。",
                "先に従事者にするか、従事者の中から選んでください。",
            )


def _change(desk: Desk, work: Work, case_id: str, name: str, to: str) -> Case | None:
    """替える前の相談。替えなければ None。"""
    case = work.cases.get(case_id)
    if case is None or search_key(case.worker) != search_key(name):
        return None
    work.cases.put(replace(case, worker=to))
    sheet = work.sheets.get(case.id) or _bare_sheet(case)
    change = WorkerChange(desk.today(), case.worker, to, desk.me.name)
    work.sheets.put(replace(sheet, answers={**sheet.answers, **marks_with(sheet, change)}))
    desk.audit(work, CHANGED, case.case_no, change.words, body_id=case.body_id)
    return case


def _last_sheet(desk: Desk, work: Work, handed: Handed, before: Case) -> Sheet | None:
    """最後の印が、いま戻す担当替えである票。その後にまた替わっていれば None。"""
    case, sheet = work.cases.get(before.id), work.sheets.get(before.id)
    made = WorkerChange(handed.on, before.worker, handed.to, desk.me.name)
    last = worker_changes(sheet)[-1:] == (made,)
    return sheet if last and case and case.worker == handed.to else None


def _bare_sheet(case: Case) -> Sheet:
    """票の無い相談(台帳から取り込んだものなど)の、印を付けるための票。"""
    return Sheet(
        id=case.id,
        lane=case.lane,
        body_id=case.body_id,
        case_id=case.id,
        form_id=FORM,
        form_version=form(FORM).version,
        written_on=case.received_on,
    )


def _pass_on(work: Work, tasks: Sequence[Task], name: str, to: str) -> list[Task]:
    """``tasks`` のうち、済んでいない ``name`` の人のものを ``to`` に渡す。渡す前の仕事を返す。"""
    passed = []
    for task in (work.tasks.get(one.id) for one in tasks):
        if task and task.done_on is None and search_key(task.person) == search_key(name):
            work.tasks.put(replace(task, person=to))
            passed.append(task)
    return passed
