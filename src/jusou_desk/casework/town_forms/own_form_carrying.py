"""去年の様式の結びを、今年のファイルへ写す: シートの名が変わっても、列が増えても、見出しを頼りに追う。

行の見出しは ``comparing.compare`` が追う。ここでは、その前に名の変わったシートを、その後に
列の見出し(月や年度)を追う。黙って隣の月に入る数が、いちばん困るため。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.casework.town_forms.own_form_cells import SheetCells, sheet_cells
from jusou_desk.models.own_forms import CellLink
from jusou_desk.reports.form.tags import parse_tags
from jusou_desk.reports.inspection.comparing import Move, compare
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.xlsx.parts import WORKBOOK
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, column_name, split_cell
from jusou_desk.reports.xlsx.workbook import Workbook

_CHECK_IT: Final = "右の紙で、その升でよいかを確かめてください。"
_RENAMED: Final = "シート「{}」は、前の「{}」とみて、結び{}件を写しました。"
_MOVED: Final = "「{}」の升が、{} から {} へ動きました。"
_TOGETHER: Final = "結び{}件の升が、見出しと一緒に{}動きました。"
_HEADLESS: Final = "「{}」の升の上の見出しが、「{}」から「{}」に変わりました。"
#: これより多く揃って動いた結びは、一行にまとめて言う。
_SEVERAL: Final = 3
#: 表の見出しの行とみるのに要る、字のある升の数。題の一行や、書き込む欄の並びと分けるため。
_HEADINGS: Final = 3
_HALF: Final = 0.5
_NEW: Final = "去年は無かった字があります。{}"
_LINK_IT: Final = "答えの要る欄なら、「升と項目を結ぶ」で結んでください。"
#: 新しい字の一覧に書くのは、ここまで。
_SHOWN: Final = 4
_LONGEST: Final = 16
_YEAR: Final = re.compile(r"((昭和|平成|令和|[SHR])?(\d+|元)年度?|[SHR]\d+|(19|20)\d\d年?度?)")


@dataclass(frozen=True)
class Carried:
    """写した結びと、去年との違い。followed: そのうち、結んだ升とシートの動きのことだけ。"""

    links: tuple[CellLink, ...]
    findings: tuple[Finding, ...]
    followed: tuple[Finding, ...] = ()


def carry_links(before: bytes, after: bytes, links: Sequence[CellLink]) -> Carried:
    """``before`` の結びを ``after`` へ写す。どちらも開けるブックであること(でなければ ``BadInput``)。"""
    renamed = _renamed(sheet_cells(before), sheet_cells(after))
    before = _under_new_names(before, renamed)
    links = [replace(one, sheet=renamed.get(one.sheet, one.sheet)) for one in links]
    found = compare(before, after, links)
    was, now = sheet_cells(before), sheet_cells(after)
    said = list(found.findings)
    moves: list[Move[CellLink]] = []
    for move in found.moves:
        moves.append(move)
        if not move.cell:
            continue
        cell, headless = _followed(was[move.sheet], now[move.sheet], move)
        said += [headless] if headless else []
        if cell != move.cell:
            said = [one for one in said if not _is_about(one, move)]
            moves[-1] = replace(move, cell=cell)
            what = _MOVED.format(move.link.tag, move.link.cell, cell)
            said.append(Finding(Grade.YELLOW, move.sheet, cell, what, _CHECK_IT))
    kept = tuple(replace(one.link, sheet=one.sheet, cell=one.cell) for one in moves if one.cell)
    counted = Counter(one.sheet for one in links)
    told = [
        Finding(Grade.YELLOW, new, "", _RENAMED.format(new, old, counted[new]), _CHECK_IT)
        for old, new in renamed.items()
    ]
    said = [*told, *_together(moves, said)]
    followed = tuple(one for one in said if one.sheet)
    return Carried(kept, (*said, *_new_words(was, now, said)), followed)


# --- 名の変わったシート -------------------------------------------------------


def _renamed(was: Mapping[str, SheetCells], now: Mapping[str, SheetCells]) -> dict[str, str]:
    """無くなったシートの名→代わりに増えたシートの名。中の字の半分より多くが同じものだけ。"""
    added = [name for name in now if name not in was]
    found: dict[str, str] = {}
    for name in was:
        words = was[name].all_words()
        if name in now or not words or not added:
            continue
        best = max(added, key=lambda one: len(words & now[one].all_words()))
        if len(words & now[best].all_words()) > len(words) * _HALF:
            found[name] = best
            added.remove(best)
    return found


def _under_new_names(data: bytes, renamed: Mapping[str, str]) -> bytes:
    """シートの名だけを替えた写し。"""
    if not renamed:
        return data
    book = Workbook(data)
    for sheet in book.sheets:
        sheet.element.set("name", renamed.get(sheet.name, sheet.name))
    book.touch(WORKBOOK)
    return book.to_bytes()


# --- 列の見出し ---------------------------------------------------------------


def _followed(was: SheetCells, now: SheetCells, move: Move[CellLink]) -> tuple[str, Finding | None]:
    """``move`` の行き先を、見出しの升と列の見出しで確かめた升と、見出しの無くなった断り。"""
    link, cell = move.link, move.cell
    label = _bare(link.label)
    if label and _bare(now.words(cell)) == label != _bare(was.words(link.cell)):
        # 列が増えて、答えの升だった所に、見出しそのものが移って来た。
        cell = now.right_of(cell)
    head = was.heading_above(link.cell)
    if head is None:
        return cell, None
    keys = _keys(was, head[0])
    if len(keys) < _HEADINGS:
        return cell, None
    line = _same_line(now, [key for key, _ in keys.values()], split_cell(cell)[0])
    if not line:
        return cell, None
    wanted = keys[head[1]]
    row, _ = split_cell(cell)
    offset = split_cell(link.cell)[1] - head[1]
    column = next((at + offset for at, key in line.items() if key == wanted), 0)
    if 1 <= column <= MAX_COLUMN:
        return f"{column_name(column)}{row}", None
    here = now.heading_above(cell)
    what = _HEADLESS.format(link.tag, was.at(*head), now.at(*here) if here else "")
    return cell, Finding(Grade.YELLOW, move.sheet, cell, what, _CHECK_IT)


def _keys(cells: SheetCells, row: int) -> dict[int, tuple[str, int]]:
    """行 ``row`` の見出しの、列→(比べる形, 同じ形の何番めか)。年度は、どの年でも同じ形。"""
    seen: Counter[str] = Counter()
    found: dict[int, tuple[str, int]] = {}
    for column, words in cells.line(row):
        key = _YEAR.sub("年", _bare(words))
        seen[key] += 1
        found[column] = (key, seen[key])
    return found


def _same_line(now: SheetCells, wanted: Sequence[str], below: int) -> dict[int, tuple[str, int]]:
    """``below`` の行より上で、見出し ``wanted`` の半分より多くがある、いちばん近い行。無ければ空。"""
    for row in range(below - 1, 0, -1):
        keys = _keys(now, row)
        here = Counter(key for key, _ in keys.values())
        if (Counter(wanted) & here).total() > len(wanted) * _HALF:
            return keys
    return {}


def _bare(words: str) -> str:
    """空きを除き、全角の英数字を半角にそろえた字。"""
    return "".join(words.translate(_NARROW).split())


_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


# --- 増えた見出し -------------------------------------------------------------


def _new_words(
    was: Mapping[str, SheetCells], now: Mapping[str, SheetCells], said: Sequence[Finding]
) -> Iterator[Finding]:
    """どちらにもあるシートの、今年だけにある字。増えた欄は、結ばなければ空のまま紙に出る。タグの増減は ``compare`` が言う。"""
    for name in now:
        if name not in was:
            continue
        known = {_YEAR.sub("年", _bare(one)) for one in was[name].all_words()}
        told = "".join(one.what for one in said if one.sheet == name)
        added = [
            (cell, words)
            for cell, words in now[name].headings()
            if _YEAR.sub("年", _bare(words)) not in known
            and f"「{_bare(words)}」" not in told
            and not parse_tags(words)
        ]
        if added:
            words = "".join(f"「{_cut(one)}」" for _, one in added[:_SHOWN])
            more = f"ほか{len(added) - _SHOWN}" if len(added) > _SHOWN else ""
            (first, _), *others = added
            yield Finding(
                Grade.YELLOW,
                name,
                first,
                _NEW.format(words + more),
                _LINK_IT,
                others=tuple((name, cell) for cell, _ in others[:2]),
                times=len(added),
            )


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


# --- 言い方 -------------------------------------------------------------------


def _is_about(finding: Finding, move: Move[CellLink]) -> bool:
    """``compare`` の、この結びの行き先の断りか。"""
    here = (finding.sheet, finding.cell) == (move.sheet, move.cell)
    return here and f"「{move.link.tag}」" in finding.what


def _together(moves: Sequence[Move[CellLink]], said: Sequence[Finding]) -> Iterator[Finding]:
    """同じシートで揃って動いた結びは、一行にまとめる。"""
    groups: dict[tuple[str, int, int], list[Move[CellLink]]] = {}
    for move in moves:
        if move.cell and move.cell != move.link.cell:
            groups.setdefault((move.sheet, *_step(move)), []).append(move)
    many = {key: group for key, group in groups.items() if len(group) > _SEVERAL}
    for (sheet, down, across), group in many.items():
        first, *others = (move.cell for move in group)
        what = _TOGETHER.format(len(group), _way(down, across))
        yield Finding(
            Grade.YELLOW,
            sheet,
            first,
            what,
            _CHECK_IT,
            others=tuple((sheet, cell) for cell in others[:2]),
            times=len(group),
        )
    told = [move for group in many.values() for move in group]
    yield from (one for one in said if not any(_is_about(one, move) for move in told))


def _step(move: Move[CellLink]) -> tuple[int, int]:
    (row, column), (old_row, old_column) = split_cell(move.cell), split_cell(move.link.cell)
    return row - old_row, column - old_column


def _way(down: int, across: int) -> str:
    words = []
    if across:
        words.append(f"{'右' if across > 0 else '左'}へ{abs(across)}列")
    if down:
        words.append(f"{'下' if down > 0 else '上'}へ{abs(down)}行")
    return "、".join(words)
