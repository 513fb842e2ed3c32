"""押した升に結びそうな項目: 升の □ の後の語、左と上の見出しから、近い順に。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import jaconv

from jusou_desk.casework.town_forms.own_form_cells import (
    SheetCells,
    is_blank_frame,
    sheet_cells,
    unit_of,
    words_in,
)
from jusou_desk.casework.town_forms.own_form_headings import called_here, common_headings
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.reports.inspection.vocabulary import NUMBER, Word
from jusou_desk.reports.xlsx.valuetext import CHECKED

_MOST: Final = 4
_LEAST: Final = 0.6
_HALF: Final = 0.5
#: 名も呼び名も同じとみてよい近さ。
_SURE: Final = 0.9
#: □ の後の語。書き込むための空いた括弧の前まで。
_BOX: Final = re.compile(r"[□☐☑■]\s*((?:[^□☐☑■\s(（]|[(（][^)）\s]+[)）])+)")
_BETWEEN: Final = re.compile(r"[\s・／/、，,]+")
_ASIDE: Final = re.compile(r"\([^)]*\)|[\s・,、。:_]")


def suggested(checked: Checked, sheet: str, cell: str) -> tuple[str, ...]:
    """その升に結びそうなタグ。近い順。その升にもう結んだものは除き、ほかの升に結んだものは後にする。

    見当がつかなければ空。
    """
    cells = sheet_cells(checked.data).get(sheet)
    if cells is None:
        return ()
    done = {one.tag for one in checked.links if (one.sheet, one.cell) == (sheet, cell)}
    words = checked.proof.vocabulary.words
    found = _boxes(words, cells, cell) or _counts(words, cells, cell) or _named(words, cells, cell)
    # 「連絡先」が二つあれば、二つめは別の人の連絡先のことが多い。
    used = {one.tag for one in checked.links}
    return tuple(sorted((tag for tag in found if tag not in done), key=used.__contains__))


def only_to_fill(checked: Checked, sheet: str, cell: str) -> bool:
    """升の字が、手で書き込むか丸で囲むためだけのものか。「令和　年　月　日」「〒　－」「男・女」など。"""
    words = words_in(checked.data, sheet, cell)
    if is_blank_frame(words):
        return True
    choices = [one for one in _BETWEEN.split(words) if one]
    likely = suggested(checked, sheet, cell)[:1]
    terms = (word.terms for word in checked.proof.vocabulary.words if word.tag in likely)
    return len(choices) > 1 and any(set(choices) <= set(found) for found in terms)


def _boxes(words: Sequence[Word], cells: SheetCells, cell: str) -> tuple[str, ...]:
    """□ の後の語をいちばん多く持つ、選ぶ欄の印。"""
    after = _BOX.findall(cells.words(cell))
    label = _plain(cells.left_label(cell) or cells.upper_label(cell))
    best: tuple[tuple[float, float], tuple[str, ...]] = ((0, 0), ())
    for word in words:
        tags = tuple(
            f"{word.tag}:{CHECKED}{term}" for one in after if (term := _term(word.terms, one))
        )
        rank = (len(tags), _likeness(word, label))
        if tags and rank > best[0]:
            best = (rank, tags)
    return best[1]


def _term(terms: Sequence[str], after: str) -> str:
    """□ の後の字 ``after`` の指す語。無ければ空。"""
    return next((one for one in terms if _one_width(one) == _one_width(after)), "")


def _counts(words: Sequence[Word], cells: SheetCells, cell: str) -> tuple[str, ...]:
    """件数の表: 上の見出しと同じ列の件数を、左の見出しに近い順に。"""
    row, column = _plain(cells.left_label(cell)), _plain(cells.upper_label(cell))
    ranked: list[tuple[float, str]] = []
    for word in words:
        *_, name, own_column = ("", "", *word.section.split("　"))
        if word.kind != NUMBER or word.group or _plain(own_column) != column:
            continue
        shared = len(set(row) & set(_plain(name))) / max(len(set(row)), 1)
        ranked.append((shared + SequenceMatcher(None, _plain(name), row).ratio() / 2, word.tag))
    ranked.sort(key=lambda one: -one[0])
    return tuple(tag for _, tag in ranked[:_MOST])


def _named(words: Sequence[Word], cells: SheetCells, cell: str) -> tuple[str, ...]:
    """見出しと同じか、似た名の項目。"""
    near, *far = map(_plain, cells.left_labels(cell) or [""])
    upper, unit = _plain(cells.upper_label(cell)), unit_of(cells.words(cell))
    ranked: list[tuple[float, str]] = []
    for word in words:
        beside = _likeness(word, near)
        if word.group:  # 表の外の見出しと、字が少し似ているだけの列は勧めない
            beside = beside - 0.05 if beside >= _SURE else 0
        above = _likeness(word, upper) - (0.05 if not word.group else 0)
        # 「相談者」の段の「連絡先」。
        whose = 1.0 if any(_likeness(word, one + near) >= _SURE for one in far if near) else 0.0
        # 「（　歳）」の升は、見出しが「生年月日」でも年齢。
        own = 1.1 if unit and not word.group and _likeness(word, unit) >= _SURE else 0.0
        rank = max(beside, above, whose, own)
        if rank >= _LEAST:
            ranked.append((rank, word.tags[0]))
    ranked.sort(key=lambda one: -one[0])
    return tuple(tag for _, tag in ranked[:_MOST])


def _likeness(word: Word, label: str) -> float:
    """項目の名と見出しの近さ。0 から 1。"""
    if not label:
        return 0
    name = word.tag.rpartition(".")[2]
    own = _plain(name)
    if label == own:
        return 1
    if label in _also().get(name, ()) or label == _plain(called_here().get(name, "")):
        return 0.95
    part = min(len(own), len(label)) / max(len(own), len(label))
    if part >= _HALF and (own in label or label in own):
        return 0.6 + 0.3 * part
    return SequenceMatcher(None, own, label).ratio()


def also_called(tag: str) -> str:
    """項目 ``tag`` の、町の様式でよくある呼び名を並べたもの。探すときに使う。"""
    name = tag.rpartition(".")[2]
    return " ".join((*sorted(_also().get(name, ())), called_here().get(name, "")))


def _plain(words: str) -> str:
    """比べる形: 幅とかなをそろえ、括弧の中と空きと記号を除く。"""
    return str(jaconv.hira2kata(_ASIDE.sub("", _one_width(words))))


def _one_width(words: str) -> str:
    """英数字と記号は半角、かなは全角にそろえたもの。"""
    kana = jaconv.h2z(words, kana=True, ascii=False, digit=False)
    return str(jaconv.z2h(kana, kana=False, ascii=True, digit=True))


@cache
def _also() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(map(_plain, also)) for name, also in common_headings().items()}
