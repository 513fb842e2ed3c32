"""様式の点検のうち、選ぶ欄の□: 選ぶ語に無いので付くことのない印と、□が無いので紙に出ない答え。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jusou_desk.reports.form.boxes import BESIDE, CONSENT, OTHER
from jusou_desk.reports.form.tags import Tag
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting_tags import PlacedTag, tags_in
from jusou_desk.reports.inspection.vocabulary import MANY, ONE, Vocabulary, Word, dotted_choice
from jusou_desk.reports.xlsx.valuetext import CHECKED, UNCHECKED
from jusou_desk.reports.xlsx.workbook import Workbook

#: 一行に並べる、□の無い答えの数。
_SHOWN: Final = 5


@dataclass
class _Idle:
    """選ぶ欄 ``word`` に無い語と、それに印を付ける升。"""

    word: Word
    wanted: dict[str, None] = field(default_factory=dict)
    places: dict[tuple[str, str], None] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        wanted = "".join(f"「{one}」" for one in self.wanted)
        what = f"「{self.word.tag}」の選ぶ語に{wanted}がないため、印が付くことはありません。"
        terms = self.word.terms
        advice = f"選ぶ語は、{'、'.join(terms[:8])}{' など' if len(terms) > 8 else ''}です。"
        for sheet, cell in self.places:
            yield Finding(Grade.YELLOW, sheet, cell, what, advice)


def idle_marks(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """付くことのない印。どれも黄で、選ぶ欄ごとに同じ文になる。"""
    idle: dict[str, _Idle] = {}
    for placed, words in _placed(book, vocabulary):
        if placed.tag.name in words.barred:
            continue
        for word, choice in _asked(placed.tag, words):
            if choice not in word.terms:
                one = idle.setdefault(word.tag, _Idle(word))
                one.wanted[choice] = None
                one.places[placed.sheet, placed.cell] = None
    for one in idle.values():
        yield from one.findings()


def boxless(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """□だけで答える欄の、□の無い答え。欄ごとに一つの黄で、初めの□の升を言う。"""
    asked: dict[str, tuple[Word, PlacedTag, set[str]]] = {}
    worded: set[str] = set()
    ticked: set[str] = set()
    for placed, words in _placed(book, vocabulary):
        tag = placed.tag
        if tag.choice == "":
            ticked.add(tag.name)
        elif tag.choice is None and not tag.leaves_out:
            worded.add(tag.name)
        for word, choice in _asked(tag, words):
            asked.setdefault(word.tag, (word, placed, set()))[2].add(choice)
    for name, (word, placed, shown) in asked.items():
        if name in worded or name.rpartition(".")[2] == CONSENT:
            continue
        if name + BESIDE in worded:
            shown.update(word.beside)
        elif name + BESIDE in ticked:
            shown.add(OTHER)
        if lost := [term for term in word.terms if term not in shown]:
            some = "".join(f"「{term}」" for term in lost[:_SHOWN])
            some += f"など{len(lost)}個" if len(lost) > _SHOWN else ""
            what = f"「{name}」の答えのうち{some}には□がないため、選んでも紙に出ません。"
            advice = f"Excelで□を足すか、空いた升に {{{{{name}}}}} と書いてください。"
            yield Finding(Grade.YELLOW, placed.sheet, placed.cell, what, advice)


def _placed(book: Workbook, vocabulary: Vocabulary) -> Iterator[tuple[PlacedTag, Vocabulary]]:
    """どのタグも、そのシートに書ける言葉と一緒に。"""
    on_sheet: dict[str, Vocabulary] = {}
    for placed in tags_in(book, vocabulary):
        if placed.sheet not in on_sheet:
            on_sheet[placed.sheet] = vocabulary.on(placed.sheet)
        yield placed, on_sheet[placed.sheet]


def _asked(tag: Tag, vocabulary: Vocabulary) -> Iterator[tuple[Word, str]]:
    """タグが印を付ける、選ぶ欄と語。"""
    if (found := dotted_choice(tag, vocabulary)) is not None and found[0].terms:
        yield found
    word = vocabulary.by_tag.get(tag.name)
    if word is None or word.kind not in (ONE, MANY):
        return
    for modifier in tag.modifiers:
        choice = modifier[1:].strip()
        if modifier.startswith((CHECKED, UNCHECKED)) and choice:
            yield word, choice
