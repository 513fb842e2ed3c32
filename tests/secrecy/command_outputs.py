"""命令(contract.md §1)の出力を、職員ひとりずつ、全部の命令について調べる。

窓と同じ口を通ることは型で分かるが、引数の番号・断りの文・書き出したファイルはここでしか見えない。
"""

from __future__ import annotations

import contextlib
import io
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from jusou_desk import commands
from jusou_desk.casework.counting.reporting import REPORTS
from jusou_desk.commands.parser import COMMANDS
from tests.secrecy.eyes import found_in, words_in
from tests.secrecy.oracle import Rule, nothing
from tests.secrecy.outputs import Watcher
from tests.secrecy.planting import NAMES, PASSWORD, Held

_WRITTEN: Final = ("intake", "assessment", "plan", "evaluation", "progress", "referral", "consent")
_OTHERS: Final = (
    "family",
    "takeover",
    "urgent",
    "intake-unconsented",
    "consultation",
    "outreach-plan",
    "participation-plan",
    "oral-consent",
)
SHEETS: Final = (*_WRITTEN, *_OTHERS, "progress-copy")
#: 事務所を開かない命令(窓・練習・このPCの確かめ)。
WITHOUT_OFFICE: Final = frozenset({"practice", "self-check"})


class Operator:
    """命令を打つ職員。"""

    def __init__(self, watcher: Watcher, number: int) -> None:
        self.watcher = watcher
        self.number = number
        self.oracle = watcher.oracle
        self.who = f"命令の{watcher.called(number)}"
        self.office = watcher.at.office.folder
        self.place = watcher.folder / f"commands-{number}"
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        self.password = self.place / "password.txt"
        self.password.write_text(f"{PASSWORD}\n", encoding="utf-8")
        self.asked: set[str] = set()

    def run(self, command: str, *words: str | Path, rule: Rule, office: Path | None = None) -> bool:
        """命令を実行し、画面に出た文を調べる。できたか。"""
        self.asked.add(command)
        out, err = io.StringIO(), io.StringIO()
        given = [command, office or self.office, *words]
        given += ["--staff", NAMES[self.number], "--password-file", self.password]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = commands.run([str(word) for word in given])
        said = out.getvalue() + err.getvalue()
        self.watcher.check(self.who, f"{command} の文", said, rule, asked="".join(map(str, words)))
        if "Traceback" in said or "思わぬ失敗" in said:
            self.watcher.leak(self.who, command, f"欠け 思わぬ失敗: {said}")
        return status == 0

    def files(self, folder: Path, output: str, rule: Rule) -> None:
        """書き出したファイルの全部。"""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                text = path.name + words_in(path.read_bytes())
                self.watcher.check(self.who, f"{output}の{path.name}", text, rule)

    # --- 命令ごと -----------------------------------------------------------------

    def everything(self) -> None:
        """全部の命令。"""
        self.run("verify", rule=nothing)
        self.ledgers()
        self.packets()
        self.sheets()
        self.reports()
        self.media()
        self.others()
        self.copies()
        unseen = set(COMMANDS) - self.asked - WITHOUT_OFFICE
        if unseen:
            self.watcher.leak(self.who, "命令", f"欠け 調べていない命令 {unseen}")

    def ledgers(self) -> None:
        plain = self.oracle.plain_book(self.number)
        sealed = self.oracle.plain_book(self.number, self.oracle.bodies(self.number))
        for name, rule, more in (
            ("plain", plain, ()),
            ("sealed", sealed, ("--sealed", "--reason", "確かめるため")),
        ):
            folder = self.place / name
            folder.mkdir()
            book = folder / "ledger.xlsx"
            # お知らせには、そのまま取り込めない番号が出る。
            if self.run("export", book, "--plain", *more, rule=rule):
                self.files(folder, f"{name}の台帳", rule)
            # 書き出せない役割には、取り込む役割も無い。
            self.run("import", book, rule=rule)

    def packets(self) -> None:
        watcher = self.watcher
        for meeting_no in dict.fromkeys(held.meeting.meeting_no for held in watcher.at.held):
            folder = self.place / meeting_no
            done = self.run(
                "packet", meeting_no, "--to", folder, rule=self.oracle.numbers_too(self.number)
            )
            same = [
                (n, held)
                for n, held in enumerate(watcher.at.held)
                if held.meeting.meeting_no == meeting_no and watcher.may_hold(self.number, held)
            ]
            if done and not same:
                watcher.leak(self.who, f"packet {meeting_no}", "漏れ 席の無い職員が刷れた")
            if done and len(same) == 1:
                self.packet_files(folder, *same[0])

    def packet_files(self, folder: Path, n: int, held: Held) -> None:
        for path in sorted(folder.iterdir()):
            rule = self.oracle.around(held, n)
            if path.name.startswith("packet-"):
                rule = self.oracle.packet(held, n, int(path.stem[-2:]) - 1)
            elif path.name == "packet.xlsx":
                rule = self.oracle.whole_packet(held, n)
            text = path.name + words_in(path.read_bytes())
            self.watcher.check(self.who, f"packet {n} の{path.name}", text, rule)

    def sheets(self) -> None:
        at = self.watcher.at
        for index, case in enumerate(at.cases):
            for turn, name in enumerate(SHEETS):
                if self.watcher.skips(turn + index + self.number):
                    continue
                rule = self.oracle.sheet_by(self.number, index, name, at.referred_to(index))
                folder = self.place / f"{name}-{index}"
                number = case.case_no
                same = [one for one in at.cases if one.case_no == number]
                said = self.oracle.numbers_too(self.number)
                if self.run("sheet", name, number, "--to", folder, rule=said) and len(same) == 1:
                    self.files(folder, f"{name} {index}", rule)

    def reports(self) -> None:
        chosen = REPORTS[(self.watcher.at.plan.turn + self.number) % len(REPORTS)].name
        folder = self.place / "report"
        self.run("report", chosen, "--fiscal-year", "R8", "--to", folder, rule=nothing)
        self.files(folder, f"report {chosen}", nothing)

    def media(self) -> None:
        """登録の無い媒体へは、断る文のほかは何も出ない。"""
        stick = self.place / "stick"
        stick.mkdir()
        self.run("medium", stick, "--medium-no", "M-1", "--name", "USB", rule=nothing)
        report = ("handover", REPORTS[0].name, "--fiscal-year", "R8", "--medium", stick)
        about = ("--medium-no", "M-9", "--purpose", "報告", "--receiver", "県")
        self.run(*report, *about, rule=nothing)
        self.files(stick, "媒体", nothing)

    def others(self) -> None:
        """職員と、同じ所への新しい事務所。"""
        self.run("staff", "架空の人", "--member", "架空の会議", rule=nothing)
        town = self.watcher.at.plan.town
        sheets = ("--recovery-out", self.place / "recovery")
        self.run("new", "--town", town, *sheets, rule=nothing)
        self.files(self.place / "recovery", "復旧シート", nothing)

    def copies(self) -> None:
        """バックアップと復元。戻した事務所でも、同じ職員に見えるものは変わらない。"""
        folder = self.place / "backup"
        folder.mkdir()
        if not self.run("backup", "--to", folder, rule=nothing):
            self.asked.add("restore")
            return
        self.bytes(folder, "バックアップ")
        again = self.place / "again"
        self.asked.add("restore")
        out, err = io.StringIO(), io.StringIO()
        given = ["restore", folder, again, "--staff", NAMES[self.number]]
        given += ["--password-file", self.password]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = commands.run([str(word) for word in given])
        said = out.getvalue() + err.getvalue()
        self.watcher.check(self.who, "restore の文", said, nothing)
        if status != 0:
            self.watcher.leak(self.who, "restore", f"欠け 戻せない: {said}")
            return
        self.bytes(again, "戻した事務所")
        rule = self.oracle.plain_book(self.number)
        book = self.place / "again.xlsx"
        if self.run("export", book, "--plain", rule=rule, office=again):
            self.watcher.check(self.who, "戻した事務所の台帳", words_in(book.read_bytes()), rule)

    def bytes(self, folder: Path, output: str) -> None:
        data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        for one in found_in(data, self.watcher.at.secrets):
            self.watcher.leak(self.who, output, f"漏れ {one}")


def commanded(watcher: Watcher) -> None:
    """全員が、全部の命令を打つ。命令は本物の時計で動くので、判断も今日の日付で行う。"""
    watcher.at.clock.now = datetime.now()  # noqa: DTZ005 - 役場の一台の時計
    for number in watcher.at.present:
        Operator(watcher, number).everything()
