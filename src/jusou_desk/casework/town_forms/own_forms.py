"""町の様式: 事務所がいつも使う xlsx を、点検してから取り込み、年度ごとに版を残して使う。

取り込めるのは管理者だけ。試し刷りに本物の相談は使わない。様式を替えても、前に出した紙は発行控の
ままで、どの様式で出したかは控の行に残る。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import office_calibration
from jusou_desk.casework.town_forms import own_form_papers
from jusou_desk.casework.town_forms.own_form_carrying import Carried, carry_links
from jusou_desk.casework.town_forms.own_form_cells import has_formula, sheet_cells
from jusou_desk.casework.town_forms.own_form_headings import common_headings
from jusou_desk.casework.town_forms.own_form_idle_sheets import idle_sheets
from jusou_desk.casework.town_forms.own_form_papers import Paper
from jusou_desk.casework.town_forms.own_form_proof import Proof
from jusou_desk.errors import BadInput
from jusou_desk.files import read_whole
from jusou_desk.models.own_forms import CellLink, OwnForm, form_digest
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.reports.inspection.cell_boxes import CellBox, cell_boxes
from jusou_desk.reports.inspection.comparing import label_of
from jusou_desk.reports.inspection.findings import Finding, Grade
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

    @property
    def untouched(self) -> bool:
        """タグも結びも、まだ一つも無いか。"""
        nowhere = (one for one in self.findings if one.about_tag and not one.sheet)
        return not self.links and any(one.grade is Grade.RED for one in nowhere)


def own_forms(desk: Desk) -> tuple[OwnForm, ...]:
    """取り込んだ様式のどの版も、新しい順。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return work.own_forms.all()


def standing(form: OwnForm, desk: Desk, forms: Sequence[OwnForm]) -> str:
    """いま使っているか。forms: その事務所の、どの版も。"""
    until = _out_of_use(form, forms)
    if until is not None and until <= form.used_from:
        # その日のうちに替えた版か、始まる前にやめた版。
        return f"{format_short(until)} まで" if until <= desk.today() else "使いません"
    if desk.today() < form.used_from:
        return f"{format_short(form.used_from)} から"
    if until is not None and until <= desk.today():
        return f"{format_short(until)} まで"
    return "使用中"


def is_over(form: OwnForm, desk: Desk, forms: Sequence[OwnForm]) -> bool:
    """もう使わない版か(やめたか、次の版に替わった)。これから使う版は、まだ終わっていない。"""
    until = _out_of_use(form, forms)
    return until is not None and until <= max(desk.today(), form.used_from)


def _out_of_use(form: OwnForm, forms: Sequence[OwnForm]) -> date | None:
    """使わなくなる日: やめた日か、同じ紙の次の版の始まる日の、早いほう。決まっていなければ ``None``。"""
    mine = (form.used_from, form.brought_at)
    later = (
        one.used_from
        for one in forms
        if one.used_for == form.used_for
        and (one.used_from, one.brought_at) > mine
        and one.used_on(one.used_from)
    )
    return min((day for day in (form.used_until, *later) if day is not None), default=None)


def read_form(path: Path) -> bytes:
    """選んだファイル。Excel のブックでないか、大きすぎるか、装置やパイプなら ``BadInput``。"""
    if path.name.startswith("~$"):
        raise BadInput(
            f"「{path.name}」は、Excelで開いたままの印のファイルです。",
            f"「{path.name.removeprefix('~$')}」のほうを選んでください。",
        )
    if path.suffix.lower() == ".xls":
        raise BadInput(
            f"「{path.name}」は、古い形式(.xls)のブックです。",
            "Excelで開き、「名前を付けて保存」で種類を「Excel ブック(*.xlsx)」にして保存し、そのファイルを選んでください。",
        )
    if path.suffix.lower() not in _KINDS:
        raise BadInput(
            f"「{path.name}」は、様式に使えない種類のファイルです。",
            "Excelで「.xlsx」形式に保存したファイルを選んでください。",
        )
    return read_whole(path, limit=MAX_LAYOUT)


def check_form(
    desk: Desk,
    paper: Paper,
    data: bytes,
    file_name: str,
    links: Sequence[CellLink] = (),
    proof: Proof | None = None,
) -> Checked:
    """様式を点検し、試しに差し込む。何も書かない。proof: 同じ紙のために作ってある、試しの中身。"""
    desk.permit(Purpose.ADMINISTRATION)
    proof = proof or _with_headings(paper.prove(desk))
    ratio = office_calibration(desk)
    now = desk.now()
    found = inspect(data, proof.vocabulary, proof.packet, links, calibration=ratio, moment=now)
    checked = Checked(paper, data, file_name, tuple(links), found, proof)
    if found.book is None:
        return checked
    if not links and any(one.about_tag and one.grade is Grade.RED for one in found.findings):
        other = own_form_papers.likelier(desk, paper, proof, data)
        if other is not None:
            checked = replace(checked, inspection=_of_other_paper(found, other))
        elif (wanted := proof.vocabulary.sheets) and not sheet_cells(data).keys() & set(wanted):
            checked = replace(checked, inspection=_without_sheets(found, paper, tuple(wanted)))
    boxes = cell_boxes(found.book)
    if not proof.vocabulary.sheets:
        idle = idle_sheets(data, links, {box.sheet for box in boxes})
        checked = replace(checked, inspection=_also(checked.inspection, idle))
    return replace(checked, pdf=draw_plain(found.book, desk.now()), boxes=boxes)


def _also(found: Inspection, more: Iterable[Finding]) -> Inspection:
    """黄 ``more`` を、黄の終わりに足したもの。"""
    order = list(Grade)
    findings = sorted((*found.findings, *more), key=lambda one: order.index(one.grade))
    return replace(found, findings=tuple(findings))


def _of_other_paper(found: Inspection, other: Paper) -> Inspection:
    """赤の行列の代わりに、紙の選び違いと言う。"""
    said = Finding(
        Grade.RED,
        "",
        "",
        "この紙では分からないタグばかりです。",
        f"「{other.title}」の様式ではありませんか。紙の種類を選び直してください。",
    )
    return _said_once(found, said)


def _without_sheets(found: Inspection, paper: Paper, wanted: Sequence[str]) -> Inspection:
    """決まった名のシートが一枚も無いときも、シートごとには言わない。"""
    names = "".join(f"「{one}」" for one in wanted)
    said = Finding(
        Grade.RED,
        "",
        "",
        f"「{paper.title}」に要るシート{names}が、一枚もありません。",
        "別の紙の様式なら「この帳票ではない？」で選び直し、この紙の様式なら「手本」のブックを写して直してください。",
    )
    return _said_once(found, said)


def _said_once(found: Inspection, said: Finding) -> Inspection:
    """赤を ``said`` の一つにしたもの。"""
    rest = (one for one in found.findings if one.grade is not Grade.RED)
    return replace(found, findings=(said, *rest))


def _with_headings(proof: Proof) -> Proof:
    """様式でよくある見出しをタグに書いたとき、近い項目を薦められるようにする。"""
    return replace(proof, vocabulary=replace(proof.vocabulary, also=common_headings()))


def link(
    desk: Desk, checked: Checked, sheet: str, cell: str, tag: str, *, clears: bool = False
) -> Checked:
    """升 ``cell`` に項目 ``tag`` を結び、点検し直す。clears: 前からの字を消して入れる。

    升一つの番地でないか、数式のある升を消さずに結ぼうとすれば ``BadInput``。
    """
    row, column = link_place(cell)
    cell = f"{column_name(column)}{row}"
    if not clears and has_formula(checked.data, sheet, cell):
        raise BadInput(
            f"{cell} には数式があり、結ぶと消えます。計は、数式のままで計算されます。",
            "消して項目を入れるなら、「前からの字を消して入れる」に印を付けてください。",
        )
    made = CellLink(sheet, cell, tag, label_of(checked.data, sheet, cell, clears=clears), clears)
    return _again(desk, checked, (*checked.links, made))


def unlink(desk: Desk, checked: Checked, gone: CellLink) -> Checked:
    """結びを一つ解き、点検し直す。"""
    return _again(desk, checked, tuple(one for one in checked.links if one != gone))


def relink(desk: Desk, checked: Checked, links: Sequence[CellLink]) -> Checked:
    """結びを ``links`` に入れ替え、点検し直す。"""
    return _again(desk, checked, links)


def borrow_links(desk: Desk, checked: Checked, before: Checked | OwnForm) -> Checked:
    """別のファイルか取り込んである様式 ``before`` の結びを、見出しを頼りに写して点検し直す。"""
    data = before.data if isinstance(before, Checked) else _kept(desk, before)
    found = carry_links(data, checked.data, before.links)
    return _carried(desk, checked.paper, checked.data, checked.file_name, found)


def _kept(desk: Desk, form: OwnForm) -> bytes:
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return work.own_forms.data(form)


def _carried(desk: Desk, paper: Paper, data: bytes, file_name: str, found: Carried) -> Checked:
    checked = check_form(desk, paper, data, file_name, found.links)
    return replace(checked, differences=found.findings)


def _again(desk: Desk, checked: Checked, links: Sequence[CellLink]) -> Checked:
    # 升を結ぶたびに、紙の言葉(件数の報告なら、全部の報告)を作り直さない。
    made = check_form(desk, checked.paper, checked.data, checked.file_name, links, checked.proof)
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
    found = carry_links(_kept(desk, before), data, before.links)
    return _carried(desk, paper, data, file_name, found)


def read_again(desk: Desk, last: Checked, paper: Paper, data: bytes, file_name: str) -> Checked:
    """Excel で直したファイルを、``paper`` の様式として点検し直す。last: 直す前の点検。

    結びは残り、升が動いていれば、見出しと一緒に動く。
    """
    proof = last.proof if paper.used_for == last.paper.used_for else None
    try:
        found = carry_links(last.data, data, last.links)
    except BadInput:  # 開けないブックになった。わけは点検が言う
        return check_form(desk, paper, data, file_name, last.links, proof)
    made = check_form(desk, paper, data, file_name, found.links, proof)
    still = (one for one in last.differences if one not in found.followed)
    return replace(made, differences=(*found.followed, *still))


def bring_in(desk: Desk, checked: Checked, title: str, year: FiscalYear) -> OwnForm:
    """点検した様式を、その年度から使う版として取り込む。

    赤が残っていれば ``BadInput``。先の年度なら4月1日から、そうでなければ今日から使う。
    同じ紙の前の版は、その日が来ると替わる。先の年度の版を取り込んだ後で今年の版を直しても、
    先の年度の版はその年度から使われる。
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
        if form.used_from <= desk.today():
            _end_current(work, form.used_for, desk.today())
        work.own_forms.add(form, checked.data)
        desk.audit(work, BROUGHT, form.used_for, f"{form.title} {form.digest[:16]}")
    return form


def stop_using(desk: Desk, form: OwnForm) -> OwnForm:
    """使わない。いまの版なら、今日から同梱の様式に戻る。これからの版なら、いまの版を使い続ける。"""
    today = desk.today()
    with desk.writing(Purpose.ADMINISTRATION) as work:
        ended = work.own_forms.end(form, max(today, form.used_from))
        if form.used_from <= today:
            # この版に替わった、前の版が戻って来ないように。
            _end_current(work, form.used_for, today)
        else:
            _end_replaced(work, form)
        desk.audit(work, STOPPED, form.used_for, f"{form.title} {form.digest[:16]}")
    return ended


def _end_current(work: Work, used_for: str, day: date) -> None:
    """その紙の、``day`` に使っている版を終える。これからの版には触らない。"""
    for one in work.own_forms.all():
        if one.used_for == used_for and one.used_on(day):
            work.own_forms.end(one, day)


def _end_replaced(work: Work, form: OwnForm) -> None:
    """これからの版 ``form`` と同じ日に始まるはずで、``form`` に替わった前の版を、始まる前に終える。"""
    for one in work.own_forms.all():
        same = one.used_for == form.used_for and one.used_from == form.used_from
        if same and one.brought_at < form.brought_at and one.used_on(one.used_from):
            work.own_forms.end(one, one.used_from)


def open_own_form(desk: Desk, form: OwnForm) -> Checked:
    """取り込んである版を、もう一度点検して開く。"""
    paper = own_form_papers.paper(desk, form.used_for)
    return check_form(desk, paper, _kept(desk, form), form.file_name, form.links)
