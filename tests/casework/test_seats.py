"""名簿の席の読み方: 本人か家族の席と、出る議題。"""

from __future__ import annotations

import pytest

from jusou_desk.casework.meeting.seats import Whose, items_of, whose_seat, without_items
from jusou_desk.models.records import Attendee
from jusou_desk.names import search_key

KIN = frozenset({search_key("見本　花子")})


def whose(agency: str, *, name: str = "架空　三郎", post: str = "", role: str = "") -> Whose:
    one = Attendee(agency=agency, name=name, post=post, role=role)
    return whose_seat(one, KIN, frozenset({search_key("子育て・家族")}))


@pytest.mark.parametrize(
    "agency",
    [
        *("本人", "ご本人様", "（本人）", "本人\u200b様", "当事者", "本人・家族", "本人 三郎"),
        *("長男", "母", "妻(キーパーソン)", "ご家族様", "家族代表", "息子", "姉", "お母さん"),
        *("家族(長女)", "本人の長女", "長男の妻", "同居人", "実家", "見本花子様"),
    ],
)
def test_本人か家族の席(agency: str) -> None:
    assert whose(agency) is Whose.PERSON


def test_機関でない欄からも_本人か家族と分かる() -> None:
    assert whose("実家の町", role="母") is Whose.PERSON
    assert whose("こども園", role="保護者") is Whose.PERSON
    assert whose("町内会", post="本人の姉") is Whose.PERSON
    assert whose("東深川", name="見本　花子様") is Whose.PERSON
    assert whose("東深川", name="ご本人") is Whose.PERSON


@pytest.mark.parametrize(
    "agency",
    [
        *("家族支援課", "家族の会", "保護者会", "親子つどいの広場", "子ども家庭センター"),
        *("母子生活支援施設", "本人の会社", "成年後見人", "里親", "架空小学校", "子育て・家族"),
    ],
)
def test_機関の席(agency: str) -> None:
    assert whose(agency) is Whose.AGENCY
    assert whose(agency, name="孫　文", post="校長", role="本人の支援担当") is Whose.AGENCY


@pytest.mark.parametrize("agency", ["息子さん夫婦", "子ども・子育て保健室", "保護者と教師の会"])
def test_言い切れない席(agency: str) -> None:
    assert whose(agency) is Whose.PERHAPS


@pytest.mark.parametrize(
    ("role", "numbers", "rest"),
    [
        ("議題1のみ", {"1"}, ""),
        ("議題一のみ", {"1"}, ""),
        ("議題 1のみ", {"1"}, ""),
        ("第1議題のみ", {"1"}, ""),
        ("議題①のみ", {"1"}, ""),
        ("議題の1だけ", {"1"}, ""),
        ("１番目の議題のみ", {"1"}, ""),
        ("1のみ", {"1"}, ""),
        ("議題十一", {"11"}, ""),
        ("記録(議題2と3)", {"2", "3"}, "記録"),
        ("議題1～3", {"1", "2", "3"}, ""),
        ("第一・第二議題", {"1", "2"}, ""),
    ],
)
def test_出る議題の番号は_どう書いても読める(role: str, numbers: set[str], rest: str) -> None:
    assert items_of(role) == frozenset(numbers)
    assert without_items(role) == rest


@pytest.mark.parametrize(
    "role",
    [
        "議題2以外",
        "一部の議題のみ",
        "議題の一部だけ",
        "書記のみ",
        "R8-0001の議題のみ",
        "議題3から",
        "議題〇十のみ",
    ],
)
def test_限っているのに番号を読めなければ_どの議題にも出ない(role: str) -> None:
    assert not (items_of(role) or set()) & set("123456789")
    assert without_items(role) == ""


def test_限っていなければ_どの議題にも出る() -> None:
    assert items_of("司会") is None
    assert without_items(" 司会") == "司会"
