"""記録の閲覧・出力の月報。所属長が、職員の記録の扱いを月に一度見るための一枚。

支援会議の記録についての行は従事者にだけ読める。含めた月報は、それ自体が支援会議の資料になる。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from jusou_desk.casework.audit_chain import (
    BEFORE_SIGN_IN,
    FAILED_SIGN_IN,
    OPENED,
    PREVIEWED,
    broken_words,
)
from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.desk import MISSING, REFUSED, Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.trail.audit_words import readable
from jusou_desk.casework.wording import word
from jusou_desk.models.audit import AuditEntry
from jusou_desk.models.office_records import Staff
from jusou_desk.packet import Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.towns import wordings
from jusou_desk.wareki import WEEKDAYS, era_year, format_short

TITLE: Final = "記録の閲覧・出力の月報"
UNKNOWN: Final = "(登録の無い氏名)"
_NAME: Final = "audit-month"
_HOURS: Final = "office_hours"
#: 月報の下に並べる変更。職員・従事者・鍵・取扱区分と、その示し方。
_CHANGES: Final = (
    "職員の",
    "従事者",
    "パスワードの変更",
    "構成員名簿",
    "誓約",
    "復旧コード",
    "移替え",
    "支援措置",
    "通報・緊急の承認",
    "通報・緊急の却下",
    "制限情報",
    "事務所の作成",
)


@dataclass(frozen=True)
class OfficeHours:
    """執務の曜日(月=0)と時間。祝日は執務の外。"""

    weekdays: frozenset[int]
    opens: time
    closes: time

    def within(self, at: datetime) -> bool:
        """``at`` が執務時間の中か(終わりの時刻を含まない)。"""
        import jpholiday

        on_duty = at.weekday() in self.weekdays and self.opens <= at.time() < self.closes
        return on_duty and not jpholiday.is_holiday(at.date())


def office_hours(text: str) -> OfficeHours | None:
    """「月火水木金 8:30-17:15」。読めなければ None。"""
    found = re.fullmatch(
        rf"\s*([{WEEKDAYS}]+)\s+(\d{{1,2}}):(\d\d)\s*[-~～－ー]\s*(\d{{1,2}}):(\d\d)\s*", text
    )
    if found is None:
        return None
    try:
        opens, closes = time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5]))
    except ValueError:
        return None
    return OfficeHours(frozenset(map(WEEKDAYS.index, found[1])), opens, closes)


@dataclass(frozen=True)
class Tally:
    """一人の月の数。refused: 断られた・見つからない番号・サインインの失敗。late: 執務時間の外。"""

    name: str
    role: str
    opened: int = 0
    printed: int = 0
    written: int = 0
    media: int = 0
    refused: int = 0
    late: int = 0


@dataclass(frozen=True)
class Month:
    """ある月の月報。first: 月の初日。hours: 数えるのに使った執務時間の文。broken: 鎖の切れ目の文。

    sealed: 支援会議の分を含むか。
    """

    first: date
    hours: str
    tallies: tuple[Tally, ...]
    changes: tuple[AuditEntry, ...]
    broken: str
    sealed: bool


def month_of(desk: Desk, first: date, *, sealed: bool = False) -> Month:
    """``first`` の月の月報。管理者だけが作れる。

    sealed: 支援会議の分も数える。従事者でなければ ``Refused``。
    """
    first = first.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    since, until = (datetime.combine(day, time()) for day in (first, following))
    with desk.reading(Purpose.ADMINISTRATION) as work:
        staff = work.staff.where()
        text = word(work, desk.town, _HOURS)
        broken = broken_words(work.audit.first_break())
    with desk.reading(Purpose.SUPPORT_MEETING if sealed else Purpose.ADMINISTRATION) as work:
        rows = tuple(reversed(work.audit.between(since, until)))
    text, hours = _hours(text)
    names = {one.id: one.name for one in staff}
    changes = tuple(row for row in rows if row.action.startswith(_CHANGES))
    tallies = _tallies(rows, _present(staff, first, following), names, hours)
    purpose = Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK
    return Month(first, text, tallies, readable(desk, changes, purpose), broken, sealed)


def _hours(text: str) -> tuple[str, OfficeHours]:
    """読める文と、その執務時間。書き換えた文が読めなければ初めの値。"""
    for words in (text, wordings()[_HOURS].text):
        hours = office_hours(words)
        if hours is not None:
            return words.strip(), hours
    raise ValueError(_HOURS)


def _present(staff: Iterable[Staff], first: date, following: date) -> dict[str, str]:
    """その月にいた職員の氏名→役割。"""
    there = (
        one
        for one in sorted(staff, key=lambda one: one.joined_on)
        if one.joined_on < following and (one.left_on is None or one.left_on >= first)
    )
    return {one.name: one.role for one in there}


def _tallies(
    rows: Iterable[AuditEntry],
    roles: Mapping[str, str],
    names: Mapping[str, str],
    hours: OfficeHours,
) -> tuple[Tally, ...]:
    counts = {name: Counter[str]() for name in roles}
    seen: set[tuple[str, date, str]] = set()
    for row in rows:
        who = row.actor
        if row.actor == BEFORE_SIGN_IN:
            who = names.get(row.subject, UNKNOWN)
        elif not hours.within(row.at):
            counts.setdefault(who, Counter())["late"] += 1
        kind = _kind(row.action)
        one = counts.setdefault(who, Counter())
        if kind != "opened":
            one[kind] += _times(row)
        elif (look := (who, row.at.date(), row.subject)) not in seen:
            seen.add(look)
            one[kind] += 1
    return tuple(
        Tally(name, roles.get(name, ""), **{k: v for k, v in found.items() if k})
        for name, found in counts.items()
    )


def _kind(action: str) -> str:
    """行が Tally のどの数に当たるか。どれでもなければ空。"""
    if action in (OPENED, PREVIEWED):
        return "opened"
    if action in (REFUSED, MISSING, FAILED_SIGN_IN):
        return "refused"
    heads = {"印刷の開始": "printed", "出力の完了": "written", "媒体": "media"}
    return next((kind for head, kind in heads.items() if action.startswith(head)), "")


def _times(row: AuditEntry) -> int:
    """サインインの失敗は、一行に何回分かがまとまっている。"""
    found = re.search(r"(\d+)回", row.detail) if row.action == FAILED_SIGN_IN else None
    return int(found[1]) if found else 1


# --- 紙 ----------------------------------------------------------------------


def draw_month(desk: Desk, month: Month) -> tuple[OutgoingFile, ...]:
    """月報の xlsx と pdf(まだ出さない。下見も同じ頁になる)。"""
    purpose = _purpose(month)
    lane = Lane.SEALED if month.sealed else Lane.OPEN
    with desk.reading(purpose) as work:
        note = word(work, desk.town, "audit_month_note")
        marks = (
            (f"{word(work, desk.town, 'sealed_mark')} {word(work, desk.town, 'sealed_handling')}",)
            if month.sealed
            else ()
        )
    head = facts(
        lane,
        町名=desk.town.name,
        作成日=desk.today(),
        作成者=desk.me.name,
        対象月=month_words(month.first),
        執務時間=month.hours,
        つながり=month.broken or "途切れなくつながっています(書換えも削除もありません)",
    )
    groups = {
        "職員": tuple(Record(_tally_facts(lane, one), lane=lane) for one in month.tallies),
        "変更": tuple(Record(_change_facts(lane, one), lane=lane) for one in month.changes),
        "注": tuple(Record(facts(lane, 文=words), lane=lane) for words in _notes(month, note)),
    }
    packet = disclose(Record(head, groups, lane), desk.permit(purpose))
    book = fill(resource("layouts", f"{_NAME}.xlsx").read_bytes(), packet)
    printed = stamp(desk, marks=marks)
    pdf = draw([book], printed, title=TITLE)
    name = f"{_NAME}-{month.first:%Y-%m}"
    sheet = book.stamped_xlsx(printed)
    return OutgoingFile(f"{name}.xlsx", sheet), OutgoingFile(f"{name}.pdf", pdf)


def hand_out_month(desk: Desk, month: Month, folder: Path) -> tuple[Path, ...]:
    """月報を ``folder`` に出す。"""
    files = draw_month(desk, month)
    purpose = _purpose(month)
    return hand_over(desk, purpose, _subject(month), files, folder, bodies=_bodies(desk, month))


def note_month_printed(desk: Desk, month: Month, what: str) -> None:
    """月報を刷る前後に監査の行を置く。"""
    for body_id in _bodies(desk, month):
        note_printing(desk, _purpose(month), _subject(month), what, body_id=body_id)


def month_words(first: date) -> str:
    """「令和8年11月分」。"""
    era, year = era_year(first)
    return f"{era.year_name(year)}{first.month}月分"


def _purpose(month: Month) -> Purpose:
    return Purpose.SUPPORT_MEETING if month.sealed else Purpose.ADMINISTRATION


def _bodies(desk: Desk, month: Month) -> tuple[str, ...]:
    return tuple(sorted(desk.member_of)) if month.sealed else ("",)


def _subject(month: Month) -> str:
    return f"月報 {month.first:%Y-%m}"


def _notes(month: Month, note: str) -> tuple[str, ...]:
    lane = (
        "支援会議の記録についての行は、作成者が従事する会議体の分を含みます。取扱いは支援会議の資料と同じです。"
        if month.sealed
        else "支援会議の記録についての行は含みません。従事者である管理者が作るときに含めることができます。"
    )
    counted = (
        "「開いた記録」は同じ日の同じ記録を一つに数えます。「断り・失敗」は、権限や同意により"
        "断ったもの、見つからない番号を開こうとしたもの、サインインの失敗です。「執務時間の外」は、"
        "執務の曜日・時間の外と祝日に残った監査記録の行の数で、何をした行かを問わず一行ずつ数え、"
        "サインインする前の行は数えません。"
    )
    return counted, lane, note


def _tally_facts(lane: Lane, one: Tally) -> Facts:
    return facts(
        lane,
        氏名=one.name,
        役割=one.role,
        閲覧=one.opened,
        印刷=one.printed,
        出力=one.written,
        媒体=one.media,
        断り=one.refused,
        時間外=one.late,
    )


def _change_facts(lane: Lane, one: AuditEntry) -> Facts:
    return facts(
        lane,
        日時=f"{format_short(one.at.date())} {one.at:%H:%M}",
        誰が=one.actor,
        何を=one.action,
        対象=" ".join(part for part in (one.subject, one.detail) if part),
    )
