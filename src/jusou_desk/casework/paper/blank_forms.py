"""白紙の様式: 相談の帳票と会議の紙を、誰の名も入れずに刷る。停電のときと、窓口で手で書いてもらうとき。

誰の記録も読まないので、発行控は残さず、出したことだけを監査に残す。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.layouts import layout_in_use, shipped_layout
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.paper.blank_papers import EVIDENCE_ROOM, state_boxes
from jusou_desk.casework.paper.paper_facts import BLANK_DATE, town_facts
from jusou_desk.casework.paper.papers import SHEETS, draw_sheet
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet, Record, Value, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.inspection.inspecting_tags import tags_in
from jusou_desk.reports.joining import join
from jusou_desk.reports.xlsx.workbook import Workbook

TITLE: Final = "白紙の様式"
_NAME: Final = "blank"
_PURPOSE: Final = Purpose.CASEWORK


@dataclass(frozen=True)
class BlankForm:
    """白紙で刷れる様式。rows: 空の行をいくつ置くか(繰返しの名→数)。枠の並ぶ表では要らない。

    sealed: 支援会議の様式で刷るか。
    """

    name: str
    title: str
    rows: Mapping[str, int] = field(default_factory=dict)
    sealed: bool = False


#: 相談の帳票のほかの紙。町に様式の無いものは並ばない。
_OTHERS: Final = (
    BlankForm("privacy-rule", "個人情報の管理・取扱規程"),
    BlankForm("community-issue", "地域課題シート"),
    BlankForm("pledge", "誓約書", sealed=True),
    BlankForm("notice", "開催通知", sealed=True),
    BlankForm("info-request", "情報提供依頼書と回答書", sealed=True),
    BlankForm("request-register", "情報提供依頼の台帳", {"依頼": 12}, sealed=True),
    BlankForm("minutes", "議事録", {"議題": 1}, sealed=True),
    BlankForm("packet-copies", "配付・回収管理表", sealed=True),
    BlankForm("media-register", "媒体登録台帳・媒体持出簿", {"媒体": 12, "持出": 12}),
)
#: 紙に刷る決まり文句(タグ名→文言の名前)。支援会議の紙のものを使う。
_WORDS: Final = {
    "取扱": "open_handling",
    "題名": "pledge_title",
    "注意": "notice_sealed",
    "根拠文": "information_request",
    "返事の注": "request_reply",
    "議事録の注": "minutes_note",
    "根拠": "secrecy_article",
    "守秘の文": "secrecy_summary",
    "罰則の文": "secrecy_penalty",
}
_NO_BODY: Final = "　　　　　　　　　　会議"
_CLOCK: Final = "　　時　　分 ～ 　　時　　分"
_DATED: Final = ("日", "期限")


def blank_forms(desk: Desk) -> tuple[BlankForm, ...]:
    """この町で刷れる白紙の様式。相談の帳票、会議の紙、帳簿の順。"""
    return tuple(_offered(desk))


def _offered(desk: Desk) -> Iterator[BlankForm]:
    for kind in SHEETS:
        if not kind.drawn_as and shipped_layout(desk.town, kind.layout):
            yield BlankForm(kind.name, kind.called(desk.town))
    yield from (one for one in _OTHERS if shipped_layout(desk.town, one.name))


def draw_blank(desk: Desk, name: str) -> tuple[OutgoingFile, ...]:
    """白紙の様式一つの xlsx と pdf(まだ外へは出さない)。この町に無ければ ``BadInput``。"""
    form = next((one for one in blank_forms(desk) if one.name == name), None)
    if form is None:
        raise BadInput("その白紙の様式はありません。", "一覧にある様式を選んでください。")
    if any(kind.name == name for kind in SHEETS):
        files = draw_sheet(desk, name).files
    else:
        layout = layout_in_use(desk, name, sealed=form.sealed)
        book = layout.fill(_packet(desk, form, layout.data))
        files = paper_files(layout, book, stamp(desk), name, title=form.title)
    return tuple(
        _file(f"{_NAME}-{name}{Path(one.name).suffix}", one.data, form.title, one.problems)
        for one in files
    )


def draw_all_blanks(desk: Desk) -> tuple[OutgoingFile, ...]:
    """白紙の様式の全部を続けた一つの pdf。"""
    drawn = [draw_blank(desk, one.name)[-1] for one in blank_forms(desk)]
    problems = tuple(dict.fromkeys(told for one in drawn for told in one.problems))
    return (_file(f"{_NAME}-all.pdf", join([one.data for one in drawn]), TITLE, problems),)


def hand_out_blank(desk: Desk, files: tuple[OutgoingFile, ...], folder: Path) -> tuple[Path, ...]:
    """白紙の様式を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, TITLE, files, folder)


def note_blank_printed(desk: Desk, what: str) -> None:
    """白紙の様式を刷る前後に監査の一行を置く。"""
    note_printing(desk, _PURPOSE, TITLE, what)


def _file(name: str, data: bytes, title: str, problems: tuple[str, ...]) -> OutgoingFile:
    return OutgoingFile(
        name, data, title=title, keep=Keep.NOTHING, portable=True, problems=problems
    )


def _packet(desk: Desk, form: BlankForm, layout: bytes) -> Packet:
    """様式 ``layout`` のどのタグも、手で書く場所にした中身。"""
    names = [placed.tag.name for placed in tags_in(Workbook(layout))]
    empty = {name: _room(name) for name in names if "." not in name}
    told = _told(desk, form)
    head = empty | {name: value for name, value in told.items() if name in empty}
    groups: dict[str, tuple[Record, ...]] = {}
    for group in {name.partition(".")[0] for name in names if "." in name}:
        inner = [name.removeprefix(f"{group}.") for name in names if name.startswith(f"{group}.")]
        row: dict[str, Value] = dict.fromkeys((*empty, *inner))
        groups[group] = (Record(facts(Lane.OPEN, **row)),) * form.rows.get(group, 0)
    return disclose(Record(facts(Lane.OPEN, **head), groups), desk.permit(_PURPOSE))


def _told(desk: Desk, form: BlankForm) -> dict[str, Value]:
    """白紙にも刷る、町の名と決まり文句。"""
    bodies = desk.town.support_bodies
    body = bodies[0].name if len(bodies) == 1 else _NO_BODY
    with desk.reading(_PURPOSE) as work:
        told: dict[str, Value] = {tag: word(work, desk.town, name) for tag, name in _WORDS.items()}
        told |= {tag: fact.value for tag, fact in town_facts(desk.town, work).items()}
        pledge = word(work, desk.town, "pledge_text", body=body).partition("\n")
        notice = word(work, desk.town, "notice_text", body=body)
    head = {"発信者": desk.town.head, "会議名": body, "時間": _CLOCK}
    own = {"pledge": {"宛名": pledge[0], "本文": pledge[2]}, "notice": {"本文": notice}}
    own |= {"community-issue": {"状態": state_boxes(), "根拠": EVIDENCE_ROOM}}
    return told | head | own.get(form.name, {})


def _room(name: str) -> str | None:
    """手で書く場所。日付には年月日の字を置く。"""
    return BLANK_DATE if name.endswith(_DATED) else None
