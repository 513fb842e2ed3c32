"""発行控を読む。外へ出た紙を、出たときのまま、後から確かめる。

様式や記録が後で変わっても、控は変わらない。読むだけで、控からもう一度出すことはできない
(その後に撤回された同意を、控が越えてしまわないように)。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jusou_desk.casework.audit_chain import OPENED
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose

#: 標準台帳ブックの発行控の題の頭。
BOOK_TITLE: Final = "標準台帳ブック"


@dataclass(frozen=True)
class IssuedPaper:
    """同じ紙。PDF と Excel を続けて出したものも、会議資料の同じ部を幾つかの道で出したものも、一行になる。"""

    files: tuple[Issued, ...]

    @property
    def first(self) -> Issued:
        return self.files[0]

    @property
    def receiver(self) -> str:
        """渡す先。機関と、分かればその人。"""
        return f"{self.first.receiver}　{self.first.receiver_name}".strip()

    @property
    def kinds(self) -> str:
        """ファイルの種類。"""
        return "・".join(dict.fromkeys(_kind(one.file_name) for one in self.files))

    @property
    def ways(self) -> str:
        """出た道。「ファイル」か、「ファイル・印刷」。"""
        return "・".join(dict.fromkeys(one.way for one in self.files))

    @property
    def pages(self) -> Issued | None:
        """画面で見られるもの(PDF)。無ければ None。"""
        return next((one for one in self.files if one.file_name.endswith(".pdf")), None)


def issued_for_case(
    desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK
) -> tuple[IssuedPaper, ...]:
    """その相談の載った紙を、新しい順に。支援会議の分は ``purpose`` が支援会議のときだけ混ざる。"""
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id)
        return papers_of(issued_with(work, case)) if case else ()


def issued_with(work: Work, case: Case) -> tuple[Issued, ...]:
    """その相談の載った控の行。受付の後に書き出した台帳のブックには、どの相談も載っている。"""
    exports = (
        one
        for purpose in (Purpose.LEDGER_EXPORT, Purpose.SEALED_EXPORT)
        for one in work.issued.where(purpose=purpose)
        if one.title.startswith(BOOK_TITLE) and one.issued_at.date() >= case.received_on
    )
    # 支援会議の相談は、その会議体の分を含むブックにだけ載る。含むブックの控は会議体ごとに一行ある。
    books = {one.digest: one for one in exports if case.body_id in ("", one.body_id)}
    return (*work.issued.holding("case_ids", case.id), *books.values())


def issued_at_meeting(desk: Desk, meeting_id: str) -> tuple[IssuedPaper, ...]:
    """その会議の紙を、新しい順に。席に何があったかが分かる。"""
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        return papers_of(work.issued.where(meeting_id=meeting.id))


def papers_of(rows: Iterable[Issued]) -> tuple[IssuedPaper, ...]:
    """控の行を紙ごとにまとめ、新しい順に並べる。同じ時のものは出た順。

    会議資料の同じ部は、ファイルに出した後で刷っても、初めに出した紙の続きになる。
    """
    together: dict[tuple[object, ...], list[Issued]] = {}
    for one in sorted(rows, key=lambda one: one.issued_at):
        together.setdefault(_same_paper(one), []).append(one)
    made = [IssuedPaper(tuple(files)) for files in together.values()]
    return tuple(sorted(made, key=lambda p: p.first.issued_at, reverse=True))


def _same_paper(one: Issued) -> tuple[object, ...]:
    """同じ紙かを見分けるもの。"""
    if one.meeting_id and one.receiver:
        return (one.meeting_id, one.digest, one.receiver, one.receiver_name)
    return (one.issued_at, one.title, one.receiver, one.receiver_name, one.way, one.issued_by)


def open_issued(
    desk: Desk, issued_id: str, about: str, purpose: Purpose = Purpose.CASEWORK
) -> bytes:
    """控の中身(出たときのままのバイト列)。開いたことは監査に残る。

    about: どこから開いたか(受付番号か会議番号)。
    見えない控は「見つからない」と同じに扱う。緊急連絡票は、居場所を見てよい役割でなければ ``Refused``。
    書き換えられていれば ``Damaged``。
    """
    with desk.reading(purpose) as work:
        issued = work.issued.get(issued_id)
        data = work.issued_files.get(issued) if issued else None
    if issued is None:
        raise BadInput("その控が見つかりません。", "一覧を開き直してください。")
    if issued.purpose == Purpose.EMERGENCY:
        # 緊急連絡票には、承認を得て、伏せた居場所が載ることがある。
        desk.permit(Purpose.REVEAL)
    if data is None:
        raise BadInput(
            "この控は、出したことの記録だけです。",
            "台帳のブックは大きいため、中身は控えていません。",
        )
    if hashlib.sha256(data).hexdigest() != issued.digest:
        raise Damaged(
            "発行控の中身が、出したときと違っています。",
            "使うのをやめ、直近のバックアップから復元してください。",
        )
    with desk.writing(purpose_of(issued.lane)) as work:
        desk.audit(work, OPENED, about, f"発行控 {issued.title}", body_id=issued.body_id)
    return data


def _kind(name: str) -> str:
    return {"pdf": "PDF", "xlsx": "Excel"}.get(name.rpartition(".")[2], name)
