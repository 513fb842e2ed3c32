"""TOML を開くところ。書き方の誤りを、ファイル名の入った一つの断りに替える。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jusou_desk.errors import Damaged


@contextmanager
def opening(path: Path, what: str) -> Iterator[dict[str, Any]]:
    """TOML を開いて渡し、書き方や形の誤りをファイル名の入った ``Damaged`` に替える。"""
    try:
        yield tomllib.loads(path.read_text(encoding="utf-8"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(
            f"{what} {path.name} の書き方が正しくありません。",
            "直前に書き換えた所を元に戻すか、プログラムを入れ直してください。",
        ) from error
