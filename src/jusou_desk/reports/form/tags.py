"""様式のタグ ``{{名前:書き方}}`` を読む。

名前は用語集の言葉で、``世帯員.氏名`` のように点でつなぐ。``課題.病気:☑`` は ``課題:☑病気`` と同じ。

書き方(重ねてよい。全角の括弧・コロン・点・前後の空白も受け付ける):
  和暦 令和8年11月22日(日) / 略暦 R8.11.22 / 時刻 午後2時30分 / 数 1,234
  ☑ 真なら☑、でなければ☐ / ☑値 値が「値」と同じか、複数の値に含まれれば☑
  伸 文が入りきらないとき、字を縮めずに行を伸ばす
  省 値は書かず、値が空ならその行を隠す(見出しの行にも書ける)
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from jusou_desk.packet import Packet, Value
from jusou_desk.reports.xlsx.valuetext import CHECKED, UNCHECKED, is_checked

_TAG: Final = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
# 閉じていない、開いていないタグの名残。
_HALF: Final = re.compile(r"[{｛]{2}|[}｝]{2}")
_SINGLE: Final = re.compile(r"[{｛]([^{}｛｝]+)[}｝]")
_DOT: Final = re.compile(r"[\s\u3000]*[.．][\s\u3000]*")
_BLANK: Final = " \u3000\xa0\n\t\u200b"
_BOXES: Final = (CHECKED, UNCHECKED)


@dataclass(frozen=True, slots=True)
class Tag:
    """タグひとつ。``start``・``end`` は文字列の中の位置、``name`` は括弧の中の名前。"""

    start: int
    end: int
    name: str
    modifiers: tuple[str, ...]

    @property
    def grows(self) -> bool:
        return "伸" in self.modifiers

    @property
    def leaves_out(self) -> bool:
        return "省" in self.modifiers

    @property
    def choice(self) -> str | None:
        """☑ を付ける値。真なら付ける印(「:☑」だけ)なら空、印のタグでなければ ``None``。"""
        return next((m[1:].strip() for m in self.modifiers if m[0] in _BOXES), None)


@dataclass(frozen=True, slots=True)
class Step:
    """繰返しの一段。``path`` はグループ名の道筋(点つなぎ)、``packet`` はその一件。

    ``open`` なら、グループ名を付けない短い名前もまずこの一件から引く(シートごとの写し)。
    行の繰返しでは引かない。「氏名」が本人か世帯員かを取り違えないため。
    """

    path: str
    packet: Packet
    open: bool = False


class Scope:
    """タグを引く範囲。内側の一件から外側、最後に全体へと探す。"""

    def __init__(self, whole: Packet, steps: Sequence[Step] = ()) -> None:
        self.whole = whole
        self.steps = tuple(steps)

    def value(self, tag: Tag) -> tuple[bool, Value]:
        """タグの(言葉を知っているか, 値)。``課題.病気:☑`` なら、課題に病気があるか。"""
        known, value = self.find(tag.name)
        group, dot, choice = tag.name.rpartition(".")
        if known or not dot or tag.choice is None:
            return known, value
        known, value = self.find(group)
        return known, is_checked(value, choice) if known else None

    def find(self, name: str) -> tuple[bool, Value]:
        """(言葉を知っているか, 値)。"""
        found = self.source(name)
        return (False, None) if found is None else (True, found[0].values[found[1]])

    def source(self, name: str) -> tuple[Packet, str] | None:
        """値のある一件(か全体)と、その中での名。知らない言葉なら ``None``。"""
        for step in reversed(self.steps):
            for prefix in self._prefixes(step):
                if name.startswith(prefix) and name[len(prefix) :] in step.packet.values:
                    return step.packet, name[len(prefix) :]
        return (self.whole, name) if name in self.whole.values else None

    def group_path(self, name: str) -> str:
        """``世帯員.氏名`` の ``世帯員``。入れ子なら ``議題.役割``。繰返しでなければ空。"""
        if self.find(name)[0]:
            return ""
        words = name.split(".")
        for size in range(len(words) - 1, 0, -1):
            path = ".".join(words[:size])
            if any(path + "." in self._prefixes(step) for step in self.steps):
                return ""
            found = self._resolve(path)
            if found is not None:
                return found[0]
        return ""

    def family(self, name: str) -> str:
        """``議題.役割.氏名`` の ``議題``。左右に並んだ表の、どちらのタグか。繰返しでなければ空。"""
        path = self.group_path(name)
        for step in self.steps:
            if step.open:
                path = path.removeprefix(f"{step.path}.")
        return path.partition(".")[0]

    def rows(self, path: str) -> list[tuple[Step, ...]] | None:
        """グループの一件ずつ(入れ子なら外側の一件を先に並べた組)。グループでなければ ``None``。"""
        found = self._resolve(path)
        return None if found is None else found[1]

    def _resolve(self, path: str) -> tuple[str, list[tuple[Step, ...]]] | None:
        """(いちばん外からの道筋, 一件ずつ)。"""
        for step in reversed(self.steps):
            for prefix in self._prefixes(step):
                if not path.startswith(prefix):
                    continue
                inner = path[len(prefix) :]
                found = _rows(step.packet, inner.split("."), step.path)
                if found is not None:
                    return f"{step.path}.{inner}", found
        found = _rows(self.whole, path.split("."), "")
        return None if found is None else (path, found)

    def _prefixes(self, step: Step) -> list[str]:
        """その一件を指す書き出し。開いた一件の内側では、外側の名を略してよい。"""
        short = [
            step.path[len(outer.path) + 1 :] + "."
            for outer in self.steps
            if outer.open and step.path.startswith(outer.path + ".")
        ]
        return [step.path + ".", *short, *([""] if step.open else [])]

    def words(self) -> list[str]:
        """知っている言葉の一覧(近い言葉を薦めるため)。"""
        found: list[str] = []
        for step in reversed(self.steps):
            _collect(step.packet, "" if step.open else step.path + ".", found)
        _collect(self.whole, "", found)
        return found

    def nearest(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.words(), n=1, cutoff=0.5)
        return close[0] if close else ""


def _rows(packet: Packet, names: list[str], parent: str) -> list[tuple[Step, ...]] | None:
    for size in range(len(names), 0, -1):
        name = ".".join(names[:size])
        if name not in packet.groups:
            continue
        path = f"{parent}.{name}" if parent else name
        rows = packet.groups[name]
        if size == len(names):
            return [(Step(path, row),) for row in rows]
        found: list[tuple[Step, ...]] = []
        known = not rows
        for row in rows:
            inner = _rows(row, names[size:], path)
            known = known or inner is not None
            found += [(Step(path, row), *steps) for steps in inner or ()]
        return found if known else None
    return None


def _collect(packet: Packet, prefix: str, found: list[str]) -> None:
    found.extend(prefix + name for name in packet.values)
    for name, rows in packet.groups.items():
        if rows:
            _collect(rows[0], f"{prefix}{name}.", found)


def parse_tags(text: str) -> list[Tag]:
    """文字列の中のタグ。"""
    if "{" not in text and "｛" not in text:
        return []
    tags = []
    for match in _TAG.finditer(text):
        words, *modifiers = (part.strip(_BLANK) for part in re.split("[:：]", match[1]))
        name = _DOT.sub(".", words)
        tags.append(Tag(match.start(), match.end(), name, tuple(m for m in modifiers if m)))
    return tags


def without_tags(text: str) -> str:
    """``text`` からタグを除いた字。"""
    return _TAG.sub("", text) if "{" in text or "｛" in text else text


def is_half_tagged(text: str) -> bool:
    """括弧の片方だけ(``{{氏名``)が残っているか。"""
    return _HALF.search(without_tags(text)) is not None


def single_braced(text: str) -> list[str]:
    """括弧が一重の所(``{氏名}``)の名前。"""
    return [name.strip(_BLANK) for name in _SINGLE.findall(without_tags(text))]


def unknown_modifiers(tag: Tag) -> Iterable[str]:
    known = ("和暦", "略暦", "時刻", "数", "伸", "省")
    return (m for m in tag.modifiers if m not in known and not m.startswith((CHECKED, UNCHECKED)))
