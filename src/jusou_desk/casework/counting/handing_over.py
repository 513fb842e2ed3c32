"""USB での報告の引渡し。登録した媒体にだけ、暗号化して書き、開けることを確かめて持出簿に載せる。

パスワードは一度だけ呼んだ側に返す。台帳にも媒体にも残さず、媒体とは別の手段で相手に伝える。
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.counting.reporting import make_report, report_kind
from jusou_desk.casework.counting.town_papers import is_paper, make_paper
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over, keep_copies
from jusou_desk.casework.outgoing.media import inserted_medium, write_protected
from jusou_desk.errors import BadInput, DeskError, OutsideTrouble
from jusou_desk.files import outside
from jusou_desk.models.office_records import MediumEntry
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Purpose
from jusou_desk.reports.seal import decrypt_xlsx, encrypt_pdf, encrypt_xlsx
from jusou_desk.volumes import volume_at
from jusou_desk.wareki import FiscalYear

# 電話で読み上げても取り違えない文字だけ(0 o 1 i l などを除く)。16 字で約 79 ビット。
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4
# ファイルの管理に媒体が使う分の見込み。
_ROOM: Final = 64 * 1024


@dataclass(frozen=True)
class HandOver:
    """引渡しの結果。``password`` はここでしか分からない。``notices`` は職員への知らせ。"""

    files: tuple[Path, ...]
    password: str = field(repr=False)
    entry: MediumEntry
    notices: tuple[str, ...]


def new_password() -> str:
    """読み上げやすいパスワード。``k7mf-3xqh-w9rt-2bcd`` の形。"""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )


def hand_over_report(
    desk: Desk,
    name: str,
    fiscal_year: FiscalYear,
    medium_folder: Path,
    medium_no: str,
    purpose: str,
    receiver: str,
) -> HandOver:
    """報告か町の資料を、登録した媒体に暗号化して書き、媒体持出簿に載せる。

    purpose: 使用目的。receiver: 提出先。どちらも持出簿に残る。
    報告名・年度・目的・提出先が足りなければ ``BadInput``、登録の無い媒体や役割は ``Refused``、
    媒体が無い・書込み禁止・空き不足・途中で抜かれたときは ``OutsideTrouble``。
    断ったときは持出簿に載らず、書きかけのファイルも残さない。
    """
    desk.permit(Purpose.REFERRAL)
    purpose, receiver = purpose.strip(), receiver.strip()
    if not purpose or not receiver:
        raise BadInput(
            "使用目的か提出先がありません。", "何のために、どこへ渡すかを入れてください。"
        )
    if not is_paper(name):
        report_kind(name)
    medium = inserted_medium(desk, medium_folder, medium_no)
    volume = volume_at(medium_folder)
    if volume.read_only:
        raise write_protected()
    paper = is_paper(name)
    result = make_paper(desk, name, fiscal_year) if paper else make_report(desk, name, fiscal_year)
    password = new_password()
    files = _sealed(result.files, fiscal_year, medium_folder, password)
    if volume.free_bytes < sum(len(file.data) for file in files) + _ROOM:
        raise OutsideTrouble(
            "媒体の空きが足りません。",
            "媒体の不要なファイルを消すか、別の登録した媒体を使ってください。",
        )
    subject = f"{name} {fiscal_year.short}"
    paths = _write(desk, subject, files, medium_folder, medium.medium_no, password)
    entry = MediumEntry(
        medium_no=medium.medium_no,
        at=desk.now(),
        actor=desk.me.name,
        report=f"{result.kind.title} {fiscal_year.label}",
        purpose=purpose,
        receiver=receiver,
        files=tuple(file.name for file in files),
        digests=tuple(file.digest for file in files),
    )
    # 媒体のものはその場限りのパスワードでしか開かないので、暗号化する前の中身を控える。
    plain = [replace(file, receiver=receiver) for file in result.files]
    with desk.writing(Purpose.REFERRAL) as work:
        work.medium_entries.put(entry)
        keep_copies(desk, work, plain, Way.MEDIUM)
        desk.audit(work, "媒体による引渡し", subject, f"媒体 {medium.medium_no}")
    told = (*result.notices, *result.problems)
    return HandOver(paths, password, entry, told)


def _sealed(
    files: Sequence[OutgoingFile], year: FiscalYear, folder: Path, password: str
) -> tuple[OutgoingFile, ...]:
    """パスワード付きにしたファイル。媒体に前からあるファイルを上書きしない名前にする。"""
    encrypt = {".xlsx": encrypt_xlsx, ".xlsm": encrypt_xlsx, ".pdf": encrypt_pdf}
    stem = f"{Path(files[0].name).stem}-{year.short}"
    taken = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    chosen, number = stem, 2
    while chosen in taken:
        chosen, number = f"{stem}-{number}", number + 1
    return tuple(
        OutgoingFile(
            chosen + suffix,
            encrypt[suffix](file.data, password),
            keep=Keep.NOTHING,
            portable=True,
        )
        for file in files
        for suffix in [Path(file.name).suffix]
    )


def _write(
    desk: Desk,
    subject: str,
    files: Sequence[OutgoingFile],
    folder: Path,
    medium_no: str,
    password: str,
) -> tuple[Path, ...]:
    """媒体に書き、読み返してパスワードで開き、同じ媒体が挿さったままかを確かめる。"""
    paths: tuple[Path, ...] = ()
    try:
        paths = hand_over(
            desk, Purpose.STATISTICS, subject, files, folder, reason=f"媒体 {medium_no}"
        )
        for path, file in zip(paths, files, strict=True):
            _open_again(path, file, password)
        inserted_medium(desk, folder, medium_no)
    except DeskError as error:
        _withdraw(desk, subject, paths)
        raise _pulled_out(desk, folder, medium_no, error) from error
    return paths


def _open_again(path: Path, file: OutgoingFile, password: str) -> None:
    """媒体から読み返し、同じ中身で、渡すパスワードで開けることを確かめる。"""
    try:
        data = _from_medium(path)
    except OSError as error:
        raise outside(error, path) from error
    if data != file.data or not _opens(data, path.suffix, password):
        raise OutsideTrouble(
            f"書き出した「{path.name}」を媒体から読み返すと、開けませんでした。",
            "媒体が傷んでいないか確かめ、別の媒体でもう一度行ってください。",
        )


def _opens(data: bytes, suffix: str, password: str) -> bool:
    import pikepdf

    try:
        if suffix in (".xlsx", ".xlsm"):
            decrypt_xlsx(data, password)
        else:
            pikepdf.open(io.BytesIO(data), password=password).close()
    except (BadInput, pikepdf.PdfError):
        return False
    return True


def _from_medium(path: Path) -> bytes:
    """OS が覚えている写しではなく、媒体そのものから読む(Linux。ほかの OS では頼めない)。"""
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return stream.read()


def _withdraw(desk: Desk, subject: str, paths: Sequence[Path]) -> None:
    """書き終えた後で断るとき、書いたものを消して監査に残す。"""
    if not paths:
        return
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
    with desk.writing(Purpose.STATISTICS) as work:
        desk.audit(work, "媒体による引渡しの取消し", subject)


def _pulled_out(desk: Desk, folder: Path, medium_no: str, error: DeskError) -> DeskError:
    """失敗のわけが、途中で媒体が抜かれたことなら、そう言う。"""
    try:
        inserted_medium(desk, folder, medium_no)
    except DeskError:
        return OutsideTrouble(
            "書き出しの途中で媒体が抜かれました。持出簿には載っていません。",
            "媒体を挿し直し、残っているファイルを消してから、もう一度行ってください。",
        )
    return error
