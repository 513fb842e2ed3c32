"""町の資料の様式を描き直す: ``python resources/layouts/draw/town_papers.py``。

一覧は二つの形だけ。一件を一行にする表(``_listed``)と、一件を見出しと文の行にする表(``_blocks``)。
どちらも、件数が増えれば行が増え、文が長ければ行が伸び、見出しは次の紙にも刷る。
文書番号と資料の番号は手で書く。
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from heads import numbered  # noqa: E402
from house import COLUMNS, LAYOUTS, Box, Page, label, long, new_book, save, words  # noqa: E402

#: 一件の見出しと文の行の数(casework/town_papers.py と揃える)。空の行は隠れる。
_LINES: Final = 10
_NAME: Final = 5
#: この幅からは文の欄で、見出しの網を掛けない。
_PHRASE: Final = 15
Columns = Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class _Side:
    """一件の左右の欄。``label`` は表の見出し、``tag`` はタグの名。"""

    label: str
    tag: str
    width: int
    bold: bool = False


class _Paper(Page):
    """一件を何行かで書く表も置ける紙。"""

    def entries(
        self, group: str, left: Sequence[_Side], right: Sequence[_Side] = (), title: str = ""
    ) -> None:
        """一件のかたまり。左右の欄は、見出しと文の行の全部にまたがる。

        title: 行の初めに置く、一件の名(タグの名)。
        """
        top, start = self.row + 1, sum(one.width for one in left) + 1
        end = COLUMNS - sum(one.width for one in right)
        room = end - start + 1
        if title:
            self._own_row(start, (Box(_tag(group, title, "伸"), room, bold=True, wrap=True),))
        for number in range(1, _LINES + 1):
            name = f"欄{number}.名"
            said = label(_tag(group, name, "省") + _tag(group, name), _NAME, size=9)
            body = replace(long(f"{group}.欄{number}.文", room - _NAME), valign="center")
            self._own_row(start, (said, body))
        first = 1
        for one in left:
            self._tall(group, one, top, first)
            first += one.width
        first = end + 1
        for one in right:
            self._tall(group, one, top, first)
            first += one.width
        for column in range(1, COLUMNS + 1):
            self._edge(top, column, "top", "medium")
        self._sides(top, self.row)
        self._close()

    def head(self, *cells: tuple[str, int]) -> None:
        """表の見出し。次の紙の上にも刷る。"""
        self.line(*(label(text, width, size=9.5) for text, width in cells), height=20)
        self.frame(self.row, 1, self.row, COLUMNS)
        self.repeat_on_next_page(self.row, self.row)

    def section(self, text: str) -> None:
        """表の途中の節の題。"""
        self.line(replace(words(text, COLUMNS, size=10.5, bold=True), edges="medium"), height=22)

    def records(self, group: str, columns: Columns) -> None:
        """一件を一行に書く表。見出しは別に置く。"""
        self.line(
            *(
                Box(
                    _tag(group, tag, "伸"),
                    width,
                    wrap=True,
                    align="center" if width <= 5 else "left",
                    shaded=number == 0 and width < _PHRASE,
                )
                for number, (_, tag, width) in enumerate(columns)
            ),
            height=24,
        )
        self._sides(self.row, self.row)
        self._close()

    def notes(self) -> None:
        """表の下の文と出典。"""
        self.line(words("{{脚注.文:伸}}", COLUMNS, size=9), height=14)
        self.set_in()
        self.finish()

    def _own_row(self, start: int, boxes: Sequence[Box]) -> None:
        """``start`` の升から右に並べる一行。"""
        self._row += 1
        self.sheet.row_dimensions[self._row].height = 20
        column = start
        for box in boxes:
            self._put(box, self._row, column, self._row, column + box.width - 1)
            column += box.width

    def _tall(self, group: str, side: _Side, top: int, first: int) -> None:
        box = Box(
            _tag(group, side.tag),
            side.width,
            align="center",
            valign="top",
            wrap=True,
            bold=side.bold,
            shaded=side.bold,
        )
        self._put(box, top, first, self._row, first + side.width - 1)

    def _sides(self, top: int, bottom: int) -> None:
        for row in range(top, bottom + 1):
            self._edge(row, 1, "left", "medium")
            self._edge(row, COLUMNS, "right", "medium")

    def _close(self) -> None:
        """行が隠れても増えても、終わりの線が一本だけ残るよう、次の行の上に引く。"""
        self.gap(4)
        for column in range(1, COLUMNS + 1):
            self._edge(self._row, column, "top", "medium")


def _tag(group: str, name: str, way: str = "") -> str:
    return f"{{{{{group}.{name}{':' + way if way else ''}}}}}"


def _open(book_title: str) -> tuple[_Paper, Callable[[], bytes]]:
    """頭(文書番号、資料の番号、題、町名と作成日)を置いた紙と、保存する仕事。"""
    book = new_book()
    page = _Paper(book, book_title)
    numbered(
        page,
        replace(words("資料", 3, size=10.5, align="center"), edges="thin"),
        replace(words("", 6, size=10.5), edges="thin"),
    )
    page.gap(6)
    page.line(words("{{表題}}", COLUMNS, size=15, align="center", bold=True), height=30)
    page.line(words("{{町名}}　{{作成日}}作成", COLUMNS, size=10.5, align="right"), height=17)
    page.gap(4)
    return page, lambda: save(book, book_title)


def _listed(title: str, group: str, columns: Columns) -> bytes:
    """一件を一行にする表。"""
    page, done = _open(title)
    page.head(*((text, width) for text, _, width in columns))
    page.records(group, columns)
    page.notes()
    return done()


def _blocks(
    title: str,
    group: str,
    left: Sequence[_Side],
    right: Sequence[_Side] = (),
    *,
    middle: str,
    name: str = "",
) -> bytes:
    """一件を見出しと文の行にする表。"""
    page, done = _open(title)
    used = sum(side.width for side in (*left, *right))
    page.head(
        *((side.label, side.width) for side in left),
        (middle, COLUMNS - used),
        *((side.label, side.width) for side in right),
    )
    page.entries(group, left, right, name)
    page.notes()
    return done()


def consultation_windows() -> bytes:
    """相談機関一覧。"""
    columns = (
        ("分野", "分野", 5),
        ("窓口", "名称", 8),
        ("所管・受託者", "担当", 6),
        ("連絡先", "連絡", 5),
        ("主な内容", "内容", 12),
    )
    return _listed("相談機関一覧", "窓口", columns)


def meeting_bodies() -> bytes:
    """会議体一覧。"""
    columns = (
        ("会議", "名称", 10),
        ("法の区分", "区分の並び", 6),
        ("目的", "目的", 11),
        ("主催・議長・庶務", "主催と庶務", 9),
    )
    return _listed("会議体一覧", "会議", columns)


def nagato_meetings() -> bytes:
    """長門市の会議一覧: 名称と目的。"""
    page, done = _open("会議一覧")
    columns = (("名称", "名称", 12), ("目的", "目的", 24))
    page.head(*((text, width) for text, _, width in columns))
    page.section("支援会議の開催")
    page.records("支援会議", columns)
    page.section("その他の会議の開催")
    page.records("その他会議", columns)
    page.notes()
    return done()


def nagato_programmes() -> bytes:
    """長門市の事業内容: 分野、事業名《担当課班》、内容。"""
    page, done = _open("事業内容")
    page.head(("分野", 5), ("事業名と担当", 14), ("内容", 17))
    listed = (("", "分野", 5), ("", "名称と所管", 14), ("", "内容", 17))
    page.section("(1) 包括的相談支援事業（属性を問わない相談支援）")
    page.records("相談", listed)
    page.section("(3) 地域づくり事業（地域づくりに向けた支援）")
    page.records("地域", listed)
    page.section("(4) 多機関協働事業（アウトリーチ等を通じた継続的支援を含む）")
    page.records("協働", (("", "名称と所管", 19), ("", "内容", 17)))
    page.notes()
    return done()


def komae_meetings() -> bytes:
    """狛江市の会議体: 対象者、会議体、担当課と、検討の体制。"""
    page, done = _open("会議体一覧")
    columns = (
        ("対象者", "対象者", 7),
        ("会議体", "名称", 13),
        ("担当課", "主催", 8),
        ("位置付け", "区分の並び", 8),
    )
    page.head(*((text, width) for text, _, width in columns))
    page.records("会議", columns)
    page.section("検討の体制")
    page.records("検討", (("会議体", "項目", 11), ("内容", "内容", 25)))
    page.notes()
    return done()


def community() -> bytes:
    """地域づくり事業一覧。"""
    columns = (
        ("分野", "分野", 5),
        ("事業名", "名称", 7),
        ("実施機関・方式", "担い手と方式", 10),
        ("箇所数等", "箇所数", 4),
        ("主な内容", "内容", 10),
    )
    return _listed("地域づくり事業一覧", "事業", columns)


def items(title: str, heads: tuple[str, str]) -> bytes:
    """項目と内容の表。"""
    return _listed(title, "項目", ((heads[0], "項目", 9), (heads[1], "内容", 27)))


def terms() -> bytes:
    """用語解説。"""
    return _listed(
        "用語解説", "用語", (("行", "行", 4), ("用語", "用語", 11), ("意味", "意味", 21))
    )


def taiki_windows() -> bytes:
    left = (_Side("主分野等", "分野と箇所数", 7, bold=True),)
    return _blocks("相談機関一覧", "窓口", left, middle="窓口の名称等")


def taiki_community() -> bytes:
    left = (_Side("分類", "分野", 7, bold=True),)
    return _blocks("地域づくり事業一覧", "事業", left, middle="事業名称等")


def daisen_community() -> bytes:
    left = (_Side("事業", "題", 9, bold=True), _Side("", "番号", 2))
    return _blocks("地域づくり", "事業", left, middle="取組の内容")


def organisation() -> bytes:
    left = (_Side("事業", "法の事業と号", 10, bold=True),)
    return _blocks("体制", "事業", left, middle="体制", name="名称")


def komatsu_first() -> bytes:
    left = (
        _Side("区分", "資料での区分", 6, bold=True),
        _Side("実施する事業", "法の事業と号", 7),
    )
    right = (_Side("新旧", "新旧", 3),)
    return _blocks("資料1", "事業", left, right, middle="実施体制", name="名称")


#: どの町にもある資料。
LAYOUT_DRAWERS: Final[dict[str, Callable[[], bytes]]] = {
    "soudan-kikan": consultation_windows,
    "kaigitai": meeting_bodies,
    "chiiki-zukuri": community,
    "sanka-shien": lambda: items("参加支援", ("項目", "内容等")),
    "taisei": organisation,
}
#: 町の形の資料。その町のフォルダに置く。
TOWN_DRAWERS: Final[dict[str, dict[str, Callable[[], bytes]]]] = {
    "nagato": {"nagato-kaigi": nagato_meetings, "nagato-jigyo-naiyo": nagato_programmes},
    "taiki": {
        "taiki-soudan-kikan": taiki_windows,
        "taiki-chiiki-zukuri": taiki_community,
        "juso-kaigi": lambda: items("重層的支援会議", ("項目", "内容")),
        "yougo-kaisetsu": terms,
    },
    "daisen": {"daisen-chiiki-zukuri": daisen_community},
    "komatsu": {"komatsu-shiryo1": komatsu_first},
    "komae": {"komae-kaigitai": komae_meetings},
}


def drawn() -> Iterator[tuple[Path, bytes]]:
    """置き場と、描いた様式。"""
    for name, draw in LAYOUT_DRAWERS.items():
        yield LAYOUTS / f"{name}.xlsx", draw()
    for town, drawers in TOWN_DRAWERS.items():
        for name, draw in drawers.items():
            yield LAYOUTS.parent / "towns" / town / "layouts" / f"{name}.xlsx", draw()


def write() -> None:
    """様式を全部描く。"""
    for path, data in drawn():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    write()
