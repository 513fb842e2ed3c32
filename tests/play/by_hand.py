"""同じ仕事を、何も入っていない xlsx の様式に手で打つと、何升・何字になるか。

窓が差し込んだ紙の升から、何も入っていない用紙に刷ってある字を引いたものを、手で打つ分とみる。
会議ごとに変わらない次第の決まり文句、一けたの番号、刷った日や頁数などの余白の印は数えない。☑ は一印。
少なめに数えてある(秘匿の印なども、手で書く人の分からは除いた)。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.paper.papers import draw_sheet
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.errors import BadInput
from jusou_desk.paths import resource
from jusou_desk.wareki import format_long, format_short, parse_date
from tests.play.hand import bare

SHEETS = ("intake", "consent", "assessment", "plan")
_TAG = re.compile(r"\{\{.*?\}\}")
_MARKED = "☑"
#: 手で作る人も、前の会議の次第からそのまま残す字と、紙の取扱いの印。
_KEPT = re.compile(
    "開会・守秘の確認|出席者の紹介|決定事項の確認.*|資料の回収・閉会|お手元の資料.*"
    "|重層的支援体制整備事業.*|重層的支援会議|役割分担表のとおり|議題|取扱注意|情報源秘匿|[0-9]"
)


@dataclass(frozen=True)
class Paper:
    """手で打つ紙一枚。words: 打つ升の中身。marks: 付ける印の数。"""

    title: str
    words: tuple[str, ...]
    marks: int

    @property
    def cells(self) -> int:
        return len(self.words)

    @property
    def letters(self) -> int:
        return sum(len(bare(one)) for one in self.words)


def papers_by_hand(desk: Desk, case_no: str) -> tuple[Paper, ...]:
    """受付から会議の資料まで、手で書く紙のすべて。資料は席の数だけある。"""
    sheets = []
    for name in SHEETS:
        book = next(f for f in draw_sheet(desk, name, case_no).files if f.name.endswith(".xlsx"))
        blank = next(f for f in draw_sheet(desk, name).files if f.name.endswith(".xlsx"))
        sheets.append(_paper(book.title or name, name, book.data, blank.data))
    meeting = meetings.meeting_list(desk)[0]
    press = Press(desk, meeting.id)
    for number, seat in enumerate(meeting.attendees, start=1):
        found = [
            _paper(leaf.title, "packet", press.office_xlsx(leaf.book))
            for leaf in press.leaves(number)
        ]
        words = tuple(word for one in found for word in one.words)
        who = (seat.agency, seat.name, str(number))  # 部ごとの宛名と控番、管理表の一行
        marks = sum(one.marks for one in found)
        sheets.append(Paper(f"会議資料 控番{number}と管理表の行", (*words, *who, *who), marks))
    return tuple(sheets)


def _paper(title: str, layout: str, filled: bytes, blank: bytes = b"") -> Paper:
    printed = list(_texts(resource("layouts", f"{layout}.xlsx").read_bytes()))
    fixed = Counter(_texts(blank) if blank else (t for t in printed if not _TAG.search(t)))
    frames = [_TAG.split(text) for text in printed if _TAG.search(text)]
    words, marks = [], 0
    for text in _texts(filled):
        marks += text.count(_MARKED)
        if fixed[text] > 0:
            fixed[text] -= 1
        elif _MARKED not in text and "☐" not in text:
            words.append(_without_frame(text, frames))
    return Paper(title, tuple(w for w in words if bare(w) and not _KEPT.fullmatch(bare(w))), marks)


def _without_frame(text: str, frames: list[list[str]]) -> str:
    """升の字から、様式に初めからある字(「議題」「様」など)を除いたもの。"""
    fit = [f for f in frames if any(f) and re.fullmatch(".*".join(map(re.escape, f)), text, re.S)]
    for part in max(fit, key=lambda f: sum(map(len, f)), default=[]):
        text = text.replace(part, "", 1) if part else text
    return text


def _texts(data: bytes) -> Iterator[str]:
    for sheet in load_workbook(BytesIO(data)).worksheets:
        if sheet.sheet_state != "visible":
            continue
        for line in sheet.iter_rows(values_only=True):
            yield from (str(one) for one in line if one is not None and bare(str(one)))


def times(papers: Sequence[Paper], fact: str) -> int:
    """その事実を書く升の数。日付は、紙の書き方のどれか。"""
    forms = {bare(fact), *_dates(fact)}
    return sum(any(f in bare(word) for f in forms) for paper in papers for word in paper.words)


def _dates(fact: str) -> tuple[str, ...]:
    try:
        day = parse_date(fact)
    except BadInput:
        return ()
    return format_long(day), format_short(day)
