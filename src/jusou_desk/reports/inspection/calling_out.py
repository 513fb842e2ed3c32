"""開いた人のパソコンから値を外へ送る式: 外を読む関数、外のプログラムを呼ぶ式、升から作るリンク。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.package import parse_xml

CALLS_OUT: Final = (
    "外とつながる数式(WEBSERVICE、IMAGE、DDEなど)があり、開いた人のパソコンから値が出ます。"
)
REPAIR: Final = "Excelでその数式を消してください。"
#: 式の書かれる要素。升・条件付き書式・入力規則・名前の定義・テーブル・グラフのどれも。
_HOLDERS: Final = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName"}
    | {"calculatedColumnFormula", "totalsRowFormula"}
)  # fmt: skip
#: 外を読む関数、外のプログラムを呼ぶ関数。``*`` は、その字で始まる名のどれも。
_SENDERS: Final = (
    "WEBSERVICE", "IMAGE", "RTD", "CALL", "EXEC", "REGISTER", "REGISTER.ID", "SQL.REQUEST",
    "TRANSLATE", "DETECTLANGUAGE", "IMPORTTEXT", "IMPORTCSV", "PY", "COPILOT", "STOCKHISTORY",
    "CUBE*",
)  # fmt: skip
_NAMES: Final = "|".join(re.escape(name).replace(r"\*", r"\w*") for name in _SENDERS)
#: 字、「'」で囲んだシートの名、「[]」で囲んだ表の列の名(中の「'」は次の一字を名にする印)。
_QUOTED: Final = re.compile(
    r"""(?P<text>"(?:[^"]|"")*+(?:"|$))"""
    r"""|(?P<sheet>'(?:[^']|'')*+(?:'(?=!)|'|$))"""
    r"""|\[(?:[^\[\]']|'.)*+(?P<closed>\])?""",
    re.DOTALL,
)
_SPACE: Final = re.compile(r"\s+|_XLFN\.|_XLWS\.|_XLUDF\.")
_CALLS: Final = re.compile(rf"(?<![\w.])(?:{_NAMES})\(")
#: 関数の名だけを渡す書き方(MAP に渡すときなど)。
_HANDED: Final = re.compile(rf"_XLETA\.(?:{_NAMES}|HYPERLINK)(?![\w.])")
#: Excel の数式の長さの上限。
_LONGEST: Final = 8_192
_LINK: Final = re.compile(r"(?<![\w.])HYPERLINK\(")


def calls_out(parts: Mapping[str, bytes]) -> bool:
    """ブックの部品 ``parts`` に、外へ値を送る式があるか。"""
    return any(map(_goes_out, _formulas(parts)))


def _formulas(parts: Mapping[str, bytes]) -> Iterator[str]:
    # 部品の名は、関係さえ合っていれば何でもよいので、名では選ばない。
    for content in parts.values():
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
    bare = _QUOTED.sub(_without_words, formula)
    bare = _SPACE.sub("", bare.upper())
    # DDE は「プログラム|話題!項目」。
    if _CALLS.search(bare) or _HANDED.search(bare) or "!" in bare.partition("|")[2]:
        return True
    targets = (_first_argument(bare, found.end()) for found in _LINK.finditer(bare))
    # 決まった字だけの宛先なら、升の値は出ない。
    return any(one.strip('"') and not one.startswith('"#"') for one in targets)


def _without_words(quoted: re.Match[str]) -> str:
    """字と名を除いた式。ブックの中へのリンク(「#」で始まる字)だけは覚えておく。

    閉じていないものは、名か式か分からないので、除かない。
    """
    words = quoted[0]
    if quoted["text"]:
        closed = len(words) > 1 and words.endswith('"')
        return words if not closed else '"#"' if words.startswith('"#') else '""'
    if quoted["sheet"]:
        named = quoted.string.startswith("!", quoted.end())
        return "''" if named else words
    return "[]" if quoted["closed"] else words


def _first_argument(formula: str, start: int) -> str:
    depth = 0
    for at in range(start, min(start + _LONGEST, len(formula))):
        letter = formula[at]
        if depth == 0 and letter in ",)":
            return formula[start:at]
        depth += (letter == "(") - (letter == ")")
    return formula[start:]
