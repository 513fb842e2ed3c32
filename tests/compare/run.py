"""いくつもの様式を、LibreOffice の起動一度で比べる。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.setting.ruler import Ruler
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.compare.copies import with_office_margins, with_office_sizes, with_scales, with_zeros
from tests.compare.letters import Letter, read_letters
from tests.compare.match import Comparison, compare
from tests.compare.office import convert, probe, ruler_from
from tests.compare.ours import Ours


@dataclass(frozen=True)
class Result:
    """``own`` はわたしたちの、``other`` は LibreOffice の PDF。"""

    comparison: Comparison
    own: bytes
    other: bytes


def compare_all(
    books: Mapping[str, bytes], folder: Path, *, excel_columns: bool = False
) -> dict[str, Result]:
    """``excel_columns`` でなければ、LibreOffice の数え方(列幅・行送り・縮尺)に合わせて描いて比べる。"""
    books = {name: with_zeros(data) for name, data in books.items()}
    fonts = {name: Workbook(data).styles.normal for name, data in books.items()}
    normal = sorted({(font.name, font.size) for font in fonts.values()})
    probes = {f"probe-{number}": probe(Font(*font)) for number, font in enumerate(normal)}
    printed = convert({**books, **probes}, folder)
    rulers = {font: ruler_from(printed[name]) for name, font in zip(probes, normal, strict=True)}
    results = {}
    for name, data in books.items():
        theirs = read_letters(printed[name])
        if excel_columns:
            ours = Ours(data)
        else:
            ours = _as_office(data, rulers[fonts[name].name, fonts[name].size], theirs)
        found = compare(ours, read_letters(ours.pdf), theirs)
        results[name] = Result(found, ours.pdf, printed[name])
    return results


def _as_office(data: bytes, ruler: Ruler, theirs: Sequence[Sequence[Letter]]) -> Ours:
    """LibreOffice の数え方で描いたもの。頁数に合わせる縮尺も、あちらの選んだものを使う。"""
    copy = with_office_sizes(data)
    ours = Ours(copy, lambda _: ruler)
    found = compare(ours, read_letters(ours.pdf), theirs)
    ratios: dict[str, list[float]] = defaultdict(list)
    for pair in found.pairs:
        page = ours.book.pages[pair.page]
        if page.setup.fit and not pair.owner.choice and pair.own and pair.other:
            ratios[page.sheet].append(page.scale * 100 * pair.other.size / pair.own.size)
    scales = {sheet: round(median(values)) for sheet, values in ratios.items()}
    changed = {
        entry.part: scales[entry.name]
        for entry in Workbook(data).sheets
        if entry.name in scales and any(_differs(page, scales) for page in ours.book.pages)
    }
    scaled = with_scales(copy, changed)
    shrunk = {
        entry.part: page.scale
        for entry in Workbook(data).sheets
        for page in (Ours(scaled, lambda _: ruler) if changed else ours).book.pages
        if page.sheet == entry.name and page.scale < 1
    }
    if not changed and not shrunk:
        return ours
    return Ours(with_office_margins(scaled, shrunk), lambda _: ruler)


def _differs(page: Page, scales: Mapping[str, int]) -> bool:
    return page.sheet in scales and round(page.scale * 100) != scales[page.sheet]
