"""様式の点検。取り込む前に、使えないこと・気をつけること・よいことを、言葉で並べる。

データベースも画面も知らない。試しに差し込む中身(いちばん長い架空の値)は、呼ぶ側が渡す。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind, folded
from jusou_desk.reports.inspection.inspecting_choices import boxless, idle_marks
from jusou_desk.reports.inspection.inspecting_formulas import moving_days
from jusou_desk.reports.inspection.inspecting_leaks import leaks
from jusou_desk.reports.inspection.inspecting_leftovers import leftovers
from jusou_desk.reports.inspection.inspecting_pages import page_findings
from jusou_desk.reports.inspection.inspecting_pictures import picture_findings
from jusou_desk.reports.inspection.inspecting_styles import in_styles
from jusou_desk.reports.inspection.inspecting_tags import (
    merges_in_the_way,
    room_for_rows,
    tag_findings,
    tags_in,
    wanted_missing,
)
from jusou_desk.reports.inspection.inspecting_unread import unread
from jusou_desk.reports.inspection.inspecting_unseen import (
    NARROWER,
    UNPRINTABLE,
    nothing_shown,
    unseen,
)
from jusou_desk.reports.inspection.linking import Link, put_tags
from jusou_desk.reports.inspection.outsized import expect_moderate
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.problems import Problem, Trouble
from jusou_desk.reports.setting.ruler import EXACT, Calibration
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.workbook import Workbook

_ROW: Final = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>\d+)")
_OVER: Final = (Trouble.OVERFLOW, Trouble.CONTINUED, Trouble.FIGURE_OVERFLOW)
_REPAIR: Final = "Excelで枠を広げるか、字を小さくするか、タグに「:伸」を付けてください。"
_WIDER: Final = (
    "列を広げられなければ、「セルの書式設定」の「縮小して全体を表示する」に印を付けてください。"
)
_KNOW: Final = "このままでも使えます。右の紙で、困らないかを確かめてください。"


@dataclass(frozen=True)
class Inspection:
    """点検の結果。``book`` は試しに差し込んだブック(開けなければ ``None``)。"""

    findings: tuple[Finding, ...]
    book: FilledBook | None = None

    @property
    def usable(self) -> bool:
        """赤が一つも無いか。"""
        return all(one.grade is not Grade.RED for one in self.findings)

    def count(self, grade: Grade) -> int:
        return sum(one.grade is grade for one in self.findings)


def inspect(
    data: bytes,
    vocabulary: Vocabulary,
    proof: Packet,
    links: Sequence[Link] = (),
    *,
    calibration: Calibration = EXACT,
    moment: datetime | None = None,
) -> Inspection:
    """様式 ``data`` の点検。

    vocabulary: この様式に書ける言葉。proof: 試しに差し込む、いちばん長い架空の値。
    links: タグの無い升に結んだ項目。calibration: 役所の Excel が刷る大きさ。
    moment: 試しに刷る時(数式の TODAY の値)。
    どんなファイルでも例外にせず、赤の一行にする。
    """
    found: list[Finding] = []
    try:
        # 部品のどこが壊れているかは、初めて読むまで分からない。
        with expecting_sound_book():
            linked = put_tags(data, links)
            form = _look(linked, vocabulary, proof, found)
            # 読んだ様式の木は、もう手放してある。大きな様式では、どちらの木も百 MB ほどになる。
            filled = fill(linked, proof, only=form.used, calibration=calibration, moment=moment)
            found += _problems(filled, [*found, *form.hidden])
            found += form.carried
            found += form.hidden
            if not filled.pages:
                raise nothing_shown(filled.noted)
            found += page_findings(filled)
            found += _good(form, filled, found)
    except BadInput as error:
        found.append(Finding(Grade.RED, "", "", error.title, error.advice))
        return Inspection(_in_order(found))
    return Inspection(_in_order(found), filled)


@dataclass(frozen=True)
class _Form:
    """差し込む前の様式から分かったこと。

    used: 使うシートの名(空なら全部)。hidden: 刷ると見えない字。carried: ファイルに付いて出るもの。
    tagged: タグのある升の数。locked: 保護されたシートの名。room: 繰返しに何件まで入るか。
    """

    used: tuple[str, ...]
    hidden: tuple[Finding, ...]
    carried: tuple[Finding, ...]
    tagged: int
    locked: tuple[str, ...]
    room: tuple[Finding, ...]


def _look(data: bytes, vocabulary: Vocabulary, proof: Packet, found: list[Finding]) -> _Form:
    """差し込む前の様式 ``data`` を見る。タグと作りのことは、途中で断っても残るよう ``found`` に足す。"""
    book = Workbook(data, again=True)
    expect_moderate(book)
    found += _sheets(book, vocabulary)
    found += tag_findings(book, vocabulary)
    found += idle_marks(book, vocabulary)
    found += boxless(book, vocabulary)
    found += merges_in_the_way(book, vocabulary)
    found += picture_findings(book, vocabulary)
    carried = (
        *moving_days(book),
        *leaks(book),
        *leftovers(book, vocabulary),
        *in_styles(book, vocabulary),
        *unread(book, vocabulary),
    )
    hidden = tuple(unseen(book, vocabulary))
    found += wanted_missing(book, vocabulary, hidden)
    return _Form(
        used=tuple(sheet.name for sheet in book.sheets if sheet.name in vocabulary.sheets),
        hidden=hidden,
        carried=carried,
        tagged=len({(tag.sheet, tag.cell) for tag in tags_in(book, vocabulary)}),
        locked=tuple(
            s.name for s in book.sheets if book.tree(s.part).find(_PROTECTION) is not None
        ),
        room=tuple(room_for_rows(book, vocabulary, proof)),
    )


def _sheets(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """マクロ付きのブックと、部分ごとに刷る紙の、足りないシートと使われないシート。"""
    if book.suffix == "xlsm":
        what = "「.xlsm」のブックなので、出るファイルも「.xlsm」になり、開いた人に警告が出ます。"
        yield Finding(
            Grade.YELLOW, "", "", what, "困るときは、Excelで「.xlsx」に保存してください。"
        )
    if not vocabulary.sheets:
        return
    there = [sheet.name for sheet in book.sheets if not sheet.hidden]
    for name in vocabulary.sheets:
        if name not in there:
            what = f"シート「{name}」がありません。この紙は、決まった名のシートごとに刷ります。"
            advice = "「手本」のブックを写して直すと、シートの名が揃います。"
            yield Finding(Grade.RED, "", "", what, advice)
    if spare := [name for name in there if name not in vocabulary.sheets]:
        names = "、".join(f"「{name}」" for name in spare)
        what = f"シート{names}は、この紙には使われません。"
        yield Finding(Grade.YELLOW, "", "", what, "要らなければ消してください。")


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """同じことをまとめ、赤・黄・緑の順に並べたもの。"""
    return tuple(sorted(folded(found), key=lambda one: list(Grade).index(one.grade)))


def _problems(book: FilledBook, known: Sequence[Finding]) -> Iterator[Finding]:
    """差込みと描画が知らせたこと。もう赤の付いた所のことは、そこを直してから言う。"""
    wrong = {(one.sheet, one.cell) for one in known if one.grade is Grade.RED}
    hidden = {(one.sheet, one.cell) for one in known if one.kind is Kind.UNSEEN}
    for problem in book.noted:
        if problem.trouble in (Trouble.STRAY_TAG, Trouble.NO_BOX):
            continue  # タグの点検が言う
        if problem.trouble in UNPRINTABLE:
            if book.pages:  # 一頁も無ければ、使えないわけとして言う
                yield Finding(Grade.YELLOW, *_on_form(book, problem), problem.matter, NARROWER)
            continue
        over = problem.trouble in _OVER
        if problem.trouble is Trouble.HASHED:
            yield Finding(
                Grade.YELLOW, *_on_form(book, problem), problem.matter, _WIDER, Kind.OVERFLOW
            )
            continue
        place = _on_form(book, problem)
        if place in wrong or (over and place in hidden):
            continue  # 見えない字が枠に収まらなくても、困らない
        advice, kind = (_REPAIR, Kind.OVERFLOW) if over else (_KNOW, Kind.OTHER)
        what = problem.matter
        if problem.trouble is Trouble.CONTINUED:
            # 写しのシートごとに名の違う続紙を、一つのこととしてまとめる。
            what = replace(problem, words=(problem.words[0], "続紙")).matter
        yield Finding(Grade.YELLOW, *place, what, advice, kind)


def _on_form(book: FilledBook, problem: Problem) -> tuple[str, str]:
    """出したブックでの場所を、Excel で開いた様式での場所にする。"""
    where = problem.where

    def on_form(found: re.Match[str]) -> str:
        return f"{found['column']}{book.on_form(where.sheet, int(found['row']))[1]}"

    cell = _ROW.sub(on_form, where.cell) or where.spot
    return book.on_form(where.sheet, 1)[0], cell


def _good(form: _Form, filled: FilledBook, found: Sequence[Finding]) -> Iterator[Finding]:
    """よいところ。何を確かめたかが分かるように。"""
    known = form.tagged and not any(one.about_tag for one in found)
    if known:
        yield Finding(Grade.GREEN, "", "", f"タグのある升は{form.tagged}か所で、どれも分かります。")
    if known and not any(one.kind is Kind.OVERFLOW for one in found):
        yield Finding(Grade.GREEN, "", "", "いちばん長い値を入れても、枠からはみ出しません。")
    yield from form.room
    yield Finding(Grade.GREEN, "", "", f"PDFは{len(filled.pages)}頁になります。")
    for name in form.locked:
        what = "保護されたシートですが、このまま差し込めます。保護は付いたままです。"
        yield Finding(Grade.GREEN, name, "", what)


_PROTECTION: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheetProtection"
