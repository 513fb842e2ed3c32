"""刷り上がった PDF を数え、何部もを続けて刷れる一つにする。"""

from __future__ import annotations

import io
from collections.abc import Sequence


def join(papers: Sequence[bytes]) -> bytes:
    """``papers`` を順につないだ PDF。同じ入力からはいつも同じバイト列になる。"""
    import pikepdf

    whole = pikepdf.new()
    for data in papers:
        with pikepdf.open(io.BytesIO(data)) as part:
            whole.pages.extend(part.pages)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def page_count(data: bytes) -> int:
    """刷り上がった PDF の頁数。"""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as paper:
        return len(paper.pages)
