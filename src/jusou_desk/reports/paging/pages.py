"""シートを頁に割り、頁ごとに描くもの(塗り・線・字)の一覧を作る。

座標はポイント、頁の中身の左上を原点に、右と上が正。縮尺は頁を描くときに掛ける。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.drawing.header import Headings
from jusou_desk.reports.paging import lines
from jusou_desk.reports.paging.cutting import Cut, cut, reached
from jusou_desk.reports.paging.figures import Figure
from jusou_desk.reports.paging.fills import Fill, Grid, special_fills
from jusou_desk.reports.paging.lines import Rule
from jusou_desk.reports.paging.looks import Look
from jusou_desk.reports.paging.placing import Glyphs, place_text
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.setting.typeset import Setting
from jusou_desk.reports.xlsx.page_setup import PageSetup
from jusou_desk.reports.xlsx.paint import Rgb
from jusou_desk.reports.xlsx.refs import Area

_MAX_CELLS: Final = 1_000_000
#: シート一枚から組む頁の上限。
MAX_PAGES: Final = 1_000
_TOLERANCE: Final = 0.5
_WHITE: Final = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """組み終えたセル。``room`` は文を置く範囲。"""

    cell: Cell
    room: Area
    setting: Setting


@dataclass(frozen=True)
class Page:
    """一頁分。``origin`` は中身の左上の、紙の左上からの位置。

    ``clipped`` は枠に収まらず、枠で切って描く字(必ず ``problems`` にも載る)。
    """

    sheet: str
    setup: PageSetup
    scale: float
    origin: tuple[float, float]
    size: tuple[float, float]
    grid: Grid
    headings: Headings
    fills: tuple[Fill, ...]
    rules: tuple[Rule, ...]
    texts: tuple[Glyphs, ...]
    clipped: tuple[tuple[Fill, tuple[Glyphs, ...]], ...] = ()
    figures: tuple[Cut, ...] = ()


def paginate(
    sheet: Sheet, placed: Sequence[Placed], figures: Sequence[Figure] = ()
) -> tuple[list[Page], list[Problem]]:
    """頁の並びと、人に知らせること。"""
    problems: list[Problem] = []
    pages: list[Page] = []
    by_row = _by_row(placed)
    look = Look(sheet)
    for area in sheet.printed or _used(sheet, placed, figures):
        setup = sheet.setup
        columns = _visible(sheet, area, across=True)
        rows = _visible(sheet, area, across=False)
        if not columns or not rows:
            continue
        if len(rows) * len(columns) > _MAX_CELLS:
            problems.append(Problem(Trouble.TOO_WIDE, Where(sheet.name)))
            continue
        scale = _scale(sheet, rows, columns)
        row_parts = _split(sheet, rows, scale, across=False)
        column_parts = _split(sheet, columns, scale, across=True)
        if (count := len(row_parts) * len(column_parts)) > MAX_PAGES:
            where = Where(sheet.name)
            problems.append(Problem(Trouble.TOO_MANY_PAGES, where, (f"{count:,}",)))
            continue
        room = setup.inner[1] / scale
        tall = [r for r in rows if sheet.height(r) > room + _TOLERANCE]
        places = (Where(sheet.name, spot=f"{r}行目") for r in tall)
        problems += [Problem(Trouble.TALL_ROW, where) for where in places]
        pairs = (
            [(r, c) for r in row_parts for c in column_parts]
            if setup.over_then_down
            else [(r, c) for c in column_parts for r in row_parts]
        )
        for r, c in pairs:
            inside = sorted({at for row in r for at in by_row.get(row, ())})
            here = [placed[at] for at in inside]
            pages.append(_page(sheet, look, here, list(r), list(c), scale, figures))
    return pages, problems


def row_parts(sheet: Sheet) -> tuple[float, list[list[int]]]:
    """初めの印刷範囲の縮尺と、頁ごとの行。印刷範囲の無いシートに使わない。"""
    area = sheet.printed[0]
    rows = _visible(sheet, area, across=False)
    scale = _scale(sheet, rows, _visible(sheet, area, across=True))
    return scale, _split(sheet, rows, scale, across=False)


def _by_row(placed: Sequence[Placed]) -> dict[int, list[int]]:
    """行 → その行に掛かる字の、並びの番号。頁ごとに全部を調べると、頁が多いほど遅くなる。"""
    found: dict[int, list[int]] = {}
    for at, item in enumerate(placed):
        for row in range(item.room.top, item.room.bottom + 1):
            found.setdefault(row, []).append(at)
    return found


def _used(sheet: Sheet, placed: Sequence[Placed], figures: Sequence[Figure]) -> tuple[Area, ...]:
    """印刷範囲が無いときは、文字か罫線か塗りのある範囲と、隣へはみ出した文字と、図形。"""
    drawn = reached(sheet, figures)
    used = sheet.used or drawn
    if used is None:
        return ()
    right = max((used.right, *(item.room.right for item in placed), drawn.right if drawn else 0))
    bottom = max(used.bottom, drawn.bottom if drawn else 0)
    return (replace(used, right=right, bottom=bottom),)


def _visible(sheet: Sheet, area: Area, *, across: bool) -> list[int]:
    if across:
        return [c for c in range(area.left, area.right + 1) if sheet.width(c) > 0]
    return [r for r in range(area.top, area.bottom + 1) if sheet.height(r) > 0]


def _titles(sheet: Sheet, *, across: bool) -> list[int]:
    span = sheet.title_columns if across else sheet.title_rows
    return list(range(span[0], span[1] + 1)) if span else []


def _split(sheet: Sheet, lines_: Sequence[int], scale: float, *, across: bool) -> list[list[int]]:
    """行(列)を頁に分け、見出しの行(列)を頁ごとに繰り返す。"""
    size = sheet.width if across else sheet.height
    breaks = sheet.column_breaks if across else sheet.row_breaks
    setup = sheet.setup
    if setup.fit and setup.fit[0 if across else 1]:
        # 頁数を決めて縮めるときは、手で入れた改頁を使わない(Excel と同じ)。
        breaks = frozenset()
    room = setup.inner[0 if across else 1] / scale + _TOLERANCE
    titles = [n for n in _titles(sheet, across=across) if size(n) > 0]
    parts: list[list[int]] = []
    used = 0.0
    for number in lines_:
        if not parts or used + size(number) > room or number - 1 in breaks:
            # 印刷範囲が見出しより下から始まるなら、1頁目にも見出しが要る。
            parts.append([n for n in titles if number > titles[-1]])
            used = sum(size(n) for n in parts[-1])
        parts[-1].append(number)
        used += size(number)
    return parts


def _scale(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> float:
    """縮尺。「次の頁数に合わせて印刷」は、収まる最大の整数パーセント(100 まで)。"""
    setup = sheet.setup
    if setup.fit is None:
        return setup.scale / 100
    wide, tall = setup.fit
    for percent in range(100, 9, -1):
        scale = percent / 100
        if wide and len(_split(sheet, columns, scale, across=True)) > wide:
            continue
        if tall and len(_split(sheet, rows, scale, across=False)) > tall:
            continue
        return scale
    return 0.1


def _page(
    sheet: Sheet,
    look: Look,
    placed: Sequence[Placed],
    rows: list[int],
    columns: list[int],
    scale: float,
    figures: Sequence[Figure],
) -> Page:
    tops, lefts = [0.0], [0.0]
    for row in rows:
        tops.append(tops[-1] - sheet.height(row))
    for column in columns:
        lefts.append(lefts[-1] + sheet.width(column))
    grid = Grid(tuple(rows), tuple(columns), tuple(tops), tuple(lefts))
    setup = sheet.setup
    width, height = lefts[-1], -tops[-1]
    across, down = setup.inner
    x, y = setup.left, setup.top
    if setup.center_across:
        x += max(across - width * scale, 0) / 2
    if setup.center_down:
        y += max(down - height * scale, 0) / 2
    special = tuple(special_fills(sheet, grid))
    plain = _fills(look, grid)
    texts, clipped = _texts(sheet, grid, placed)
    return Page(
        sheet=sheet.name,
        setup=setup,
        scale=scale,
        origin=(x, y),
        size=(width, height),
        grid=grid,
        headings=sheet.headings,
        fills=(*plain, *special) if special else plain,
        rules=lines.rules(sheet, look, grid),
        texts=tuple(texts),
        clipped=tuple(clipped),
        figures=tuple(cut(sheet, figures, rows, columns, tops, lefts)),
    )


@lru_cache(maxsize=16)
def _fills(look: Look, grid: Grid) -> tuple[Fill, ...]:
    """塗り。横に続く同じ色は一つにまとめる。結合の塗りは左上のセルの色。"""
    found: list[Fill] = []
    colors = _colors(look)
    painted = {row for row, _ in colors}
    for i, row in enumerate(grid.rows):
        if row not in painted:
            continue
        start: Fill | None = None
        for j, column in enumerate(grid.columns):
            color = colors.get((row, column))
            if color is None:
                start = None
                continue
            width = grid.lefts[j + 1] - grid.lefts[j]
            if start is not None and color == start.color:
                start = Fill(start.x, start.y, start.width + width, start.height, start.color)
                found[-1] = start
            else:
                height = grid.tops[i] - grid.tops[i + 1]
                start = Fill(grid.lefts[j], grid.tops[i + 1], width, height, color)
                found.append(start)
    return tuple(found)


def _colors(look: Look) -> dict[tuple[int, int], Rgb]:
    """一色で塗る所の色。階調と網掛けは ``special_fills`` が描く。"""
    found: dict[tuple[int, int], Rgb] = {}
    for place, style in look.styles.items():
        color = style.fill
        if not isinstance(color, tuple) or color == _WHITE:
            continue
        area = look.area_of(place)
        if (area.top, area.left) != place:
            continue
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        found.update(dict.fromkeys(product(rows, columns), color))
    return found


def _texts(
    sheet: Sheet, grid: Grid, placed: Sequence[Placed]
) -> tuple[list[Glyphs], list[tuple[Fill, tuple[Glyphs, ...]]]]:
    row_at = {row: index for index, row in enumerate(grid.rows)}
    column_at = {column: index for index, column in enumerate(grid.columns)}
    found: list[Glyphs] = []
    clipped: list[tuple[Fill, tuple[Glyphs, ...]]] = []
    for item in placed:
        room = item.room
        down = _stretch(sheet.down, row_at, grid.tops, room.top, room.bottom, -1)
        across = _stretch(sheet.across, column_at, grid.lefts, room.left, room.right, 1)
        if down is None or across is None:
            continue
        items = place_text(
            item.cell, item.setting, across.start, down.start, across.size, down.size
        )
        if item.setting.fits and down.whole and across.whole:
            found.extend(items)
            continue
        # 頁をまたぐ枠では、行の真ん中がこの頁に入る行だけを書く(どの行も一度だけ出る)。
        shown = tuple(g for g in items if down.last <= g.y + g.size * 0.4 < down.first)
        frame = Fill(
            across.first, down.last, across.last - across.first, down.first - down.last, _WHITE
        )
        clipped.append((frame, shown))
    return found, clipped


@dataclass(frozen=True, slots=True)
class _Stretch:
    """枠の、ある向きの位置。``first``–``last`` がこの頁に見えている所。"""

    start: float
    size: float
    first: float
    last: float
    whole: bool


def _stretch(
    size: Callable[[int, int], float],
    at: dict[int, int],
    edges: Sequence[float],
    first: int,
    last: int,
    sign: int,
) -> _Stretch | None:
    """枠の位置。頁の外から始まるときは、載っている行(列)から遡って求める。"""
    numbers = [n for n in range(first, last + 1) if n in at]
    if not numbers:
        return None
    length = size(first, last)
    before = size(first, numbers[0] - 1)
    begin, end = edges[at[numbers[0]]], edges[at[numbers[-1]] + 1]
    return _Stretch(
        start=begin - sign * before,
        size=length,
        first=begin,
        last=end,
        whole=abs(abs(end - begin) - length) < 0.01,
    )
