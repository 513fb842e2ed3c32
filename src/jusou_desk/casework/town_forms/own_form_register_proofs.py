"""台帳・一覧・通知の試し刷りの中身。どこにもない媒体・相談・紙から、本物と同じ材料集めで作る。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from jusou_desk.casework.case.cases import CaseLine
from jusou_desk.casework.community.issue_paper import issue_record
from jusou_desk.casework.community.issues import new_issue
from jusou_desk.casework.community.spending import Paid, Spending
from jusou_desk.casework.community.spending_paper import spending_record
from jusou_desk.casework.counting import town_papers
from jusou_desk.casework.counting.handover_slip import slip_record
from jusou_desk.casework.counting.reporting import FOOTNOTE
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.info_requests import Asked
from jusou_desk.casework.office.staffing import leaving_record
from jusou_desk.casework.outgoing.layouts import layout_for
from jusou_desk.casework.outgoing.media import MediaBook
from jusou_desk.casework.outgoing.media import register_record as media_record
from jusou_desk.casework.paper.case_list_paper import case_list_record
from jusou_desk.casework.paper.morning_sheet import MorningRow, morning_record
from jusou_desk.casework.paper.takeover_paper import takeover_record
from jusou_desk.casework.printing.request_register import RequestRegister
from jusou_desk.casework.printing.request_register import register_record as request_record
from jusou_desk.casework.recall.issuing import IssuedPaper
from jusou_desk.casework.recall.withdrawing import PaperOut, sheet_record
from jusou_desk.casework.town_forms.own_form_proof import Proof, packet_words, proof_from
from jusou_desk.casework.town_forms.own_form_samples import longest_count, many
from jusou_desk.casework.wording import word
from jusou_desk.models.community_records import Expense, Talk
from jusou_desk.models.office_records import Medium, MediumEntry, Staff
from jusou_desk.models.records import Case, Person
from jusou_desk.models.secrecy_records import InfoRequest, Issued, Way
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.inspection.inspecting_tags import tags_in
from jusou_desk.reports.inspection.vocabulary import Vocabulary, Word
from jusou_desk.reports.xlsx.workbook import Workbook
from jusou_desk.wareki import FiscalYear

_READING = Purpose.ADMINISTRATION
_DIGEST = "0123456789abcdef" * 4


def media_proof(desk: Desk) -> Proof:
    """媒体登録台帳・媒体持出簿。"""
    today = desk.today()
    medium = Medium(
        medium_no="",
        name="",
        serial="1234-5678",
        registered_on=today,
        registered_by="",
        retired_on=today,
    )
    book = MediaBook((medium,) * many("媒体"), (_entry(desk),) * many("持出"))
    return proof_from(desk, media_record(desk.town, book), Purpose.LEDGER_EXPORT)


def slip_proof(desk: Desk) -> Proof:
    """媒体に添える送付書。"""
    with desk.reading(_READING) as work:
        note = word(work, desk.town, "handover_note")
    return proof_from(desk, slip_record(desk.town, _entry(desk), note), Purpose.REFERRAL)


def leaving_proof(desk: Desk) -> Proof:
    """退任時の守秘の通知。"""
    today = desk.today()
    staff = Staff(name="", role="", public_key=b"", joined_on=today, left_on=today)
    with desk.reading(_READING) as work:
        record = leaving_record(desk, work, staff)
    return proof_from(desk, record, Purpose.ADMINISTRATION)


def case_list_proof(desk: Desk) -> Proof:
    """支援ケース一覧。"""
    person = Person(person_no="", name="")
    line = CaseLine(_case(desk), person, None, desk.today())
    with desk.reading(Purpose.CASEWORK) as work:
        record = case_list_record(desk, work, (line,) * many("ケース"))
    return proof_from(desk, record, Purpose.CASEWORK)


def takeover_proof(desk: Desk) -> Proof:
    """引継書。"""
    with desk.reading(Purpose.CASEWORK) as work:
        record = takeover_record(desk, work, "", "", (_case(desk),) * many("ケース"))
    return proof_from(desk, record, Purpose.CASEWORK)


def morning_proof(desk: Desk) -> Proof:
    """朝の一枚。"""
    row = MorningRow("", desk.today(), "", "")
    with desk.reading(Purpose.CASEWORK) as work:
        record = morning_record(desk, work, (row,) * many("行"))
    return proof_from(desk, record, Purpose.CASEWORK)


def withdrawal_proof(desk: Desk) -> Proof:
    """同意の撤回に伴う回収一覧。"""
    issued = Issued(
        issued_at=desk.now(), issued_by=desk.me.name, purpose="", way=Way.PRINT, title=""
    )
    out = PaperOut(IssuedPaper((issued,)), "", "", outstanding=True)
    with desk.reading(Purpose.CASEWORK) as work:
        record = sheet_record(desk, work, _case(desk), (out,) * many("紙"))
    return proof_from(desk, record, Purpose.CASEWORK)


def request_register_proof(desk: Desk) -> Proof:
    """情報提供依頼の台帳。"""
    asked = InfoRequest(
        lane=Lane.SEALED,
        request_no="",
        meeting_id="",
        case_id="",
        agency="",
        asked_on=desk.today(),
        items="",
        due_on=desk.today(),
    )
    rows = (Asked(asked, _case(desk)),) * many("依頼")
    body = desk.town.support_bodies[0]
    register = RequestRegister(body.id, body.name, FiscalYear.of(desk.today()), rows)
    with desk.reading(_READING) as work:
        handling = word(work, desk.town, "sealed_handling")
        record = request_record(desk, work, register, handling)
    return proof_from(desk, record, Purpose.SUPPORT_MEETING)


def issue_proof(desk: Desk) -> Proof:
    """地域課題シート。"""
    today = desk.today()
    talks = (Talk(on=today),) * many("検討")
    issue = replace(new_issue(desk), talks=talks, starts_on=today, review_on=today)
    with desk.reading(Purpose.CASEWORK) as work:
        record = issue_record(desk, work, issue, "")
    return proof_from(desk, record, Purpose.CASEWORK)


def spending_proof(desk: Desk) -> Proof:
    """参加支援の費用の受払簿。"""
    expense = Expense(
        case_id="", plan_id="", number="", paid_on=desk.today(), amount=longest_count()
    )
    rows = (Paid(expense, "", cancelled=False, left=longest_count()),) * many("行")
    year = FiscalYear.of(desk.today())
    with desk.reading(Purpose.CASEWORK) as work:
        known = Spending(desk.town.support_money, year, longest_count(), rows)
        record = spending_record(desk, work, known)
    return proof_from(desk, record, Purpose.CASEWORK)


def town_paper_proof(desk: Desk, name: str) -> Proof:
    """町の資料。個人の事実の無い紙なので、町の設定のとおりの中身で刷る。"""
    made = town_papers.make_paper(desk, name)
    groups = made.packet.groups
    # 町の設定に一件も無い繰返し(注の無い紙など)の言葉は、同梱の様式から引く。
    empty = tuple(f"{group}." for group, rows in groups.items() if not rows)
    names = (one.tag.name for one in tags_in(Workbook(layout_for(desk, name))))
    unseen = dict.fromkeys(tag for tag in names if tag.startswith(empty))
    words = (
        *packet_words(made.packet),
        *(Word(tag, group=tag.rpartition(".")[0]) for tag in unseen),
    )
    sheets = dict.fromkeys(made.sheets, tuple(groups))
    wanted = {FOOTNOTE: "脚注"} if groups["脚注"] else {}
    return Proof(Vocabulary(words, {}, sheets, wanted=wanted), made.packet)


def _case(desk: Desk) -> Case:
    return Case(case_no="", received_on=desk.today(), consent="書面", issues=("",))


def _entry(desk: Desk) -> MediumEntry:
    return MediumEntry(
        medium_no="",
        at=datetime.combine(desk.today(), time(13, 30)),
        actor="",
        report="",
        purpose="",
        receiver="",
        files=("soudan-kensu-R8.xlsx",) * many("ファイル"),
        digests=(_DIGEST,) * many("ファイル"),
        returned_on=desk.today(),
        erased_on=desk.today(),
    )
