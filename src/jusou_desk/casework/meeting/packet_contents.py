"""会議資料の材料。会議一回を、区分付きの Record にする。

自由に書く文(経過、プラン、要旨、決定)には何が書かれるか分からないので、情報の範囲⑥の内とみなす。
本人の同意が①〜⑤に限られていれば、どれも資料に載らない。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.concealing import (
    Facts,
    concealed,
    facts,
    hidden_words,
    household,
    member_rows,
    raised,
)
from jusou_desk.casework.case.consent import IDENTITY, LIFE, in_force, terms_of
from jusou_desk.casework.case.covering import (
    noted,
    row_overlays,
    sourced,
    withheld,
    withheld_in,
    withheld_of,
)
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_pictures import family_facts
from jusou_desk.casework.meeting.meetings import agenda_of
from jusou_desk.casework.meeting.packet_changes import (
    CHANGED,
    DECIDED,
    Previous,
    changes_of,
    previous_of,
    recent_notes,
)
from jusou_desk.casework.meeting.packet_cover import Items, cover
from jusou_desk.casework.meeting.seats import chair_of, without_items
from jusou_desk.casework.wording import word
from jusou_desk.errors import Refused
from jusou_desk.models.records import AgendaItem, Case, Meeting, Note, Plan, PlanAction
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, Terms
from jusou_desk.policy import Lane

_DECISION_ROWS: Final = 5
#: 事例票に載るプランの欄(様式の欄の id → タグ名)。
_OF_PLAN: Final = {"goal": "目標", "short_goal": "短期目標", "support": "支援内容の概要"}


@dataclass(frozen=True)
class Material:
    """会議一回の材料。一度だけ集め、部ごとに要る分を取り出す。"""

    lane: Lane
    head: Facts
    attendees: tuple[Record, ...]
    items: Items

    def cover(self, items: Sequence[Record], contents: Sequence[tuple[str, int]]) -> Record:
        """表紙。``items`` はその部に載る議題、``contents`` は綴りの中身と頁数。"""
        return cover(self.lane, self.head, items, contents)

    def members(self, *, whole: bool) -> Record:
        """出席者名簿。全部の議題が載る部(``whole``)のほかには、誰がどの議題に出るかを言わない。"""
        rows = self.attendees if whole else tuple(map(_without_items, self.attendees))
        return Record(self.head, {"出席者": rows}, self.lane)

    def sheet(self, item: Record, *, history: bool, decisions: bool) -> Record:
        """一つの議題の事例票。前回の決定は、経過と決定事項をどちらも渡す人にだけ。"""
        if not (history and decisions):
            item = replace(item, groups={**item.groups, DECIDED: ()})
        if not history:
            without = facts(self.lane, 前回="")
            groups = {**item.groups, "経過": (), CHANGED: ()}
            item = replace(item, facts={**item.facts, **without}, groups=groups)
        return Record(self.head, {"議題": (item,)}, self.lane)

    def roles(self, items: Sequence[Record]) -> Record:
        """役割分担表。"""
        rows = tuple(
            replace(role, terms=item.terms, hidden=item.hidden, sources=item.sources)
            for item in items
            for role in item.groups["役割"]
        )
        return Record(self.head, {"役割": rows}, self.lane)

    def decisions(self, item: Record) -> Record:
        """一つの議題の、決定事項を書く紙。"""
        return Record(self.head, {"決定票": (item,)}, self.lane)

    def whole(self, contents: Sequence[tuple[str, int]], label: str) -> Record:
        """全部入り(事務局の Excel)。``label`` はどのシートの頭にも書く、何の控えか。"""
        items = tuple(item for _, item in self.items)
        groups = {**self.cover(items, contents).groups, **self.roles(items).groups}
        groups |= {"出席者": self.attendees, "議題": items, "決定票": items}
        return Record(self.head | facts(self.lane, 控え=label), groups, self.lane)


def material_of(desk: Desk, work: Work, meeting: Meeting, terms: Mapping[str, Terms]) -> Material:
    """会議一回の材料を集める。``terms`` は相談 id → いまの同意(``Matrix.terms``)。

    支援会議のほかの会議の資料は外の機関の手に渡るので、同意の無い(議題に加えた後に撤回・満了
    した)相談があれば ``Refused``。どの出席者に渡せるかは、``disclose`` が受け手ごとに確かめる。
    """
    items = agenda_of(work, meeting.id)
    if not meeting.sealed:
        refused = [c.case_no for _, c in items if not in_force(terms[c.id], desk.today())]
        if refused:
            raise Refused(
                f"{'、'.join(refused)} は本人の同意が無いため、資料にできません。",
                "同意を確かめ直すか、その議題を外してから、もう一度作ってください。"
                "同意が得られない間は、支援会議で検討できます。",
            )
    lane = meeting.lane
    records = tuple(
        (item, item_record(desk, work, meeting, item, case, terms[case.id])) for item, case in items
    )
    return Material(
        lane,
        head_facts(desk, work, meeting),
        tuple(attendee_row(lane, n, meeting) for n in range(len(meeting.attendees))),
        records,
    )


def head_facts(desk: Desk, work: Work, meeting: Meeting) -> Facts:
    """会議そのものの事実。どの部分にも載る。"""
    sealed = meeting.sealed
    opening = "secrecy_opening" if sealed else "plan_meeting_opening"
    body = desk.town.body(meeting.body_name)
    return facts(
        meeting.lane,
        町名=desk.town.name,
        会議名=meeting.body_name,
        会議番号=meeting.meeting_no,
        法的区分=meeting.kind,
        根拠=body.basis_of(meeting.kind) if body else "",
        開催日=meeting.held_on,
        開始=meeting.start,
        終了=meeting.end,
        時間=f"{meeting.start}～{meeting.end}" if meeting.start or meeting.end else "",
        場所=meeting.place,
        司会=chair_of(meeting),
        記録者=meeting.recorder,
        出席者数=len(meeting.attendees),
        控え="",
        守秘の条項=word(work, desk.town, "secrecy_article") if sealed else "",
        守秘の文=word(work, desk.town, "secrecy_summary") if sealed else "",
        罰則の文=word(work, desk.town, "secrecy_penalty") if sealed else "",
        開会の文=word(work, desk.town, opening, body=meeting.body_name),
    )


def attendee_row(lane: Lane, index: int, meeting: Meeting) -> Record:
    """``index`` 番目(0 から)の出席者の行。"""
    one = meeting.attendees[index]
    return Record(
        facts(
            lane,
            番号=index + 1,
            機関=one.agency,
            職=one.post,
            氏名=one.name,
            役割=one.role,
            誓約日=one.pledged_on,
        ),
        lane=lane,
    )


def _without_items(attendee: Record) -> Record:
    role = attendee.facts["役割"]
    plain = replace(role, value=without_items(str(role.value)))
    return replace(attendee, facts={**attendee.facts, "役割": plain})


def case_lane(work: Work, case: Case, today: date) -> Lane:
    """その相談の普段の記録の区分。同意があれば通常、無ければ同意未取得、秘匿なら支援会議。"""
    return _lane_under(terms_of(work, case), case, today)


def _lane_under(terms: Terms, case: Case, today: date) -> Lane:
    if case.sealed:
        return Lane.SEALED
    return Lane.OPEN if in_force(terms, today) else Lane.UNCONSENTED


def item_record(
    desk: Desk, work: Work, meeting: Meeting, item: AgendaItem, case: Case, terms: Terms
) -> Record:
    """議題一つの材料。事例票・役割分担・決定事項のどれにも使う。"""
    today = desk.today()
    lane = _lane_under(terms, case, today)
    person = work.people.get(case.person_id) if case.person_id else None
    members = household(work, person)
    plan = _current_plan(work, case)
    people = (person, *members) if person else ()
    about = facts(
        lane,
        受付番号=case.case_no,
        受付日=case.received_on,
        緊急性=case.urgency,
        担当者=case.worker,
        同意=case.consent,
        プラン作成日=plan.made_on if plan else None,
        プラン回数=plan.round_no if plan else None,
        期間開始=plan.period_from if plan else None,
        期間終了=plan.period_to if plan else None,
        次回モニタリング日=plan.next_monitoring_on if plan else None,
    )
    about |= facts(
        lane,
        IDENTITY,
        氏名=person.name if person else "(匿名)",
        フリガナ=person.kana if person else "",
        性別=person.sex if person else "",
        年齢=age_at(person, today),
        生年月日=person.birth_on if person else None,
        住所=person.address if person else "",
        電話=person.phone if person else "",
    )
    about |= facts(
        lane,
        LIFE,
        課題=case.issues,
        主たる課題=case.main_issue,
        相談内容=case.content,
        目標=plan.goal if plan else "",
        短期目標=plan.short_goal if plan else "",
        支援内容の概要=_support_of(plan),
    )
    hidden = hidden_words(work, desk.town, people)
    about |= family_facts(desk, work, case, hidden, carried=True)[0]
    about = concealed(work, case, people, _withheld(work, case, plan, about))
    about |= facts(
        item.lane,
        番号=item.item_no,
        資料番号=f"{meeting.meeting_no}-{item.item_no}",
        目的=item.aim,
        主担当機関=item.lead_agency,
    )
    about |= facts(item.lane, LIFE, 要旨=item.summary, 事実=item.findings, 決定事項=item.decision)
    about = withheld_in(about, item.overlays, "要旨", "事実")
    previous = previous_of(work, meeting, case, today)
    told, changes = changes_of(work, case, lane, previous, today)
    found = Record(
        about | told,
        {
            "世帯員": member_rows(desk, work, person, members),
            **changes,
            "経過": _notes(work, case, lane, previous),
            "役割": _roles(lane, item, case, plan),
            "決定": _decisions(item),
        },
        max(lane, item.lane) if item.sealed else lane,
        terms=None if item.sealed else terms,
        hidden=hidden,
    )
    return sourced(work, case, raised(found, lane))


def _withheld(work: Work, case: Case, plan: Plan | None, about: Facts) -> Facts:
    """相談とプランのうち、本人に伏せる事実。"""
    about = withheld_in(about, case.overlays, "相談内容")
    fields = withheld_of(work, plan.id) if plan else ()
    tags = [tag for field, tag in _OF_PLAN.items() if field in fields]
    return about | {tag: withheld(about[tag]) for tag in tags}


def _current_plan(work: Work, case: Case) -> Plan | None:
    return max(
        work.plans.where(case_id=case.id), key=lambda p: (p.made_on, p.round_no), default=None
    )


def _notes(work: Work, case: Case, lane: Lane, previous: Previous | None) -> tuple[Record, ...]:
    return tuple(
        note_row(note, max(lane, note.lane), new=previous is not None and previous.is_new(note))
        for note in recent_notes(work, case)
    )


def note_row(note: Note, lane: Lane, *, new: bool) -> Record:
    """経過の一行。new: 前に話せた会議の後のものか。"""
    told = facts(
        lane,
        LIFE,
        日付=note.at.date(),
        新="＊" if new else "",
        方法=note.method,
        相手=note.counterpart,
        内容=note.content,
        提供機関=note.source_agency,
    )
    covered = noted(note, told, "相手", "提供機関")
    return Record(covered, lane=lane, scope=LIFE, overlays=row_overlays(note))


def _support_of(plan: Plan | None) -> str:
    """支援内容のあらまし。書いていなければ、同じ綴りにある役割分担表を指す。"""
    if plan is None:
        return ""
    return plan.support or ("役割分担表のとおり" if plan.actions else "")


def _roles(lane: Lane, item: AgendaItem, case: Case, plan: Plan | None) -> tuple[Record, ...]:
    return tuple(role_row(lane, item, case, one) for one in (plan.actions if plan else ()))


def role_row(lane: Lane, item: AgendaItem, case: Case, action: PlanAction) -> Record:
    """役割分担の一行。"""
    told = facts(
        lane,
        LIFE,
        議題=item.item_no,
        受付番号=case.case_no,
        課題=action.issue,
        内容=action.what,
        機関=action.agency,
        担当者=action.person,
        役割=action.role,
        期限=action.due_on,
    )
    return Record(told, lane=lane, scope=LIFE)


def _decisions(item: AgendaItem) -> tuple[Record, ...]:
    """決定を書く行。まだ無ければ、会議の席で書き込む空の行。"""
    written = [
        Record(
            facts(
                item.lane,
                LIFE,
                内容=one.what,
                機関=one.agency,
                担当者=one.person,
                期限=one.due_on,
            ),
            lane=item.lane,
            scope=LIFE,
        )
        for one in item.decisions
    ]
    blank = Record(facts(item.lane, 内容="", 機関="", 担当者="", 期限=None), lane=item.lane)
    return tuple(written + [blank] * max(0, _DECISION_ROWS - len(written)))
