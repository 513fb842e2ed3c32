"""命令。窓でできることを、町の情報担当者と受入検査のために同じ権限で行う(contract.md §1)。

終了状態: 0 できた、1 断った・失敗した(標準エラーに二文)、2 使い方が違う。
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from jusou_desk.commands.parser import COMMANDS, Action, command_parser
from jusou_desk.errors import DeskError


def _open_window(argv: Sequence[str]) -> int:
    from jusou_desk.app import open_window

    return open_window(Path(argv[0]) if argv else None)


def run(argv: Sequence[str]) -> int:
    """命令を実行して終了状態を返す。"""
    try:
        if not argv or (argv[0] not in COMMANDS and not argv[0].startswith("-")):
            if len(argv) > 1:
                command_parser().error(f"「{argv[0]}」という命令はありません")
            if argv and not Path(argv[0]).is_dir():
                command_parser().error(f"「{argv[0]}」は命令でも事務所フォルダでもありません")
            return _open_window(argv)
        args = command_parser().parse_args(argv)
        action: Action = args.action
        return action(args)
    except DeskError as error:
        sys.stderr.write(f"{error.title}\n{error.advice}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - 利用者に追跡情報を見せない最後の受け皿
        sys.stderr.write(
            f"思わぬ失敗({type(error).__name__})で止まりました。\n"
            "記録はそのままです。「jusou-desk verify」で確かめ、続くときは担当者に知らせてください。\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("途中でやめました。\n始めからやり直してください。\n")
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
