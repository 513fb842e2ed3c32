"""外へ出るただ一つの口。ファイル・印刷・USB のどれも、ここで監査と発行控に残る。

前後に監査の行を置き、途中の姿を残さずに書き、読み返して確かめる。
一つでも書けなければ、この回には何も書かなかったことにし、発行控も残らない。
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.consent import history_of, narrowed_since, terms_of
from jusou_desk.casework.desk import Desk, Together, nothing_else
from jusou_desk.casework.outgoing.carrying import expect_staying
from jusou_desk.errors import BadInput, DeskError, OutsideTrouble, Refused
from jusou_desk.files import outside, read_whole, write_together
from jusou_desk.models.bundle import keeps_office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.models.work import Work
from jusou_desk.packet import Barrier
from jusou_desk.policy import CONSENT_NEEDED, Lane, Purpose

#: フォルダの名に使えない字。
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
#: 受け手を問わず、出すことを妨げるもの。
_GONE: Final = frozenset({Barrier.NO_CONSENT, Barrier.EXPIRED})
#: 刷り終えたことを言う監査の語。``PaperView`` が言い、ここで控が残る。
PRINTED: Final = "印刷の完了"
#: 刷れなかったことを言う監査の語。
UNPRINTED: Final = "印刷の失敗"


class Keep(StrEnum):
    """発行控に何を残すか。"""

    WHOLE = "中身ごと"
    ROW = "行だけ"
    """台帳のブックのように、中身が台帳そのもの(か取り込めなかった元のブック)であるもの。"""
    NOTHING = "残さない"
    """復旧シート(鍵そのもの)と、暗号化して渡すもの(暗号化する前の中身を別に残す)。"""


@dataclass(frozen=True)
class OutgoingFile:
    """出ていくファイル一つ。``data`` は Packet から作った中身。

    title: 何の紙か(空ならファイルの名)。receiver: 渡す先の機関(receiver_name はその人)。
    case_ids: 中に載った相談。drawn_at: 下見してから出す紙なら、組み上げた時。
    layout_digest: 差し込んだ様式の要約値。
    portable: 持ち歩く媒体に置いてよいか(暗号化したものなど)。それ以外は ``hand_over`` が断る。
    problems: 紙から失われたもの(〓になった字、紙に出ない行など)。出す前に職員に見せる。
    紙を足すときは、作る所でこれを書けば、発行控・一件の「出した紙」・撤回の一覧に載る。
    """

    name: str
    data: bytes
    title: str = ""
    receiver: str = ""
    receiver_name: str = ""
    case_ids: tuple[str, ...] = ()
    keep: Keep = Keep.WHOLE
    portable: bool = False
    drawn_at: datetime | None = None
    layout_digest: str = ""
    problems: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256(16 進 64 字)。"""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Reserve:
    """出す前に取っておくもの(控番など)。途中で落ちても、取ったものは残る。

    take: 出すことの監査と一緒に書く。give_up: 出せなかったときに戻す。
    """

    take: Together = nothing_else
    give_up: Together = nothing_else


NOTHING_TAKEN: Final = Reserve()


def keep_copies(
    desk: Desk,
    work: Work,
    files: Sequence[OutgoingFile],
    way: Way,
    *,
    meeting_id: str = "",
    body_id: str = "",
) -> None:
    """``files`` の発行控を、出したことの監査と同じ仕事の中で残す。"""
    for file in files:
        if file.keep is Keep.NOTHING:
            continue
        issued = work.issued.put(
            Issued(
                lane=Lane.SEALED if body_id else Lane.OPEN,
                body_id=body_id,
                issued_at=desk.now(),
                issued_by=desk.me.name,
                purpose=work.permit.purpose,
                way=way,
                title=file.title or file.name,
                receiver=file.receiver,
                receiver_name=file.receiver_name,
                case_ids=file.case_ids,
                meeting_id=meeting_id,
                file_name=file.name,
                digest=file.digest,
                layout_digest=file.layout_digest,
            )
        )
        if file.keep is Keep.WHOLE:
            work.issued_files.put(issued, file.data)


def note_printing(
    desk: Desk,
    purpose: Purpose,
    subject: str,
    what: str,
    *,
    files: Sequence[OutgoingFile] = (),
    meeting_id: str = "",
    body_id: str = "",
    together: Together = nothing_else,
    reserve: Reserve = NOTHING_TAKEN,
) -> None:
    """紙に刷る前後に監査の一行を置く。``what`` は「印刷の開始」「印刷の完了」など。

    files: 刷る紙。刷り終えたとき(``PRINTED``)、監査の行と一緒に発行控に残る。
    刷る前に、組み上げた後で同意の外になった相談が載っていれば ``Refused``。
    body_id: 支援会議の資料なら、その会議体。together: 刷り終えたときに一緒に書くもの。
    reserve: 刷る前に取っておくもの。
    """
    with desk.writing(purpose) as work:
        if what == UNPRINTED:
            reserve.give_up(work)
        elif what != PRINTED:
            _expect_consent(desk, work, files, meeting_id)
            reserve.take(work)
        desk.audit(work, f"{what}({purpose})", subject, body_id=body_id)
        if what == PRINTED:
            keep_copies(desk, work, files, Way.PRINT, meeting_id=meeting_id, body_id=body_id)
            together(work)


def hand_over(
    desk: Desk,
    purpose: Purpose,
    subject: str,
    files: Sequence[OutgoingFile],
    folder: Path,
    *,
    reason: str = "",
    meeting_id: str = "",
    bodies: Collection[str] = ("",),
    together: Together = nothing_else,
    reserve: Reserve = NOTHING_TAKEN,
    gone: Collection[Path] = (),
    named: bool = False,
) -> tuple[Path, ...]:
    """``files`` を ``folder`` へ出す。書いたパスを返す。

    subject: 監査に残す番号(会議番号・報告名など)。氏名は書かない。
    meeting_id: 会議の紙なら、その会議。
    bodies: 支援会議の記録を含むなら、その会議体。監査の行と発行控は、それぞれの従事者だけが読める。
    together: 発行控と一緒に書くもの。reserve: 出す前に取っておくもの。
    gone: 一緒に無くす、前に出したファイル(控には残っているもの)。
    named: 利用者がファイルの名まで選んだ。そうでなければ、違うものの、同じ名のファイルは替えない
    (``BadInput``)。
    事務所のフォルダへは書かない(データや鍵の束を上書きしないように)。
    組み上げた後で同意の外になった相談の載る紙は出さない(``Refused``)。
    持ち歩く媒体へは、持ち歩いてよい(``portable``)ものしか書かない(``Refused``)。
    失敗すれば ``OutsideTrouble`` で、この回のファイルも発行控も残らず、前のファイルは元のまま残る。
    """
    if keeps_office(folder):
        raise OutsideTrouble(
            f"「{folder.name}」は事務所のデータのフォルダなので、ここへは書き出せません。",
            "ほかのフォルダを指定してください。",
        )
    if not all(file.portable for file in files):
        with desk.watching(purpose):
            expect_staying(folder)

    def note(work: Work, what: str, detail: str = "") -> None:
        for body_id in bodies:
            desk.audit(work, f"{what}({purpose})", subject, detail, body_id=body_id)

    with desk.writing(purpose) as work:
        if not named:
            _expect_same_things(work, files, folder, meeting_id, bodies)
        _expect_consent(desk, work, files, meeting_id)
        reserve.take(work)
        note(work, "出力の開始", f"{len(files)}件 {reason}".strip())
    try:
        # 控の保存が最後に失敗したときも、書いたファイルを残さない
        with ExitStack() as placed, desk.writing(purpose) as work:
            for body_id in bodies:
                kept = files if len(bodies) == 1 else _rows_only(files)
                keep_copies(desk, work, kept, Way.FILE, meeting_id=meeting_id, body_id=body_id)
            together(work)
            # 控が書けると分かってから外へ出す。出せなければ、控も無かったことになる
            _make(folder)
            whole = {folder / file.name: file.data for file in files}
            placed.enter_context(write_together(whole, gone))
            written = [f"{file.name}:{file.digest[:16]}" for file in files]
            note(work, "出力の完了", " ".join([*written, *(f"除いた:{p.name}" for p in gone)]))
    except DeskError:
        with desk.writing(purpose) as work:
            reserve.give_up(work)
            note(work, "出力の失敗")
        raise
    return tuple(folder / file.name for file in files)


def folder_for(place: Path, number: str, otherwise: str) -> Path:
    """``place`` の中の、``number``(会議番号や受付番号)の名のフォルダ。もうその名の中なら、そのまま。

    ファイルの名は決まっていて番号が入らないので、違うものが混ざらないよう、一つに一つのフォルダにする。
    otherwise: 番号に、フォルダの名にできる字が無いときの名。
    """
    name = _NOT_IN_NAMES.sub("-", number).strip(" .") or otherwise
    return place if place.name == name else place / name


def _expect_same_things(
    work: Work,
    files: Sequence[OutgoingFile],
    folder: Path,
    meeting_id: str,
    bodies: Collection[str],
) -> None:
    """もうある同じ名のファイルが、同じものを前に出したときのままであること。

    誰のものかは、中身(SHA-256)を発行控と突き合わせて知る。ほかの相談や会議の紙、後から手を入れた
    ものは、替えると無くなるので断る。控には残っているので、出し直しは断らない。
    """
    for file in files:
        path = folder / file.name
        if not path.is_file():
            continue
        there = hashlib.sha256(read_whole(path)).hexdigest()
        known = work.issued.where(digest=there) if there != file.digest else ()
        if there != file.digest and not any(
            _same_thing(one, file, meeting_id, bodies) for one in known
        ):
            raise BadInput(
                f"「{folder.name}」に、いま出すものとは別の「{file.name}」があります。",
                "ほかの相談などのものか、後から手を入れたものです。消えないよう、ほかのフォルダに"
                "出すか、前のファイルを別の所へ移してから、もう一度行ってください。",
            )


def _same_thing(
    issued: Issued, file: OutgoingFile, meeting_id: str, bodies: Collection[str]
) -> bool:
    """前に出した ``issued`` が、``file`` と同じものの前の姿か。"""
    if meeting_id:
        return issued.meeting_id == meeting_id
    same = (issued.title, issued.receiver) == (file.title or file.name, file.receiver)
    # 依頼の台帳のように、載る相談が増えていくものもある
    return same and issued.body_id in bodies and set(issued.case_ids) <= set(file.case_ids)


def _expect_consent(desk: Desk, work: Work, files: Sequence[OutgoingFile], meeting_id: str) -> None:
    """紙を組み上げてから出すまでの間に、同意の外になった相談が無いこと。"""
    purpose = work.permit.purpose
    if purpose not in CONSENT_NEEDED:
        return
    meeting = work.meetings.get(meeting_id) if meeting_id else None
    for file in files:
        # 何通も続けて刷る一つの紙では、宛先ごとの確かめは組み上げたときだけ。
        one = file.receiver if "、" not in file.receiver else ""
        receiver = audience_of(desk, one, meeting, name=file.receiver_name)
        for case in work.cases.among("id", set(file.case_ids)):
            terms = terms_of(work, case)
            barrier = (
                terms.barrier_for(purpose, receiver) if one else terms.barrier(purpose, receiver.on)
            )
            if barrier is None:
                why = _narrowed(work, case, file)
            else:
                why = str(barrier) if one or barrier in _GONE else ""
            if why:
                raise Refused(
                    f"{case.case_no} は、{why}ため、この紙を出せません。",
                    "同意が変わりました。開き直して、いまの同意で作り直してください。",
                )


def _narrowed(work: Work, case: Case, file: OutgoingFile) -> str:
    """組み上げた後で、同意した情報の範囲が狭まったなら、そのわけ。"""
    since = file.drawn_at and narrowed_since(history_of(work, case.id), file.drawn_at)
    return "同意した情報の範囲が狭まった" if since else ""


def _rows_only(files: Sequence[OutgoingFile]) -> list[OutgoingFile]:
    """いくつもの会議体の話が載った紙。一つの鍵で包むと、ほかの会議体の従事者に読めてしまう。"""
    return [replace(one, keep=Keep.ROW) if one.keep is Keep.WHOLE else one for one in files]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise outside(error, folder) from error
