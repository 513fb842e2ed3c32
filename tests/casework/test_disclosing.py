"""通報・緊急の提供: 理由と、自分でない人の承認があって初めて、紙が外へ出る。急ぎは口頭で先に。"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jusou_desk.casework import wording
from jusou_desk.casework.case import cases, intake, prefill, progress, timeline
from jusou_desk.casework.case.due import DueLine, Weight
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.exporting import PRINTED
from jusou_desk.casework.recall import issuing, withdrawing
from jusou_desk.casework.recall.disclosure_paper import (
    draw_disclosure,
    hand_out_disclosure,
    note_disclosure_printing,
)
from jusou_desk.casework.secrecy import disclosing, protecting
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.casework.trail import sightings
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.forms import code_set
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Disclosure, DisclosureState
from jusou_desk.policy import Overlay, Purpose, Role
from jusou_desk.towns import wordings
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.test_papers import pdf_text as words_of
from tests.overlays import set_overlays

COLLEAGUE, COUNSELLOR = "岡村　静", "川尻　歩"
WORDS = "今朝から玄関の鍵が開かず、中で物音がする。"
児童虐待, 高齢者虐待, *_ = code_set("disclosure_reasons", 2026).terms
ADDRESS, PHONE = "架空町灯台通り九番地つばき荘", "050-0000-4411"


@pytest.fixture
def colleague(office: Office, desk: Desk) -> Iterator[Desk]:
    """もう一人の推進員。"""
    staffing.add_staff(desk, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    signed_in = sign_in(office, COLLEAGUE, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    """同意の無い、緊急の相談。"""
    return received(desk)


def received(desk: Desk, **more: object) -> Case:
    values = {
        "received_on": desk.today(),
        "person_name": "髙橋　𠮷子",
        "consent": "未取得",
        "urgency": "緊急",
        "address": ADDRESS,
        "phone": PHONE,
        "content": "隣の家から電話があった。",
    }
    return intake.receive(desk, values | more).case


def telling(**more: object) -> Telling:
    made = Telling(高齢者虐待, "架空地域包括支援センター", WORDS, receiver_person="船越　渚")
    return replace(made, **more)  # type: ignore[arg-type]


def told_first(clock: MovableClock, **more: object) -> Telling:
    """電話で先に知らせた。"""
    values: dict[str, object] = {
        "way": "電話",
        "told_at": clock.now,
        "oral_by": "福祉課長　水野",
        "oral_at": clock.now - timedelta(minutes=5),
    }
    return telling(**(values | more))


def asked(desk: Desk, case: Case, **more: object) -> Disclosure:
    return disclosing.ask(desk, case.id, telling(**more))


def approved(desk: Desk, colleague: Desk, case: Case, **more: object) -> Disclosure:
    return disclosing.approve(colleague, asked(desk, case, **more).id)


def lines_about(one: Desk, words: str) -> list[DueLine]:
    return [line for line in today.due_lines(one) if words in line.what]


def actions(desk: Desk) -> list[tuple[str, str]]:
    return [(row.action, row.subject) for row in sightings.audit_trail(desk)]


# --- 頼む・決める -----------------------------------------------------------


def test_頼むと番号と根拠の文が付き_承認を待つ(desk: Desk, case: Case) -> None:
    made = asked(desk, case)
    assert (made.disclosure_no, made.state) == ("R8-通-01", DisclosureState.ASKED)
    assert made.ground == wordings()["disclosure_ground_2"].text
    assert asked(desk, case, ground="照会 第12号").disclosure_no == "R8-通-02"


def test_根拠の文は事務所が書き換えられ_書いた後の一件は変わらない(desk: Desk, case: Case) -> None:
    first = asked(desk, case)
    wording.change_word(desk, "disclosure_ground_2", "わが町の手引き第三章")
    assert disclosing.reasons(desk)[高齢者虐待] == "わが町の手引き第三章"
    assert asked(desk, case).ground == "わが町の手引き第三章"
    assert disclosing.told_of(desk, case.id)[-1].disclosure == first


def test_理由の符号みなに根拠の文がある(desk: Desk) -> None:
    assert all(disclosing.reasons(desk).values())
    assert tuple(disclosing.reasons(desk)) == code_set("disclosure_reasons", 2026).terms


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("reason", {"reason": "なんとなく"}),
        ("receiver", {"receiver": "　"}),
        ("content", {"content": ""}),
    ],
)
def test_理由と相手と内容が無ければ頼めない(
    desk: Desk, case: Case, field: str, values: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as refused:
        asked(desk, case, **values)
    assert refused.value.field == field
    assert disclosing.told_of(desk, case.id) == ()


def test_頼んだ本人は承認も却下もできない(desk: Desk, colleague: Desk, case: Case) -> None:
    made = asked(desk, case)
    for attempt in (disclosing.approve, lambda d, i: disclosing.decline(d, i, "わけ")):
        with pytest.raises(Refused, match="自分では承認も却下もできません"):
            attempt(desk, made.id)
    assert disclosing.told_of(desk, case.id)[0].waiting
    done = disclosing.approve(colleague, made.id)
    assert (done.state, done.decided_by) == (DisclosureState.APPROVED, colleague.me.id)


def test_相談員は頼めるが_承認も却下もできない(
    desk: Desk, outsider: Desk, colleague: Desk, case: Case
) -> None:
    mine = asked(desk, case)
    for attempt in (disclosing.approve, lambda d, i: disclosing.decline(d, i, "わけ")):
        with pytest.raises(Refused, match="「相談員」の役割では「通報・緊急の承認」を行えません"):
            attempt(outsider, mine.id)
    disclosing.approve(colleague, asked(outsider, case).id)


def test_閲覧の役割は頼めない(desk: Desk, office: Office, case: Case) -> None:
    staffing.add_staff(desk, "夕凪　響", Role.READER, PASSWORD)
    reader = sign_in(office, "夕凪　響", PASSWORD)
    with pytest.raises(Refused, match="「閲覧」の役割では"):
        asked(reader, case)
    reader.close()


def test_二度は決められず_却下にはわけが要る(desk: Desk, colleague: Desk, case: Case) -> None:
    made = asked(desk, case)
    with pytest.raises(BadInput, match="わけ"):
        disclosing.decline(colleague, made.id, "　")
    disclosing.decline(colleague, made.id, "警察が先に動いている")
    for attempt in (disclosing.approve, lambda d, i: disclosing.decline(d, i, "また")):
        with pytest.raises(Refused, match="既に「却下」"):
            attempt(colleague, made.id)
    (shown,) = disclosing.told_of(desk, case.id)
    assert shown.disclosure.declined_for == "警察が先に動いている"
    assert (shown.asker, shown.decider, shown.mine) == (desk.me.name, COLLEAGUE, True)


def test_退任した人は承認できない(desk: Desk, colleague: Desk, case: Case) -> None:
    made = asked(desk, case)
    staffing.leave(desk, COLLEAGUE)
    with pytest.raises(DeskError):
        disclosing.approve(colleague, made.id)
    assert disclosing.told_of(desk, case.id)[0].waiting


def test_時計が戻っていれば決められない(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    made = asked(desk, case)
    clock.now -= timedelta(hours=1)
    with pytest.raises(Refused, match="時計"):
        disclosing.approve(colleague, made.id)


def test_頼んだばかりのものは取り消せるが_先に知らせたものと決まったものは残る(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    made = asked(desk, case)
    with pytest.raises(Refused, match="消せません"):
        disclosing.take_back(colleague, made.id)
    disclosing.take_back(desk, made.id)
    assert disclosing.told_of(desk, case.id) == ()
    first = disclosing.ask(desk, case.id, told_first(clock))
    done = approved(desk, colleague, case)
    for one in (first, done):
        with pytest.raises(Refused, match="消せません"):
            disclosing.take_back(desk, one.id)


# --- 急ぎ: 口頭の承認で先に知らせる -----------------------------------------


def test_口頭の承認で先に知らせ_画面での承認は後から受ける(
    desk: Desk, colleague: Desk, case: Case, clock: MovableClock
) -> None:
    made = disclosing.ask(desk, case.id, told_first(clock))
    assert (made.told_first, made.state) == (True, DisclosureState.ASKED)
    (line,) = lines_about(colleague, "通報・緊急の承認がまだ")
    assert line.weight is Weight.EMERGENCY
    assert "画面での承認がまだです" in line.why
    assert (line.place, line.ref) == ("case", case.id)
    assert today.due_lines(colleague)[0] == line
    disclosing.approve(colleague, made.id)
    assert not lines_about(colleague, "承認がまだ")


@pytest.mark.parametrize(
    ("field", "minutes"), [("oral_by", None), ("oral_at", 10), ("told_at", -30), ("told_at", 10)]
)
def test_口頭の承認は自分でない人から_知らせるより前に_済んだこととして(
    desk: Desk, case: Case, clock: MovableClock, field: str, minutes: int | None
) -> None:
    wrong: object = desk.me.name if minutes is None else clock.now + timedelta(minutes=minutes)
    with pytest.raises(BadInput) as refused:
        disclosing.ask(desk, case.id, told_first(clock, **{field: wrong}))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("oral_by", "推進員 大田文江"),
        ("oral_by", "？"),
        ("oral_by", "12"),
        ("oral_at", datetime(1868, 1, 25)),
    ],
)
def test_口頭で承認した人は自分でない人の名で_相談を受けた後のこと(
    desk: Desk, case: Case, clock: MovableClock, field: str, wrong: object
) -> None:
    assert desk.me.name == "大田　文江"
    with pytest.raises(BadInput) as refused:
        disclosing.ask(desk, case.id, told_first(clock, **{field: wrong}))
    assert refused.value.field == field


def test_情報源の名は_行をまたいでいても紙に出ない(desk: Desk, colleague: Desk) -> None:
    case = received(desk, visitor="梶原花子", visitor_relation="近隣")
    case = set_overlays(desk, case, (Overlay.SOURCE,), Purpose.CASEWORK)
    made = approved(desk, colleague, case, content="今朝、梶原\n花子から\n電話")
    words = words_of(draw_disclosure(desk, made.id).pages.data)
    assert not [name for name in ("梶原", "花子") if name in words]
    assert "情報源秘匿から" in words


@pytest.mark.parametrize("field", ["content", "receiver", "way", "whereabouts", "ground"])
@pytest.mark.parametrize("control", ["\x0b", "\x1b", "\x00", "\ud800"])
def test_制御文字の入った文は断る(desk: Desk, case: Case, field: str, control: str) -> None:
    with pytest.raises(BadInput, match="制御文字"):
        asked(desk, case, **{field: f"文{control}字"})


def test_退任して同じ名で登録し直しても_自分の頼んだものは承認できない(
    desk: Desk, colleague: Desk, office: Office, case: Case
) -> None:
    made = asked(colleague, case)
    staffing.leave(desk, COLLEAGUE)
    staffing.add_staff(desk, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    again = sign_in(office, COLLEAGUE, PASSWORD)
    assert not lines_about(again, "通報・緊急の承認がまだ")
    with pytest.raises(Refused, match="自分では承認も却下もできません"):
        disclosing.approve(again, made.id)
    again.close()


HEARD = "父が夜ごとに屋根裏で叫ぶと聞いた"


@pytest.fixture
def talked(desk: Desk, case: Case) -> Case:
    """支援会議で聞いた話のある相談。"""
    values = {
        "noted_on": desk.today(),
        "content": f"{HEARD}。水道は止まっている",
        "lane": "支援会議",
    }
    progress.add_note(desk, case.id, values)
    return case


@pytest.mark.parametrize("field", ["content", "receiver", "receiver_person", "way", "whereabouts"])
@pytest.mark.parametrize(
    "copied",
    [HEARD[1:], f"{HEARD[:6]}\n{HEARD[6:]}", f"{HEARD[:6]}　{HEARD[6:]}", "屋根裏で、叫ぶと聞いた"],
)
def test_支援会議の話は_書き方を変えても_どの欄にも写せない(
    desk: Desk, talked: Case, field: str, copied: str
) -> None:
    with pytest.raises(Refused, match="支援会議で聞いた話"):
        asked(desk, talked, **{field: copied})


def test_普段の区分に書いてある話と_名や機関の名は_支援会議の話とみない(
    desk: Desk, talked: Case
) -> None:
    agency = "架空地域包括支援センター"
    words = f"髙橋　𠮷子さんは{ADDRESS}にいる。{agency}の話"
    values = {"noted_on": desk.today(), "content": words, "lane": "支援会議"}
    progress.add_note(desk, talked.id, values)
    asked(desk, talked, content=f"髙橋　𠮷子さん（{ADDRESS}）のこと。地域包括支援センターへ")
    progress.add_note(desk, talked.id, {"noted_on": desk.today(), "content": f"本人から。{HEARD}"})
    assert asked(desk, talked, content=HEARD).content == HEARD


def test_返事にも_支援会議の話は写せない(desk: Desk, colleague: Desk, talked: Case) -> None:
    made = approved(desk, colleague, talked)
    with pytest.raises(Refused, match="支援会議で聞いた話"):
        disclosing.write_reply(desk, made.id, HEARD, desk.today())
    disclosing.write_reply(desk, made.id, "訪ねたと聞いた", desk.today())


@pytest.mark.parametrize("field", ["oral_by", "oral_at"])
def test_口頭の承認の無いまま_先に知らせたとは書けない(
    desk: Desk, case: Case, clock: MovableClock, field: str
) -> None:
    empty = "" if field == "oral_by" else None
    with pytest.raises(BadInput, match="口頭の承認が要ります"):
        disclosing.ask(desk, case.id, told_first(clock, **{field: empty}))


def test_承認待ちは_承認できるほかの人の今日にだけ出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case
) -> None:
    asked(desk, case)
    assert lines_about(colleague, "通報・緊急の承認がまだ")
    assert not lines_about(desk, "通報・緊急の承認がまだ")
    assert not lines_about(outsider, "通報・緊急の承認がまだ")


# --- 紙 ---------------------------------------------------------------------


def test_承認の前と却下の後は_下見も書出しも印刷もできない(
    desk: Desk, colleague: Desk, case: Case, tmp_path: Path
) -> None:
    made = asked(desk, case)
    refused = asked(desk, case)
    disclosing.decline(colleague, refused.id, "まだ早い")
    for one in (made, refused):
        for attempt in (
            lambda i=one.id: draw_disclosure(desk, i),
            lambda i=one.id: hand_out_disclosure(desk, i, tmp_path / "出"),
        ):
            with pytest.raises(Refused, match="まだ承認されていません"):
                attempt()
    assert not (tmp_path / "出").exists()
    assert issuing.issued_for_case(desk, case.id) == ()


def test_承認されると紙になり_発行控と撤回の一覧と監査に残る(
    desk: Desk, colleague: Desk, case: Case, tmp_path: Path, clock: MovableClock
) -> None:
    made = disclosing.ask(desk, case.id, told_first(clock))
    disclosing.approve(colleague, made.id)
    pdf, book = sorted(hand_out_disclosure(desk, made.id, tmp_path / "出"))
    words = words_of(pdf.read_bytes())
    for wanted in (
        "R8-通-01",
        "緊急連絡票・通報書",
        "架空地域包括支援センター",
        "船越　渚",
        高齢者虐待,
        made.ground,
        WORDS,
        "髙橋　𠮷子",
        ADDRESS,
        PHONE,
        "福祉課長　水野",
        COLLEAGUE,
        "取扱注意",
        "返信欄",
        "1/1",
    ):
        assert squeezed(wanted) in squeezed(words), wanted
    assert "隣の家から" not in words, "選んで書いた文のほか、相談の中身は載らない"
    sheet = load_workbook(io.BytesIO(book.read_bytes())).worksheets[0]
    assert WORDS in {cell.value for row in sheet.iter_rows() for cell in row}
    (paper,) = issuing.issued_for_case(desk, case.id)
    assert (paper.kinds, paper.receiver) == ("Excel・PDF", "架空地域包括支援センター　船越　渚")
    assert paper.first.title == "R8-通-01 緊急連絡票・通報書"
    (out,) = withdrawing.papers_out(desk, case.id)
    assert (out.words, out.outstanding) == ("通報・緊急(同意によらない)", False)
    done = actions(desk)
    for action in ("通報・緊急の承認依頼", "通報・緊急の承認"):
        assert (action, "R8-通-01") in done
    assert ("出力の完了(通報・緊急の提供)", f"R8-通-01 {case.case_no}") in done


def test_連絡先は事務所の電話で_番号の無い行は刷らない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    wording.change_word(desk, "office_phone", "050-0000-0100")
    made = approved(desk, colleague, case)
    words = words_of(draw_disclosure(desk, made.id).pages.data)
    assert "050-0000-0100" in words
    assert "ファクス" not in words
    wording.change_word(desk, "office_fax", "050-0000-0199")
    again = words_of(draw_disclosure(desk, made.id).pages.data)
    assert "ファクス" in again
    assert "050-0000-0199" in again
    page = cases.case_page(desk, case.id)
    assert prefill.prefill(desk, page, "referral")["from_phone"] == "050-0000-0100"


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_刷っても発行控に残る(desk: Desk, colleague: Desk, case: Case) -> None:
    made = approved(desk, colleague, case)
    drawn = draw_disclosure(desk, made.id)
    for what in ("印刷の開始", PRINTED):
        note_disclosure_printing(desk, drawn, what)
    (paper,) = issuing.issued_for_case(desk, case.id)
    assert issuing.open_issued(desk, paper.first.id, case.case_no) == drawn.pages.data
    assert "この文書による" in words_of(drawn.pages.data)


def test_承認の後に口で知らせるときは_日時を手で書く所が空く(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    for way, shown in (("電話", "時分方法電話"), ("郵便", "この文書による方法郵便")):
        made = approved(desk, colleague, case, way=way)
        words = squeezed(words_of(draw_disclosure(desk, made.id).pages.data))
        assert shown in words, way


# --- 居場所を伏せる人 -------------------------------------------------------


def protected(desk: Desk, case: Case) -> None:
    until = desk.today() + timedelta(days=300)
    account = Account("住民基本台帳事務の支援措置", desk.today(), until)
    protecting.set_protection(desk, case.person_id, account)


def test_居場所は選んで承認されなければ_文に紛れても紙に載らない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    protected(desk, case)
    made = approved(desk, colleague, case, content=f"{ADDRESS}で物音がする。")
    drawn = draw_disclosure(desk, made.id)
    words = squeezed(words_of(drawn.pages.data))
    assert ADDRESS not in words
    assert PHONE not in words
    assert "秘匿" in words
    assert str(Purpose.REVEAL) not in [action for action, _ in actions(desk)]
    assert drawn.problems == ("知らせる内容の中の、居場所か情報源につながる語を伏せてあります。",)


def test_居場所はわけを添えて承認されれば載り_見たことが監査に残る(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    protected(desk, case)
    made = approved(desk, colleague, case, whereabouts="保護に向かうため")
    before = [a for a, _ in actions(desk)].count(str(Purpose.REVEAL))
    words = squeezed(words_of(draw_disclosure(desk, made.id).pages.data))
    assert ADDRESS in words
    assert PHONE in words
    assert [a for a, _ in actions(desk)].count(str(Purpose.REVEAL)) == before + 1


def test_情報源を伏せる相談では_その名が紙の文からも消える(desk: Desk, colleague: Desk) -> None:
    case = received(
        desk, visitor="木村　澪", route="近隣", informant_withheld=True, content="隣の家から。"
    )
    made = approved(desk, colleague, case, content="木村　澪さんが物音を聞いた。")
    drawn = draw_disclosure(desk, made.id)
    words = squeezed(words_of(drawn.pages.data))
    assert "木村" not in words
    assert "澪" not in words
    assert drawn.problems


# --- その後 -----------------------------------------------------------------


def test_返事は後から書け_無いまま日がたてば今日に出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    made = approved(desk, colleague, case)
    clock.pass_days(6)
    assert not lines_about(desk, "通報・緊急の返事")
    clock.pass_days(1)
    for one in (desk, colleague, outsider):
        (line,) = lines_about(one, "通報・緊急の返事を確かめる")
        assert "7日たちます" in line.why
    for day in (made.told_at.date() - timedelta(days=1), desk.today() + timedelta(days=1)):
        with pytest.raises(BadInput, match="返事の日"):
            disclosing.write_reply(outsider, made.id, "訪ねた", day)
    disclosing.write_reply(outsider, made.id, "午後に訪ねて無事を確かめた", desk.today())
    assert not lines_about(desk, "通報・緊急の返事")
    (shown,) = disclosing.told_of(desk, case.id)
    assert shown.disclosure.result == "午後に訪ねて無事を確かめた"


def test_歩みに出て_終わりまでの言葉が並ぶ(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    made = disclosing.ask(desk, case.id, told_first(clock))

    def happening() -> timeline.Happening:
        rows = timeline.timeline(cases.case_page(outsider, case.id))
        (one,) = (row for row in rows if row.kind is timeline.Happened.DISCLOSURE)
        return one

    assert happening().title == f"通報・緊急　架空地域包括支援センター　{高齢者虐待}　承認待ち"
    assert "口頭の承認 福祉課長　水野" in happening().body
    disclosing.approve(colleague, made.id)
    disclosing.write_reply(desk, made.id, "保護した", desk.today())
    assert "承認待ち" not in happening().title
    assert "返事: 保護した" in happening().body
    assert happening().aside.startswith("R8-通-01")


def test_緊急の相談では_次にすることの先頭に出て_頼めば消える(desk: Desk, case: Case) -> None:
    assert cases.case_page(desk, case.id).next_steps[0].place == "disclosure"
    asked(desk, case)
    assert "disclosure" not in {s.place for s in cases.case_page(desk, case.id).next_steps}
    calm = received(desk, person_name="別の人", urgency="通常")
    assert "disclosure" not in {s.place for s in cases.case_page(desk, calm.id).next_steps}


def test_日時は分までの今なら_これからとはみない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    clock.now = datetime(2026, 11, 20, 9, 30, 20)
    ahead = datetime(2026, 11, 20, 9, 31)
    made = disclosing.ask(desk, case.id, told_first(clock, told_at=ahead, oral_at=ahead))
    assert made.told_at == ahead
    assert made.asked_at.date() == date(2026, 11, 20)


def test_居場所を載せる承認があっても_その人から逃れている人の居場所は載らない(
    desk: Desk, colleague: Desk, case: Case
) -> None:
    """緊急の紙に載せてよいのは、その相談の本人と世帯の居場所だけ。"""
    where, phone = "架空町みなと通り二番地かもめ荘", "050-0000-9921"
    fled = received(desk, person_name="砂原　澪", address=where, phone=phone)
    until = desk.today() + timedelta(days=300)
    account = protecting.Account("支援措置", desk.today(), until, other_party="髙橋　𠮷子")
    protecting.set_protection(desk, fled.person_id, account)
    protected(desk, case)
    content = f"{ADDRESS}に住む。逃れた人は{where}({phone})に居るという。"
    made = approved(desk, colleague, case, content=content, whereabouts="本人を捜すため")
    drawn = draw_disclosure(desk, made.id)
    words = squeezed(words_of(drawn.pages.data))
    assert ADDRESS in words
    assert PHONE in words
    assert where not in words
    assert phone not in words
    assert drawn.problems
