"""命令の共通部分: パスワードを受け取ってサインインし、文を書く。"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from getpass import getpass
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.pc_fonts import fonts_notice, wear_chosen
from jusou_desk.errors import BadInput
from jusou_desk.files import outside
from jusou_desk.models.office import Office

# 終わりの無いもの(装置など)を渡されても止まれるように、ここまでで一行とみなす。
_LONGEST_LINE: Final = 4096


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def wrong_usage(what: str) -> int:
    """使い方の違いを書き、その終了状態を返す。"""
    sys.stderr.write(f"使い方が違います: {what}\n「jusou-desk --help」を見てください。\n")
    return 2


def first_line(path: Path) -> str:
    """パスワードなどを書いたファイルの一行目。パイプからでもよい。"""
    try:
        with path.open("rb") as stream:
            lines = stream.readline(_LONGEST_LINE).decode("utf-8-sig").splitlines()
    except OSError as error:
        raise outside(error, path) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"「{path.name}」を文字として読めません。", "UTF-8 のテキストファイルにしてください。"
        ) from error
    if not lines or not lines[0]:
        raise BadInput(f"「{path.name}」の一行目が空です。", "パスワードを一行目に書いてください。")
    return lines[0]


def password_from(file: Path | None, prompt: str) -> str:
    if file is not None:
        return first_line(file)
    if not sys.stdin.isatty():
        raise BadInput(
            "パスワードがありません。",
            "--password-file でパスワードを書いたファイルを指定してください。",
        )
    return getpass(f"{prompt}: ")


@contextmanager
def signed_in(args: argparse.Namespace, *, alone: bool = False) -> Iterator[Desk]:
    """サインインした机。``alone`` なら、窓が開いている間は断る。"""
    office = Office(args.office)
    password = password_from(args.password_file, f"{args.staff} さんのパスワード")
    with office.locked() if alone else nullcontext():
        desk = sign_in(office, args.staff, password)
        try:
            say_problems([notice] if (notice := desk.clock_notice) else [])
            wear_chosen()
            say_problems([told.title] if (told := fonts_notice(desk)) else [])
            yield desk
        finally:
            desk.close()


def progress_line(what: str) -> Callable[[int, int], None]:
    """端末なら標準エラーに進み具合を書く。"""
    if not (sys.stderr and sys.stderr.isatty()):
        return lambda _done, _total: None

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{what} {done}/{total}" + ("\n" if done >= total else ""))
        sys.stderr.flush()

    return show


@contextmanager
def working(what: str) -> Iterator[None]:
    """数の分からない仕事の間、端末なら標準エラーに何をしているかを書く。"""
    shown = bool(sys.stderr and sys.stderr.isatty())
    if shown:
        sys.stderr.write(f"{what}…\r")
        sys.stderr.flush()
    try:
        yield
    finally:
        if shown:
            sys.stderr.write("\r" + "  " * (len(what) + 1) + "\r")


def say_problems(problems: Sequence[str]) -> None:
    for problem in problems:
        sys.stderr.write(f"注意: {problem}\n")
