"""地域の文に、知っている人の名が入っていないかを確かめる。断らず、言葉で知らせる。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Person
from jusou_desk.scrubbing import scrub

_HONORIFICS = ("さん", "氏", "様", "君", "くん", "ちゃん", "宅", "家")
_SHORTEST = 2


def names_in(desk: Desk, texts: Iterable[str]) -> tuple[str, ...]:
    """``texts`` に出てくる、この職員の知っている人の名(打たれた順は問わない)。

    氏名とほかの名の全部と、名字に「さん」「宅」などを続けた言い方を探す。名字だけでは、
    地名や機関の名と見分けられないので探さない。
    """
    whole = "\n".join(texts)
    if not whole.strip():
        return ()
    with desk.reading(widest_reading(desk)) as work:
        words = {word for one in work.people.where() for word in _called(one)}
    # 一度に全部を探し、当たったときだけ、どの名かを一つずつ確かめる。
    if scrub(whole, tuple(sorted(words)), "") == whole:
        return ()
    return tuple(word for word in sorted(words) if scrub(whole, (word,), "") != whole)


def warning(names: Iterable[str]) -> str:
    """名の入っていることを知らせる文。無ければ空。"""
    found = "、".join(names)
    if not found:
        return ""
    return (
        f"人の名前が入っているようです: {found}。"
        "だれのことか分からない書き方に直してください。たまたま同じ字なら、そのままで構いません。"
    )


def _called(person: Person) -> Iterator[str]:
    for name in (person.name, *(one.name for one in person.other_names)):
        if len("".join(name.split())) >= _SHORTEST:
            yield name
        family, _, given = name.replace("\u3000", " ").partition(" ")
        if given and len(family) >= _SHORTEST:
            yield from (f"{family}{tail}" for tail in _HONORIFICS)
