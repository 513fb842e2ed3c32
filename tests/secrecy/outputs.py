"""一つの事務所から出るもの・見えるものを全部出し、判断(``oracle``)と突き合わせる。

新しい出力を作ったら、ここに一つ足す。
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.casework import (
    auditing,
    cases,
    drafts,
    drilldown,
    intake_opening,
    ledger_export,
    meeting_papers,
    meetings,
    packets,
    papers,
    prefill,
    reporting,
    search,
    sitting,
    timeline,
    today,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.packet_press import Press
from jusou_desk.casework.reporting import ReportResult
from jusou_desk.casework.statistics import Figure
from jusou_desk.errors import DeskError
from jusou_desk.models.tables import SEALED_TABLES, metadata
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in
from tests.secrecy.oracle import Oracle, Rule, nothing
from tests.secrecy.planting import NOW, Held, Planted, Secret

YEAR = FiscalYear.of(NOW.date())


@dataclass(frozen=True)
class Leak:
    """出てはならない所に出た言葉、または、出るはずなのに無い言葉。"""

    who: str
    output: str
    secret: str

    def __str__(self) -> str:
        return f"{self.who} / {self.output}: {self.secret}"


@dataclass(eq=False)
class Watcher(logging.Handler):
    """事務所一つの出力を集め、漏れを数える。"""

    at: Planted
    folder: Path
    thorough: bool = False
    """職員×紙の組を全部調べるか。普段の回では一つおきに調べ、隣の組は隣の職員が調べる。"""
    leaks: list[Leak] = field(default_factory=list)
    looked: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(self.at)
        self._printed = False
        """会議資料をファイルに出したか。遅いので、一つの事務所で一度だけ出す。"""
        self._printer = self.at.plan.on_paper % len(self.at.desks)

    def emit(self, record: logging.LogRecord) -> None:
        self.check("記録(log)", "log", record.getMessage(), nothing)

    def check(
        self, who: str, output: str, text: str, may: Rule, must: Rule = nothing, asked: str = ""
    ) -> None:
        """一つの出力を調べる。``asked`` は尋ねた言葉(答えの中にあっても漏れではない)。"""
        self.looked += 1
        for one in self.at.secrets:
            there = one.word in text or (
                "%" not in one.word and len(one.word) == 2 and _either(one.word, text)
            )
            if there and one.word not in asked and not may(one):
                self.leaks.append(Leak(who, output, f"漏れ {one}"))
            if not there and must(one):
                self.leaks.append(Leak(who, output, f"欠け {one}"))

    def attempt(
        self, who: str, output: str, make: Callable[[], Any], may: Rule, must: Rule = nothing
    ) -> bool:
        """出してみて調べる。断られたら、断りの文に何も無いことを調べる。出せたか。"""
        try:
            made = make()
        except DeskError as error:
            self.check(who, f"{output}の断り", f"{error.title}{error.advice}", nothing)
            return False
        self.check(who, output, made if isinstance(made, str) else repr(made), may, must)
        return True

    # --- 職員ごと -----------------------------------------------------------------

    def everything(self) -> list[Leak]:
        """全員の全部の出力。"""
        logger = logging.getLogger()
        logger.addHandler(self)
        try:
            for number in range(len(self.at.desks)):
                self.screens(number)
                self.lists(number)
                self.books(number)
                self.papers(number)
                self.packets(number)
                self.letters(number)
                self.raw(number)
            self.disk()
        finally:
            logger.removeHandler(self)
        return self.leaks

    def called(self, number: int) -> str:
        worker = self.at.plan.staff[number]
        return f"職員{number}({worker.role}、従事{list(worker.serves)})"

    def screens(self, number: int) -> None:
        """一件の頁、歩み、様式の下書き、会議の頁。"""
        desk, who, oracle = self.at.desks[number], self.called(number), self.oracle
        everyday, support = oracle.everyday(number), oracle.in_support(number)
        for index, case in enumerate(self.at.cases):
            for purpose, rule in (
                (Purpose.CASEWORK, everyday),
                (Purpose.SUPPORT_MEETING, support),
            ):
                self.attempt(
                    who,
                    f"相談{index}の頁({purpose})",
                    partial(_page, desk, case.id, purpose),
                    rule,
                    partial(_content_of, index, rule),
                )
            self.attempt(
                who, f"相談{index}を探す", partial(cases.find_case, desk, case.id), support
            )
            self.attempt(
                who, f"相談{index}を開く", partial(intake_opening.written_intake, desk, case.id),
                support,
            )  # fmt: skip
        for n, held in enumerate(self.at.held):
            meeting = held.meeting.id
            self.attempt(
                who, f"会議{n}の頁", partial(meetings.meeting_page, desk, meeting), support
            )
            self.attempt(
                who,
                f"会議{n}の前回の出席者",
                partial(meetings.previous_attendance, desk, meeting),
                support if held.meeting.sealed else everyday,
            )
            if not held.meeting.sealed:
                self.attempt(
                    who, f"会議{n}と同じ席", partial(sitting.same_sitting, desk, held.meeting),
                    support,
                )  # fmt: skip

    def lists(self, number: int) -> None:
        """一覧、検索、候補、今日、打ちかけ、監査。"""
        desk, who, oracle = self.at.desks[number], self.called(number), self.oracle
        everyday, support = oracle.everyday(number), oracle.in_support(number)
        numbers = oracle.numbers_too(number)
        named = [one for one in self.at.secrets if one.kind == "氏名"]
        self.attempt(
            who, "一覧", lambda: cases.case_list(desk), everyday,
            lambda one: not one.sealed and one.kind == "氏名",
        )  # fmt: skip
        self.attempt(
            who,
            "支援会議の一覧",
            lambda: cases.case_list(desk, purpose=Purpose.SUPPORT_MEETING),
            support,
            lambda one: one.kind == "氏名" and support(one),
        )
        self.attempt(who, "会議の一覧", lambda: meetings.meeting_list(desk), support)
        self.attempt(
            who, "今日", lambda: today.due_lines(desk),
            lambda one: everyday(one) or (one.kind == "番号" and support(one)),
        )  # fmt: skip
        self.attempt(who, "打ちかけ", lambda: drafts.lying_around(desk), everyday)
        self.attempt(
            who, "支援会議の打ちかけ", lambda: drafts.recall(desk, "progress:x", sealed=True),
            support,
        )  # fmt: skip
        self.attempt(who, "監査", lambda: _everyday_audit(desk), numbers)
        self.attempt(
            who,
            "監査の一覧",
            lambda: auditing.audit_trail(desk),
            lambda one: one.kind == "番号" and support(one),
        )
        for turn, one in enumerate(self.at.secrets):
            found = one.kind in ("中身", "経過") and one.what.endswith(("の内容", "の経過"))
            if self._skips(turn + number) and not one.sealed:
                continue
            hits = search.search(desk, one.word)
            if one.sealed and hits:
                self.leaks.append(Leak(who, "検索", f"漏れ {one}"))
            if not one.sealed and found and not hits:
                self.leaks.append(Leak(who, "検索", f"欠け {one}"))
            self.check(who, f"検索 {one.what}", repr(hits), everyday, asked=one.word)
        for one in named:
            familiar = intake_opening.familiar_people(desk, one.word, "", None)
            if one.sealed and familiar:
                self.leaks.append(Leak(who, "同じ人の知らせ", f"漏れ {one}"))
            self.check(who, "同じ人の知らせ", repr(familiar), everyday, asked=one.word)

    def books(self, number: int) -> None:
        """台帳、報告、数の元。"""
        desk, who, oracle = self.at.desks[number], self.called(number), self.oracle
        concealed = {n for n, one in enumerate(self.at.plan.people) if one.concealed}

        def covered(rule: Rule) -> Rule:
            return lambda one: rule(one) and not (one.kind == "住所" and one.person in concealed)

        plain = self.folder / f"{number}-plain.xlsx"
        everyday, support = oracle.everyday(number), oracle.in_support(number)
        self.attempt(
            who,
            "台帳",
            lambda: _book(desk, plain, sealed=False),
            covered(everyday),
            lambda one: not one.sealed and one.what.endswith(("の内容", "の経過")),
        )
        self.attempt(
            who, "支援会議を含む台帳", lambda: _book(desk, plain, sealed=True), covered(support)
        )
        made = [reporting.make_report(desk, kind.name, YEAR) for kind in reporting.REPORTS]
        for one in made:
            said = repr((one.table, one.packet, one.notices))
            self.check(who, f"報告{one.kind.name}", said, nothing)
        if number == self._printer and not self._skips(len(self.at.secrets)):
            chosen = made[self.at.plan.on_paper]
            files = "".join(file.name + words_in(file.data) for file in chosen.files)
            self.check(who, f"報告{chosen.kind.name}のファイル", files, nothing)
        figures = _with_origins(made)
        for purpose, rule in ((Purpose.CASEWORK, everyday), (Purpose.SUPPORT_MEETING, support)):
            self.attempt(who, f"数の元({purpose})", partial(_behind, desk, figures, purpose), rule)
        if self.at.plan.staff[number].role is not Role.READER:
            counted = _received(made)
            mine = [c for c in self.at.cases if not c.sealed or oracle.serves(number, c.body_id)]
            if counted != len(mine):
                self.leaks.append(Leak(who, "相談件数", f"漏れ {counted}件≠{len(mine)}件"))

    def papers(self, number: int) -> None:
        """相談の紙。どの紙も、画面の下見と同じ中身(Packet)を調べる。"""
        desk, who = self.at.desks[number], self.called(number)
        for index, case in enumerate(self.at.cases):
            receiver = self.at.plan.matters[index].referred_to
            for turn, sheet in enumerate(papers.SHEETS):
                if self._skips(turn + index + number):
                    continue
                rule = self.oracle.office_paper(index)
                if sheet.leaves_the_house:
                    to = receiver if sheet.name == "referral" else ""
                    rule = self.oracle.passed_on(index, to)
                self.attempt(
                    who,
                    f"相談{index}の{sheet.title}",
                    partial(_sheet, desk, sheet, case.id),
                    rule,
                )

    def packets(self, number: int) -> None:
        """会議資料。選んだ一回は、ファイルに出して全部のファイルを読む。"""
        desk, who, oracle = self.at.desks[number], self.called(number), self.oracle
        for n, held in enumerate(self.at.held):
            rules = [
                (oracle.packet(held, n, s), oracle.expected(held, n, s))
                for s in range(len(held.seats))
            ]
            may_hold = self._may_hold(number, held)
            lawful = may_hold and (held.meeting.sealed or oracle.consented(held)) and held.items
            try:
                press = Press(desk, held.meeting.id)
            except DeskError as error:
                self.check(who, f"会議{n}の資料の断り", f"{error.title}{error.advice}", nothing)
                if lawful:
                    self.leaks.append(Leak(who, f"会議{n}の資料", f"欠け {error.title}"))
                continue
            if not may_hold:
                self.leaks.append(Leak(who, f"会議{n}の資料", "漏れ 席の無い職員が刷れた"))
            if n == self.at.plan.on_paper % len(self.at.held) and not self._printed:
                self._printed = True
                self._on_paper(number, n, held, rules)
                continue
            for s, (rule, must) in enumerate(rules):
                if self._skips(s + number):
                    continue
                books = "".join(words_in(leaf.book.to_xlsx()) for leaf in press.leaves(s + 1))
                self.check(who, f"会議{n}の資料の席{s}", books, rule, must)

    def _skips(self, turn: int) -> bool:
        return not self.thorough and turn % 2 == 1

    def _may_hold(self, number: int, held: Held) -> bool:
        if held.meeting.sealed:
            return self.oracle.serves(number, held.meeting.body_id)
        return self.at.plan.staff[number].role is not Role.READER

    def _on_paper(self, number: int, n: int, held: Held, rules: list[tuple[Rule, Rule]]) -> None:
        who, folder = self.called(number), self.folder / f"{number}-{n}"
        issued = packets.issue_packet(self.at.desks[number], held.meeting.id, folder)
        for path in issued.files:
            text = path.name + words_in(path.read_bytes())
            output = f"会議{n}の{path.name}"
            if path.name.startswith("packet-"):
                self.check(who, output, text, *rules[int(path.stem[-2:]) - 1])
            elif path.name == "packet.xlsx":
                self.check(who, output, text, self.oracle.whole_packet(held, n))
            else:
                self.check(who, output, text, self.oracle.around(held, n))

    def letters(self, number: int) -> None:
        """会議の前後の紙(開催通知・議事録・出席者ごとの議事録)。"""
        desk, who = self.at.desks[number], self.called(number)
        for n, held in enumerate(self.at.held):
            around = self.oracle.around(held, n)
            seats = {one.name: s for s, one in enumerate(held.seats)}
            for turn, kind in enumerate(("notice", "minutes", "minutes-copy")):
                chosen = self.thorough or (number == self._printer and turn == n % 3)
                if self._may_hold(number, held) and not chosen:
                    continue  # 断りは全員、紙は一人が一種類ずつ
                try:
                    drawn = meeting_papers.draw_paper(desk, kind, held.meeting.id)
                except DeskError as error:
                    self.check(
                        who, f"会議{n}の{kind}の断り", f"{error.title}{error.advice}", nothing
                    )
                    continue
                for one in (*drawn.letters, *drawn.books):
                    rule = around
                    if kind == "minutes":
                        rule = self.oracle.minutes(held, n)
                    elif kind == "minutes-copy":
                        rule = self.oracle.packet(held, n, seats[one.receiver_name])
                    self.check(who, f"会議{n}の{one.name}", words_in(one.data), rule)

    def raw(self, number: int) -> None:
        """普段の接続で読める表の全部。支援会議の表は、件数も読めない。"""
        desk, who = self.at.desks[number], self.called(number)
        with desk._store._everyday.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            for table in metadata.sorted_tables:
                try:
                    rows = driver.execute(f'SELECT * FROM "{table.name}"').fetchall()
                except sqlcipher.DatabaseError:
                    continue
                if table.name in SEALED_TABLES:
                    self.leaks.append(Leak(who, f"表 {table.name}", f"漏れ {len(rows)}件"))
                self.check(who, f"表 {table.name}", repr(rows), lambda one: not one.sealed)

    def disk(self) -> None:
        """事務所のフォルダに残るバイト列。"""
        data = b"".join(
            path.read_bytes() for path in self.at.office.folder.rglob("*") if path.is_file()
        )
        for one in self.at.secrets:
            if one.kind != "番号" and one.word.encode() in data:
                self.leaks.append(Leak("ディスク", "事務所のフォルダ", f"漏れ {one}"))


def _either(word: str, text: str) -> bool:
    return word[0] in text or word[1] in text


def _content_of(case: int, rule: Rule, one: Secret) -> bool:
    return one.case == case and rule(one) and one.what.endswith("の内容")


def _sheet(desk: Desk, kind: papers.SheetKind, case_id: str) -> str:
    return repr(papers.sheet_packet(desk, kind, case_id)[0])


def _page(desk: Desk, case_id: str, purpose: Purpose) -> str:
    page = cases.case_page(desk, case_id, purpose=purpose)
    known = [prefill.prefill(desk, page, form) for form in ("plan", "referral", "evaluation")]
    return repr((page, timeline.timeline(page), known))


def _everyday_audit(desk: Desk) -> str:
    with desk.reading(Purpose.CASEWORK) as work:
        return repr(work.audit.entries())


def _book(desk: Desk, path: Path, *, sealed: bool) -> str:
    reason = "確かめるため" if sealed else ""
    made = ledger_export.write_ledger(desk, path, password=None, sealed=sealed, reason=reason)
    return repr(made) + words_in(path.read_bytes())


def _with_origins(made: list[ReportResult]) -> list[Figure]:
    """元のある升。同じ元の升は一度だけ。"""
    figures = (row.figures[-1] for one in made for row in one.table.rows)
    found = {(f.case_ids, f.meeting_ids): f for f in figures if f.case_ids or f.meeting_ids}
    return list(found.values())


def _behind(desk: Desk, figures: list[Figure], purpose: Purpose) -> str:
    return repr([drilldown.behind(desk, one, purpose=purpose) for one in figures])


def _received(made: list[ReportResult]) -> int:
    """今年度に受けた相談の、課題のどれかの件数の和(一件に課題は一つずつ仕込んである)。"""
    (table,) = (one.table for one in made if one.kind.name == "soudan-kensu")
    return sum(int(row.figures[-1].value) for row in table.rows if row.section == "課題")


def readable(planted: Planted, leaks: list[Leak]) -> str:
    """失敗の文。漏れを先に、設計図はそのまま。"""
    lines = sorted({str(leak) for leak in leaks})
    return "\n".join([f"{len(lines)} 件", *lines[:40], repr(planted.plan)])
