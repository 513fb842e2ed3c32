"""命令の使い方(contract.md §1)。名前と引数は外から頼られるので変えない。"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from jusou_desk import __version__
from jusou_desk.commands import actions
from jusou_desk.towns import available_towns

Action = Callable[[argparse.Namespace], int]


class _Formatter(argparse.HelpFormatter):
    """見出しの「usage:」を日本語にする。"""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


#: argparse の英文の断りと、その日本語。
_IN_JAPANESE: Final = (
    (re.compile(r"the following arguments are required: (.+)"), r"足りないもの: \1"),
    (re.compile(r"one of the arguments (.+) is required"), r"どれかひとつが要ります: \1"),
    (
        re.compile(r"argument (.+): not allowed with argument (.+)"),
        r"\1 と \2 は一緒に使えません",
    ),
    (re.compile(r"argument (.+): expected one argument"), r"\1 の値がありません"),
    (re.compile(r"argument (.+): ignored explicit argument (.+)"), r"\1 は値を取りません: \2"),
    (re.compile(r"unrecognized arguments: (.+)"), r"分からないもの: \1"),
    (re.compile(r"ambiguous option: (.+) could match (.+)"), r"\1 は \2 のどれか分かりません"),
    (re.compile(r"argument 命令: invalid choice: (.+) \(.*"), r"\1 という命令はありません"),
)


class Parser(argparse.ArgumentParser):
    """日本語で説明し、使い方の違いを日本語で断る。"""

    def __init__(self, *, prog: str, description: str) -> None:
        super().__init__(
            prog=prog, description=description, add_help=False, formatter_class=_Formatter
        )
        self._positionals.title = "引数"
        self._optionals.title = "指定"
        self.add_argument("-h", "--help", action="help", help="この説明を出す")

    def error(self, message: str) -> NoReturn:
        for pattern, japanese in _IN_JAPANESE:
            message = pattern.sub(japanese, message)
        self.print_usage(sys.stderr)
        sys.stderr.write(f"使い方が違います: {message}\n「{self.prog} --help」を見てください。\n")
        raise SystemExit(2)


_TOWN_HELP: Final = "自治体 " + "・".join(available_towns())
_STAFF: Final = "サインインする職員"
_PASSWORD: Final = "パスワード(一行目)。省くと、その場で尋ねる"
_TO: Final = "書き出すフォルダ"


def _path(
    parser: argparse._ActionsContainer, name: str, value: str, about: str, **more: Any
) -> None:
    parser.add_argument(name, type=Path, metavar=value, help=about, **more)


def _office_argument(parser: argparse.ArgumentParser) -> None:
    _path(parser, "office", "OFFICE", "事務所フォルダ")
    parser.add_argument("--staff", required=True, metavar="NAME", help=_STAFF)
    _path(parser, "--password-file", "F", _PASSWORD)


Add = Callable[[str, Action, str], argparse.ArgumentParser]


def _add_office_commands(add: Add) -> None:
    """作る・出し入れする。"""
    practice = add("practice", actions.practice, "架空の事務所で練習する(何も残らない)")
    practice.add_argument("town", nargs="?", default="nagato", metavar="TOWN", help=_TOWN_HELP)

    new = add("new", actions.new, "新しい事務所を作る")
    _office_argument(new)
    new.add_argument("--town", required=True, metavar="TOWN", help=_TOWN_HELP)
    _path(new, "--recovery-out", "DIR", "復旧シートを書くフォルダ", required=True)

    take_in = add("import", actions.take_in, "標準台帳ブックを取り込む(--apply が無ければ試すだけ)")
    _office_argument(take_in)
    _path(take_in, "book", "BOOK.xlsx", "標準台帳ブック")
    take_in.add_argument("--apply", action="store_true", help="試すだけでなく取り込む")
    _path(take_in, "--book-password-file", "F", "ブックのパスワード(一行目)")

    take_out = add("export", actions.export, "標準台帳ブックに書き出す")
    _office_argument(take_out)
    _path(take_out, "book", "BOOK.xlsx", "書き出す先")
    how = take_out.add_mutually_exclusive_group(required=True)
    _path(how, "--book-password-file", "F", "このパスワード(一行目)で暗号化する")
    how.add_argument("--plain", action="store_true", help="暗号化しない")
    take_out.add_argument("--sealed", action="store_true", help="支援会議の分も(従事者だけ)")
    take_out.add_argument("--reason", default="", metavar="TEXT", help="支援会議の分も出す理由")


def _add_paper_commands(add: Add) -> None:
    """刷る・数える・渡す。"""
    packet = add("packet", actions.packet, "会議資料を刷る")
    _office_argument(packet)
    packet.add_argument("meeting_no", metavar="MEETING_NO", help="会議番号")
    _path(packet, "--to", "DIR", _TO, required=True)

    sheet = add("sheet", actions.sheet, "様式を一枚出す")
    _office_argument(sheet)
    sheet.add_argument(
        "sheet", metavar="SHEET", help="intake assessment plan evaluation progress referral"
    )
    sheet.add_argument("case_no", metavar="CASE_NO", help="受付番号")
    _path(sheet, "--to", "DIR", _TO, required=True)
    _path(sheet, "--template", "FILE.xlsx", "町の様式(省くと同梱の様式)")

    report = add("report", actions.report, "統計の報告か町の資料を出す")
    _path(report, "office", "OFFICE", "事務所フォルダ", nargs="?")
    report.add_argument("report", nargs="?", metavar="REPORT", help="報告の名前(--list で並ぶ)")
    report.add_argument("--list", action="store_true", help="報告の名前を並べる")
    report.add_argument("--fiscal-year", metavar="R4", help="年度(町の資料には要らない)")
    _path(report, "--to", "DIR", _TO)
    report.add_argument("--staff", metavar="NAME", help=_STAFF)
    _path(report, "--password-file", "F", _PASSWORD)

    handover = add("handover", actions.handover, "報告を登録済みの媒体で渡す")
    _office_argument(handover)
    handover.add_argument("report", metavar="REPORT", help="報告の名前")
    for option, value, about in (
        ("--fiscal-year", "R4", "年度"),
        ("--medium-no", "NO", "媒体登録台帳の番号"),
        ("--purpose", "TEXT", "使用目的(持出簿に残る)"),
        ("--receiver", "TEXT", "提出先(持出簿に残る)"),
    ):
        handover.add_argument(option, required=True, metavar=value, help=about)
    _path(handover, "--medium", "DIR", "媒体の場所", required=True)

    medium = add("medium", actions.medium, "媒体を登録する")
    _office_argument(medium)
    _path(medium, "dir", "DIR", "媒体の場所")
    medium.add_argument("--medium-no", required=True, metavar="NO", help="台帳に付ける番号")
    medium.add_argument("--name", required=True, metavar="TEXT", help="媒体の名称")


def _add_care_commands(add: Add) -> None:
    """職員と、写し・検査。"""
    staff = add("staff", actions.staff, "職員を加える・従事者にする・締め出す")
    _office_argument(staff)
    staff.add_argument("newname", metavar="NEWNAME", help="加える(締め出す)職員の氏名")
    staff.add_argument("--role", metavar="ROLE", help="管理者・推進員・相談員・閲覧")
    _path(staff, "--new-password-file", "F", "その職員の初めのパスワード(一行目)")
    staff.add_argument("--member", metavar="BODY", help="この支援会議の従事者にする")
    staff.add_argument("--leave", action="store_true", help="締め出して鍵を替える")

    make_backup = add("backup", actions.backup, "バックアップを作る")
    _office_argument(make_backup)
    _path(make_backup, "--to", "DIR", "バックアップを置くフォルダ", required=True)

    bring_back = add("restore", actions.restore, "バックアップから復元する")
    _path(bring_back, "backup", "BACKUP", "バックアップか、それを置いたフォルダ")
    _path(bring_back, "office", "OFFICE", "新しく作る事務所フォルダ")
    _path(bring_back, "--recovery-file", "F", "復旧コードを書いたファイル(一行目)")
    bring_back.add_argument("--staff", metavar="NAME", help="復旧コードの代わりに使う職員")
    _path(bring_back, "--password-file", "F", _PASSWORD)

    check = add("verify", actions.verify, "事務所を検査する")
    _office_argument(check)

    add("self-check", actions.self_check, "このPCで動くかを確かめる")


def command_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="jusou-desk", description="重層デスク。命令を省くと窓が開きます。")
    parser.add_argument(
        "--version", action="version", version=f"jusou-desk {__version__}", help="版を出す"
    )
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
