"""何部もの PDF を、続けて刷れる一つにする。"""

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
