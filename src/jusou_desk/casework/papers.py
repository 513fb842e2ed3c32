"""一件の相談の帳票。材料を集め、許可の上限まで落とし、様式に差し込んで外へ出す。

帳票を足すには、様式の xlsx を ``resources/layouts`` に置き、``SHEETS`` に一行書く。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.cases import find_case
from jusou_desk.casework.concealing import (
    Facts,
    concealed,
    facts,
    hidden_words,
    household,
    member_rows,
    raised,
)
from jusou_desk.casework.consent import beyond_scope, terms_of
from jusou_desk.casework.covering import sourced
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.exporting import OutgoingFile, hand_over
from jusou_desk.casework.packet_contents import case_lane
from jusou_desk.casework.packet_matrix import audience_of
from jusou_desk.casework.paper_facts import (
    blank_case_facts,
    blank_values,
    case_facts,
    form_facts,
    town_facts,
)
from jusou_desk.casework.paper_sources import (
    NO_PLAN,
    Source,
    assessment_source,
    blank_rows,
    consent_source,
    evaluation_source,
    intake_source,
    person_progress_source,
    plan_source,
    progress_source,
    referral_source,
)
from jusou_desk.casework.parties import case_warnings
from jusou_desk.casework.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import form
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Audience, Barrier, Packet, Record, Value, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.fill import fill
from jusou_desk.reports.pdf import draw

Builder = Callable[[Work, Case], Source]


@dataclass(frozen=True)
class SheetKind:
    """帳票の種類。``name`` は命令で使う名前で、様式と書き出すファイルの名前でもある。

    purpose: 役場に置く紙は「相談支援の記録」、外へ渡す紙は「関係機関への提供」。
    group: 様式が持つ繰返し行(世帯員のほか)。drawn_as: 同じ様式で刷る、元の種類。
    """

    name: str
    title: str
    purpose: Purpose
    builder: Builder
    group: str = ""
    drawn_as: str = ""

    @property
    def form_id(self) -> str:
        return self.drawn_as or self.name

    @property
    def layout(self) -> Path:
        return resource("layouts", f"{self.form_id}.xlsx")

    @property
    def for_person(self) -> bool:
        """本人に渡すか、本人が署名する紙か(様式の定義が決める)。"""
        return self.purpose is Purpose.TO_PERSON or form(self.form_id).for_person

    @property
    def leaves_the_house(self) -> bool:
        return self.purpose is Purpose.REFERRAL


#: 本人に渡す控えの、右上の取扱いの表示。
_COPY: Final = "本人控え　"
_OFFICE, _OUTSIDE = Purpose.CASEWORK, Purpose.REFERRAL
SHEETS: Final = (
    SheetKind("intake", "相談受付・申込票", _OFFICE, intake_source),
    SheetKind("assessment", "インテーク・アセスメントシート", _OFFICE, assessment_source),
    SheetKind("plan", "プラン兼利用申込書", _OUTSIDE, plan_source, "支援内容"),
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
    SheetKind("referral", "つなぐシート", _OUTSIDE, referral_source),
    # 同意をもらうための紙なので、同意の前にも刷れる。載るのは氏名などと同意の内容だけ。
    SheetKind("consent", "同意書", _OFFICE, consent_source),
)


def sheets_open_to(desk: Desk) -> tuple[SheetKind, ...]:
    """この職員の役割で出せる帳票。同意や記録の有無は、出すときに見る。"""

    def allowed(kind: SheetKind) -> bool:
        try:
            desk.permit(kind.purpose)
        except Refused:
            return False
        return True

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


def sheet_kind(name: str) -> SheetKind:
    """帳票名から種類。無ければ ``BadInput``。"""
    for kind in SHEETS:
        if kind.name == name:
            return kind
    names = "、".join(kind.name for kind in SHEETS)
    raise BadInput("その名前の帳票はありません。", f"次のどれかを指定してください: {names}")


def blank_sheet(desk: Desk, name: str, *, template: bytes | None = None) -> tuple[Packet, bytes]:
    """誰の分でもない手書きの用紙。停電やパソコンの故障のときに使う。"""
    kind = sheet_kind(name)
    with desk.reading(Purpose.CASEWORK) as work:
        handling = word(work, desk.town, "open_handling")
        found = town_facts(desk.town, work) | blank_case_facts()
    definition = form(kind.form_id)
    found = form_facts(definition, blank_values(definition)) | found
    if kind.name in ("plan", "evaluation"):
        found = facts(Lane.OPEN, **NO_PLAN) | found
    found |= facts(Lane.OPEN, 取扱=handling, 作成者=None, 出力者=None, 出力日=None, 出力日時=None)
    found |= facts(Lane.OPEN, 渡す前の確認=None, 取消=None)
    groups: dict[str, tuple[Record, ...]] = {"世帯員": ()}
    if kind.group:
        groups[kind.group] = blank_rows(kind.group)
    packet = disclose(Record(found, groups), desk.permit(Purpose.CASEWORK))
    return packet, template if template is not None else kind.layout.read_bytes()


def draw_sheet(
    desk: Desk, name: str, case_no: str = "", *, template: bytes | None = None
) -> DrawnSheet:
    """帳票を刷る(まだ外へは出さない。画面の下見も同じ頁になる)。

    case_no: 受付番号。空なら手書きの用紙。
    """
    kind = sheet_kind(name)
    notices: tuple[str, ...] = ()
    receiver, case_ids = "", tuple[str, ...]()
    drawn_at = desk.now()
    if case_no:
        packet, source = sheet_packet(desk, kind, case_no)
        notices, receiver = source.notices, source.receiver
        case_ids = (find_case(desk, case_no).id,)
        layout = template if template is not None else kind.layout.read_bytes()
    else:
        packet, layout = blank_sheet(desk, name, template=template)
    book = fill(layout, packet)
    # 同梱の様式は右上に取扱いの欄を持つ。町の様式には無いので、余白に刷る。
    marks = _margin_words(packet) if template is not None else ()
    printed = stamp(desk, marks=marks)
    pdf = draw([book], printed, title=kind.title)
    # 町の様式のヘッダーは町のもの。こちらの様式には、紙の余白と同じものを入れる。
    sheet = book.stamped_xlsx(printed) if template is None else book.to_xlsx()
    files = tuple(
        OutgoingFile(
            f"{name}.{suffix}",
            data,
            title=kind.title,
            receiver=receiver,
            case_ids=case_ids,
            drawn_at=drawn_at,
        )
        for suffix, data in (("xlsx", sheet), ("pdf", pdf))
    )
    return DrawnSheet(files, notices + book.problems)


def _margin_words(packet: Packet) -> tuple[str, ...]:
    """町の様式の余白に刷る語: 取扱いと、終結を取り消した評価シートの印。"""
    found = (packet.values[name] for name in ("取扱", "取消"))
    return tuple(str(words) for words in found if words)


def hand_out_sheet(
    desk: Desk, name: str, case_no: str, folder: Path, template: bytes | None = None
) -> HandedSheet:
    """帳票を ``folder`` へ出す: NAME.xlsx と NAME.pdf。``case_no`` が空なら手書きの用紙。"""
    drawn = draw_sheet(desk, name, case_no, template=template)
    purpose = sheet_kind(name).purpose if case_no else Purpose.CASEWORK
    subject = f"{name} {case_no or '用紙'}"
    return HandedSheet(hand_over(desk, purpose, subject, drawn.files, folder), drawn.problems)


def sheet_packet(desk: Desk, kind: SheetKind, case_no: str) -> tuple[Packet, Source]:
    """帳票の中身と、その材料。

    支援会議の区分の相談と、外へ渡す紙で同意の外の相談は ``Refused``。
    """
    with desk.watching(kind.purpose):
        _expect_open(find_case(desk, case_no))
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
            _expect_consent(desk, work, kind, case, receiver)
        record = sheet_record(desk, work, kind, case, source)
        person = work.people.get(case.person_id) if case.person_id else None
        told = _left_out(kind, record) + case_warnings(work, case, person)
        source = replace(source, notices=source.notices + told)
    if kind.for_person:
        receiver = replace(receiver or Audience("", desk.today()), person=True)
    return disclose(record, desk.permit(kind.purpose), receiver), source


def _left_out(kind: SheetKind, record: Record) -> tuple[str, ...]:
    """同意の範囲に無いため空けた欄があれば、そのことと次の一手。"""
    missing = beyond_scope(record) if kind.leaves_the_house else ()
    if not missing:
        return ()
    told = (
        f"本人の同意の範囲に「{'」「'.join(missing)}」が無いため、その欄は空けてあります。"
        "載せるには、本人に確かめて同意を記録し直してください。"
    )
    return (told,)


def _expect_open(case: Case) -> None:
    if case.sealed:
        raise Refused(
            "支援会議の区分の相談は、この帳票では出せません。",
            "支援会議の議題に加え、その会議の資料として出してください。",
        )


def _expect_consent(
    desk: Desk, work: Work, kind: SheetKind, case: Case, receiver: Audience | None
) -> None:
    """外へ渡す紙が本人の同意の中か。外なら、そのわけと次の一手を添えて ``Refused``。"""
    terms = terms_of(work, case)
    barrier = terms.barrier(kind.purpose, desk.today())
    if barrier is None and receiver is not None:
        barrier = terms.barrier_for(kind.purpose, receiver)
    if barrier is None:
        return
    if barrier in (Barrier.EXCLUDED, Barrier.OTHER_AGENCY):
        raise Refused(
            f"{case.case_no} のつなぎ先は、{barrier}ため、「{kind.title}」を出せません。",
            "つなぎ先を改めるか、本人に確かめて同意を記録し直してください。",
        )
    raise Refused(
        f"{case.case_no} は、{barrier}ため、「{kind.title}」を出せません。",
        "同意書を刷って同意を得てから、もう一度行ってください。"
        "同意が得られない間は、支援会議で検討できます。",
    )


def sheet_record(desk: Desk, work: Work, kind: SheetKind, case: Case, source: Source) -> Record:
    """帳票一枚の Record。"""
    floor = case_lane(work, case, desk.today())
    person = work.people.get(case.person_id) if case.person_id else None
    members = household(work, person)
    people = (*members, *((person,) if person else ()))
    found = case_facts(desk, work, case, person)
    written = _written(source)
    found |= {
        name: fact for name, fact in written.items() if fact.value is not None or name not in found
    }
    found |= town_facts(desk.town, work) | _stamped(desk, work, kind, floor, found, source)
    found = concealed(work, case, people, found)
    if any(work.shield.hides(one) for one in people):
        found |= facts(Lane.OPEN, 渡す前の確認=word(work, desk.town, "before_handing"))
    groups = {"世帯員": member_rows(desk, work, person, members), **source.groups}
    hidden = hidden_words(work, desk.town, people)
    record = Record(found, groups, source.lane, terms_of(work, case), hidden)
    return sourced(work, case, raised(record, floor))


def _written(source: Source) -> Facts:
    """様式の欄。古い版で書かれていても、いまの版の欄は(空で)みな揃える。"""
    newest = form(source.form.id)
    if source.values is None:
        found = form_facts(newest, blank_values(newest))
    else:
        written = form_facts(source.form, source.values, source.lane, source.withheld)
        found = form_facts(newest, {}) | written
    return found | facts(source.lane, **source.more)


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
