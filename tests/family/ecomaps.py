"""見本のエコマップ。"""

from __future__ import annotations

from jusou_desk.family.ecomap import Contact, Flow, draw_ecomap
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.shapes import Picture
from jusou_desk.family.symbols import TieStrength
from tests.family import reading

AGENCIES = (
    ("地域包括支援センター", "週1回訪問"),
    ("社会福祉協議会", "日常生活自立支援"),
    ("民生委員", ""),
    ("中学校 スクールソーシャルワーカー", ""),
    ("母の姉", "電話のみ"),
    ("生活困窮者自立相談支援機関", "家計改善支援"),
    ("訪問看護ステーションかくう", "月2回"),
    ("公共職業安定所", ""),
)


def contacts(count: int) -> list[Contact]:
    """いろいろな線の、``count`` 個の機関。"""
    strengths, flows = list(TieStrength), list(Flow)
    return [
        Contact(
            f"k{n}",
            AGENCIES[n % len(AGENCIES)][0],
            strengths[n % len(strengths)],
            flows[n % len(flows)],
            AGENCIES[n % len(AGENCIES)][1],
        )
        for n in range(count)
    ]


def ecomaps() -> dict[str, Picture]:
    """名 → 図。"""
    inside = draw_genogram(reading.family("couple_two_children"), reading.DAY)
    return {
        "none": draw_ecomap(["架空 一郎"], []),
        "one": draw_ecomap(["架空 一郎"], contacts(1)),
        "eight": draw_ecomap(["本人", "架空 一郎"], contacts(8)),
        "family_inside": draw_ecomap(inside, contacts(11)),
        "twenty_four": draw_ecomap(["架空世帯"], contacts(24)),
    }
