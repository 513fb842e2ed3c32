"""媒体登録台帳と媒体持出簿。登録した媒体にだけ、報告を書き出せる(domain.md §5.2)。

媒体は、通し番号と、登録のときに媒体へ書いた乱数の印の両方で見分ける。通し番号だけでは、
番号の無い媒体や、同じディスクの別のフォルダを区別できない。印には事務所の事実を書かない。
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.carrying import MARK_BYTES, MARK_NAME, carried, read_mark
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.errors import BadInput, OutsideTrouble, Refused
from jusou_desk.files import write_whole
from jusou_desk.models.office_records import Medium, MediumEntry
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, disclose
from jusou_desk.policy import Purpose
from jusou_desk.towns import Town
from jusou_desk.volumes import Volume, hide, volume_at

REGISTER: Final = "media-register"
_TITLE: Final = "媒体登録台帳・媒体持出簿"


@dataclass(frozen=True)
class Registered:
    """登録した媒体。``notice`` は、職員に確かめてほしいこと(無ければ空)。"""

    medium: Medium
    notice: str


@dataclass(frozen=True)
class MediaBook:
    """媒体登録台帳(番号の順)と媒体持出簿(新しい順)。"""

    media: tuple[Medium, ...]
    entries: tuple[MediumEntry, ...]


def printed_serial(medium: Medium) -> str:
    """台帳に刷る通し番号(印を除く)。"""
    return medium.serial.partition("/")[0]


def register_medium(desk: Desk, folder: Path, medium_no: str, name: str) -> Registered:
    """``folder`` の媒体を媒体登録台帳に載せる。管理者だけができる。

    同じ媒体を同じ番号でもう一度登録すると、消えた印を書き直す。
    番号か名称が空・番号が別の媒体のもの・媒体が別の番号で登録済みなら ``BadInput``、
    媒体が無い・書けないなら ``OutsideTrouble``。
    """
    medium_no, name = medium_no.strip(), name.strip()
    if not medium_no or not name:
        raise BadInput(
            "媒体の登録番号か名称がありません。",
            "媒体に貼った番号と、製品名などの名称を入れてください。",
        )
    desk.permit(Purpose.ADMINISTRATION)
    volume = volume_at(folder)
    if volume.read_only:
        raise write_protected()
    with desk.writing(Purpose.ADMINISTRATION) as work:
        known = work.media.one(medium_no=medium_no)
        _check_free(work, known, volume, folder, medium_no)
        mark = read_mark(folder) or secrets.token_hex(MARK_BYTES)
        _write_mark(folder, mark)
        medium = Medium(
            medium_no=medium_no,
            name=name,
            serial=f"{volume.serial}/{mark}",
            registered_on=known.registered_on if known else desk.today(),
            registered_by=known.registered_by if known else desk.me.name,
        )
        work.media.put(replace(medium, id=known.id) if known else medium)
        desk.audit(work, "媒体の登録", medium_no, "" if volume.removable else "取外しの印なし")
    return Registered(medium, _doubt(volume, folder))


def doubt_about(folder: Path) -> str:
    """登録する前に、職員に確かめてほしいこと。無ければ空。媒体が無ければ ``OutsideTrouble``。"""
    return _doubt(volume_at(folder), folder)


def _doubt(volume: Volume, folder: Path) -> str:
    if volume.removable:
        return ""
    return f"「{folder.name}」は、取り外せる媒体と確かめられませんでした。場所をお確かめください。"


def _check_free(
    work: Work, known: Medium | None, volume: Volume, folder: Path, medium_no: str
) -> None:
    if known is not None and (
        known.retired_on is not None or printed_serial(known) != volume.serial
    ):
        raise BadInput(
            f"登録番号「{medium_no}」は、別の媒体で使われています。",
            "媒体登録台帳を見て、使っていない番号を付けてください。",
        )
    serial = f"{volume.serial}/{read_mark(folder)}"
    other = next((m for m in work.media.where(serial=serial) if m.retired_on is None), None)
    if other is not None and other.medium_no != medium_no:
        raise BadInput(
            f"この媒体は、登録番号「{other.medium_no}」で登録済みです。",
            "その番号で使うか、先に使用をやめる手続きをしてください。",
        )


def _write_mark(folder: Path, mark: str) -> None:
    path = folder / MARK_NAME
    if read_mark(folder) != mark:
        write_whole(path, mark.encode("ascii"))
        hide(path)


def write_protected() -> OutsideTrouble:
    """書込み禁止の媒体への断り。"""
    return OutsideTrouble(
        "媒体が書込み禁止になっています。",
        "媒体のつまみを書ける側に動かして挿し直すか、別の媒体を使ってください。",
    )


def inserted_medium(desk: Desk, folder: Path, medium_no: str) -> Medium:
    """``folder`` に挿してある、台帳の ``medium_no`` の媒体。

    媒体が無ければ ``OutsideTrouble``。台帳に無い・使用をやめた・別の媒体なら ``Refused``。
    """
    with desk.reading(Purpose.STATISTICS) as work:
        media = work.media.where()
    medium = next((one for one in media if one.medium_no == medium_no.strip()), None)
    if medium is None:
        raise Refused(
            f"登録番号「{medium_no}」の媒体は、媒体登録台帳にありません。",
            "番号を確かめるか、管理者に媒体の登録を頼んでください。",
        )
    if medium.retired_on is not None:
        raise Refused(
            f"媒体「{medium.medium_no}」は、使用をやめた媒体です。",
            "登録されている別の媒体を使ってください。",
        )
    seen = f"{volume_at(folder).serial}/{read_mark(folder)}"
    if seen == medium.serial:
        return medium
    other = next((one for one in media if one.serial == seen), None)
    if other is not None:
        raise Refused(
            f"挿してある媒体は「{medium.medium_no}」ではなく「{other.medium_no}」です。",
            "媒体に貼った番号を見て、正しい媒体を挿してください。",
        )
    raise Refused(
        f"挿してある媒体は、「{medium.medium_no}」として登録した媒体ではありません。",
        "媒体が挿さっているか、番号が合っているかを確かめてください。"
        "書式化し直した媒体は、管理者がもう一度登録します。",
    )


def recognised_medium(
    desk: Desk, folder: Path, purpose: Purpose = Purpose.STATISTICS
) -> Medium | None:
    """``folder`` に挿してある媒体。媒体登録台帳に無ければ None。

    媒体が無ければ ``OutsideTrouble``、使用をやめた媒体なら ``Refused``。
    """
    seen = f"{volume_at(folder).serial}/{read_mark(folder)}"
    with desk.reading(purpose) as work:
        found = work.media.where(serial=seen)
    in_use = next((one for one in found if one.retired_on is None), None)
    if in_use is None and found:
        return inserted_medium(desk, folder, found[0].medium_no)
    return in_use


def carried_medium(
    desk: Desk, folder: Path, purpose: Purpose = Purpose.STATISTICS
) -> Medium | None:
    """``folder`` のある、持ち歩く媒体。持ち歩く媒体の中でなければ None。``purpose`` は台帳を引く目的。

    媒体登録台帳に無いか、使用をやめた媒体なら ``Refused``。
    """
    place = carried(folder)
    if place is None:
        return None
    medium = recognised_medium(desk, place, purpose)
    if medium is None:
        raise Refused(
            "登録していない媒体には、暗号化したものも書き出せません。",
            "登録してある媒体を使うか、管理者に媒体の登録を頼んでください。",
        )
    return medium


def retire_medium(desk: Desk, medium_no: str) -> Medium:
    """媒体の使用をやめる。台帳の行は残る。"""
    with desk.writing(Purpose.ADMINISTRATION) as work:
        medium = work.media.one(medium_no=medium_no)
        if medium is None or medium.retired_on is not None:
            raise BadInput(
                "使っている媒体の中に、その登録番号がありません。", "台帳の番号を確かめてください。"
            )
        retired = work.media.put(replace(medium, retired_on=desk.today()))
        desk.audit(work, "媒体の使用廃止", medium_no)
    return retired


def media_book(desk: Desk) -> MediaBook:
    """媒体登録台帳と媒体持出簿。"""
    with desk.reading(Purpose.CASEWORK) as work:
        media, entries = work.media.where(), work.medium_entries.where()
    return MediaBook(
        tuple(sorted(media, key=lambda one: (len(one.medium_no), one.medium_no))),
        tuple(sorted(entries, key=lambda one: one.at, reverse=True)),
    )


def mark_returned(desk: Desk, entry_id: str, on: date) -> MediumEntry:
    """媒体が返った日を持出簿に書く。"""
    return _mark(desk, entry_id, "媒体の返却", on, lambda entry: replace(entry, returned_on=on))


def mark_erased(desk: Desk, entry_id: str, on: date) -> MediumEntry:
    """媒体の中身を消したと確かめた日を持出簿に書く。"""
    return _mark(desk, entry_id, "媒体の消去の確認", on, lambda entry: replace(entry, erased_on=on))


def _mark(
    desk: Desk,
    entry_id: str,
    action: str,
    on: date,
    change: Callable[[MediumEntry], MediumEntry],
) -> MediumEntry:
    with desk.writing(Purpose.REFERRAL) as work:
        entry = work.medium_entries.get(entry_id)
        if entry is None:
            raise BadInput("その持出しの記録がありません。", "媒体持出簿を開き直してください。")
        if not entry.at.date() <= on <= desk.today():
            raise BadInput(
                "日付が、持ち出した日から今日までの間にありません。", "日付を確かめてください。"
            )
        marked = work.medium_entries.put(change(entry))
        desk.audit(work, action, entry.medium_no)
    return marked


def media_register_book(desk: Desk) -> tuple[OutgoingFile, ...]:
    """媒体登録台帳と媒体持出簿の xlsx と pdf(まだ外へは出さない)。"""
    record = register_record(desk.town, media_book(desk))
    layout = layout_in_use(desk, REGISTER)
    filled = layout.fill(disclose(record, desk.permit(Purpose.LEDGER_EXPORT)))
    return paper_files(layout, filled, stamp(desk), REGISTER, title=_TITLE)


def register_record(town: Town, book: MediaBook) -> Record:
    """媒体登録台帳と媒体持出簿の材料。"""
    return Record(
        {"町名": Fact(town.name)},
        {
            "媒体": tuple(_medium_row(one) for one in book.media),
            "持出": tuple(_entry_row(one) for one in book.entries),
        },
    )


def hand_out_media_register(desk: Desk, folder: Path) -> tuple[Path, ...]:
    """媒体登録台帳と媒体持出簿を ``folder`` に出す。書いたパスを返す。"""
    return hand_over(desk, Purpose.LEDGER_EXPORT, "媒体台帳", media_register_book(desk), folder)


def _medium_row(medium: Medium) -> Record:
    return Record(
        {
            "登録番号": Fact(medium.medium_no),
            "名称": Fact(medium.name),
            "通し番号": Fact(printed_serial(medium)),
            "登録日": Fact(medium.registered_on),
            "登録者": Fact(medium.registered_by),
            "廃止日": Fact(medium.retired_on),
        }
    )


def _entry_row(entry: MediumEntry) -> Record:
    files = (
        f"{name} {digest[:16]}" for name, digest in zip(entry.files, entry.digests, strict=True)
    )
    return Record(
        {
            "日時": Fact(entry.at),
            "登録番号": Fact(entry.medium_no),
            "持出者": Fact(entry.actor),
            "報告": Fact(entry.report),
            "使用目的": Fact(entry.purpose),
            "提出先": Fact(entry.receiver),
            "ファイル": Fact("\n".join(files)),
            "返却日": Fact(entry.returned_on),
            "消去日": Fact(entry.erased_on),
        }
    )
