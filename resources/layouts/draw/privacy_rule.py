"""個人情報の管理・取扱規程。同意書の別紙と同じ中身で、窓口に置くためと、口頭の同意のときに渡すため。"""

from __future__ import annotations

from consent import rules
from house import Page, new_book, save

TITLE = "個人情報の管理・取扱規程"


def draw() -> bytes:
    book = new_book()
    rules(Page(book, "規程"))
    return save(book, TITLE)
