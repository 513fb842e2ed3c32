"""中身のすべて空いた括弧を、紙に残さない(「事例票（）」「(歳)」)。

消すのは、タグと数の単位だけを囲む括弧。ほかの字や空白があれば、手で書き込む所なので残す。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from jusou_desk.reports.form.tags import Tag

_OPEN: Final = re.compile(r"[(（]$")
_CLOSE: Final = re.compile(r"^[歳人件回円]?[)）]")


def places(text: str, tags: Sequence[Tag], pieces: Sequence[str]) -> list[tuple[int, int]]:
    """``pieces`` で置き換える所(初めと終わり)。空いた括弧は、その中のタグの所に含める。

    tags: ``text`` のタグを初めから。pieces: それぞれの値の文。
    """
    found = [(tag.start, tag.end) for tag in tags]
    first = 0
    for last in range(len(tags)):
        if last and text[tags[last - 1].end : tags[last].start]:
            first = last
        after = _CLOSE.match(text[tags[last].end :])
        if _OPEN.search(text[: tags[first].start]) and after and not any(pieces[first : last + 1]):
            found[first] = (found[first][0] - 1, found[first][1])
            found[last] = (found[last][0], found[last][1] + after.end())
    return found
