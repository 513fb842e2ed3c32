"""プリンターの試し刷り。会議資料と同じ道で一枚刷り、余白・濃さ・印・透かし・名前の字を確かめる。

個人の情報は載らない。刷ったことは監査に残し、発行控には残さない。
"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import note_printing
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.packet import Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw

TITLE: Final = "プリンターの試し刷り"
_MARKS: Final = ("sealed_mark", "packet_collect", "packet_no_copy")
_SAMPLE: Final = "透かしの見本　髙﨑　𠮷子"


def printer_test(desk: Desk) -> bytes:
    """試し刷りの PDF(A4 一枚)。支援会議の資料と同じ印と透かしが入る。"""
    with desk.reading(Purpose.CASEWORK) as work:
        marks = tuple(word(work, desk.town, name) for name in _MARKS)
        article = word(work, desk.town, "secrecy_article")
    head = facts(Lane.OPEN, 町名=desk.town.name, 日付=desk.today(), 氏名=desk.me.name)
    packet = disclose(Record(head), desk.permit(Purpose.CASEWORK))
    book = fill(resource("layouts", "printer-test.xlsx").read_bytes(), packet)
    printed = stamp(desk, marks=marks, copy_label="控番 3/8", receiver=_SAMPLE, footnote=article)
    return draw([book], printed, title=TITLE)


def note_test_printed(desk: Desk, what: str) -> None:
    """試し刷りの前後に、監査の一行を置く。"""
    note_printing(desk, Purpose.CASEWORK, TITLE, what)
