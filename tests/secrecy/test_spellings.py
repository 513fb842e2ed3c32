"""書き方を変えて、席と語の引き比べをすり抜けること: 機関・人・議題の番号・電話・住所。"""

from __future__ import annotations

from dataclasses import replace

import pytest

from jusou_desk.casework.case import intake, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee, Person, Sheet
from jusou_desk.policy import Lane, Overlay, Purpose
from jusou_desk.scrubbing import scrub
from tests.casework.conftest import clock, desk, office
from tests.casework.test_packet_press import TOLD, agreed, meeting_of, text_of
from tests.casework.test_protecting import ACCOUNT, receive

__all__ = ["clock", "desk", "office"]

EVERY = "重層的支援会議の出席機関"
HIDDEN = "振込みを隠している"


def copy_for(desk: Desk, one: Attendee, *case_ids: str) -> tuple[str, tuple[str, ...]]:
    """その席だけの会議の、席の部の文と、渡す前に言うこと。"""
    met = meeting_of(desk, "重層的支援会議", *case_ids)
    met = meetings.invite(desk, met.id, [one])
    press, paper = packets.preview_packet(desk, met.id)
    return text_of(paper), press.notices


def test_除く機関は_席の書き方が違っても載らず_当たらない語は言う(desk: Desk) -> None:
    said = "髙橋医院、NPO法人あおぞら、民生委員の田中さん、担任の先生"
    case = agreed(desk, 0, agencies=EVERY, excluded_agencies=said)
    for agency, name in (
        ("高橋医院", "架空　一"),
        ("ＮＰＯ法人\u200bあおぞら", "架空　一"),
        ("架空自治会", "田中　花子"),
    ):
        text, told = copy_for(desk, Attendee(agency=agency, name=name), case)
        assert TOLD[0] not in text, agency
        assert any("席を外して" in one for one in told)
        assert any("「担任の先生」に当たる出席者はいません" in one for one in told)
    text, told = copy_for(desk, Attendee(agency="架空薬局", name="薬　剤"), case)
    assert TOLD[0] in text
    # 民生委員は町の知る機関なので、席の無いことは名簿で分かる。
    assert "「髙橋医院」「NPO法人あおぞら」「担任の先生」に当たる" in told[-1]


def test_提供先の名の切れ端の席には載らない(desk: Desk) -> None:
    case = agreed(desk, 0, agencies="社会福祉協議会、民生委員・児童委員")
    for agency in ("会", "福祉", "協議会", "\u200b"):
        text, _ = copy_for(desk, Attendee(agency=agency, name="よその　人"), case)
        assert TOLD[0] not in text, agency


def test_本人に伏せる話は_本人や家族と言い切れない席の部にも載らない(desk: Desk) -> None:
    case = agreed(desk, 0, agencies=EVERY)
    written = {"noted_on": desk.today(), "content": HIDDEN}
    progress.add_note(desk, case, written, overlays=(Overlay.FROM_PERSON,))
    for agency in ("ご本人様", "妻(キーパーソン)", "息子さん夫婦"):
        text, told = copy_for(desk, Attendee(agency=agency, name="架空　三郎"), case)
        assert (TOLD[0] in text, HIDDEN in text) == (True, False), agency
        unsure = any("本人か家族の席かもしれない" in one for one in told)
        assert unsure is (agency == "息子さん夫婦")
    text, _ = copy_for(desk, Attendee(agency="架空家族の会", name="架空　三郎"), case)
    assert HIDDEN in text


def test_出る議題の書き方が違っても_ほかの議題は入らない(desk: Desk) -> None:
    cases = [agreed(desk, number, agencies=EVERY) for number in (0, 1)]
    one = Attendee(agency="架空薬局", name="薬　剤")
    for role, shown in (("第一議題のみ", (True, False)), ("議題の一部だけ", (False, False))):
        text, told = copy_for(desk, replace(one, role=role), *cases)
        assert (TOLD[0] in text, TOLD[1] in text) == shown, role
        assert any("番号を読めません" in line for line in told) is (not any(shown))


# --- 居場所 -----------------------------------------------------------------


def left(desk: Desk, text: str, **home: str) -> str:
    """その住所・電話の人を伏せた後の ``text``。"""
    person = receive(desk, person_name="砂原　澪", **home).person
    assert isinstance(person, Person)
    protecting.set_protection(desk, person.id, ACCOUNT)
    with desk.reading(Purpose.CASEWORK) as work:
        words = work.shield.words((person,), (desk.town.name,))
    return scrub(text, words, "■")


@pytest.mark.parametrize(
    "phone",
    [
        "0837-22-1234 090-1111-2222",
        "0837-22-1234・090 1111 2222",
        "090-1111-2222(本人)(0837)22-1234",
        "0837-22-1234/+81 90-1111-2222内線12",
        "携帯０９０－１１１１－２２２２、〇八三七-二二-一二三四",
        "083722123409011112222",
    ],
)
def test_電話の欄に二つ書いても_添え書きがあっても_どちらも文から消える(
    desk: Desk, phone: str
) -> None:
    mobile = "090-1111-2222に09011112222に+81 90-1111-2222に+81(0)90 1111 2222"
    written = f"{mobile}に〇九〇-一一一一-二二二二に0837-22-1234に（０８３７）２２－１２３４"
    assert set(left(desk, written, phone=phone)) <= set("に■（")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("長門市大字東深川1339-2", "東深川1339-2"),
        ("長門市東深川1339-2", "大字東深川1339番地2"),
        ("大字東深川字中村1339", "東深川字中村1339"),
        ("大字東深川字中村1339", "東深川中村の一三三九番"),
        ("長門市東深川1339-2", "東深川の1339の2"),
    ],
)
def test_大字を省いても_助詞をはさんでも_住所は文から消える(
    desk: Desk, address: str, written: str
) -> None:
    said = left(desk, f"いまは{written}に居る", address=address)
    assert "東深川" not in said
    assert "1339" not in said


# --- 支援会議で受けた、前からいる人 -----------------------------------------------


def test_支援会議で聞いた電話と住所は_支援会議の票に残り_普段の人物は変わらない(desk: Desk) -> None:
    known = receive(desk, person_name="見本　花", phone="050-0000-1111").person
    assert known is not None
    values = {
        "received_on": desk.today(),
        "lane": Lane.SEALED.label,
        "consent": "未取得",
        "person_name": "見本　花",
        "phone": "050-0000-9999",
        "address": "長門市仮の宿2-2",
    }
    case = intake.receive(desk, values, person_id=known.id).case
    for protect in (False, True):
        if protect:
            protecting.set_protection(desk, known.id, ACCOUNT)
        with desk.reading(Purpose.SUPPORT_MEETING) as work:
            sealed = work.cases.get(case.id)
            assert sealed is not None
            shown = intake.intake_values(work, sealed)
        assert (shown["phone"] == values["phone"]) is not protect
        assert ("仮の宿" in shown["address"]) is not protect
        intake.receive(desk, shown, case_id=case.id)  # 伏せてある票を書き直しても、失わない
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        kept = work.bare(Sheet).get(case.id)
        person = work.bare(Person).get(known.id)
    assert kept is not None
    assert person is not None
    assert (kept.answers["phone"], kept.answers["address"]) == (values["phone"], values["address"])
    assert (person.phone, person.address) == ("050-0000-1111", "")


def test_住所秘匿の印は_支援会議の相談からは付けられないと言う(desk: Desk) -> None:
    known = receive(desk, person_name="見本　花").person
    assert known is not None
    values = {"received_on": desk.today(), "lane": Lane.SEALED.label, "address_concealed": True}
    with pytest.raises(BadInput, match="住所秘匿の印は、支援会議の相談からは"):
        intake.receive(desk, values | {"person_name": "見本　花"}, person_id=known.id)
    made = intake.receive(desk, values | {"person_name": "見本　月"})
    assert made.person is not None
    assert made.person.address_concealed
