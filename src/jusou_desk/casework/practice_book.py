"""練習用の事務所の筋書き。``resources/practice/<町>.toml`` を厳しく読む。

日付はどれも「今日から何日か」(過去は負)で書いてあり、ここで今日に合わせた平日にする。
様式に書く所の項目名は、様式の欄の id そのもの。知らない項目があれば読まない。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Set
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from jusou_desk.ages import age_on
from jusou_desk.casework.practice_story import (
    PracticeBook,
    PracticeCase,
    PracticeDraft,
    PracticeItem,
    PracticeMeeting,
    PracticeProtection,
    PracticeStaff,
    PracticeTask,
    Writing,
)
from jusou_desk.casework.protecting import Account
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.forms import FieldKind, code_set, form
from jusou_desk.models.records import Attendee, Decision, PlanAction
from jusou_desk.paths import resource
from jusou_desk.policy import Role
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import fiscal_year_of

#: TOML の表の名前 → (様式、その記入の日になる欄)。
_SHEETS: Final = {
    "consent": ("consent", "decided_on"),
    "note": ("progress", "noted_on"),
    "assessment": ("assessment", "assessed_on"),
    "plan": ("plan", "made_on"),
    "evaluation": ("evaluation", "evaluated_on"),
    "referral": ("referral", "made_on"),
}


def practice_towns() -> tuple[str, ...]:
    """練習用の筋書きのある町。"""
    return tuple(sorted(path.stem for path in resource("practice").glob("*.toml")))


def practice_book(town_id: str, today: date) -> PracticeBook:
    """筋書きを ``today`` に合わせて読む。無い町は ``BadInput``、書き方の誤りは ``Damaged``。"""
    if town_id not in practice_towns():
        raise BadInput(
            f"「{town_id}」の練習用の事務所はありません。",
            f"次のどれかを指定してください: {'、'.join(practice_towns())}",
        )
    return load_practice_book(resource("practice", f"{town_id}.toml"), today)


def load_practice_book(path: Path, today: date) -> PracticeBook:
    """一つの TOML を筋書きにする。知らない項目、足りない項目があれば ``Damaged``。"""
    reader = _Reader(path.name, today)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        reader.check(raw, {"password", "staff", "case", "meeting", "draft"}, "全体")
        return PracticeBook(
            password=raw["password"],
            staff=tuple(reader.staff(line) for line in raw["staff"]),
            cases=tuple(reader.case(line) for line in raw["case"]),
            meetings=tuple(reader.meeting(line) for line in raw["meeting"]),
            drafts=tuple(reader.draft(line) for line in raw.get("draft", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(
            f"練習用の筋書き {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error


class _Reader:
    """一冊を読む間、ファイル名と今日を持っている人。"""

    def __init__(self, name: str, today: date) -> None:
        self._name = name
        self._today = today

    def check(self, raw: Mapping[str, Any], known: Set[str], where: str) -> None:
        unknown = set(raw) - known
        if unknown:
            raise Damaged(
                f"練習用の筋書き {self._name} の「{where}」に、知らない項目"
                f"「{'、'.join(sorted(unknown))}」があります。",
                "項目の名前を、様式の欄の id に合わせて直してください。",
            )

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.on(offset)

    def on(self, offset: int) -> date:
        """今日から ``offset`` 日の日。役場の休みの土日は、過去なら前の金曜、先なら次の月曜にする。"""
        day = self._today + timedelta(days=offset)
        past_friday = day.weekday() - 4
        if offset == 0 or past_friday <= 0:
            return day
        return day + timedelta(days=3 - past_friday if offset > 0 else -past_friday)

    def staff(self, raw: dict[str, Any]) -> PracticeStaff:
        return PracticeStaff(raw["name"], Role(raw["role"]), tuple(raw.get("serves", ())))

    def case(self, raw: dict[str, Any]) -> PracticeCase:
        key = raw.pop("key")
        again_of, born = raw.pop("again_of", ""), (raw.pop("age", None), raw.pop("birthday", ""))
        sheets = {name: raw.pop(name, []) for name in _SHEETS}
        tasks = raw.pop("task", [])
        protection = raw.pop("protection", None)
        by = raw["worker"]
        values = self.values("intake", raw, key)
        received = Writing("intake", values["received_on"], by, values)
        if born[0] is not None:
            values["birth_date"] = _birth(born[0], born[1], received.on)
        writings = (
            self.writing(kind, line, by, key)
            for kind, found in sheets.items()
            for line in (found if isinstance(found, list) else [found])
        )
        return PracticeCase(
            key,
            again_of,
            received,
            tuple(writings),
            tuple(self.task(t, by, key) for t in tasks),
            self.protection(protection, by, key) if protection else None,
        )

    def protection(self, raw: dict[str, Any], by: str, key: str) -> PracticeProtection:
        own = {"on", "by", "confirmed_on", "confirmed_by"}
        self.check(raw, own | {field.name for field in fields(Account)} - {"since"}, key)
        since = self.on(raw["on"])
        rest = {n: v for n, v in raw.items() if n not in own and n != "until"}
        return PracticeProtection(
            since,
            raw.get("by", by),
            self.on(raw["confirmed_on"]),
            raw["confirmed_by"],
            Account(since=since, until=self.on(raw["until"]), **rest),
        )

    def writing(self, kind: str, raw: dict[str, Any], by: str, key: str) -> Writing:
        form_id, main = _SHEETS[kind]
        by = raw.pop("by", by)
        actions = tuple(
            self.row(PlanAction, a, key) for a in (raw.pop("actions", ()) if kind == "plan" else ())
        )
        values = self.values(form_id, raw, key)
        if kind == "consent":
            values.setdefault("asked_by", by)
        return Writing(kind, values[main], by, values, actions)

    def values(self, form_id: str, raw: dict[str, Any], where: str) -> dict[str, Any]:
        """様式の欄の値。日付の欄の整数は今日からの日数、範囲は「①②」と略して書ける。"""
        known = {field.id: field for field in form(form_id).fields}
        self.check(raw, set(known), where)
        values: dict[str, Any] = {}
        for name, value in raw.items():
            if known[name].kind is FieldKind.DATE and isinstance(value, int):
                values[name] = self.on(value)
            elif known[name].codes == "information_scopes":
                scopes = code_set("information_scopes", fiscal_year_of(self._today)).terms
                values[name] = tuple(next(s for s in scopes if s[0] == mark) for mark in value)
            else:
                values[name] = tuple(value) if isinstance(value, list) else value
        return values

    def task(self, raw: dict[str, Any], by: str, key: str) -> PracticeTask:
        self.check(raw, {"on", "by", "what", "due_on", "done_on"}, key)
        return PracticeTask(
            self.on(raw["on"]),
            raw.get("by", by),
            raw["what"],
            self.day(raw.get("due_on")),
            self.day(raw.get("done_on")),
        )

    def row(self, kind: type[Any], raw: dict[str, Any], where: str) -> Any:
        """プランの支援内容、出席者、決定事項の一行。"""
        self.check(raw, {field.name for field in fields(kind)}, where)
        days = {name: self.on(value) for name, value in raw.items() if name.endswith("_on")}
        return kind(**{**raw, **days})

    def meeting(self, raw: dict[str, Any]) -> PracticeMeeting:
        where = f"会議 {raw['body']} {raw['held_on']}"
        known = {"kind", "convened_on", "held_on", "attendee", "item", "not_returned"}
        plain = {"body", "by", "start", "end", "place", "chair"}
        self.check(raw, known | plain, where)
        return PracticeMeeting(
            kind=MeetingKind(raw["kind"]) if "kind" in raw else None,
            convened_on=self.on(raw["convened_on"]),
            held_on=self.on(raw["held_on"]),
            attendees=tuple(self.row(Attendee, a, where) for a in raw["attendee"]),
            items=tuple(self.item(i, where) for i in raw["item"]),
            not_returned=tuple(raw["not_returned"]) if "not_returned" in raw else None,
            **{name: raw[name] for name in plain},
        )

    def item(self, raw: dict[str, Any], where: str) -> PracticeItem:
        texts = ("case", "aim", "summary", "result", "decision", "lead_agency")
        self.check(raw, {*texts, "decisions"}, where)
        rows = raw.get("decisions", [])
        done = tuple(self.day(row.pop("done_on", None)) for row in rows)
        return PracticeItem(
            decisions=tuple(self.row(Decision, row, where) for row in rows),
            done=done,
            **{name: raw.get(name, "") for name in texts},
        )

    def draft(self, raw: dict[str, Any]) -> PracticeDraft:
        self.check(raw, {"by", "form", "place", "case", "saved_on", "values"}, "打ちかけ")
        values = self.values(raw["form"], raw["values"], "打ちかけ")
        return PracticeDraft(
            raw["by"], raw["place"], raw.get("case", ""), self.on(raw["saved_on"]), values
        )


def _birth(age: int, birthday: str, on: date) -> date:
    """``on`` の日に ``age`` 歳である、``birthday``(例 3.14)生まれの人の生年月日。"""
    month, day = (int(part) for part in birthday.split("."))
    born = date(on.year - age, month, day)
    return born if age_on(born, on) == age else date(on.year - age - 1, month, day)
