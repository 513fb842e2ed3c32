"""練習用の事務所の筋書き。``resources/practice/<町>.toml`` を厳しく読む。

日付はどれも「今日から何日か」(過去は負)で書いてあり、ここで今日に合わせた平日にする。
様式に書く所の項目名は、様式の欄の id そのもの。知らない項目があれば読まない。
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from jusou_desk.ages import age_on
from jusou_desk.casework.practising.practice_reader import Reader
from jusou_desk.casework.practising.practice_story import (
    PracticeBook,
    PracticeCase,
    PracticeDisclosure,
    PracticeDraft,
    PracticeHost,
    PracticeIssue,
    PracticeItem,
    PracticeMatch,
    PracticeMeeting,
    PracticePayment,
    PracticeProtection,
    PracticeRegister,
    PracticeRequest,
    PracticeStaff,
    PracticeTask,
    PracticeTransfer,
    Writing,
)
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.models.community_records import CommunityIssue, Talk
from jusou_desk.models.records import Attendee, Decision, PlanAction
from jusou_desk.models.register_records import Resource, ResourceKind, Stance
from jusou_desk.models.secrecy_records import Member
from jusou_desk.paths import resource
from jusou_desk.policy import Overlay, Role
from jusou_desk.towns import MeetingKind

#: TOML の表の名前 → (様式、その記入の日になる欄)。
_SHEETS: Final = {
    "consent": ("consent", "decided_on"),
    "note": ("progress", "noted_on"),
    "assessment": ("assessment", "assessed_on"),
    "plan": ("plan", "made_on"),
    "evaluation": ("evaluation", "evaluated_on"),
    "referral": ("referral", "made_on"),
    "urgent": ("urgent", "made_on"),
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
    reader = _Tables(path.name, today)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = {"staff", "case", "meeting", "draft", "register", "host", "issue"}
        reader.check(raw, tables | {"password", "phone", "budget"}, "全体")
        return PracticeBook(
            password=raw["password"],
            phone=raw["phone"],
            staff=tuple(reader.staff(line) for line in raw["staff"]),
            cases=tuple(reader.case(line) for line in raw["case"]),
            meetings=tuple(reader.meeting(line) for line in raw["meeting"]),
            drafts=tuple(reader.draft(line) for line in raw.get("draft", ())),
            registers=tuple(reader.register(line) for line in raw.get("register", ())),
            hosts=tuple(reader.host(line) for line in raw.get("host", ())),
            issues=tuple(reader.issue(line) for line in raw.get("issue", ())),
            budget=raw.get("budget"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(
            f"練習用の筋書き {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error


class _Tables(Reader):
    """TOML の表を、一つずつ筋書きの型にする。"""

    def staff(self, raw: dict[str, Any]) -> PracticeStaff:
        return PracticeStaff(raw["name"], Role(raw["role"]), tuple(raw.get("serves", ())))

    def case(self, raw: dict[str, Any]) -> PracticeCase:
        key = raw.pop("key")
        again_of, born = raw.pop("again_of", ""), (raw.pop("age", None), raw.pop("birthday", ""))
        sheets = {name: raw.pop(name, []) for name in _SHEETS}
        tasks = raw.pop("task", [])
        protection, disclosures = raw.pop("protection", None), raw.pop("disclosure", [])
        overlays, by = self.overlays(raw), raw["worker"]
        values = self.values("intake", raw, key)
        received = Writing("intake", values["received_on"], by, values, overlays=overlays)
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
            tuple(self.disclosure(d, by, key) for d in disclosures),
        )

    def overlays(self, raw: dict[str, Any]) -> tuple[str, ...] | None:
        """記録に重ねる伏せ方(``raw`` から取り出す)。書いていなければ None。"""
        written = raw.pop("overlays", None)
        return None if written is None else tuple(str(Overlay(one)) for one in written)

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

    def disclosure(self, raw: dict[str, Any], by: str, key: str) -> PracticeDisclosure:
        own = {"on", "by", "oral_by", "approved_on", "approved_by", "reply", "reply_on"}
        said = {"reason", "receiver", "receiver_person", "content", "ground", "way"}
        self.check(raw, own | said, key)
        return PracticeDisclosure(
            on=self.on(raw["on"]),
            by=raw.get("by", by),
            telling=Telling(**{name: raw[name] for name in said & set(raw)}),
            oral_by=raw.get("oral_by", ""),
            approved_on=self.day(raw.get("approved_on")),
            approved_by=raw.get("approved_by", ""),
            reply=raw.get("reply", ""),
            reply_on=self.day(raw.get("reply_on")),
        )

    def transfer(self, raw: dict[str, Any], by: str, key: str) -> PracticeTransfer:
        own = {"on", "by", "approved_on", "approved_by"}
        said = {name: value for name, value in raw.items() if name not in own}
        return PracticeTransfer(
            self.on(raw["on"]),
            raw.get("by", by),
            self.row(Wish, said, key),
            self.day(raw.get("approved_on")),
            raw.get("approved_by", ""),
        )

    def writing(self, kind: str, raw: dict[str, Any], by: str, key: str) -> Writing:
        form_id, main = _SHEETS[kind]
        by, overlays = raw.pop("by", by), self.overlays(raw)
        transfer, handed_on = raw.pop("transfer", None), self.day(raw.pop("handed_on", None))
        actions = tuple(
            self.row(PlanAction, a, key) for a in (raw.pop("actions", ()) if kind == "plan" else ())
        )
        matches = tuple(self.row(PracticeMatch, one, key) for one in raw.pop("match", ()))
        paid = tuple(self.row(PracticePayment, one, key) for one in raw.pop("paid", ()))
        values = self.values(form_id, raw, key)
        if kind == "consent":
            values.setdefault("asked_by", by)
        moved = self.transfer(transfer, by, key) if transfer else None
        return Writing(
            kind, values[main], by, values, actions, overlays, moved, handed_on, matches, paid
        )

    def task(self, raw: dict[str, Any], by: str, key: str) -> PracticeTask:
        self.check(raw, {"on", "by", "what", "due_on", "done_on"}, key)
        return PracticeTask(
            self.on(raw["on"]),
            raw.get("by", by),
            raw["what"],
            self.day(raw.get("due_on")),
            self.day(raw.get("done_on")),
        )

    def meeting(self, raw: dict[str, Any]) -> PracticeMeeting:
        where = f"会議 {raw['body']} {raw['held_on']}"
        known = {"kind", "convened_on", "held_on", "attendee", "item", "not_returned", "request"}
        plain = {"body", "by", "start", "end", "place", "chair"}
        self.check(raw, known | plain, where)
        return PracticeMeeting(
            kind=MeetingKind(raw["kind"]) if "kind" in raw else None,
            convened_on=self.on(raw["convened_on"]),
            held_on=self.on(raw["held_on"]),
            attendees=tuple(self.row(Attendee, a, where) for a in raw["attendee"]),
            items=tuple(self.item(i, where) for i in raw["item"]),
            not_returned=tuple(raw["not_returned"]) if "not_returned" in raw else None,
            requests=tuple(self.request(r, raw["by"], where) for r in raw.get("request", ())),
            **{name: raw[name] for name in plain},
        )

    def request(self, raw: dict[str, Any], by: str, where: str) -> PracticeRequest:
        return self.row(PracticeRequest, {"by": by, **raw}, where)

    def register(self, raw: dict[str, Any]) -> PracticeRegister:
        where = f"構成員名簿 {raw['body']}"
        self.check(raw, {"body", "by", "on", "member"}, where)
        since, until = self.two_year_term()
        rows = (
            {"body": raw["body"], "since": since, "until": until, **line} for line in raw["member"]
        )
        return PracticeRegister(
            self.on(raw["on"]),
            raw["by"],
            raw["body"],
            tuple(self.row(Member, line, where) for line in rows),
        )

    def host(self, raw: dict[str, Any]) -> PracticeHost:
        on, by = self.on(raw.pop("on")), raw.pop("by")
        line = {"resource_no": "", "kind": ResourceKind.HOST, **raw}
        row = self.row(Resource, line | {"stance": Stance(raw.get("stance", ""))}, raw["name"])
        return PracticeHost(on, by, row)

    def issue(self, raw: dict[str, Any]) -> PracticeIssue:
        by, talks = raw.pop("by"), raw.pop("talk", ())
        issue = self.row(CommunityIssue, raw, raw["title"])
        said = tuple(self.row(Talk, one, raw["title"]) for one in talks)
        return PracticeIssue(issue.found_on, by, issue, said)

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
