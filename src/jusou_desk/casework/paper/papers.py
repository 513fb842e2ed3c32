"""一件の相談の帳票。材料を集め、許可の上限まで落とし、様式に差し込んで外へ出す。

帳票を足すには、様式の xlsx を ``resources/layouts``(一つの町のものなら ``resources/towns/<町>/layouts``)に
置く。欄の定義(``resources/forms``)に決まりが無ければ、名の同じ様式がその紙になる。casework に決まりのある
紙は、ここに一行書く。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.case.concealing import (
    Facts,
    concealed,
    facts,
    hidden_words,
    household,
    member_rows,
    raised,
)
from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.case.parties import case_warnings
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.family_pictures import RELATIVES, family_facts
from jusou_desk.casework.meeting.packet_contents import case_lane
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import given_layout, layout_in_use, shipped_layout
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.paper.blank_papers import blank_packet
from jusou_desk.casework.paper.paper_consent import expect_consent, expect_open, left_out
from jusou_desk.casework.paper.paper_facts import case_facts, town_facts
from jusou_desk.casework.paper.paper_sources import (
    Source,
    assessment_source,
    consent_source,
    evaluation_source,
    family_source,
    intake_source,
    oral_consent_source,
    outreach_source,
    participation_source,
    person_progress_source,
    plain_source,
    plan_source,
    progress_source,
    referral_source,
    written_facts,
)
from jusou_desk.casework.paper.takeover_source import GROUPS as TAKEOVER_GROUPS
from jusou_desk.casework.paper.takeover_source import takeover_source
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form, plain_forms
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Audience, Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.towns import Town

Builder = Callable[[Work, Case], Source]


@dataclass(frozen=True)
class SheetKind:
    """帳票の種類。``name`` は命令で使う名前で、書き出すファイルの名前でもある。

    purpose: 役場に置く紙は「相談支援の記録」、外へ渡す紙は「関係機関への提供」。
    group: 様式が持つ繰返し行(世帯員のほか)。framed: 様式が空の枠を並べている、ほかの繰返し行。
    form: 欄の定義の id(空なら ``name``)。pictured: ジェノグラムとエコマップを載せるか。
    drawn_as: 同じ様式で刷る、元の種類。in_house: 欄の定義は本人に渡す紙でも、これは役場に置く。
    as_of: いつの図か(None なら今日)。
    """

    name: str
    title: str
    purpose: Purpose
    builder: Builder
    group: str = ""
    form: str = ""
    drawn_as: str = ""
    in_house: bool = False
    framed: tuple[str, ...] = ()
    pictured: bool = False
    as_of: date | None = None

    @property
    def form_id(self) -> str:
        return self.form or self.layout

    @property
    def layout(self) -> str:
        """様式の名(``layouts.layout_for``)。"""
        return self.drawn_as or self.name

    @property
    def for_person(self) -> bool:
        """本人に渡すか、本人が署名する紙か(様式の定義が決める)。"""
        signed = form(self.form_id).for_person and not self.in_house
        return self.purpose is Purpose.TO_PERSON or signed

    @property
    def leaves_the_house(self) -> bool:
        return self.purpose is Purpose.REFERRAL

    def called(self, town: Town) -> str:
        """その町での題。"""
        return town.sheets.get(self.layout, self.title)


#: 本人に渡す控えの、右上の取扱いの表示。
_COPY: Final = "本人控え　"
_OFFICE, _OUTSIDE = Purpose.CASEWORK, Purpose.REFERRAL
_RULED: Final = (
    SheetKind("intake", "相談受付・申込票", _OFFICE, intake_source),
    SheetKind(
        "intake-unconsented",
        "相談受付票(本人同意なし)",
        _OFFICE,
        intake_source,
        form="intake",
        in_house=True,
    ),
    SheetKind(
        "consultation",
        "包括的相談支援事業用シート",
        _OFFICE,
        intake_source,
        form="intake",
        in_house=True,
    ),
    SheetKind(
        "assessment",
        "インテーク・アセスメントシート",
        _OFFICE,
        assessment_source,
        pictured=True,
    ),
    SheetKind(
        "family",
        "家族図",
        _OFFICE,
        family_source,
        form="intake",
        in_house=True,
        framed=(RELATIVES,),
        pictured=True,
    ),
    SheetKind("plan", "プラン兼利用申込書", _OUTSIDE, plan_source, "支援内容"),
    SheetKind(
        "outreach-plan",
        "アウトリーチ等プラン",
        _OFFICE,
        outreach_source,
        "支援内容",
        form="plan",
        in_house=True,
    ),
    SheetKind(
        "participation-plan",
        "参加支援プラン",
        _OUTSIDE,
        participation_source,
        "支援内容",
        form="plan",
    ),
    SheetKind("evaluation", "評価シート", _OFFICE, evaluation_source, "支援内容"),
    SheetKind("progress", "支援経過記録", _OFFICE, progress_source, "経過"),
    SheetKind(
        "progress-copy",
        "支援経過記録(本人控え)",
        Purpose.TO_PERSON,
        person_progress_source,
        "経過",
        drawn_as="progress",
    ),
    SheetKind(
        "takeover",
        "引継票",
        _OFFICE,
        takeover_source,
        form="progress",
        framed=TAKEOVER_GROUPS,
    ),
    SheetKind("referral", "つなぐシート", _OUTSIDE, referral_source),
)
#: 定義だけの様式の紙。外の機関へ渡すかは、様式の定義が決める。
_PLAIN: Final = tuple(
    SheetKind(one.id, one.title, _OUTSIDE if one.outside else _OFFICE, plain_source(one.id))
    for one in plain_forms()
)
_CONSENT: Final = (
    # 同意をもらうための紙なので、同意の前にも刷れる。載るのは氏名などと同意の内容だけ。
    SheetKind("consent", "同意書", _OFFICE, consent_source),
    SheetKind(
        "oral-consent",
        "口頭同意記録",
        _OFFICE,
        oral_consent_source,
        form="consent",
        in_house=True,
    ),
)

SHEETS: Final = (*_RULED, *_PLAIN, *_CONSENT)


def sheets_open_to(desk: Desk) -> tuple[SheetKind, ...]:
    """この町にあり、この職員の役割で出せる帳票。同意や記録の有無は、出すときに見る。"""

    def allowed(kind: SheetKind) -> bool:
        try:
            desk.permit(kind.purpose)
        except Refused:
            return False
        return shipped_layout(desk.town, kind.layout) is not None

    return tuple(kind for kind in SHEETS if allowed(kind))


@dataclass(frozen=True)
class HandedSheet:
    """出した帳票。``problems`` は紙から失われたものと、渡す前に確かめること。"""

    files: tuple[Path, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class DrawnSheet:
    """刷り上がった帳票(まだ出していない)。"""

    files: tuple[OutgoingFile, ...]
    problems: tuple[str, ...]

    @property
    def layout_digest(self) -> str:
        """差し込んだ様式の要約値。"""
        return self.files[0].layout_digest


def sheet_kind(name: str) -> SheetKind:
    """帳票名から種類。無ければ ``BadInput``。"""
    for kind in SHEETS:
        if kind.name == name:
            return kind
    names = "、".join(kind.name for kind in SHEETS)
    raise BadInput("その名前の帳票はありません。", f"次のどれかを指定してください: {names}")


def draw_sheet(
    desk: Desk, name: str, case_no: str = "", *, template: bytes | None = None
) -> DrawnSheet:
    """帳票を刷る(まだ外へは出さない。画面の下見も同じ頁になる)。

    case_no: 受付番号。空なら手書きの用紙。
    """
    return draw_kind(desk, sheet_kind(name), case_no, template=template)


def draw_kind(
    desk: Desk, kind: SheetKind, case_no: str = "", *, template: bytes | None = None
) -> DrawnSheet:
    """``kind`` の紙を刷る(``SHEETS`` に並ばない紙も)。引数は ``draw_sheet`` と同じ。"""
    notices: tuple[str, ...] = ()
    receiver, case_ids = "", tuple[str, ...]()
    drawn_at = desk.now()
    if case_no:
        packet, source = sheet_packet(desk, kind, case_no)
        notices, receiver = source.notices, source.receiver
        case_ids = (find_case(desk, case_no).id,)
    else:
        packet = blank_packet(desk, kind.form_id, kind.group, kind.framed)
    layout = layout_in_use(desk, kind.layout) if template is None else given_layout(desk, template)
    book = layout.fill(packet)
    title = kind.called(desk.town)
    printed = stamp(desk, marks=layout.margin_words(packet))
    files = paper_files(
        layout,
        book,
        printed,
        kind.name,
        title=title,
        receiver=receiver,
        case_ids=case_ids,
        drawn_at=drawn_at,
    )
    return DrawnSheet(files, notices + book.problems)


def hand_out_sheet(
    desk: Desk,
    name: str,
    case_no: str,
    folder: Path,
    template: bytes | None = None,
    *,
    previewed: DrawnSheet | None = None,
) -> HandedSheet:
    """帳票を ``folder`` へ出す: NAME.xlsx(様式が .xlsm なら NAME.xlsm)と NAME.pdf。

    ``case_no`` が空なら手書きの用紙。previewed: 下見した紙。その後に様式が替わっていれば ``Refused``。
    """
    drawn = draw_sheet(desk, name, case_no, template=template)
    if previewed is not None and previewed.layout_digest != drawn.layout_digest:
        raise Refused(
            "下見した後に、この紙の様式が替わりました。",
            "「様式を選ぶ」に戻ってもう一度下見し、新しい様式で困らないかを確かめてください。",
        )
    purpose = sheet_kind(name).purpose if case_no else Purpose.CASEWORK
    subject = f"{name} {case_no or '用紙'}"
    return HandedSheet(hand_over(desk, purpose, subject, drawn.files, folder), drawn.problems)


def sheet_packet(desk: Desk, kind: SheetKind, case_no: str) -> tuple[Packet, Source]:
    """帳票の中身と、その材料。

    支援会議の区分の相談と、外へ渡す紙で同意の外の相談は ``Refused``。
    """
    with desk.watching(kind.purpose):
        expect_open(find_case(desk, case_no))
    with desk.reading(kind.purpose) as work:
        case = work.cases.get(case_no) or work.cases.one(case_no=case_no)
        if case is None:
            raise desk.missing(
                case_no,
                "その相談が見つかりません。",
                "受付番号を確かめるか、一覧から開いてください。",
            )
        source = kind.builder(work, case)
        receiver = audience_of(desk, source.receiver) if source.receiver else None
        if kind.leaves_the_house:
            expect_consent(desk, work, kind, case, receiver)
        record = sheet_record(desk, work, kind, case, source)
        person = work.people.get(case.person_id) if case.person_id else None
        told = left_out(kind, record) + case_warnings(work, case, person)
        source = replace(source, notices=source.notices + told)
    if kind.for_person:
        receiver = replace(receiver or Audience("", desk.today()), person=True)
    return disclose(record, desk.permit(kind.purpose), receiver), source


def sheet_record(desk: Desk, work: Work, kind: SheetKind, case: Case, source: Source) -> Record:
    """帳票一枚の Record。"""
    floor = case_lane(work, case, desk.today())
    person = work.people.get(case.person_id) if case.person_id else None
    members = household(work, person)
    people = (*members, *((person,) if person else ()))
    found = case_facts(desk, work, case, person)
    written = written_facts(source)
    found |= {
        name: fact for name, fact in written.items() if fact.value is not None or name not in found
    }
    found |= town_facts(desk.town, work) | _stamped(desk, work, kind, floor, found, source)
    found = concealed(work, case, people, found)
    if any(work.shield.hides(one) for one in people):
        found |= facts(Lane.OPEN, 渡す前の確認=word(work, desk.town, "before_handing"))
    groups = {"世帯員": member_rows(desk, work, person, members), **source.groups}
    hidden = hidden_words(work, desk.town, people)
    if kind.pictured:
        carried = kind.leaves_the_house or kind.for_person
        apart = kind.name != "family"
        pictures, groups[RELATIVES] = family_facts(
            desk, work, case, hidden, carried=carried, day=kind.as_of, apart=apart
        )
        found |= pictures
    record = Record(found, groups, source.lane, terms_of(work, case), hidden)
    return sourced(work, case, raised(record, floor))


def _stamped(
    desk: Desk, work: Work, kind: SheetKind, floor: Lane, found: Facts, source: Source
) -> Facts:
    """取扱いの表示と、作った人・出した人・日時。"""
    unconsented = floor is not Lane.OPEN and kind.name != "consent"
    copy = kind.purpose is Purpose.TO_PERSON
    handling = "no_consent_mark" if unconsented and not copy else "open_handling"
    planner = found["作成者"].value if "作成者" in found else None
    mark = (_COPY if copy else "") + word(work, desk.town, handling)
    values: dict[str, Value] = {
        "取扱": mark,
        "取消": source.mark or None,
        "渡す前の確認": None,
        "作成者": planner or source.author or desk.me.name,
        "出力者": desk.me.name,
        "出力日": desk.today(),
        "出力日時": desk.now(),
    }
    return facts(Lane.OPEN, **values)
