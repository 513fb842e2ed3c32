"""帳票の様式を描く決まり: 紙、升目、書体、罫線、見出しの網。

一行は 36 の細い升からなり、欄は升いくつ分かで幅を言う。どの行も左右が揃う。
塗りは白黒で刷っても字が読める薄さにする。国への報告項目は太枠で囲む。
書き入れる字と選択肢は 10.5 pt から、項目名と注は 9 pt から(domain.md §6.7)。

綴じ代は 25 mm。縦の紙は左、横の紙は上に取る。横の紙は、縦の紙と同じ簿冊に、上の辺を左にして綴じ、
穴はどちらも 297 mm の辺に二つ開ける。左(短い辺)に取ると、縦の紙と一緒に綴じられない。
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.forms import code_set

COLUMNS: Final = 36
# 横に置いた紙の升の数。綴じ代は上に来る。
ACROSS: Final = 57
_COLUMN_POINTS: Final = 13.5
# 標準の文字を 12 pt にすると半角がちょうど 8 px になり、列の幅がどの表計算でも同じになる。
_COLUMN_WIDTH: Final = 18 / 8
FACE: Final = "BIZ UDゴシック"
_SHADE: Final = PatternFill("solid", fgColor="EDEDED")
_MARGIN_MM: Final = {"left": 25, "right": 12, "top": 12, "bottom": 12}
_ACROSS_MM: Final = {"left": 12, "right": 12, "top": 25, "bottom": 12}
#: 書き入れる字と選択肢の大きさ。項目名と注の大きさ。
ANSWER: Final = 10.5
PRINTED: Final = 9.0
LAYOUTS: Final = Path(__file__).resolve().parents[1]
# この升の数からの欄は、罫から一字下げる。
_WIDE: Final = 7
# 上に寄せた欄の字を、上の罫から離す空き(ポイント)。表計算には上の字下げが無いので、細い行を一つ入れる。
_TOP_INSET: Final = 4.0
# 表の中で、中央に置いて縦に揃える列。
_CENTRED: Final = frozenset(("", "番号", "控番", "議題", "年齢", "性別", "済"))
# 人の名の列。七字の名(姓・空き・名)が入らない幅なら、途中で行を変えず、字を縮めて一行に置く。
_NAMES: Final = frozenset(("氏名", "担当者", "記録者", "立会者"))
_SEVEN: Final = 6
_TICK: Final = ":☑"
NEWEST: Final = 9999
OTHER: Final = "その他"


@dataclass(frozen=True)
class Box:
    """欄ひとつ。``width`` は升の数。``national`` は国への報告項目。"""

    text: str
    width: int
    size: float = ANSWER
    align: str = "left"
    valign: str = "center"
    wrap: bool = False
    bold: bool = False
    shaded: bool = False
    national: bool = False
    edges: str = "thin"
    upright: bool = False

    @property
    def set_down(self) -> bool:
        """字を上の罫から離すか。"""
        return self.valign == "top" and self.edges != "none"


def label(text: str, width: int = 4, *, national: bool = False, size: float = PRINTED) -> Box:
    """項目名。薄い網を掛けて中央に置く。"""
    return Box(text, width, size=size, align="center", wrap=True, shaded=True, national=national)


def entry(text: str, width: int, *, national: bool = False, size: float = ANSWER) -> Box:
    """一行で書く欄。"""
    return Box(text, width, size=size, national=national)


def long(tag: str, width: int, *, size: float = ANSWER) -> Box:
    """何行も書く欄。入りきらないときは字を縮めずに行を伸ばす。"""
    return Box(f"{{{{{tag}:伸}}}}", width, size=size, valign="top", wrap=True)


def words(
    text: str, width: int, *, size: float = PRINTED, align: str = "left", bold: bool = False
) -> Box:
    """枠の無い文。"""
    return Box(text, width, size=size, align=align, wrap=True, bold=bold, edges="none")


def measure(text: str) -> float:
    """刷ったときの幅(全角を 1 とする)。タグの中身は数えない。"""
    shown, depth = "", 0
    for char in text.replace(":☑", ":☐"):
        depth += (char == "{") - (char == "}")
        if char not in "{}" and depth == 0:
            shown += char
    tags = text.count("☑")
    wide = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in shown)
    return wide + tags


def tick(tag: str, term: str) -> str:
    """選択肢ひとつ。「その他」には書き添えの場所を付ける。"""
    if term == OTHER:
        return f"{{{{{tag}の他:☑}}}}その他({{{{{tag}の他}}}}　　　　)"
    return f"{{{{{tag}:☑{term}}}}}{term}"


def terms(codes: str) -> tuple[str, ...]:
    """符号表のいちばん新しい版の語。"""
    return code_set(codes, NEWEST).terms


def ticks(
    tag: str,
    codes: str,
    width: int,
    *,
    national: bool = False,
    size: float = ANSWER,
    plain: bool = False,
) -> Box:
    """☐ の並び。項目の途中で行が変わらないよう、ここで行を分けておく。

    plain: 「その他」に書き添えの場所を付けない。
    """
    room = (width * _COLUMN_POINTS - 8) / size
    lines: list[str] = []
    used = 0.0
    for term in terms(codes):
        item = f"{{{{{tag}:☑{term}}}}}{term}" if plain else tick(tag, term)
        need = measure(item)
        if lines and used + 1 + need <= room:
            lines[-1] += "　" + item
            used += 1 + need
        else:
            lines.append(item)
            used = need
    return Box("\n".join(lines), width, size=size, wrap=True, national=national)


def check(tag: str, text: str, width: int, *, national: bool = False) -> Box:
    """印ひとつの欄。"""
    return Box(f"{{{{{tag}:☑}}}}{text}", width, national=national)


class Page:
    """紙一枚(シート一枚)。上から順に行を足していく。across: 紙を横に置く。"""

    def __init__(self, book: Workbook, name: str, *, across: bool = False) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.columns = ACROSS if across else COLUMNS
        self._row = 0
        self._left = 1
        self._setup()

    def _setup(self) -> None:
        sheet = self.sheet
        for number in range(1, self.columns + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _COLUMN_WIDTH
        sheet.sheet_view.showGridLines = False
        set_paper(sheet, across=self.columns == ACROSS)

    @property
    def row(self) -> int:
        return self._row

    def line(self, *boxes: Box, height: float = 0) -> int:
        """欄を横に並べた一行。幅の合計は紙(かたまりの中なら残り)の幅になる。"""
        total = sum(box.width for box in boxes)
        if self._left - 1 + total != self.columns:
            raise ValueError(f"{self.sheet.title} の行の幅が {total} です: {boxes[0].text}")
        tall = height or _height(boxes)
        top = self._row + 1
        if any(box.set_down for box in boxes):
            self.gap(_TOP_INSET)
            tall -= _TOP_INSET
        self._row += 1
        self.sheet.row_dimensions[self._row].height = tall
        column = self._left
        runs: list[tuple[int, int]] = []
        for box in boxes:
            right = column + box.width - 1
            first = self._row if box.set_down else top
            self._put(box, first, column, self._row, right, lines=False)
            if box.edges != "none":
                self.frame(top, column, self._row, right, box.edges)
            if box.national:
                joined = runs and runs[-1][1] == column - 1
                start = runs.pop()[0] if joined else column
                runs.append((start, column + box.width - 1))
            column += box.width
        for left, right in runs:
            self.frame(top, left, self._row, right, "thick")
        return self._row

    def gap(self, height: float = 4) -> None:
        """空き。"""
        self._row += 1
        self.sheet.row_dimensions[self._row].height = height

    @contextmanager
    def block(self, caption: str) -> Iterator[None]:
        """左端に縦書きの見出しを持つかたまり。外周は中太の線。"""
        top = self._row + 1
        self._left = 3
        yield
        self._left = 1
        box = replace(label(caption, 2), bold=True, upright=True)
        self._put(box, top, 1, self._row, 2)
        self.frame(top, 1, self._row, self.columns)

    @contextmanager
    def framed(self) -> Iterator[None]:
        """見出しの無いかたまり。"""
        top = self._row + 1
        yield
        self.frame(top, 1, self._row, self.columns)

    def choices(
        self, title: Box, tag: str, codes: str, *, across: int, pitch: float = 13.5
    ) -> None:
        """選択肢の多い欄。``across`` 列に並べ、左に見出しを置く。列の幅は、長い語に合わせて分ける。

        「その他」は、書き添えや古い年度の語がいくつ来てもよいよう、下に一行取る。
        """
        items = [tick(tag, term) for term in terms(codes) if term != OTHER]
        down = -(-len(items) // across)
        room = self.columns - self._left + 1 - title.width
        widths = _shares(
            [max(map(measure, items[n * down : (n + 1) * down])) for n in range(across)], room
        )
        top, first = self._row + 1, self._left + title.width
        for number in range(down):
            self._row += 1
            self.sheet.row_dimensions[self._row].height = pitch
            column = first
            for place, width in enumerate(widths):
                index = place * down + number
                text = items[index] if index < len(items) else ""
                box = Box(text, width)
                self._put(box, self._row, column, self._row, column + width - 1, lines=False)
                column += width
        self._row += 1
        self.sheet.row_dimensions[self._row].height = pitch
        other = Box(tick(tag, OTHER), room)
        self._put(other, self._row, first, self._row, self.columns, lines=False)
        self._put(title, top, self._left, self._row, first - 1)
        self.frame(top, first, self._row, self.columns, "thin")
        if title.national:
            self.frame(top, self._left, self._row, self.columns, "thick")

    def table(
        self,
        group: str,
        columns: Sequence[tuple[str, str, int]],
        *,
        slots: int,
        height: float,
        size: float = ANSWER,
        align: str = "left",
        valign: str = "center",
        unless_empty: str = "",
    ) -> None:
        """繰返しの表。columns: (見出し, タグ, 幅)。件数が枠を超えれば行が増える。

        unless_empty: この項目が空なら、表ごと見えなくする。
        """
        top = self._row + 1
        told = f"{{{{{unless_empty}:省}}}}" if unless_empty else ""
        first = columns[0][1]
        self.line(
            *(label(title + told * (tag == first), width) for title, tag, width in columns),
            height=_head_height(columns),
        )
        for _ in range(slots):
            boxes = (
                Box(
                    _cell_text(group, tag) + told * (tag == first),
                    width,
                    size=size,
                    align="center" if title in _CENTRED else align,
                    valign=valign,
                    wrap=tag != "控番" and (tag not in _NAMES or width >= _SEVEN),
                )
                for title, tag, width in columns
            )
            self.line(*boxes, height=height)
        for row in range(top, self._row + 1):
            self._edge(row, 1, "left", "medium")
            self._edge(row, self.columns, "right", "medium")
        for column in range(1, self.columns + 1):
            self._edge(top, column, "top", "medium")
        # 行が増えても表の途中に太い線が来ないよう、下の線は次の行の上に引く。
        self.gap(4)
        for column in range(1, self.columns + 1):
            self._edge(self._row, column, "top", "medium")
        if told:
            self.sheet.cell(self._row, 1).value = told

    def titled_seals(self, title: Box, names: Sequence[str]) -> None:
        """左に題、右に供覧の押印欄。題は押印欄の二行にまたがる。"""
        top, first = self._row + 1, title.width + 1
        width = (self.columns - title.width) // len(names)
        for height, text in ((12, True), (34, False)):
            self._row += 1
            self.sheet.row_dimensions[self._row].height = height
            for number, name in enumerate(names):
                left = first + number * width
                box = label(name, width) if text else Box("", width)
                self._put(box, self._row, left, self._row, left + width - 1)
        self._put(title, top, 1, self._row, title.width)
        self.frame(top, first, self._row, self.columns)

    def repeat_on_next_page(self, first: int, last: int) -> None:
        """文が伸びて次の紙に続くとき、どの紙の上にも刷る行。"""
        self.sheet.print_title_rows = f"{first}:{last}"

    def set_in(self) -> None:
        """左に寄せた欄の字を、罫から離す。狭い欄は、字の入る幅を減らさないよう中央に置く。

        ☐ の並びは、幅いっぱいに分けてあり、☐ の字そのものに空きがあるので、動かさない。
        """
        # 結合の並びは定まらない。書式の番号がいつも同じになるよう、上から順に直す。
        areas = sorted(self.sheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col))
        for area in areas:
            cell = self.sheet.cell(area.min_row, area.min_col)
            if cell.alignment.horizontal != "left" or not cell.border.left.style:
                continue
            if _TICK in str(cell.value):
                continue
            wide = area.max_col - area.min_col + 1 >= _WIDE
            placed = copy(cell.alignment)
            placed.horizontal, placed.indent = ("left", 1) if wide else ("center", 0)
            cell.alignment = placed

    def finish(self) -> None:
        """印刷範囲を決める。隅のセルにも書式を置き、罫線の無い紙でも使う範囲が分かるようにする。"""
        self.sheet.cell(self._row, self.columns).font = Font(name=FACE, size=9)
        self.sheet.print_area = f"A1:{get_column_letter(self.columns)}{self._row}"

    def _put(
        self, box: Box, top: int, left: int, bottom: int, right: int, *, lines: bool = True
    ) -> None:
        sheet = self.sheet
        cell = sheet.cell(top, left)
        if box.text:
            cell.value = box.text
            cell.data_type = "s"
        cell.font = Font(name=FACE, size=box.size, bold=box.bold)
        cell.alignment = Alignment(
            horizontal=box.align,
            vertical=box.valign,
            # 縦書きに折り返しが付くと、左へ寄せてしまう表計算がある。
            wrap_text=box.wrap and not box.upright,
            text_rotation=255 if box.upright else 0,
        )
        if box.shaded:
            cell.fill = _SHADE
        if (top, left) != (bottom, right):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if lines and box.edges != "none":
            self.frame(top, left, bottom, right, box.edges)

    def frame(self, top: int, left: int, bottom: int, right: int, kind: str = "medium") -> None:
        """範囲の外周に線を引く。隣のセルにも同じ線を持たせ、どの表計算でも同じに見せる。"""
        for column in range(left, right + 1):
            self._edge(top, column, "top", kind)
            self._edge(bottom, column, "bottom", kind)
        for row in range(top, bottom + 1):
            self._edge(row, left, "left", kind)
            self._edge(row, right, "right", kind)

    def _edge(self, row: int, column: int, side: str, kind: str) -> None:
        cell = self.sheet.cell(row, column)
        before = getattr(cell.border, side)
        rank = ("thin", "medium", "thick")
        if (
            before is not None
            and before.style in rank
            and rank.index(before.style) > rank.index(kind if kind in rank else "thin")
        ):
            return
        sides = {name: getattr(cell.border, name) for name in ("left", "right", "top", "bottom")}
        cell.border = Border(**{**sides, side: Side(style=kind)})


def _cell_text(group: str, tag: str) -> str:
    name, _, way = tag.partition(":")
    return f"{{{{{group}.{name}{':' + way if way else ''}}}}}" if name else ""


def _height(boxes: Sequence[Box]) -> float:
    """欄の中の行数から決める行の高さ。"""
    return max(max(20.0, (box.text.count("\n") + 1) * box.size * 1.25 + 3) for box in boxes)


def _head_height(columns: Sequence[tuple[str, str, int]]) -> float:
    """表の見出しの行の高さ。一行に入らない見出しがあれば二行分。"""
    tight = any(
        measure(title) * PRINTED > width * _COLUMN_POINTS - 5 for title, _, width in columns
    )
    return 26 if tight else 18


def _shares(needs: Sequence[float], room: int) -> list[int]:
    """``room`` の升を、要る幅の割合で分ける。"""
    exact = [room * need / sum(needs) for need in needs]
    widths = [int(one) for one in exact]
    for _ in range(room - sum(widths)):
        short = max(range(len(exact)), key=lambda n: exact[n] - widths[n])
        widths[short] += 1
    return widths


def set_paper(sheet: Worksheet, *, across: bool) -> None:
    """A4 の紙。綴じ代を取り、幅に合わせて刷る。across: 横に置く。"""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if across else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side, size in (_ACROSS_MM if across else _MARGIN_MM).items():
        setattr(sheet.page_margins, side, size / 25.4)
    sheet.page_margins.header = sheet.page_margins.footer = 6 / 25.4


def new_book() -> Workbook:
    """空のブック。"""
    book = Workbook()
    book.remove(book.worksheets[0])
    # 列幅の物差しになる標準の文字。openpyxl には決める口が無いので、最初の書体を入れ替える。
    book._fonts.clear()  # type: ignore[attr-defined]
    book._fonts.add(Font(name=FACE, size=12))  # type: ignore[attr-defined]
    return book


def save(book: Workbook, name: str) -> bytes:
    """様式のバイト列。いつ描いても同じになる(作った人と日時を残さない)。"""
    moment = datetime(2026, 4, 1)
    book.properties.creator = "重層デスク"
    book.properties.title = name
    book.properties.created = book.properties.modified = moment
    stream, fixed = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with (
        zipfile.ZipFile(stream) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in sorted(source.namelist()):
            data = source.read(part)
            if part == "docProps/core.xml":
                data = _steady(data)
            target.writestr(
                zipfile.ZipInfo(part, (2026, 4, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
    return fixed.getvalue()


def _steady(core: bytes) -> bytes:
    """保存のたびに変わる更新日時を、決まった日付にする。"""
    head, mark, rest = core.partition(b"<dcterms:modified")
    inside, end, tail = rest.partition(b"</dcterms:modified>")
    kept = inside[: inside.index(b">") + 1]
    return head + mark + kept + b"2026-04-01T00:00:00Z" + end + tail if mark else core
