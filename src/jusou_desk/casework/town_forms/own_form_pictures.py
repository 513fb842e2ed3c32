"""試し刷りに入れる、大きな架空の家族の図。"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from jusou_desk.births import Birth, Precision
from jusou_desk.casework.kin.family_pictures import ECOMAP, GENOGRAM, on_paper
from jusou_desk.family.ecomap import Contact, Flow, draw_ecomap
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import (
    Family,
    Household,
    HouseholdKind,
    Member,
    Parentage,
    Sex,
    Stay,
    Union,
    UnionKind,
)
from jusou_desk.family.shapes import Picture
from jusou_desk.family.symbols import TieStrength

_DAY: Final = date(2026, 4, 1)
_OF_THREE: Final = (
    ("祖父", "見本 左衛門之介", Sex.MALE, 1940),
    ("祖母", "見本 千代乃", Sex.FEMALE, 1943),
    ("父", "見本 健太郎", Sex.MALE, 1966),
    ("前妻", "架空 真弓", Sex.FEMALE, 1968),
    ("母", "見本 さやか", Sex.FEMALE, 1970),
    ("叔母", "見本 恵理子", Sex.FEMALE, 1972),
    ("姉", "架空 杏", Sex.FEMALE, 1995),
    ("本人", "見本 太郎", Sex.MALE, 2001),
    ("妹", "見本 花", Sex.FEMALE, 2003),
    ("弟", "見本 次郎", Sex.MALE, 2006),
)
_AROUND: Final = (
    ("地域包括支援センター", TieStrength.STRONG, Flow.TO_CENTRE, "週1回訪問"),
    ("社会福祉協議会", TieStrength.STRONG, Flow.BOTH, "家計の相談"),
    ("かかりつけの診療所", TieStrength.PLAIN, Flow.TO_CENTRE, "月1回"),
    ("ハローワーク", TieStrength.WEAK, Flow.FROM_CENTRE, ""),
    ("民生委員", TieStrength.PLAIN, Flow.TO_CENTRE, "声かけ"),
    ("前の勤め先", TieStrength.BROKEN, Flow.NONE, ""),
    ("近所", TieStrength.TENSE, Flow.NONE, ""),
    ("障害者相談支援事業所", TieStrength.PLAIN, Flow.NONE, ""),
)


@cache
def sample_picture(tag: str) -> Picture | None:
    """図のタグ ``tag`` に試しに入れる図。図のタグでなければ None。"""
    if tag == GENOGRAM:
        return on_paper(draw_genogram(_family(), _DAY))
    if tag == ECOMAP:
        around = [Contact(name, name, tie, flow, note) for name, tie, flow, note in _AROUND]
        return on_paper(draw_ecomap(["見本 太郎", "見本 健太郎", "見本 さやか"], around))
    return None


def _family() -> Family:
    members = tuple(
        Member(key, name, sex, Birth(date(year, 5, 5), Precision.DAY), focus=key == "本人")
        for key, name, sex, year in _OF_THREE
    )
    home = ("父", "母", "本人", "妹", "弟")
    return Family(
        members,
        (
            Union("祖父", "祖母"),
            Union("父", "前妻", UnionKind.DIVORCED),
            Union("父", "母"),
        ),
        (
            *(Parentage(child, ("祖父", "祖母")) for child in ("父", "叔母")),
            Parentage("姉", ("父", "前妻")),
            *(Parentage(child, ("父", "母")) for child in ("本人", "妹", "弟")),
        ),
        (Household(HouseholdKind.SUPPORT, tuple(map(Stay, home))),),
    )
