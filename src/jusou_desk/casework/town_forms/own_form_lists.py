"""町の様式を作る人に渡すもの: 書けるタグの一覧と、手本になる同梱の様式。個人の情報は載らない。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_for
from jusou_desk.casework.town_forms.own_form_papers import Paper
from jusou_desk.packet import Packet
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.vocabulary import Word
from jusou_desk.reports.table import write_book
from jusou_desk.reports.xlsx.valuetext import as_text

TITLE: Final = "タグの一覧"
_COLUMNS: Final = ("様式に書くタグ", "項目", "種類", "節", "入る値の例")
_EXAMPLE: Final = 40
_WAYS: Final = (
    ("{{受付日:和暦}}", "令和8年11月22日(日) の形で書く"),
    ("{{受付日:略暦}}", "R8.11.22 の形で書く"),
    ("{{年齢:数}}", "1,234 のように位取りを付ける"),
    ("{{相談方法:☑電話}}", "値が「電話」なら ☑、でなければ ☐。どの選ぶ欄でも同じ"),
    ("{{住所秘匿:☑}}", "印のある欄なら ☑、でなければ ☐"),
    ("{{相談内容:伸}}", "入りきらないとき、字を縮めずに行を伸ばす"),
    ("{{取消:省}}", "値は書かず、値が空ならその行を隠す"),
    ("{{世帯員.氏名}}", "点の付くタグは繰返し。同じ行に並べると、人数分の行になる"),
)


def hand_out_tag_list(desk: Desk, paper: Paper, folder: Path) -> tuple[Path, ...]:
    """``folder`` に、タグの一覧と手本の様式を書き出す。"""
    files = (tag_list(desk, paper), _model(desk, paper))
    return hand_over(desk, Purpose.ADMINISTRATION, f"{TITLE} {paper.used_for}", files, folder)


def tag_list(desk: Desk, paper: Paper) -> OutgoingFile:
    """書けるタグの一覧(xlsx)。升をそのまま写して様式に貼れる。"""
    proof = paper.prove(desk)
    rows = [
        (f"{{{{{tag}}}}}", word.tag, word.kind, word.section, _example(proof.packet, word))
        for word in proof.vocabulary.words
        for tag in word.tags
    ]
    book = write_book({TITLE: (_COLUMNS, rows), "書き方": (("書き方", "どうなるか"), _WAYS)})
    name = f"{TITLE}-{paper.used_for}.xlsx"
    return OutgoingFile(name, book, title=TITLE, keep=Keep.NOTHING, portable=True)


def _example(packet: Packet, word: Word) -> str:
    """試しに入れる値の初めの所。"""
    *path, name = word.tag.split(".")
    for group in path:
        rows = packet.groups.get(group, ())
        if not rows:
            return as_text(packet.values.get(word.tag))[:_EXAMPLE]
        packet = rows[0]
    return as_text(packet.values.get(name))[:_EXAMPLE]


def _model(desk: Desk, paper: Paper) -> OutgoingFile:
    data = layout_for(desk, paper.layout)
    name = f"手本-{paper.used_for}.xlsx"
    return OutgoingFile(name, data, title="手本の様式", keep=Keep.NOTHING, portable=True)


def tags_to_choose(words: tuple[Word, ...]) -> Iterator[tuple[str, Word]]:
    """升に結べるタグと、その項目。"""
    for word in words:
        for tag in word.tags:
            yield tag, word
