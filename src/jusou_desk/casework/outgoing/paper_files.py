"""組み上げた帳票を、出ていくファイルにする所。紙から失われたものは、どの紙でもここで添えて渡す。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.outgoing.layouts import Layout
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.pdf import draw


def pdf_file(
    layout: Layout,
    book: FilledBook,
    printed: Stamp,
    name: str,
    *,
    title: str,
    heading: str = "",
    receiver: str = "",
    case_ids: tuple[str, ...] = (),
    drawn_at: datetime | None = None,
) -> OutgoingFile:
    """``<name>.pdf``。

    title: 控に残る題。heading: PDF の題(空なら title)。ほかは ``OutgoingFile`` と同じ。
    """
    return OutgoingFile(
        f"{name}.pdf",
        draw([book], printed, title=heading or title),
        title=title,
        receiver=receiver,
        case_ids=case_ids,
        drawn_at=drawn_at,
        layout_digest=layout.digest,
        problems=book.problems,
    )


def paper_files(
    layout: Layout,
    book: FilledBook,
    printed: Stamp,
    name: str,
    *,
    title: str,
    heading: str = "",
    receiver: str = "",
    case_ids: tuple[str, ...] = (),
    drawn_at: datetime | None = None,
    marked: bool = False,
) -> tuple[OutgoingFile, OutgoingFile]:
    """``<name>.xlsx``(様式が .xlsm なら .xlsm)と ``<name>.pdf``。引数は ``pdf_file`` と同じ。

    marked: 取扱いの印の要る紙か(``Layout.xlsx``)。
    """
    pdf = pdf_file(
        layout,
        book,
        printed,
        name,
        title=title,
        heading=heading,
        receiver=receiver,
        case_ids=case_ids,
        drawn_at=drawn_at,
    )
    data = layout.xlsx(book, printed, marked=marked)
    return replace(pdf, name=f"{name}.{book.suffix}", data=data), pdf
