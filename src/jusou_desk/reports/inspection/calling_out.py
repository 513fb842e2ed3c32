"""開いた人のパソコンから値を外へ送る式: 外を読む関数、外のプログラムを呼ぶ式、升から作るリンク。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.package import parse_xml, read_parts
from jusou_desk.reports.xlsx.parts import MAX_LAYOUT

CALLS_OUT: Final = (
    "外とつながる数式(WEBSERVICE、IMAGE、DDEなど)があり、開いた人のパソコンから値が出ます。"
)
REPAIR: Final = "Excelでその数式を消してください。"
#: 式の書かれる要素。升・条件付き書式・入力規則・名前の定義・テーブル・グラフのどれも。
_HOLDERS: Final = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName"}
    | {"calculatedColumnFormula", "totalsRowFormula"}
)  # fmt: skip
_QUOTED: Final = re.compile(r""""(?:[^"]|"")*"|'(?:[^']|'')*'""")
_SPACE: Final = re.compile(r"\s+|_XLFN\.|_XLWS\.|_XLUDF\.")
_CALLS: Final = re.compile(r"(?<![\w.])(?:WEBSERVICE|IMAGE|RTD|CALL|EXEC|REGISTER(?:\.ID)?)\(")
#: Excel の数式の長さの上限。
_LONGEST: Final = 8_192
_LINK: Final = re.compile(r"(?<![\w.])HYPERLINK\(")


def calls_out(parts: Mapping[str, bytes]) -> bool:
    """ブックの部品 ``parts`` に、外へ値を送る式があるか。"""
    return any(map(_goes_out, _formulas(parts)))


def expect_no_calls(data: bytes) -> None:
    """外へ値を送る式のあるブックは ``BadInput``。"""
    if calls_out(read_parts(data, max_unpacked=MAX_LAYOUT)):
        raise BadInput(CALLS_OUT, REPAIR)


def _formulas(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        if not (name.startswith("xl/") and name.endswith(".xml")):
            continue
        try:
            root = parse_xml(content)
        except BadInput:
            continue  # Excel も読まない部品
        for element in root.iter("*"):
            kind = etree.QName(element).localname
            if kind == "ddeLink":
                # Excel は DDE の式を、番号だけの式と、この部品に分けて書く。
                yield "|!"
            elif kind in _HOLDERS:
                yield "".join(map(str, element.itertext()))


def _goes_out(formula: str) -> bool:
    # 字の中は見ない。ただし、ブックの中へのリンク(「#」で始まる)だけは覚えておく。
    bare = _QUOTED.sub(lambda q: '"#"' if q[0].startswith('"#') else q[0][0] * 2, formula)
    bare = _SPACE.sub("", bare.upper())
    # DDE は「プログラム|話題!項目」。
    if _CALLS.search(bare) or "!" in bare.partition("|")[2]:
        return True
    targets = (_first_argument(bare, found.end()) for found in _LINK.finditer(bare))
    # 決まった字だけの宛先なら、升の値は出ない。
    return any(one.strip('"') and not one.startswith('"#"') for one in targets)


def _first_argument(formula: str, start: int) -> str:
    depth = 0
    for at in range(start, min(start + _LONGEST, len(formula))):
        letter = formula[at]
        if depth == 0 and letter in ",)":
            return formula[start:at]
        depth += (letter == "(") - (letter == ")")
    return formula[start:]
