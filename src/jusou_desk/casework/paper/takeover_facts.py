"""引継ぎの材料: 一件の相談について、後を継ぐ人が知らなければならないこと。

引継書(担当の相談の一覧)と引継票(一件の一枚)の、どちらもここから作る。支援会議の記録は読まない
(この目的の許可では読めない)ので、従事者どうしの引継ぎは画面で行う。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.concealing import facts, household, shown_household
from jusou_desk.casework.case.consent import latest_consent, terms_of
from jusou_desk.casework.case.covering import MARK
from jusou_desk.casework.case.intake import age_at, intake_values
from jusou_desk.casework.case.parties import case_warnings
from jusou_desk.casework.case.promised import open_tasks
from jusou_desk.casework.recall.held_papers import back_words, copy_of
from jusou_desk.casework.recall.issuing import papers_of
from jusou_desk.forms import known_codes
from jusou_desk.models.records import CONSENTED, Case, Note, Person, Plan, PlanStatus, Task
from jusou_desk.models.work import Work
from jusou_desk.packet import Record
from jusou_desk.policy import APPROVED_ONLY, Overlay
from jusou_desk.wareki import format_short

IN_FORCE: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)
TASKS: Final = "仕事"
"""済んでいない仕事の、繰返し行の名。"""
_HIDDEN: Final = "居場所につながることを話さない・書かない・渡さない。"
_NO_CONSENT: Final = "本人の同意なし。外へ伝えない。"
_SOURCE: Final = "情報源を言わない。"
_FROM_PERSON: Final = "本人に伏せることがある。"
_URGENT: Final = "緊急"
#: 出ている紙は、この数まで書く。残りは数で言う。
_MOST_PAPERS: Final = 3


@dataclass(frozen=True)
class Takeover:
    """一件の相談と、引き継ぐのに要る記録。notes: 古い順。tasks: 済んでいない仕事。"""

    case: Case
    person: Person | None
    members: tuple[Person, ...]
    notes: tuple[Note, ...]
    plans: tuple[Plan, ...]
    tasks: tuple[Task, ...]
    withheld: frozenset[str]
    hidden: bool

    @property
    def plan(self) -> Plan | None:
        """案か決定の、一番新しいプラン。"""
        return self.plans[-1] if self.plans else None


def gathered(work: Work, case: Case) -> Takeover:
    """記録を集める。"""
    person = work.people.get(case.person_id) if case.person_id else None
    notes = sorted(work.notes.where(case_id=case.id), key=lambda one: (one.at, one.note_no))
    plans = [one for one in work.plans.where(case_id=case.id) if one.status in IN_FORCE]
    plans.sort(key=lambda one: (one.made_on, one.round_no))
    return Takeover(
        case,
        person,
        shown_household(work, person, household(work, person)),
        tuple(notes),
        tuple(plans),
        open_tasks(case, notes, work.tasks.where(case_id=case.id)),
        frozenset(one.id for one in notes if Overlay.FROM_PERSON in one.overlays),
        work.shield.hides(person),
    )


def marked(words: str, withheld: bool) -> str:
    """本人に伏せる文に、役所の中の紙で読める印を添える。"""
    return f"{MARK}{words}" if withheld and words.strip() else words


# --- 欄の文 -----------------------------------------------------------------


def home_words(one: Takeover, today: date) -> str:
    """「3人(妻 78歳、長男 52歳)」。氏名は書かない。一人世帯なのか分からないときは空。"""
    if not one.members:
        return ""
    others = (_kin_words(member, today) for member in one.members)
    return f"{len(one.members) + 1}人({'、'.join(others)})"


def _kin_words(member: Person, today: date) -> str:
    age = age_at(member, today)
    return f"{member.relationship or '続柄不明'}{'' if age is None else f' {age}歳'}"


def agencies_of(one: Takeover) -> tuple[str, ...]:
    """関わる機関。主担当を先に。"""
    plan = one.plan
    lead = (plan.lead_agency if plan else "") or one.case.lead_agency
    acting = tuple(action.agency for action in plan.actions) if plan else ()
    every = (lead, *acting, *(plan.agencies if plan else ()))
    return tuple(dict.fromkeys(name for name in every if name))


def doing_words(one: Takeover) -> str:
    """いま誰が何をしているか。プランの支援内容。狭い升で名が割れないよう、人は次の行に書く。"""
    if one.plan is None:
        return ""
    acts = (a for a in one.plan.actions if a.what.strip())
    return "\n".join(f"・{_by(a.what, a.person)}" for a in acts)


def due_words(work: Work, one: Takeover, today: date) -> str:
    """次の期日と約束を、近い順に。``today`` より前の期日には、過ぎたと書く。期日の無い約束は後に。"""
    dated = [(task.due_on, _promise(one, task)) for task in one.tasks if task.due_on]
    dated = sorted([*dated, *_dated(work, one)], key=lambda pair: pair[0])
    lines = [f"{'(過ぎた) ' if on < today else ''}{format_short(on)} {what}" for on, what in dated]
    lines += [f"期日なし {_promise(one, task)}" for task in one.tasks if task.due_on is None]
    return "\n".join(dict.fromkeys(lines))


def day_words(work: Work, one: Takeover) -> str:
    """済んでいない仕事のほかの、次の期日。"""
    dated = sorted(_dated(work, one), key=lambda pair: pair[0])
    return "　".join(f"{format_short(on)} {what}" for on, what in dated)


def _dated(work: Work, one: Takeover) -> Iterator[tuple[date, str]]:
    plan = one.plan
    if plan and plan.next_monitoring_on:
        yield plan.next_monitoring_on, "モニタリング"
    if plan and plan.period_to:
        yield plan.period_to, "プランの期間の終わり"
    consent = latest_consent(work, one.case.id)
    if consent and consent.status in CONSENTED and consent.valid_until:
        yield consent.valid_until, "同意の期間の終わり"
    # 結果の書かれていない議題は、これからのものも、開いたまま書いていないものも、引き継ぐ仕事になる
    items = (i for i in work.agenda.where(case_id=one.case.id) if not (i.decision or i.decisions))
    for meeting in work.meetings.among("id", {item.meeting_id for item in items}):
        yield meeting.held_on, f"{meeting.kind}の議題"


def _promise(one: Takeover, task: Task) -> str:
    who = task.person or task.agency
    words = marked(task.what, task.id in one.withheld)
    return _by(words, who)


def _by(words: str, who: str) -> str:
    """することと、その下の行の担う人。"""
    return f"{words}\n（{who}）" if who else words


def consent_words(work: Work, case: Case) -> str:
    """同意の状態、範囲の番号、期間、除く機関。"""
    consent = latest_consent(work, case.id)
    if consent is None:
        return case.consent
    head = f"{consent.status} {format_short(consent.decided_on)}"
    if consent.status not in CONSENTED:
        return head
    known = known_codes("information_scopes")
    scopes = "".join(term[:1] for term in consent.scope if term in known)
    terms = terms_of(work, case)
    until = f"～{format_short(consent.valid_until)}" if consent.valid_until else "期限なし"
    barred = f"除く: {'、'.join(terms.excluded)}" if terms.excluded else ""
    return joined((head, f"範囲 {scopes}" if scopes else "", until, barred), "\n")


def care_words(work: Work, one: Takeover) -> str:
    """気を付けること。支援措置は、番号と期限だけで言う。"""
    return "\n".join(dict.fromkeys(_cares(work, one)))


def _cares(work: Work, one: Takeover) -> Iterator[str]:
    case, person = one.case, one.person
    if case.urgency == _URGENT:
        yield "緊急"
    if one.hidden:
        yield f"支援措置・住所秘匿{_until(work, person)}。{_HIDDEN}"
    yield from case_warnings(work, case, person)
    if not case.consented:
        yield _NO_CONSENT
    if Overlay.SOURCE in case.overlays:
        yield _SOURCE
    if Overlay.FROM_PERSON in case.overlays or one.withheld:
        yield _FROM_PERSON
    if not one.hidden:
        # 居場所を伏せる人の訪ね方と電話の掛け方は、紙に書かない
        yield from _visiting(work, one)


def _until(work: Work, person: Person | None) -> str:
    """その人の支援措置の期限。「(R9.3.31まで)」。"""
    ends = [p.until for p in work.shield.standing if person and p.person_id == person.id]
    return f"({format_short(max(ends))}まで)" if ends else ""


def _visiting(work: Work, one: Takeover) -> Iterator[str]:
    phone = str(intake_values(work, one.case).get("phone_note") or "").strip()
    if phone and one.case.id not in work.shield.cases:
        yield f"電話: {phone}"
    for plan in one.plans:
        sheet = work.sheets.get(plan.id)
        words = str(sheet.answers.get("visit_safety", "") if sheet else "").strip()
        if words:
            yield f"訪問: {marked(words, sheet is not None and 'visit_safety' in sheet.withheld)}"


def papers_out_words(work: Work, case: Case) -> str:
    """外へ出たまま、まだ戻っていない紙を、新しい順に。通報・緊急のことは、紙に載せない。"""
    out = [
        paper
        for paper in papers_of(work.issued.holding("case_ids", case.id))
        if paper.first.receiver
        and paper.first.purpose not in APPROVED_ONLY
        and back_words(paper, copy_of(work, paper.first)) is None
    ]
    lines = [
        f"{format_short(paper.first.issued_at.date())} {paper.first.title}→{paper.first.receiver}"
        for paper in out[:_MOST_PAPERS]
    ]
    if len(out) > _MOST_PAPERS:
        lines.append(f"ほか{len(out) - _MOST_PAPERS}件")
    return "\n".join(lines)


def task_rows(one: Takeover) -> tuple[Record, ...]:
    """済んでいない仕事の行。"""
    return tuple(task_row(task, task.id in one.withheld) for task in one.tasks)


def task_row(task: Task, withheld: bool = False) -> Record:
    """済んでいない仕事の一行。"""
    found = facts(
        task.lane,
        期日=task.due_on,
        すること=marked(task.what, withheld),
        担う人=task.person or task.agency,
    )
    return Record(found, lane=task.lane)


# --- 経緯 -------------------------------------------------------------------


def opening_of(work: Work, case: Case, words: str, limit: int) -> str:
    """文の初めの ``limit`` 字ほど。文の途中では切らない。

    居場所や情報源を伏せる相談の文は切らない。伏せる言葉の途中で切ると、残りが消えずに残るため。
    """
    whole = words.strip()
    if case.id in work.shield.cases or work.sources.concerns(case.id):
        return whole
    taken = ""
    for sentence in _sentences(whole):
        if taken and len(taken) + len(sentence) > limit:
            return f"{taken}(以下、画面で)"
        taken += sentence
    return taken


def _sentences(words: str) -> Iterator[str]:
    head, mark, rest = words.partition("。")
    while mark:
        yield head + mark
        head, mark, rest = rest.partition("。")
    if head:
        yield head


def lately(work: Work, one: Takeover, limit: int, most: int) -> Sequence[Note]:
    """新しい ``most`` 件の経過を、古い順に。長い内容は初めだけ。"""
    return [
        replace(note, content=opening_of(work, one.case, note.content, limit))
        for note in one.notes[-most:]
    ]


def joined(parts: Collection[str], mark: str = "　") -> str:
    """空でないものをつなぐ。"""
    return mark.join(part for part in parts if part)
