"""日時や場所を変えたとき、先に出した開催通知と資料が古くなること。"""

from __future__ import annotations

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.packets import copies_of
from jusou_desk.models.records import Meeting
from jusou_desk.wareki import format_short


def outdated_papers(desk: Desk, before: Meeting, after: Meeting) -> str:
    """前の日時・場所のままの紙があれば、知らせる文。変えていないか、済んだ会議なら空。"""
    printed = [(one.held_on, one.start, one.end, one.place) for one in (before, after)]
    if printed[0] == printed[1] or after.held_on < desk.today():
        return ""
    papers = []
    if after.noticed_on is not None:
        papers.append(f"{format_short(after.noticed_on)}に出した開催通知")
    if any(not copy.replaced for copy in copies_of(desk, after.id)):
        papers.append("出した資料")
    if not papers:
        return ""
    return (
        f"{'と'.join(papers)}は、前の日時・場所のままです。出し直して、出席者に知らせてください。"
    )
