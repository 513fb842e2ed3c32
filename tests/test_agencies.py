"""機関の名の引き比べ: 除く機関は広く、提供先は狭く。どちらも、迷えば渡さない。"""

from __future__ import annotations

import tomllib

import pytest

from jusou_desk.agencies import may_mean, surely_means
from jusou_desk.names import search_key
from jusou_desk.paths import resource

SEAT = "民生委員・児童委員"


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("NPO法人あおぞら", "ＮＰＯ法人あおぞら"),
        ("髙橋医院", "高橋医院"),
        ("あおぞらクリニック", "あおぞらｸﾘﾆｯｸ"),
        ("あおぞら・ひまわり会", "あおぞら･ひまわり会"),
        ("ハローワーク長門", "ハローワ－ク長門"),
        ("ABC介護", "abc介護"),
        ("長門市立病院", "長門市\u200b立病院"),
        ("社協", "長門市社会福祉協議会"),
        ("包括", "長門市地域包括支援センター"),
        ("社会福祉協議会", "長門市社協"),
    ],
)
def test_書き方が違っても_除く機関にも提供先にもなる(said: str, seat: str) -> None:
    assert may_mean(said, seat)
    assert surely_means(said, seat)


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("架空病院と架空薬局", "架空薬局"),
        ("架空病院\n架空薬局の店長", "架空薬局"),
        ("社協の鈴木さん", "長門市社会福祉協議会"),
        ("架空医院の鈴木先生", "医療法人架空医院"),
        ("長門公共職業安定所", "ハローワーク長門"),
        ("東包括", "長門市東地域包括支援センター"),
        ("母", "母"),
    ],
)
def test_除く機関は_一部が当たるだけでも除く(said: str, seat: str) -> None:
    assert may_mean(said, seat)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("民生委員の田中さん", "田中　花子"),
        ("田中さん", "田中　花子"),
        ("自治会の花子さん", "田中花子"),
        ("民生委員田中さん", "田中　花子"),
        ("林さん", "林　一"),
        ("髙橋", "高橋　花"),
    ],
)
def test_除く機関に人の名を書けば_その人の席も除く(said: str, name: str) -> None:
    assert may_mean(said, "架空の町の会", name)
    assert may_mean("民生委員", "架空地区", name, "民生委員・児童委員")


@pytest.mark.parametrize(
    ("said", "seat", "name"),
    [
        ("田中病院", "架空薬局", "田中　花子"),
        ("小林さん", "架空薬局", "林　一"),
        ("東包括", "長門市西地域包括支援センター", "田中　花子"),
        ("長男の勤め先", "社協", "田中　花子"),
        ("\u200b", "社協", "田中　花子"),
    ],
)
def test_関わりの無い席は除かない(said: str, seat: str, name: str) -> None:
    assert not may_mean(said, seat, name)


@pytest.mark.parametrize(
    "seat", ["", "　", "\u200b", "会", "福祉", "委員", "協議会", "大樹町社会福祉協議会"]
)
def test_提供先の名の切れ端や_ほかの町の機関は_提供先でない(seat: str) -> None:
    for said in ("長門市社会福祉協議会", SEAT):
        assert not surely_means(said, seat)


@pytest.mark.parametrize(
    ("said", "seat"),
    [
        ("長門市社会福祉協議会", "社会福祉協議会"),
        ("社会福祉協議会", "地区社会福祉協議会"),
        (SEAT, "民生委員"),
        ("学校", "架空小学校"),
    ],
)
def test_提供先は_町の名や略した呼び名の違いを問わない(said: str, seat: str) -> None:
    assert surely_means(said, seat)


def test_地区の社協に同意しても_市の社協には渡らない() -> None:
    assert not surely_means("地区社会福祉協議会", "社会福祉協議会")
    assert not surely_means("福祉", "福祉作業所")


def test_略した呼び名は_一つの呼び名だけを指す() -> None:
    groups = tomllib.loads(resource("agency_names.toml").read_text(encoding="utf-8"))["names"]
    aliases = [search_key(alias) for listed in groups.values() for alias in listed]
    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(map(search_key, groups))
