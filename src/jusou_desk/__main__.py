"""``python -m jusou_desk`` と ``jusou-desk`` の入口。"""

from __future__ import annotations

import sys

from jusou_desk.commands import run


def main() -> None:
    """命令を実行し、終了状態で終わる。"""
    # 凍結版の標準出力は cp1252/cp932 のことがあり、日本語で落ちる(windows.md §3)。
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
