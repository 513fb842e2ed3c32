"""文字の関数。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.criteria import wildcard
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Operand,
    Scalar,
    is_number,
    joined,
    number_in,
    text_of,
)
from jusou_desk.reports.xlsx.celltext import LIMIT
from jusou_desk.reports.xlsx.numfmt import format_number, format_text, is_date_format, is_moment

#: Excel の表示形式と、小数の桁の上限。
_LONGEST_FORMAT: Final = 255
_MOST_PLACES: Final = 127
_HALF: Final = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ｡｢｣､･ﾞﾟ"
_FULL: Final = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ"
    "ワヲンァィゥェォッャュョー。「」、・゛゜"
)
#: 濁点・半濁点の付く字。
_VOICED: Final = {
    **{letter + "ﾞ": chr(ord(letter) + 1) for letter in "カキクケコサシスセソタチツテトハヒフヘホ"},
    **{letter + "ﾟ": chr(ord(letter) + 2) for letter in "ハヒフヘホ"},
    "ウﾞ": "ヴ",
}
#: 半角→全角。引用符と円記号は、Excel の決まった字にする。
_WIDE: Final = {
    **{chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)},
    **dict(zip(_HALF, _FULL, strict=True)),
    " ": "\u3000",
    '"': "”",
    "'": "’",
    "`": "‘",
    "\\": "￥",
}
_NARROW: Final = {
    **{wide: narrow for narrow, wide in _WIDE.items()},
    **{wide: _HALF[_FULL.index(pair[0])] + pair[1] for pair, wide in _VOICED.items()},
}


def to_wide(words: str) -> str:
    """半角の英数・記号・片仮名を全角にした字(JIS)。"""
    out: list[str] = []
    for letter in words:
        if out and (joined := _VOICED.get(out[-1] + letter)):
            out[-1] = joined
        else:
            out.append(_WIDE.get(letter, letter))
    return "".join(out)


def to_narrow(words: str) -> str:
    """全角の英数・記号・片仮名を半角にした字(ASC)。"""
    return "".join(_NARROW.get(letter, letter) for letter in words)


def _count(a: Arguments, at: int, default: int | None = None) -> int:
    found = a.whole(at, default)
    if found < 0:
        raise Faulty(Fault.VALUE)
    return found


def _middle(a: Arguments) -> Operand:
    start, count = a.whole(1), _count(a, 2)
    if start < 1:
        raise Faulty(Fault.VALUE)
    return a.text(0)[start - 1 : start - 1 + count]


def _right(a: Arguments) -> Operand:
    count = _count(a, 1, 1)
    return a.text(0)[-count:] if count else ""


def _place(*, exact: bool) -> Callable[[Arguments], Operand]:
    """FIND(大文字と小文字を分ける)と SEARCH(``*`` と ``?`` が使える)。"""

    def apply(a: Arguments) -> Operand:
        wanted, words, start = a.text(0), a.text(1), a.whole(2, 1)
        if not 1 <= start <= len(words) + 1:
            raise Faulty(Fault.VALUE)
        found = words.find(wanted, start - 1) if exact else wildcard(wanted).find(words, start - 1)
        if found is None or found < 0:
            raise Faulty(Fault.VALUE)
        return float(found + 1)

    return apply


def _substitute(a: Arguments) -> Operand:
    words, old, new = a.text(0), a.text(1), a.text(2)
    if not old:
        return words
    if len(a) < 4:
        return joined(words.split(old), new)
    turn = a.whole(3)
    if turn < 1:
        raise Faulty(Fault.VALUE)
    pieces = words.split(old)
    if len(pieces) <= turn:
        return words
    return old.join(pieces[:turn]) + new + old.join(pieces[turn:])


def _replace(a: Arguments) -> Operand:
    words, start, count = a.text(0), a.whole(1), _count(a, 2)
    if start < 1:
        raise Faulty(Fault.VALUE)
    return words[: start - 1] + a.text(3) + words[start - 1 + count :]


def _repeat(a: Arguments) -> Operand:
    count = _count(a, 1)
    if len(a.text(0)) * count > LIMIT:
        raise Faulty(Fault.VALUE)
    return a.text(0) * count


def _join(a: Arguments) -> Operand:
    empty = a.flag(1, True)
    words = (text_of(value) for value in a.flat(2))
    return joined([one for one in words if one or not empty], a.text(0))


def _value(a: Arguments) -> Operand:
    value = a.scalar(0)
    if isinstance(value, bool):
        raise Faulty(Fault.VALUE)
    if value is None or is_number(value):
        return value or 0.0
    found = number_in(str(value))
    if found is None:
        raise Faulty(Fault.VALUE)
    return found


def _text(a: Arguments) -> Operand:
    value, code = a.scalar(0), a.text(1)
    if len(code) > _LONGEST_FORMAT:
        raise Faulty(Fault.VALUE)
    if isinstance(value, bool):
        return text_of(value)
    if isinstance(value, str):
        found = number_in(value)
        if found is None:
            return format_text(value, code)
        value = found
    date1904 = a.setting.date1904
    if code and is_date_format(code) and not is_moment(value or 0.0, date1904=date1904):
        raise Faulty(Fault.VALUE)
    return format_number(value or 0.0, code, date1904=date1904) if code else ""


def _only_text(value: Scalar) -> Scalar:
    return value if isinstance(value, str) else ""


def _letter(a: Arguments) -> Operand:
    code = a.whole(0)
    if not 1 <= code < 128:
        # それより上は、Excel の動く PC の符号で決まる。
        raise Faulty(Fault.VALUE)
    return chr(code)


def _shown_number(a: Arguments) -> Operand:
    places = max(a.whole(1, 2), -_MOST_PLACES)
    if places > _MOST_PLACES:
        raise Faulty(Fault.VALUE)
    commas = "" if a.flag(2, False) else "#,##"
    code = f"{commas}0" + ("." + "0" * places if places > 0 else "")
    value = a.number(0)
    if places < 0:
        value = round(value / 10**-places) * 10.0**-places
    return format_number(value, code)


WORDS: Final[dict[str, Callable[[Arguments], Operand]]] = {
    "LEN": lambda a: float(len(a.text(0).encode("utf-16-le")) // 2),
    "CONCATENATE": lambda a: "".join(a.text(at) for at in range(len(a))),
    "CONCAT": lambda a: joined([text_of(value) for value in a.flat()]),
    "TEXTJOIN": _join,
    "EXACT": lambda a: a.text(0) == a.text(1),
    "TRIM": lambda a: " ".join(filter(None, a.text(0).split(" "))),
    "CLEAN": lambda a: "".join(c for c in a.text(0) if ord(c) >= 32),
    "UPPER": lambda a: a.text(0).upper(),
    "LOWER": lambda a: a.text(0).lower(),
    "LEFT": lambda a: a.text(0)[: _count(a, 1, 1)],
    "RIGHT": _right,
    "MID": _middle,
    "FIND": _place(exact=True),
    "SEARCH": _place(exact=False),
    "SUBSTITUTE": _substitute,
    "REPLACE": _replace,
    "REPT": _repeat,
    "VALUE": _value,
    "TEXT": _text,
    "FIXED": _shown_number,
    "T": lambda a: _only_text(a.scalar(0)),
    "ASC": lambda a: to_narrow(a.text(0)),
    "JIS": lambda a: to_wide(a.text(0)),
    "DBCS": lambda a: to_wide(a.text(0)),
    "CHAR": _letter,
}
