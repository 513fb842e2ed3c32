"""家族図の紙: 図と表が一枚に載り、除いた人の跡が残らず、同じ家族からは同じ紙ができる。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jusou_desk.casework.case import cases
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.families import family_of
from jusou_desk.casework.kin.family_pictures import (
    ECOMAP,
    GENOGRAM,
    RELATIVES,
    contacts_of,
    drawn_family,
    family_facts,
    nudges_for,
)
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.casework.paper.papers import draw_sheet, sheet_kind, sheet_packet
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.family.shapes import Picture, Text
from jusou_desk.models.family_records import EcoTie, PictureKind
from jusou_desk.models.records import Case, Person
from jusou_desk.policy import Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.vocabulary import PICTURE
from jusou_desk.reports.xlsx.package import read_parts
from tests.casework.paper_case import received
from tests.casework.test_papers import pdf_text
from tests.reports.layouts import new_book, put, saved


@pytest.fixture
def case(desk: Desk) -> Case:
    made = received(desk)
    relatives.add_relative(
        desk, made.id, Relative("髙橋　源", "夫", sex="男", died_on=date(2019, 3, 3))
    )
    relatives.add_relative(desk, made.id, Relative("架空　杏", "孫", sex="女", birth="平成20年頃"))
    ties.set_eco_tie(
        desk,
        made.id,
        EcoTie(person_id="", agency="みなと診療所", strength="強い", flow="本人へ", note="月1回"),
    )
    return cases.find_case(desk, made.case_no)


def words_in(value: object) -> str:
    assert isinstance(value, Picture)
    return "".join(one.text for one in value.shapes if isinstance(one, Text))


def test_家族図の紙に_図も表も載る(desk: Desk, case: Case) -> None:
    packet, _ = sheet_packet(desk, sheet_kind("family"), case.case_no)
    assert "髙橋　源" in words_in(packet.values[GENOGRAM])
    assert "みなと診療所" in words_in(packet.values[ECOMAP])
    rows = {row.values["氏名"]: row.values for row in packet.groups[RELATIVES]}
    assert rows["髙橋　源"]["住まい"] == "死亡"
    made = draw_sheet(desk, "family", case.case_no)
    assert made.problems == ()
    book, pdf = (file.data for file in made.files)
    drawing = read_parts(book)["xl/drawings/drawing1.xml"].decode()
    for words in ("髙橋　源", "みなと診療所", "架空　杏", "住民票世帯"):
        assert words in drawing
    told = pdf_text(pdf)
    assert "みなと診療所" in told
    assert "架空　杏" in told


def test_図の番号や人の印は_紙に出ない(desk: Desk, case: Case) -> None:
    packet, _ = sheet_packet(desk, sheet_kind("family"), case.case_no)
    assert case.person_id not in repr(packet)
    for value in (packet.values[GENOGRAM], packet.values[ECOMAP]):
        assert isinstance(value, Picture)
        assert value.spots == ()


def test_アセスメントにも図が載る(desk: Desk, case: Case) -> None:
    book = draw_sheet(desk, "assessment", case.case_no).files[0].data
    drawings = [data for name, data in read_parts(book).items() if "drawings/drawing" in name]
    assert any("みなと診療所" in data.decode() for data in drawings)


def test_手書きの用紙の図は空いている(desk: Desk) -> None:
    drawn = draw_sheet(desk, "assessment")
    assert drawn.problems == ()
    book = drawn.files[0].data
    assert not any("drawings/drawing" in name for name in read_parts(book))
    assert not any(b"{{" in data for data in read_parts(book).values())


def test_同じ家族からは_同じ紙ができる(desk: Desk, case: Case) -> None:
    one, other = (draw_sheet(desk, "family", case.case_no).files for _ in range(2))
    assert [file.data for file in one] == [file.data for file in other]


def test_伏せた人を除いた図は_その人を聞いていなかった図と同じ(desk: Desk, case: Case) -> None:
    before = _pictures(desk, case)
    daughter = relatives.add_relative(
        desk, case.id, Relative("架空　由紀", "子", sex="女", birth=date(1980, 1, 1))
    )
    assert _pictures(desk, case) != before
    _protect(desk, daughter)
    assert _pictures(desk, case) == before


def test_誰かの欠けた図では_動かした位置を使わない(desk: Desk, case: Case) -> None:
    daughter = relatives.add_relative(desk, case.id, Relative("架空　由紀", "子", sex="女"))
    with desk.reading(Purpose.CASEWORK) as work:
        family = family_of(work, case)
    nudges = {member.key: (0.0, None) for member in family.members}
    nudges[case.person_id] = (30.0, None)
    ties.keep_layout(desk, case.id, PictureKind.GENOGRAM, nudges)
    moved = _pictures(desk, case)
    with desk.reading(Purpose.CASEWORK) as work:
        assert nudges_for(work, case, family)[case.person_id].dx == 30.0
    _protect(desk, daughter)
    with desk.reading(Purpose.CASEWORK) as work:
        assert nudges_for(work, case, family_of(work, case)) == {}
    assert _pictures(desk, case) != moved


def test_事例票の様式にも_図のタグを書ける(desk: Desk) -> None:
    proof = paper(desk, "packet").prove(desk)
    kinds = {word.tag: word.kind for word in proof.vocabulary.words}
    assert kinds[f"議題.{GENOGRAM}"] == kinds[f"議題.{ECOMAP}"] == PICTURE
    book, sheet = new_book("事例票{{議題.番号}}")
    put(sheet, "A1:Z30", "{{議題.ジェノグラム}}")
    made = fill(saved(book), proof.packet)
    drawings = [data for name, data in read_parts(made.to_xlsx()).items() if "drawings/d" in name]
    assert len(drawings) == len(proof.packet.groups["議題"])
    assert all("見本 左衛門之介" in one.decode() for one in drawings)


def test_動かしたエコマップの並びは_画面と紙と表計算に出て_外へ渡す紙では使わない(
    desk: Desk, case: Case
) -> None:
    before = _with_neighbours(desk, case)
    wanted = _turned_round(desk, case)
    assert wanted == before[::-1]
    packet, _ = sheet_packet(desk, sheet_kind("family"), case.case_no)
    book, pdf = (file.data for file in draw_sheet(desk, "family", case.case_no).files)
    drawing = read_parts(book)["xl/drawings/drawing1.xml"].decode()
    for told in (words_in(packet.values[ECOMAP]), drawing, pdf_text(pdf)):
        assert sorted(wanted, key=told.index) == wanted
    with desk.reading(Purpose.CASEWORK) as work:
        found, _ = family_facts(desk, work, case, (), carried=True)
    told = words_in(found[ECOMAP].value)
    assert sorted(before, key=told.index) == before


def test_誰かの欠けたエコマップでは_並びを使わず_終わった関わりなら使う(
    desk: Desk, case: Case
) -> None:
    daughter = relatives.add_relative(desk, case.id, Relative("架空　由紀", "子", sex="女"))
    ties.set_eco_tie(desk, case.id, EcoTie(person_id="", other_id=daughter.id))
    _with_neighbours(desk, case)
    wanted = _turned_round(desk, case)
    with desk.reading(Purpose.CASEWORK) as work:
        ended = next(one for one in ties.eco_ties_of(work, case) if one.agency == "民生委員")
    ties.set_eco_tie(desk, case.id, replace(ended, until=desk.today()))
    assert _around(desk, case) == [one for one in wanted if one != "民生委員"]
    _protect(desk, daughter)
    assert _around(desk, case) == ["みなと診療所", "隣の人"]


def test_関わりを消しても_残りの並びは変わらない(desk: Desk, case: Case) -> None:
    _with_neighbours(desk, case)
    wanted = _turned_round(desk, case)
    with desk.reading(Purpose.CASEWORK) as work:
        gone = next(one for one in ties.eco_ties_of(work, case) if one.agency == "民生委員")
    ties.remove_eco_tie(desk, case.id, gone.id)
    assert _around(desk, case) == [one for one in wanted if one != "民生委員"]


def _with_neighbours(desk: Desk, case: Case) -> list[str]:
    for agency in ("民生委員", "隣の人"):
        ties.set_eco_tie(desk, case.id, EcoTie(person_id="", agency=agency))
    return _around(desk, case)


def _turned_round(desk: Desk, case: Case) -> list[str]:
    """並びを逆さまにして残す。"""
    with desk.reading(Purpose.CASEWORK) as work:
        drawn = drawn_family(desk, work, case, desk.today())
    assert drawn is not None
    keys = [spot.key for spot in reversed(drawn.ecomap.spots)]
    ties.keep_layout(
        desk, case.id, PictureKind.ECOMAP, {key: (0.0, n) for n, key in enumerate(keys)}
    )
    return _around(desk, case)


def _around(desk: Desk, case: Case) -> list[str]:
    """画面のエコマップの周りの名。並びの順。"""
    with desk.reading(Purpose.CASEWORK) as work:
        drawn = drawn_family(desk, work, case, desk.today())
        assert drawn is not None
        names = {one.key: one.name for _, one in contacts_of(work, case)}
    return [names[spot.key] for spot in drawn.ecomap.spots]


def test_前の日の姿を描く(desk: Desk, case: Case) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        then = drawn_family(desk, work, case, date(2018, 1, 1))
        now = drawn_family(desk, work, case, desk.today())
    assert then is not None
    assert now is not None
    assert {row.relationship: row.living for row in then.rows}["夫"] == "別居"
    assert {row.relationship: row.living for row in now.rows}["夫"] == "死亡"


def _pictures(desk: Desk, case: Case) -> tuple[object, ...]:
    packet, _ = sheet_packet(desk, sheet_kind("family"), case.case_no)
    book = draw_sheet(desk, "family", case.case_no).files[0].data
    drawing = read_parts(book)["xl/drawings/drawing1.xml"]
    return packet.values[GENOGRAM], packet.values[ECOMAP], drawing


def _protect(desk: Desk, person: Person) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        work.people.put(replace(person, address_concealed=True))
