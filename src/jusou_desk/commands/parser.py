"""命令の使い方(contract.md §1)。名前と引数は外から頼られるので変えない。"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from jusou_desk import __version__
from jusou_desk.commands import actions
from jusou_desk.towns import TOWN_IDS

Action = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sys.stderr.write(f"使い方が違います: {message}\n「{self.prog} --help」を見てください。\n")
        raise SystemExit(2)


_TOWN_HELP: Final = "自治体 " + "・".join(TOWN_IDS)


def _office_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office", type=Path, metavar="OFFICE", help="事務所フォルダ")
    parser.add_argument("--staff", required=True, metavar="NAME", help="サインインする職員")
    parser.add_argument("--password-file", type=Path, metavar="F", help="パスワード(一行目)")


Add = Callable[[str, Action, str], argparse.ArgumentParser]


def _add_office_commands(add: Add) -> None:
    """作る・出し入れする。"""
    practice = add("practice", actions.practice, "架空の事務所で練習する(何も残らない)")
    practice.add_argument("town", nargs="?", default="nagato", help=_TOWN_HELP)

    new = add("new", actions.new, "新しい事務所を作る")
    _office_argument(new)
    new.add_argument("--town", required=True, help=_TOWN_HELP)
    new.add_argument("--recovery-out", type=Path, required=True, metavar="DIR")

    take_in = add("import", actions.take_in, "標準台帳ブックを取り込む(--apply が無ければ試すだけ)")
    _office_argument(take_in)
    take_in.add_argument("book", type=Path, metavar="BOOK.xlsx")
    take_in.add_argument("--apply", action="store_true")
    take_in.add_argument("--book-password-file", type=Path, metavar="F")

    take_out = add("export", actions.export, "標準台帳ブックに書き出す")
    _office_argument(take_out)
    take_out.add_argument("book", type=Path, metavar="BOOK.xlsx")
    how = take_out.add_mutually_exclusive_group(required=True)
    how.add_argument("--book-password-file", type=Path, metavar="F")
    how.add_argument("--plain", action="store_true", help="暗号化しない")
    take_out.add_argument("--sealed", action="store_true", help="支援会議の分も(従事者だけ)")
    take_out.add_argument("--reason", default="", metavar="TEXT")


def _add_paper_commands(add: Add) -> None:
    """刷る・数える・渡す。"""
    packet = add("packet", actions.packet, "会議資料を刷る")
    _office_argument(packet)
    packet.add_argument("meeting_no", metavar="MEETING_NO")
    packet.add_argument("--to", type=Path, required=True, metavar="DIR")

    sheet = add("sheet", actions.sheet, "様式を一枚出す")
    _office_argument(sheet)
    sheet.add_argument(
        "sheet", metavar="SHEET", help="intake assessment plan evaluation progress referral"
    )
    sheet.add_argument("case_no", metavar="CASE_NO")
    sheet.add_argument("--to", type=Path, required=True, metavar="DIR")
    sheet.add_argument("--template", type=Path, metavar="FILE.xlsx")

    report = add("report", actions.report, "統計の報告を出す")
    report.add_argument("office", type=Path, nargs="?", metavar="OFFICE")
    report.add_argument("report", nargs="?", metavar="REPORT")
    report.add_argument("--list", action="store_true", help="報告の名前を並べる")
    report.add_argument("--fiscal-year", metavar="R4")
    report.add_argument("--to", type=Path, metavar="DIR")
    report.add_argument("--staff", metavar="NAME")
    report.add_argument("--password-file", type=Path, metavar="F")

    handover = add("handover", actions.handover, "報告を登録済みの媒体で渡す")
    _office_argument(handover)
    handover.add_argument("report", metavar="REPORT")
    for option in ("--fiscal-year", "--medium-no", "--purpose", "--receiver"):
        handover.add_argument(option, required=True)
    handover.add_argument("--medium", type=Path, required=True, metavar="DIR")

    medium = add("medium", actions.medium, "媒体を登録する")
    _office_argument(medium)
    medium.add_argument("dir", type=Path, metavar="DIR")
    medium.add_argument("--medium-no", required=True, metavar="NO")
    medium.add_argument("--name", required=True, metavar="TEXT")


def _add_care_commands(add: Add) -> None:
    """職員と、写し・検査。"""
    staff = add("staff", actions.staff, "職員を加える・従事者にする・締め出す")
    _office_argument(staff)
    staff.add_argument("newname", metavar="NEWNAME")
    staff.add_argument("--role", help="管理者 推進員 相談員 閲覧")
    staff.add_argument("--new-password-file", type=Path, metavar="F")
    staff.add_argument("--member", metavar="BODY", help="この支援会議の従事者にする")
    staff.add_argument("--leave", action="store_true", help="締め出して鍵を替える")

    make_backup = add("backup", actions.backup, "バックアップを作る")
    _office_argument(make_backup)
    make_backup.add_argument("--to", type=Path, required=True, metavar="DIR")

    bring_back = add("restore", actions.restore, "バックアップから復元する")
    bring_back.add_argument("backup", type=Path, metavar="BACKUP")
    bring_back.add_argument("office", type=Path, metavar="OFFICE")
    bring_back.add_argument("--recovery-file", type=Path, metavar="F")
    bring_back.add_argument("--staff", metavar="NAME")
    bring_back.add_argument("--password-file", type=Path, metavar="F")

    check = add("verify", actions.verify, "事務所を検査する")
    _office_argument(check)

    add("self-check", actions.self_check, "このPCで動くかを確かめる")


def command_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="jusou-desk", description="重層デスク。命令を省くと窓が開きます。")
    parser.add_argument("--version", action="version", version=f"jusou-desk {__version__}")
    commands = parser.add_subparsers(metavar="命令", required=True, parser_class=Parser)

    def add(name: str, action: Action, about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(action=action)
        return sub

    for group in (_add_office_commands, _add_paper_commands, _add_care_commands):
        group(add)
    return parser


COMMANDS: Final = (
    *("practice", "new", "import", "export", "packet", "sheet", "report", "handover", "medium"),
    *("staff", "backup", "restore", "verify", "self-check"),
)
