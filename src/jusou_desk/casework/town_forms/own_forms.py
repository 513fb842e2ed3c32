"""町の様式: 事務所がいつも使う xlsx を、点検してから取り込み、年度ごとに版を残して使う。

取り込めるのは管理者だけ。試し刷りに本物の相談は使わない。様式を替えても、前に出した紙は発行控の
ままで、どの様式で出したかは控の行に残る。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import office_calibration
from jusou_desk.casework.town_forms import own_form_papers
from jusou_desk.casework.town_forms.own_form_papers import Paper
from jusou_desk.casework.town_forms.own_form_proof import Proof
from jusou_desk.errors import BadInput
from jusou_desk.files import outside
from jusou_desk.models.own_forms import CellLink, OwnForm, form_digest
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.cell_boxes import CellBox, cell_boxes
from jusou_desk.reports.inspection.comparing import Comparison, compare, label_of
from jusou_desk.reports.inspection.findings import Finding
from jusou_desk.reports.inspection.inspecting import Inspection, inspect
from jusou_desk.reports.inspection.linking import link_place
from jusou_desk.reports.pdf import draw_plain
from jusou_desk.reports.xlsx.parts import MAX_LAYOUT
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.wareki import FiscalYear, format_short

BROUGHT: Final = "様式の取込み"
STOPPED: Final = "様式の使用をやめる"
_KINDS: Final = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Checked:
    """点検した様式。まだ取り込んでいない。

    links: 升と項目の結び。pdf・boxes: 試しに差し込んだ紙と、その升の場所(開けなければ空)。
    differences: 去年の様式から写したときの違い。
    """

    paper: Paper
    data: bytes
    file_name: str
    links: tuple[CellLink, ...]
    inspection: Inspection
    proof: Proof
    pdf: bytes = b""
    boxes: tuple[CellBox, ...] = ()
    differences: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """違いを先に、点検を後に。"""
        return self.differences + self.inspection.findings


def own_forms(desk: Desk) -> tuple[OwnForm, ...]:
    """取り込んだ様式のどの版も、新しい順。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return work.own_forms.all()


def standing(form: OwnForm, desk: Desk) -> str:
    """いま使っているか。"""
    if form.used_on(desk.today()):
        return "使用中"
    if form.used_until is None or desk.today() < form.used_from:
        return f"{format_short(form.used_from)} から"
    return f"{format_short(form.used_until)} まで"


def read_form(path: Path) -> bytes:
    """選んだファイル。Excel のブックでないか、大きすぎれば ``BadInput``。"""
    if path.suffix.lower() not in _KINDS:
        raise BadInput(
            f"「{path.name}」は、様式に使えない種類のファイルです。",
            "Excelで「.xlsx」形式に保存したファイルを選んでください。",
        )
    try:
        if path.stat().st_size > MAX_LAYOUT:
            raise BadInput(
                "大きすぎるファイルです。", "要らないシートや画像を除いて、保存し直してください。"
            )
        return path.read_bytes()
    except OSError as error:
        raise outside(error, path) from error


def check_form(
    desk: Desk, paper: Paper, data: bytes, file_name: str, links: Sequence[CellLink] = ()
) -> Checked:
    """様式を点検し、試しに差し込む。何も書かない。"""
    desk.permit(Purpose.ADMINISTRATION)
    proof = paper.prove(desk)
    ratio = office_calibration(desk)
    now = desk.now()
    found = inspect(data, proof.vocabulary, proof.packet, links, calibration=ratio, moment=now)
    checked = Checked(paper, data, file_name, tuple(links), found, proof)
    if found.book is None:
        return checked
    pdf = draw_plain(found.book, desk.now())
    return replace(checked, pdf=pdf, boxes=cell_boxes(found.book))


def link(
    desk: Desk, checked: Checked, sheet: str, cell: str, tag: str, *, clears: bool = False
) -> Checked:
    """升 ``cell`` に項目 ``tag`` を結び、点検し直す。clears: 前からの字を消して入れる。

    升一つの番地でなければ ``BadInput``。
    """
    row, column = link_place(cell)
    cell = f"{column_name(column)}{row}"
    made = CellLink(sheet, cell, tag, label_of(checked.data, sheet, cell, clears=clears), clears)
    return _again(desk, checked, (*checked.links, made))


def unlink(desk: Desk, checked: Checked, gone: CellLink) -> Checked:
    """結びを一つ解き、点検し直す。"""
    return _again(desk, checked, tuple(one for one in checked.links if one != gone))


def relink(desk: Desk, checked: Checked, links: Sequence[CellLink]) -> Checked:
    """結びを ``links`` に入れ替え、点検し直す。"""
    return _again(desk, checked, links)


def borrow_links(desk: Desk, checked: Checked, before: Checked) -> Checked:
    """別のファイル ``before`` の結びを、見出しを頼りに ``checked`` へ写して点検し直す。"""
    found = compare(before.data, checked.data, before.links)
    return _carried(desk, checked.paper, checked.data, checked.file_name, found)


def _carried(
    desk: Desk, paper: Paper, data: bytes, file_name: str, found: Comparison[CellLink]
) -> Checked:
    links = tuple(
        replace(move.link, sheet=move.sheet, cell=move.cell) for move in found.moves if move.cell
    )
    return replace(check_form(desk, paper, data, file_name, links), differences=found.findings)


def _again(desk: Desk, checked: Checked, links: Sequence[CellLink]) -> Checked:
    made = check_form(desk, checked.paper, checked.data, checked.file_name, links)
    homes = {(one.sheet, one.cell, one.tag) for one in checked.links}
    left = tuple(
        one
        for one in checked.differences
        if not any(
            link.tag in one.what and (link.sheet, link.cell, link.tag) not in homes
            for link in links
        )
    )
    return replace(made, differences=left)


def carry_over(desk: Desk, before: OwnForm, data: bytes, file_name: str) -> Checked:
    """去年の様式の結びを、新しい年度のファイルへ写して点検する。"""
    paper = own_form_papers.paper(desk, before.used_for)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        old = work.own_forms.data(before)
    return _carried(desk, paper, data, file_name, compare(old, data, before.links))


def bring_in(desk: Desk, checked: Checked, title: str, year: FiscalYear) -> OwnForm:
    """点検した様式を、その年度から使う版として取り込む。

    赤が残っていれば ``BadInput``。先の年度なら4月1日から、そうでなければ今日から使う。
    同じ紙の前の版は、その日から使わない。
    """
    if not title.strip():
        raise BadInput("様式の名前がありません。", "職員に分かる名前を付けてください。")
    # 画面の手元にある点検の結果は信じず、書くところでもう一度点検する。
    fresh = check_form(desk, checked.paper, checked.data, checked.file_name, checked.links)
    if not fresh.inspection.usable:
        raise BadInput(
            "直すところが残っているため、この様式はまだ使えません。",
            "赤の行を直してから、もう一度読み込んでください。",
        )
    form = OwnForm(
        used_for=checked.paper.used_for,
        title=title.strip(),
        fiscal_year=year.start,
        file_name=checked.file_name,
        digest=form_digest(checked.data, checked.links),
        links=checked.links,
        brought_by=desk.me.name,
        brought_at=desk.now(),
        used_from=max(desk.today(), year.first),
    )
    with desk.writing(Purpose.ADMINISTRATION) as work:
        for one in work.own_forms.all():
            if one.used_for == form.used_for and one.used_until is None:
                work.own_forms.end(one, max(form.used_from, one.used_from))
        work.own_forms.add(form, checked.data)
        desk.audit(work, BROUGHT, form.used_for, f"{form.title} {form.digest[:16]}")
    return form


def stop_using(desk: Desk, form: OwnForm) -> OwnForm:
    """今日から使わない。同梱の様式に戻る。"""
    with desk.writing(Purpose.ADMINISTRATION) as work:
        ended = work.own_forms.end(form, max(desk.today(), form.used_from))
        desk.audit(work, STOPPED, form.used_for, f"{form.title} {form.digest[:16]}")
    return ended


def open_own_form(desk: Desk, form: OwnForm) -> Checked:
    """取り込んである版を、もう一度点検して開く。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        data = work.own_forms.data(form)
    paper = own_form_papers.paper(desk, form.used_for)
    return check_form(desk, paper, data, form.file_name, form.links)
