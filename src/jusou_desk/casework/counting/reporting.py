"""報告。数え方(resources/reports)と様式(resources/layouts)から、画面の表と帳票を作る。

報告を足すには、数え方の TOML と様式の xlsx を置く。
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from jusou_desk.casework.counting.figures import Figure, Period
from jusou_desk.casework.counting.report_plans import (
    Columns,
    Count,
    ReportPlan,
    RowPlan,
    plan_of,
    report_names,
)
from jusou_desk.casework.counting.statistics import (
    BLANK,
    Material,
    figure,
    gather,
    months_of,
    ranking,
    values_of,
    years_ending,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import Layout, layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import footnotes
from jusou_desk.errors import BadInput
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Packet, Record, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.towns import Town
from jusou_desk.wareki import FiscalYear, format_long

#: 脚注を一つずつ入れる升のタグ。
FOOTNOTE: Final = "脚注.文"
_WITHOUT_SEALED: Final = "注 支援会議の件は、出力した職員が従事していないものを含まない。"
_CONSENTED_ONLY: Final = "注 町の決まりにより、本人の同意のある相談だけを数えた。"


@dataclass(frozen=True)
class ReportKind:
    """報告の種類。``name`` は命令で使う名前で、数え方と様式のファイル名でもある。"""

    name: str
    title: str

    @property
    def plan(self) -> ReportPlan:
        return plan_of(self.name)

    @property
    def head(self) -> str:
        """ほかの報告の様式で、この報告の項目を名指すときの書き出し。"""
        return f"{self.title.replace('.', '．')}."


REPORTS: Final = tuple(ReportKind(name, plan_of(name).title) for name in report_names())


@dataclass(frozen=True)
class ReportRow:
    """表の一行。``figures`` は列の順。"""

    section: str
    label: str
    tag: str
    figures: tuple[Figure, ...]

    @property
    def name(self) -> str:
        """様式でこの行を名指す言葉。数え方にタグが無ければ、区分と見出し。"""
        # 点はタグの中で段を分ける印なので、言葉には使わない。
        words = "・".join(part for part in (self.section, self.label) if part)
        return self.tag or words.replace(".", "．")


@dataclass(frozen=True)
class ReportTable:
    """画面に出す表。"""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    footnotes: tuple[str, ...]

    def row(self, label: str) -> ReportRow:
        """見出しかタグの名前で一行。無ければ ``KeyError``。"""
        for row in self.rows:
            if label in (row.tag, row.label):
                return row
        raise KeyError(label)


@dataclass(frozen=True)
class ReportResult:
    """作った報告。``notices`` は職員にだけ知らせること(帳票には出ない)。"""

    kind: ReportKind
    fiscal_year: FiscalYear
    table: ReportTable
    packet: Packet
    stamp: Stamp
    notices: tuple[str, ...]
    layout: Layout

    @cached_property
    def book(self) -> FilledBook:
        return self.layout.fill(self.packet, listing=True)

    @cached_property
    def files(self) -> tuple[OutgoingFile, ...]:
        """帳票の xlsx と pdf。"""
        title = f"{self.kind.title} {self.fiscal_year.label}"
        return paper_files(
            self.layout,
            self.book,
            self.stamp,
            self.kind.name,
            title=title,
            heading=self.table.heading,
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """様式への差込みで失われたもの。空なら何も失われていない。"""
        return self.book.problems


def offered(town: Town) -> tuple[ReportKind, ...]:
    """その町の一覧に出す報告。ほかの町の公表の形を写した報告は出さない。"""
    return tuple(kind for kind in REPORTS if not kind.plan.towns or town.id in kind.plan.towns)


def report_kind(name: str) -> ReportKind:
    """報告名から種類。無ければ ``BadInput``。"""
    for kind in REPORTS:
        if kind.name == name:
            return kind
    names = "、".join(kind.name for kind in REPORTS)
    raise BadInput("その名前の報告はありません。", f"次のどれかを指定してください: {names}")


def make_report(desk: Desk, name: str, fiscal_year: FiscalYear) -> ReportResult:
    """報告を作る(まだ外へは出さない)。

    fiscal_year: 求める年度。三か年の表ではこれが最後の列になる。
    まだ始まっていない年度と、無い報告名は ``BadInput``。
    """
    kind = report_kind(name)
    table, notices = _counted(desk, kind, fiscal_year)
    layout = layout_in_use(desk, name)
    record = table_record(desk, table)
    for other in beside(desk, kind) if layout.own else ():
        if any(tag.startswith(other.head) for tag in layout.tags):
            more, told = _counted(desk, other, fiscal_year)
            record = with_other(record, other, more)
            notices += tuple(one for one in told if one not in notices)
    notices += lost_notes(layout, record)
    return ReportResult(
        kind=kind,
        fiscal_year=fiscal_year,
        table=table,
        packet=disclose(record, desk.permit(Purpose.STATISTICS)),
        stamp=stamp(desk),
        notices=notices,
        layout=layout,
    )


def lost_notes(layout: Layout, record: Record, only: Collection[str] = ()) -> tuple[str, ...]:
    """取り込んだ様式に入れる升が無く、紙に出ない脚注の知らせ。断りの無い件数は、揃った数に見える。

    only: 様式のうち使うシート(空なら全部)。
    """
    notes = record.groups["脚注"]
    if not notes or not layout.lacks(FOOTNOTE, only):
        return ()
    words = "".join(f"「{one.facts['文'].value}」" for one in notes)
    return (f"町の様式に脚注を入れる升がないため、次の断りは紙に出ません。{words}",)


def beside(desk: Desk, kind: ReportKind) -> tuple[ReportKind, ...]:
    """``kind`` の様式に、一緒に載せられるほかの報告。県の年報のような、一冊にいくつもの表のあるブックのため。"""
    return tuple(one for one in offered(desk.town) if one is not kind)


def _counted(
    desk: Desk, kind: ReportKind, fiscal_year: FiscalYear
) -> tuple[ReportTable, tuple[str, ...]]:
    """数えた表と、職員にだけ知らせること。"""
    today = desk.today()
    if fiscal_year.first > today:
        raise BadInput(
            f"{fiscal_year.label}はまだ始まっていません。",
            f"{FiscalYear.of(today).label}か、それより前の年度を指定してください。",
        )
    plan = kind.plan
    periods = _periods(plan, fiscal_year)
    windows = _windows(plan, desk.town)
    with desk.reading(Purpose.STATISTICS) as work:
        material = gather(work, desk.town, periods, frozenset(windows), today)
        rows = tuple(_rows(plan, material, periods))
        notes = (
            *footnotes(work, desk.town, kind.name),
            *plan.footnotes,
            *_own_notes(desk, periods),
        )
        notes += _without_window(work, windows, periods)
    heading = plan.heading.format(
        first=periods[0].label if plan.columns is Columns.YEARS else fiscal_year.label,
        last=fiscal_year.label,
        windows=f"{'・'.join(windows)}のみ" if windows else "全ての窓口",
    )
    table = ReportTable(heading, tuple(p.label for p in periods), rows, notes)
    return table, _ties(plan, material, periods)


def hand_out_report(
    desk: Desk, name: str, fiscal_year: FiscalYear, folder: Path
) -> tuple[Path, ...]:
    """報告を作り、``folder`` に出す。書いたパスを返す。

    同じフォルダに保存したほかの年度の表に重ならないよう、媒体と同じく名前に年度を付ける。
    """
    made = make_report(desk, name, fiscal_year)
    dated = tuple(
        replace(file, name=f"{name}-{fiscal_year.short}{Path(file.name).suffix}")
        for file in made.files
    )
    return _hand_out(desk, made, dated, folder)


def hand_out(desk: Desk, made: ReportResult, folder: Path) -> tuple[Path, ...]:
    """作った報告を ``<報告名>.xlsx`` と ``<報告名>.pdf`` で出す。書いたパスを返す。"""
    return _hand_out(desk, made, made.files, folder)


def _hand_out(
    desk: Desk, made: ReportResult, files: tuple[OutgoingFile, ...], folder: Path
) -> tuple[Path, ...]:
    subject = f"{made.kind.name} {made.fiscal_year.short}"
    return hand_over(desk, Purpose.STATISTICS, subject, files, folder)


def _periods(plan: ReportPlan, last: FiscalYear) -> tuple[Period, ...]:
    if plan.columns is Columns.MONTHS:
        return months_of(last)
    return years_ending(last, plan.years)


def _windows(plan: ReportPlan, town: Town) -> tuple[str, ...]:
    """数える窓口。その分野の窓口が町に無ければ、絞らない。"""
    names = (window.name for window in town.windows if window.field in plan.window_fields)
    return tuple(dict.fromkeys(names))


def _rows(plan: ReportPlan, material: Material, periods: Sequence[Period]) -> list[ReportRow]:
    rows: list[ReportRow] = []
    for row in plan.rows:
        if row.each is None:
            rows.append(_row(material, row, _label(row, material.town), periods))
            continue
        for value in values_of(material, row, periods):
            one = replace(row, match=(row.each, value))
            rows.append(_row(material, one, value or BLANK, periods))
    return rows


def _label(row: RowPlan, town: Town) -> str:
    """行の名。会議体の行は、その町での会議体の名前になる。"""
    names = [body.name for one in row.bodies if (body := town.body(one))]
    return "・".join(names) or row.label


def _row(material: Material, row: RowPlan, label: str, periods: Sequence[Period]) -> ReportRow:
    figures = tuple(figure(material, row, period) for period in periods)
    return ReportRow(row.section, label, row.tag, figures)


def _own_notes(desk: Desk, periods: Sequence[Period]) -> list[str]:
    """この出力に限って付く注。"""
    notes = []
    if not all(desk.serves(body) for body in desk.town.support_bodies) or (
        desk.permit(Purpose.STATISTICS).ceiling is not Lane.SEALED
    ):
        notes.append(_WITHOUT_SEALED)
    if desk.permit(Purpose.STATISTICS).consented_only:
        notes.append(_CONSENTED_ONLY)
    last = periods[-1].last
    if last >= desk.today():
        year = FiscalYear.of(last).label
        notes.append(f"注 {year}は{format_long(desk.today())}までの件数。")
    return notes


def _without_window(
    work: Work, windows: tuple[str, ...], periods: Sequence[Period]
) -> tuple[str, ...]:
    """窓口で絞る表に入らなかった、窓口の書かれていない相談。"""
    if not windows:
        return ()
    blank = sum(
        any(case.received_on in period for period in periods)
        for case in work.cases.where(window="")
    )
    return (f"注 窓口の書かれていない相談{blank}件を含まない。",) if blank else ()


def _ties(plan: ReportPlan, material: Material, periods: Sequence[Period]) -> tuple[str, ...]:
    """順位の境目で同数になった課題。"""
    last = max((row.rank for row in plan.rows if row.count is Count.ISSUE_RANK), default=0)
    notices = []
    for period in periods if last else ():
        ranked = ranking(material, period)
        for one, after in pairwise(ranked[: last + 1]):
            if len(one.cases) == len(after.cases):
                notices.append(
                    f"{period.label}の課題「{one.term}」と「{after.term}」は同数です。"
                    "主たる課題とした相談の多い順に並べました。"
                )
    return tuple(notices)


def table_record(desk: Desk, table: ReportTable) -> Record:
    """表を様式のタグに合わせる。件数だけで個人の事実を含まないので、区分は通常。

    どの行も、繰返し行としても、名指し(``行の言葉.列の番号``)でも引ける。
    """
    facts: dict[str, Fact] = {
        "表題": Fact(table.heading),
        "町名": Fact(desk.town.name),
        "作成日": Fact(desk.today()),
    }
    facts |= {f"列.{n}": Fact(label) for n, label in enumerate(table.columns, 1)}
    for row in table.rows:
        facts[f"{row.name}.名"] = Fact(row.label)
        facts |= _figures(row, f"{row.name}.")
    rows = tuple(
        Record({"区分": Fact(row.section), "項目": Fact(row.label), **_figures(row, "")})
        for row in table.rows
    )
    notes = tuple(Record({"文": Fact(note)}) for note in table.footnotes)
    return Record(facts, {"行": rows, "脚注": notes})


def with_other(record: Record, other: ReportKind, table: ReportTable) -> Record:
    """材料 ``record`` に、ほかの報告の表を、``相談件数（月別）.受付.4`` のような名で加えたもの。"""
    facts = {f"{other.head}列.{n}": Fact(label) for n, label in enumerate(table.columns, 1)}
    for row in table.rows:
        facts[f"{other.head}{row.name}.名"] = Fact(row.label)
        facts |= _figures(row, f"{other.head}{row.name}.")
    notes = record.groups["脚注"]
    known = {one.facts["文"].value for one in notes}
    more = tuple(Record({"文": Fact(one)}) for one in table.footnotes if one not in known)
    groups = {**record.groups, "脚注": (*notes, *more)}
    return replace(record, facts={**record.facts, **facts}, groups=groups)


def _figures(row: ReportRow, prefix: str) -> Mapping[str, Fact]:
    return {f"{prefix}{n}": Fact(one.value) for n, one in enumerate(row.figures, 1)}
