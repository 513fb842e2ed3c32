"""町の資料。窓口・会議体・事業・用語の一覧と支援フローを、町の設定から作る。

資料を足すには、組み立ての TOML を ``resources/papers`` に、様式の xlsx を ``resources/layouts`` か
``resources/towns/<町>/layouts`` に、同じ名で置く。個人の事実は一つも載らない。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from jusou_desk.casework.counting.reporting import lost_notes
from jusou_desk.casework.counting.town_paper_plans import (
    PaperPlan,
    RowsPlan,
    paper_names,
    paper_plan,
)
from jusou_desk.casework.counting.town_paper_rows import PaperRow, lines_of, rows_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import Layout, layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.register.listing import register, this_year
from jusou_desk.errors import BadInput
from jusou_desk.packet import Fact, Packet, Record, disclose
from jusou_desk.policy import Purpose
from jusou_desk.programmes import TownProgrammes, programmes
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.towns import Town, town
from jusou_desk.wareki import FiscalYear

#: 一件を見出しと文の行にする様式が持つ、行の数。
_LINES: Final = 10


@dataclass(frozen=True)
class PaperKind:
    """町の資料の種類。``name`` は命令で使う名前で、組み立てと様式のファイル名でもある。"""

    name: str

    @property
    def plan(self) -> PaperPlan:
        return paper_plan(self.name)

    @property
    def title(self) -> str:
        return self.plan.title

    @property
    def towns_words(self) -> str:
        """一覧に出す町の名。どの町でもなら空。"""
        names = "・".join(town(one).name for one in self.plan.towns)
        return f"（{names}）" if names else ""


@dataclass(frozen=True)
class TownPaper:
    """作った資料。

    sheets: 使うシートの名(空なら全部)。notices: 職員にだけ知らせること(紙には出ない)。
    """

    kind: PaperKind
    heading: str
    layout: Layout
    packet: Packet
    stamp: Stamp
    sheets: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @cached_property
    def book(self) -> FilledBook:
        return self.layout.fill(self.packet, only=self.sheets, listing=True)

    @cached_property
    def files(self) -> tuple[OutgoingFile, ...]:
        """資料の xlsx と pdf。"""
        name, title = self.kind.name, self.heading
        return paper_files(self.layout, self.book, self.stamp, name, title=title)

    @property
    def problems(self) -> tuple[str, ...]:
        """様式への差込みで失われたもの。空なら何も失われていない。"""
        return self.book.problems


def all_papers() -> tuple[PaperKind, ...]:
    """どの町のものも合わせた、町の資料の全部。"""
    return tuple(map(PaperKind, paper_names()))


def offered_papers(profile: Town, listed: TownProgrammes | None = None) -> tuple[PaperKind, ...]:
    """その町の一覧に出す資料。載せる行の無いものと、町の形の資料に代わられたものは出さない。

    listed: 事業などの一覧(None なら町の設定のもの)。
    """
    known = programmes(profile.id) if listed is None else listed
    kinds = [
        kind
        for kind in all_papers()
        if (not kind.plan.towns or profile.id in kind.plan.towns)
        and rows_of(kind.plan.rows[0], profile, known)
    ]
    replaced = {name for kind in kinds for name in kind.plan.replaces}
    return tuple(kind for kind in kinds if kind.name not in replaced)


def is_paper(name: str) -> bool:
    """町の資料の名か。"""
    return name in paper_names()


def make_paper(desk: Desk, name: str, year: FiscalYear | None = None) -> TownPaper:
    """資料を、その年度(None なら今年度)の名簿から作る(まだ外へは出さない)。

    その町に無い資料は ``BadInput``。
    """
    year = year or this_year(desk)
    book = register(desk, year)
    offered = offered_papers(book.town, book.programmes)
    kind = next((one for one in offered if one.name == name), None)
    if kind is None:
        names = "、".join(one.name for one in offered)
        raise BadInput(
            "その名前の資料は、この町にはありません。", f"次のどれかを指定してください: {names}"
        )
    plan = kind.plan
    heading = plan.heading.format(town=desk.town.name)
    found = [(rows, rows_of(rows, book.town, book.programmes)) for rows in plan.rows]
    sheets = tuple(f"{rows.tag}{len(made)}" for rows, made in found if rows.tag == plan.sheets_by)
    layout = layout_in_use(desk, name)
    record = _record(desk, plan, heading, found)
    return TownPaper(
        kind=kind,
        heading=heading,
        layout=layout,
        packet=disclose(record, desk.permit(Purpose.STATISTICS)),
        stamp=stamp(desk),
        sheets=sheets,
        notices=lost_notes(layout, record, sheets),
    )


def hand_out(desk: Desk, made: TownPaper, folder: Path) -> tuple[Path, ...]:
    """作った資料を ``<資料名>.xlsx`` と ``<資料名>.pdf`` で ``folder`` に出す。書いたパスを返す。"""
    return hand_over(desk, Purpose.STATISTICS, made.kind.name, made.files, folder)


def _record(
    desk: Desk,
    plan: PaperPlan,
    heading: str,
    found: Sequence[tuple[RowsPlan, Sequence[PaperRow]]],
) -> Record:
    """行を様式のタグに合わせる。個人の事実を含まないので、区分は通常。"""
    facts = {
        "表題": Fact(heading),
        "町名": Fact(desk.town.name),
        "作成日": Fact(desk.today()),
    }
    groups: dict[str, tuple[Record, ...]] = {}
    for rows, made in found:
        groups[rows.tag] = tuple(Record(_facts(rows, row)) for row in made)
        if plan.sheets_by:
            facts |= _placed(rows.tag, groups[rows.tag])
    notes = (*plan.notes, *_own_notes(plan, desk.town), *_sources(desk.town, found))
    groups["脚注"] = tuple(Record({"文": Fact(note)}) for note in notes)
    return Record(facts, groups)


def _facts(plan: RowsPlan, row: PaperRow) -> dict[str, Fact]:
    facts = {name: Fact(value) for name, value in row.values.items()}
    if not plan.lines:
        return facts
    lines = tuple(lines_of(plan, row))
    for number in range(1, _LINES + 1):
        label, text = lines[number - 1] if number <= len(lines) else ("", "")
        facts |= {f"欄{number}.名": Fact(label), f"欄{number}.文": Fact(text)}
    return facts


def _placed(tag: str, rows: Sequence[Record]) -> dict[str, Fact]:
    """図の箱に置くための、番号の付いた値(``相談.1.分野``)と、名を並べたもの(``支援会議.並び``)。"""
    facts = {
        f"{tag}.{number}.{name}": fact
        for number, row in enumerate(rows, 1)
        for name, fact in row.facts.items()
    }
    names = (str(row.facts["名称"].value) for row in rows if "名称" in row.facts)
    return {**facts, f"{tag}.並び": Fact("\n".join(names))}


def _own_notes(plan: PaperPlan, profile: Town) -> tuple[str, ...]:
    """支援フローの下の、町の注。"""
    return programmes(profile.id).flow if plan.sheets_by else ()


def _sources(
    profile: Town, found: Sequence[tuple[RowsPlan, Sequence[PaperRow]]]
) -> tuple[str, ...]:
    """元の資料の名と所。まっさらな設定には無い。"""
    document = programmes(profile.id).document
    places = dict.fromkeys(row.place for _, made in found for row in made if row.place)
    return (f"出典　{document}　{'、'.join(places)}".rstrip(),) if document else ()
