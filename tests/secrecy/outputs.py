"""一つの事務所から出るもの・見えるものを全部出し、判断(``oracle``)と突き合わせる。

新しい出力を作ったら、ここに一つ足す。
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.casework.case import (
    cases,
    drafts,
    intake_opening,
    meeting_doors,
    narrowing,
    prefill,
    search,
    timeline,
)
from jusou_desk.casework.case.timeline import Happening
from jusou_desk.casework.counting import drilldown, reporting
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.counting.reporting import ReportResult
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.meeting import meetings, sitting
from jusou_desk.casework.morning import today
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import meeting_papers, packets
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import DeskError
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.tables import SEALED_TABLES, metadata
from jusou_desk.policy import Purpose, Role
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.wareki import FiscalYear
from tests.secrecy import second_office
from tests.secrecy.course_outputs import course
from tests.secrecy.eyes import found_in, words_in
from tests.secrecy.kin_outputs import kin
from tests.secrecy.late_outputs import LATE
from tests.secrecy.more_outputs import MORE, gone
from tests.secrecy.office_outputs import HOUSE
from tests.secrecy.oracle import Oracle, Rule, nothing
from tests.secrecy.planting import NOW, Held, Planted, Secret
from tests.secrecy.version_outputs import rewritten

YEAR = FiscalYear.of(NOW.date())
_KEY = "みなと-の-鍵-三月"


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
    """職員×紙の組を全部調べるか。普段の回では、遅いものを三つに一つ調べる(``skips``)。"""
    leaks: list[Leak] = field(default_factory=list)
    looked: int = 0
    happenings: list[Happening] | None = None
    issued: list[Issued] | None = None
    read: set[str] = field(default_factory=set)
    """もう中身を調べた発行控。"""

    def __post_init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(self.at)
        self.outputs: set[str] = set()
        """調べた出力の名。"""
        self._printed = False
        """会議資料をファイルに出したか。遅いので、一つの事務所で一度だけ出す。"""
        self._printer = self.at.present[self.at.plan.on_paper % len(self.at.present)]

    def emit(self, record: logging.LogRecord) -> None:
        self.check("記録(log)", "log", record.getMessage(), nothing)

    def check(
        self, who: str, output: str, text: str, may: Rule, must: Rule = nothing, asked: str = ""
    ) -> None:
        """一つの出力を調べる。``asked`` は尋ねた言葉(答えの中にあっても漏れではない)。"""
        self.looked += 1
        self.outputs.add(output)
        letters = set(text)
        for one in self.at.secrets:
            # 同じ字は二度使わないので、二字の言葉は一字でも見つかれば漏れている。
            there = not letters.isdisjoint(one.word) if len(one.word) == 2 else one.word in text
            if there and one.word not in asked and not may(one):
                self.leaks.append(Leak(who, output, f"漏れ {one}"))
            if not there and must(one):
                self.leaks.append(Leak(who, output, f"欠け {one}"))

    def leak(self, who: str, output: str, secret: str) -> None:
        self.leaks.append(Leak(who, output, secret))

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
            for number in self.at.present:
                for look in ALWAYS:
                    look(self, number)
                more = (*MORE, *LATE, *HOUSE, kin, rewritten, course)
                for every, looks in ((2, OFTEN), (3, more)):
                    for turn, look in enumerate(looks):
                        if not self.skips(turn + number, every):
                            look(self, number)
            if self.at.gone:
                gone(self)
            if self.at.plan.imported:
                second_office.taken_in(self)
            if not self.skips(0, 2):
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
        written = oracle.page(support, oracle.bodies(number))
        for index, case in enumerate(self.at.cases):
            for purpose, rule in (
                (Purpose.CASEWORK, oracle.page(everyday, worker=number)),
                (Purpose.SUPPORT_MEETING, written),
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
                support if case.sealed else oracle.widest(number),
            )  # fmt: skip
        for n, held in enumerate(self.at.held):
            meeting = held.meeting.id
            there = oracle.at_meeting(number, meeting_doors.purpose_of_kind(held.meeting.kind))
            self.attempt(
                who,
                f"会議{n}の頁",
                partial(meetings.meeting_page, desk, meeting),
                oracle.page(there, oracle.bodies(number)),
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
        numbers, widest = oracle.numbers_too(number), oracle.widest(number)
        named = [one for one in self.at.secrets if one.kind == "氏名"]
        self.attempt(
            who, "一覧", lambda: cases.case_list(desk), everyday,
            lambda one: one.kind == "氏名" and everyday(one),
        )  # fmt: skip
        self.attempt(
            who,
            "支援会議の一覧",
            lambda: cases.case_list(desk, purpose=Purpose.SUPPORT_MEETING),
            support,
            lambda one: one.kind == "氏名" and support(one),
        )
        self.attempt(
            who, "支援会議の一覧を絞る語", lambda: narrowing.sealed_words(desk),
            lambda one: support(one) and not one.source,
        )  # fmt: skip
        self.attempt(who, "会議の一覧", lambda: meetings.meeting_list(desk), support)
        self.attempt(
            who, "今日", lambda: today.due_lines(desk),
            lambda one: widest(one) or (one.kind == "番号" and support(one)),
        )  # fmt: skip
        self.attempt(who, "打ちかけ", lambda: drafts.lying_around(desk), everyday)
        self.attempt(
            who, "支援会議の打ちかけ", lambda: drafts.recall(desk, "progress:x", sealed=True),
            support,
        )  # fmt: skip
        reasons = _reasons(numbers)
        self.attempt(who, "監査", lambda: _everyday_audit(desk), reasons)
        self.attempt(
            who,
            "監査の一覧",
            lambda: sightings.audit_trail(desk),
            lambda one: reasons(one) and one.kind != "会議",
        )
        for turn, one in enumerate(self.at.secrets):
            found = one.kind in ("中身", "経過") and one.what.endswith(("の内容", "の経過"))
            if self.skips(turn + number):
                continue
            hits = search.search(desk, one.word)
            # 誰から聞いたかは、見てよい職員にも、探す手掛かりにはさせない。
            if hits and (one.source or not everyday(one)):
                self.leaks.append(Leak(who, "検索", f"漏れ {one}"))
            if everyday(one) and found and not hits:
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
        plain = self.folder / f"{number}-plain.xlsx"
        everyday, support = oracle.everyday(number), oracle.in_support(number)
        bodies = oracle.bodies(number)
        for turn, (sealed, locked) in enumerate(product((False, True), repeat=2)):
            if self.skips(number + turn, 4):
                continue
            rule_of = oracle.locked_book if locked else oracle.plain_book
            rule = rule_of(number, bodies if sealed else ())
            self.attempt(
                who,
                f"台帳(支援会議{sealed}、暗号{locked})",
                partial(_book, desk, plain, sealed=sealed, locked=locked),
                rule,
                partial(_written_in_book, rule, locked),
            )
        if self.skips(number + 2) and number != self._printer:
            return
        made = [reporting.make_report(desk, kind.name, YEAR) for kind in reporting.REPORTS]
        for one in made:
            said = repr((one.table, one.packet, one.notices))
            self.check(who, f"報告{one.kind.name}", said, nothing)
        if number == self._printer and not self.skips(len(self.at.secrets)):
            chosen = made[self.at.plan.on_paper]
            files = "".join(file.name + words_in(file.data) for file in chosen.files)
            self.check(who, f"報告{chosen.kind.name}のファイル", files, nothing)
        figures = _with_origins(made)
        for purpose, rule in ((Purpose.CASEWORK, everyday), (Purpose.SUPPORT_MEETING, support)):
            self.attempt(who, f"数の元({purpose})", partial(_behind, desk, figures, purpose), rule)
        if self.at.plan.staff[number].role is not Role.READER:
            counted = _received(made)
            mine = [c for n, c in enumerate(self.at.cases) if oracle.counts(number, n)]
            if counted != len(mine):
                self.leaks.append(Leak(who, "相談件数", f"漏れ {counted}件≠{len(mine)}件"))

    def papers(self, number: int) -> None:
        """相談の紙。どの紙も、画面の下見と同じ中身(Packet)を調べる。"""
        desk, who = self.at.desks[number], self.called(number)
        for index, case in enumerate(self.at.cases):
            receiver = self.at.referred_to(index)
            for turn, sheet in enumerate(papers.SHEETS):
                if self.skips(turn + index + number):
                    continue
                self.attempt(
                    who,
                    f"相談{index}の{sheet.title}",
                    partial(_sheet, desk, sheet, case.id),
                    self.oracle.sheet_by(number, index, sheet.name, receiver),
                )

    def packets(self, number: int) -> None:
        """会議資料。選んだ一回は、ファイルに出して全部のファイルを読む。"""
        desk, who, oracle = self.at.desks[number], self.called(number), self.oracle
        for n, held in enumerate(self.at.held):
            rules = [
                (oracle.packet(held, n, s), oracle.expected(held, n, s))
                for s in range(len(held.seats))
            ]
            may_hold = self.may_hold(number, held)
            whole = self.at.plan.narrowed is None
            lawful = (
                whole
                and may_hold
                and (held.meeting.sealed or oracle.consented(held))
                and held.items
            )
            try:
                press = Press(desk, held.meeting.id)
            except DeskError as error:
                self.check(who, f"会議{n}の資料の断り", f"{error.title}{error.advice}", nothing)
                if lawful:
                    self.leaks.append(Leak(who, f"会議{n}の資料", f"欠け {error.title}"))
                continue
            if not may_hold:
                self.leaks.append(Leak(who, f"会議{n}の資料", "漏れ 席の無い職員が刷れた"))
            if not self._printed and self._prints(n):
                self._printed = True
                self._on_paper(number, n, held, rules)
                continue
            for s, (rule, must) in enumerate(rules):
                if self.skips(s + number):
                    continue
                books = "".join(words_in(leaf.book.to_xlsx()) for leaf in press.leaves(s + 1))
                self.check(who, f"会議{n}の資料の席{s}", books, rule, must)

    def skips(self, turn: int, every: int = 3) -> bool:
        """遅い出力を、この組では見送るか。普段の回では ``every`` 組に一つだけを調べる。"""
        return not self.thorough and (turn + self.at.plan.turn) % every != 0

    def _prints(self, n: int) -> bool:
        """この会議をファイルに出すか。仕込みの間に出した会議があれば、その控えを読むので足りる。"""
        sent = any(one.meeting >= 0 for one in self.at.sent)
        chosen = n == self.at.plan.on_paper % len(self.at.held)
        return chosen and (self.thorough or not (sent or self.skips(n, 2)))

    def may_hold(self, number: int, held: Held) -> bool:
        if held.meeting.sealed:
            return self.oracle.serves(number, held.meeting.body_id)
        if held.meeting.kind == "重層的支援会議" and self.oracle.narrowed(
            number, Purpose.PLAN_MEETING
        ):
            return False
        return self.at.plan.staff[number].role is not Role.READER

    def _on_paper(self, number: int, n: int, held: Held, rules: list[tuple[Rule, Rule]]) -> None:
        who, folder = self.called(number), self.folder / f"{number}-{n}"
        try:
            issued = packets.issue_packet(self.at.desks[number], held.meeting.id, folder)
        except DeskError as error:
            said = f"{error.title}{error.advice}"
            self.check(who, f"会議{n}の資料のファイルの断り", said, nothing)
            self.leak(who, f"会議{n}の資料のファイル", f"欠け {error.title}")
            return
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
                if self.may_hold(number, held) and not chosen:
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
        for one in found_in(data, self.at.secrets):
            self.leaks.append(Leak("ディスク", "事務所のフォルダ", f"漏れ {one}"))


Look = Callable[[Watcher, int], None]
#: 普段の回でも、職員みなについて調べるもの。
ALWAYS: tuple[Look, ...] = (Watcher.screens, Watcher.lists, Watcher.raw)
#: 普段の回では、二つに一つずつ(続きの出力は三つに一つ。どれかは設計図の ``turn`` が決める)。夜の回は
#: みな調べる。
OFTEN: tuple[Look, ...] = (Watcher.books, Watcher.papers, Watcher.packets, Watcher.letters)


def _reasons(rule: Rule) -> Rule:
    """監査には、伏せた居場所を見た(外へ知らせた)わけも、書いたとおりに残る。"""
    return lambda one: rule(one) or (one.what.endswith("知らせるわけ") and not one.sealed)


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


def _book(desk: Desk, path: Path, *, sealed: bool, locked: bool) -> str:
    password, reason = (_KEY if locked else None), ("確かめるため" if sealed else "")
    made = ledger_export.write_ledger(desk, path, password=password, sealed=sealed, reason=reason)
    data = path.read_bytes()
    return repr(made) + words_in(decrypt_xlsx(data, _KEY) if locked else data)


def _written_in_book(rule: Rule, locked: bool, one: Secret) -> bool:
    """台帳に必ず載ること。プランの細かい欄や様式は、伏せる語の消えない、暗号化したブックで確かめる。"""
    told = one.kind in ("中身", "経過") and one.what.endswith(("の内容", "の経過"))
    # 支援会議の区分の費用は窓からは書けず、台帳にもその区分の行は無い。
    paid = one.sealed and "の費用の" in one.what
    in_detail = one.kind in ("プラン", "受入先", "つなぐ") and not paid
    return rule(one) and (told or (locked and in_detail))


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
