"""媒体に添える送付書。紙で渡すもので、媒体には書かない。パスワードも載らない。"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.office_records import MediumEntry
from jusou_desk.packet import Fact, Record, disclose
from jusou_desk.policy import Purpose
from jusou_desk.towns import Town
from jusou_desk.wareki import format_short

SLIP: Final = "handover-slip"
_HONORIFICS: Final = ("様", "殿", "御中", "先生")


def handover_slip(desk: Desk, entry_id: str) -> tuple[OutgoingFile, ...]:
    """持出簿の一行の送付書(xlsx と pdf)。その行が無ければ ``BadInput``。"""
    with desk.reading(Purpose.REFERRAL) as work:
        entry = work.medium_entries.get(entry_id)
        note = word(work, desk.town, "handover_note")
    if entry is None:
        raise BadInput("その持出しの記録がありません。", "媒体持出簿を開き直してください。")
    record = slip_record(desk.town, entry, note)
    packet = disclose(record, desk.permit(Purpose.REFERRAL))
    layout = layout_in_use(desk, SLIP)
    filled = layout.fill(packet)
    # 送付書は引渡しのたびに一枚。同じフォルダに出しても、前のものと入れ替わらない名にする
    name = f"{SLIP}-{entry.at:%Y%m%d-%H%M}"
    title = f"送付書 {entry.medium_no} {format_short(entry.at.date())} {entry.at:%H:%M}"
    return paper_files(
        layout, filled, stamp(desk), name, title=title, heading="送付書", receiver=entry.receiver
    )


def slip_record(town: Town, entry: MediumEntry, note: str) -> Record:
    """送付書の材料。note: 送付の注。"""
    return Record(
        {
            "町名": Fact(town.name),
            "送付日": Fact(entry.at.date()),
            "送付者": Fact(entry.actor),
            "宛名": Fact(_addressed(entry.receiver)),
            "報告": Fact(entry.report),
            "使用目的": Fact(entry.purpose),
            "媒体の登録番号": Fact(entry.medium_no),
            "送付の注": Fact(note),
        },
        {
            "ファイル": tuple(
                Record({"名": Fact(name), "要約値": Fact(digest)})
                for name, digest in zip(entry.files, entry.digests, strict=True)
            )
        },
    )


def _addressed(receiver: str) -> str:
    """敬称を付けた提出先。提出先は機関なので「御中」。人の敬称まで打ってあれば、そのまま。"""
    named = receiver.rstrip()
    return named if named.endswith(_HONORIFICS) else f"{named} 御中"


def hand_out_slip(desk: Desk, entry_id: str, folder: Path) -> tuple[Path, ...]:
    """送付書を ``folder`` に出す。書いたパスを返す。"""
    files = handover_slip(desk, entry_id)
    return hand_over(desk, Purpose.REFERRAL, "送付書", files, folder)
