"""町の様式に替えられる紙の一覧と、替えられない紙とそのわけ。

紙を足すには、その紙の言葉と試し刷りの中身を作るもの(``Proof``)を、ここに一つ加える。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Final

from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.community import spending
from jusou_desk.casework.community.issue_paper import NAME as ISSUE
from jusou_desk.casework.community.spending_paper import NAME as EXPENSES
from jusou_desk.casework.counting.handover_slip import SLIP
from jusou_desk.casework.counting.reporting import (
    FOOTNOTE,
    ReportKind,
    ReportTable,
    beside,
    make_report,
    offered,
    table_record,
    with_other,
)
from jusou_desk.casework.counting.town_papers import offered_papers
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.staffing import LEAVING_LAYOUT
from jusou_desk.casework.outgoing.layouts import form_key, shipped_layout
from jusou_desk.casework.outgoing.media import REGISTER as MEDIA
from jusou_desk.casework.paper.case_list_paper import NAME as CASE_LIST
from jusou_desk.casework.paper.morning_sheet import NAME as MORNING
from jusou_desk.casework.paper.papers import sheets_open_to
from jusou_desk.casework.paper.takeover_paper import NAME as TAKEOVER
from jusou_desk.casework.printing.packet_press import LAYOUT as PACKET
from jusou_desk.casework.printing.packets import REGISTER_LAYOUT as COPIES
from jusou_desk.casework.printing.request_register import NAME as REQUESTS
from jusou_desk.casework.recall.withdrawing import NAME as WITHDRAWAL
from jusou_desk.casework.town_forms import own_form_meeting_proofs as meeting_proofs
from jusou_desk.casework.town_forms import own_form_register_proofs as register_proofs
from jusou_desk.casework.town_forms.own_form_proof import Proof, proof_of
from jusou_desk.casework.town_forms.own_form_samples import longest_count
from jusou_desk.errors import BadInput, Refused
from jusou_desk.packet import disclose
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.inspecting_tags import PlacedTag, tags_in
from jusou_desk.reports.inspection.vocabulary import (
    DATE,
    NUMBER,
    TEXT,
    Vocabulary,
    Word,
    dotted_choice,
)
from jusou_desk.reports.xlsx.workbook import Workbook
from jusou_desk.wareki import FiscalYear

Prove = Callable[[Desk], Proof]


class Room(StrEnum):
    """紙の仲間。一覧をこれで分ける。"""

    CASE = "相談の帳票"
    MEETING = "会議の紙"
    SUPPORT = "支援会議の紙"
    OFFICE = "台帳・一覧・通知"
    REPORT = "件数の報告"
    TOWN = "町の資料"


@dataclass(frozen=True)
class Paper:
    """替えられる紙。layout: 様式の名。prove: その言葉と、試し刷りの中身。sealed: 支援会議の紙か。"""

    layout: str
    title: str
    prove: Prove
    room: Room = Room.CASE
    sealed: bool = False

    @property
    def used_for(self) -> str:
        """取り込んだ様式に書く、何の紙に使うか。"""
        return form_key(self.layout, sealed=self.sealed)


@dataclass(frozen=True)
class FixedPaper:
    """替えられない紙と、そのわけ。"""

    title: str
    why: str


#: 秘密を守るためか、法の証しのために、付いている様式でだけ出す紙。
FIXED: Final = (
    FixedPaper(
        "承認を受けて出す「緊急連絡票・通報書」",
        "承認された文が一字も欠けずに載ることを、紙の形ごと確かめているため。",
    ),
    FixedPaper("居場所の載った紙の一覧", "居場所を伏せる人の紙の行方を、欠かさず追うため。"),
    FixedPaper("監査の月報", "記録の見張りの証しなので、見られる側では形を変えられないため。"),
    FixedPaper("復旧シート", "印字の欠けや縮みで鍵が読めなくなると、事務所を開けなくなるため。"),
)


_REQUEST: Final = "info-request"
_LETTERS: Final = {
    "notice": ("開催通知", meeting_proofs.blank_notice),
    "minutes": ("議事録", meeting_proofs.blank_minutes),
    "pledge": ("誓約書", meeting_proofs.blank_pledge),
    _REQUEST: ("情報提供依頼書と回答書", meeting_proofs.blank_request),
}


def replaceable(desk: Desk) -> tuple[Paper, ...]:
    """この職員が町の様式に替えられる紙。同じ様式で刷る帳票は一つに数える。"""
    every = chain(
        _sheets(desk),
        _meeting(desk, sealed=False),
        _meeting(desk, sealed=True),
        _office(desk),
        _reports(desk),
        _town(desk),
    )
    return tuple(one for one in every if shipped_layout(desk.town, one.layout))


def paper(desk: Desk, used_for: str) -> Paper:
    """何の紙に使うか(``Paper.used_for``)から紙。無ければ ``BadInput``。"""
    for one in replaceable(desk):
        if one.used_for == used_for:
            return one
    raise BadInput("その様式を使う紙が、この町にありません。", "ほかの様式を選んでください。")


def likelier(desk: Desk, chosen: Paper, proof: Proof, data: bytes) -> Paper | None:
    """様式 ``data`` のタグが ``chosen`` の紙では半分も分からず、どれも分かる別の紙があれば、その紙。

    proof: ``chosen`` の言葉。紙の選び違いを、タグの誤りの行列にしないために使う。
    """
    tags = tuple(tags_in(Workbook(data)))
    barred = proof.vocabulary.barred
    known = sum(one.tag.name in barred or _knows(proof.vocabulary, one) for one in tags)
    if not tags or 2 * known >= len(tags):
        return None
    for other in replaceable(desk):
        words = other.prove(desk).vocabulary
        if other.used_for != chosen.used_for and all(_knows(words, one) for one in tags):
            return other
    return None


def _knows(words: Vocabulary, placed: PlacedTag) -> bool:
    here = words.on(placed.sheet)
    return placed.tag.name in here.by_tag or dotted_choice(placed.tag, here) is not None


def _sheets(desk: Desk) -> Iterator[Paper]:
    for kind in sheets_open_to(desk):
        if kind.name == kind.layout:
            yield Paper(kind.layout, kind.called(desk.town), partial(proof_of, kind=kind))


def _meeting(desk: Desk, *, sealed: bool) -> Iterator[Paper]:
    """会議の紙。支援会議の紙は、支援会議の言葉で点検し、支援会議にだけ使う。"""
    kind = meeting_proofs.kind_for(desk.town, sealed=sealed)
    if kind is None or not _permitted(desk, purpose_of_kind(kind)):
        return
    found: dict[str, tuple[str, Callable[..., Proof]]] = {
        PACKET: ("会議資料", meeting_proofs.packet_proof),
        COPIES: ("配付・回収管理表", meeting_proofs.copies_proof),
    }
    for layout, (title, letter) in _LETTERS.items():
        found[layout] = (title, partial(meeting_proofs.letter_proof, letter=letter))
    if not sealed:
        # 情報提供の依頼は、支援会議からしか出せない(法106条の6第3項)。
        del found[_REQUEST]
    room, tail = (Room.SUPPORT, "(支援会議)") if sealed else (Room.MEETING, "")
    for layout, (title, prove) in found.items():
        yield Paper(layout, title + tail, partial(prove, sealed=sealed), room, sealed)
    if sealed:
        requests = register_proofs.request_register_proof
        yield Paper(REQUESTS, "情報提供依頼の台帳", requests, Room.SUPPORT, sealed=True)


def _office(desk: Desk) -> Iterator[Paper]:
    proofs = register_proofs
    for purpose, layout, title, prove in (
        (Purpose.CASEWORK, CASE_LIST, "支援ケース一覧", proofs.case_list_proof),
        (Purpose.CASEWORK, TAKEOVER, "引継書", proofs.takeover_proof),
        (Purpose.CASEWORK, MORNING, "朝の一枚", proofs.morning_proof),
        (Purpose.CASEWORK, WITHDRAWAL, "同意の撤回に伴う回収一覧", proofs.withdrawal_proof),
        (Purpose.LEDGER_EXPORT, MEDIA, "媒体登録台帳・媒体持出簿", proofs.media_proof),
        (Purpose.REFERRAL, SLIP, "媒体に添える送付書(持出票)", proofs.slip_proof),
        (Purpose.ADMINISTRATION, LEAVING_LAYOUT, "退任時の守秘の通知", proofs.leaving_proof),
    ):
        if _permitted(desk, purpose):
            yield Paper(layout, title, prove, Room.OFFICE)
    yield Paper(ISSUE, "地域課題シート", proofs.issue_proof, Room.OFFICE)
    if spending.offered(desk):
        title = f"{desk.town.support_money}の受払簿"
        yield Paper(EXPENSES, title, proofs.spending_proof, Room.OFFICE)


def _reports(desk: Desk) -> Iterator[Paper]:
    for kind in offered(desk.town):
        yield Paper(kind.name, kind.title, partial(report_proof, kind=kind), Room.REPORT)


def _town(desk: Desk) -> Iterator[Paper]:
    for kind in offered_papers(desk.town, desk.programmes):
        prove = partial(register_proofs.town_paper_proof, name=kind.name)
        yield Paper(kind.name, kind.title, prove, Room.TOWN)


def _permitted(desk: Desk, purpose: Purpose) -> bool:
    try:
        desk.permit(purpose)
    except Refused:
        return False
    return True


def report_proof(desk: Desk, kind: ReportKind) -> Proof:
    """報告の言葉と、どの件数もいちばん大きい数にした中身。"""
    table = _longest(desk, kind)
    record = table_record(desk, table)
    words = [*_words(table)]
    for other in beside(desk, kind):
        more = _longest(desk, other)
        record = with_other(record, other, more)
        words += _figures(more, other.head, f"「{other.title}」　")
    packet = disclose(record, desk.permit(Purpose.STATISTICS))
    return Proof(Vocabulary(tuple(words), wanted={FOOTNOTE: "脚注"}), packet)


def _longest(desk: Desk, kind: ReportKind) -> ReportTable:
    made = make_report(desk, kind.name, FiscalYear.of(desk.today())).table
    rows = (
        replace(row, figures=tuple(replace(f, value=longest_count()) for f in row.figures))
        for row in made.rows
    )
    return replace(made, rows=tuple(rows))


def _words(table: ReportTable) -> Iterator[Word]:
    """タグの名だけでは何の数か分からないので、行と列の見出しを節に書く。"""
    for tag, kind in (("表題", TEXT), ("町名", TEXT), ("作成日", DATE)):
        yield Word(tag, kind, "表")
    yield from _figures(table)
    for tag in ("区分", "項目"):
        yield Word(f"行.{tag}", TEXT, "行(繰返し)", group="行")
    for number, column in enumerate(table.columns, 1):
        yield Word(f"行.{number}", NUMBER, f"行(繰返し)　{column}", group="行")
    yield Word(FOOTNOTE, TEXT, "脚注(繰返し)", group="脚注")


def _figures(table: ReportTable, head: str = "", whose: str = "") -> Iterator[Word]:
    """名指しの件数。head・whose: ほかの報告の表なら、タグの書き出しと、節に書くその報告の名。"""
    for number, column in enumerate(table.columns, 1):
        yield Word(f"{head}列.{number}", TEXT, f"{whose}列の見出し　{column}")
    for row in table.rows:
        yield Word(f"{head}{row.name}.名", TEXT, f"{whose}行の見出し")
        for number, column in enumerate(table.columns, 1):
            where = "　".join(part for part in (row.section, row.label, column) if part)
            yield Word(f"{head}{row.name}.{number}", NUMBER, f"{whose}{where}")
