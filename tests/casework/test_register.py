"""機関と資源の名簿: 初めは町の設定のまま、書けば名簿から、去年度の資料は去年度のまま。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jusou_desk.casework.counting.town_paper_plans import paper_plan
from jusou_desk.casework.counting.town_paper_rows import rows_of
from jusou_desk.casework.counting.town_papers import make_paper, offered_papers
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.register import listing, shipped, writing
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.register_records import Resource, ResourceKind, Stance
from jusou_desk.packet import Value
from jusou_desk.policy import Purpose
from jusou_desk.programmes import programmes
from jusou_desk.towns import available_towns, town
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD, MovableClock

NOW, LAST = FiscalYear(2026), FiscalYear(2025)


def row_named(desk: Desk, kind: ResourceKind, name: str) -> Resource:
    found = listing.register(desk).rows
    return next(row for row in found if (row.kind, row.name) == (kind, name))


def printed(desk: Desk, name: str, year: FiscalYear) -> list[Value]:
    """資料に載る値のすべて。"""
    groups = make_paper(desk, name, year).packet.groups.values()
    return [value for group in groups for row in group for value in row.values.values()]


def host(name: str = "みなと農園", **about: object) -> Resource:
    return replace(writing.new_row(ResourceKind.HOST, name), **about)  # type: ignore[arg-type]


# --- 町の設定のまま ---------------------------------------------------------------------


@pytest.mark.parametrize("town_id", available_towns())
def test_書く前の名簿は_町の設定と同じ表になる(town_id: str) -> None:
    profile, listed = town(town_id), programmes(town_id)
    made = shipped.register_of(shipped.shipped_rows(profile, listed), 2026, profile, listed)
    assert made.programmes == listed
    # 町の組織の印は、直営の窓口からも決まる。一つの欄にまとめても、町の組織は同じ。
    marked = [replace(one, inside=profile.is_inside(one.name)) for one in profile.agencies]
    assert list(made.town.agencies) == marked
    same = replace(made.town, inside_names=None, agencies=profile.agencies)
    assert same == profile
    assert made.town.own_names == profile.own_names
    for paper in offered_papers(profile):
        for rows in paper_plan(paper.name).rows:
            assert rows_of(rows, made.town, made.programmes) == rows_of(rows, profile, listed)


def test_どの町でも_行の番号と出所は重ならない() -> None:
    for town_id in available_towns():
        rows = shipped.shipped_rows(town(town_id), programmes(town_id))
        for one in ("id", "resource_no", "origin"):
            assert len({getattr(row, one) for row in rows}) == len(rows) > 5


def test_一行足しても_ほかの行は町の設定のまま(desk: Desk) -> None:
    before = listing.register(desk)
    added = writing.put_row(desk, host())
    after = listing.register(desk)
    assert [row for row in after.rows if row.id != added.id] == list(before.rows)
    assert (after.town, after.programmes) == (before.town, before.programmes)


def test_写した後は_プログラムの一覧が変わっても名簿は変わらない(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = desk.town.windows[0]
    edited = row_named(desk, ResourceKind.WINDOW, window.name)
    writing.put_row(desk, replace(edited, phone="0837-00-1111"))
    newer = replace(desk.town, windows=(replace(window, phone="0837-99-9999"),), agencies=())
    monkeypatch.setattr(listing, "town", lambda _id: newer)
    made = listing.register(desk).town
    assert made.windows[0].phone == "0837-00-1111"
    assert len(made.agencies) > 3
    assert row_named(desk, ResourceKind.WINDOW, window.name).origin == edited.origin


# --- 書く -------------------------------------------------------------------------------


def test_電話を直すと_町の資料と机の一覧が変わり_去年度の資料は変わらない(desk: Desk) -> None:
    name = desk.town.windows[0].name
    row = row_named(desk, ResourceKind.WINDOW, name)
    before = printed(desk, "soudan-kikan", LAST)
    writing.put_row(desk, replace(row, phone="0837-00-1111"))
    assert any("0837-00-1111" in str(one) for one in printed(desk, "soudan-kikan", NOW))
    assert printed(desk, "soudan-kikan", LAST) == before
    assert desk.town.windows[0].phone == "0837-00-1111"
    assert [one.name for one in desk.town.windows] == [one.name for one in town("nagato").windows]


def test_誤りの訂正は_去年度の資料も変わり_前の行は履歴に残る(desk: Desk) -> None:
    row = row_named(desk, ResourceKind.WINDOW, desk.town.windows[0].name)
    writing.put_row(desk, replace(row, phone="0837-00-2222"), past_too=True)
    assert any("0837-00-2222" in str(one) for one in printed(desk, "soudan-kikan", LAST))
    old = listing.history(desk, row.resource_no)
    assert [one.phone for one in old] == ["0837-00-2222", row.phone]
    assert [one.struck for one in old] == [False, True]


def test_足した窓口は_同じ分野の終わりに並び_去年度には無い(desk: Desk) -> None:
    field = desk.town.windows[2].field
    writing.put_row(desk, replace(writing.new_row(ResourceKind.WINDOW, "架空の窓口"), field=field))
    names = [one.name for one in desk.town.windows if one.field == field]
    assert names[-1] == "架空の窓口"
    at = [one.name for one in desk.town.windows].index("架空の窓口")
    assert at < len(desk.town.windows) - 1
    assert "架空の窓口" not in listing.register(desk, LAST).town.window_names


def test_外した機関は_来年度の一覧に無く_今年度には残る(
    desk: Desk, office: Office, clock: MovableClock
) -> None:
    name = desk.town.agencies[0].name
    row = row_named(desk, ResourceKind.AGENCY, name)
    writing.end_row(desk, row.resource_no, this_year_too=True)
    assert name in [one.name for one in desk.town.agencies]
    clock.pass_days(200)
    again = sign_in(office, COORDINATOR, PASSWORD)
    assert name not in [one.name for one in again.town.agencies]
    assert name in [one.name for one in listing.register(again, NOW).town.agencies]
    again.close()


def test_今年度に足した行を今年度から外すと_どの年度にも載らない(desk: Desk) -> None:
    added = writing.put_row(desk, host())
    writing.end_row(desk, added.resource_no, this_year_too=False)
    assert listing.hosts(listing.register(desk).rows) == ()
    assert len(listing.history(desk, added.resource_no)) == 1


def test_連絡すると_最後の連絡日と空きが改まる(desk: Desk) -> None:
    added = writing.put_row(desk, host(capacity=3, vacancy=0, stance=Stance.ASKING))
    writing.note_contact(desk, added.resource_no, vacancy=2, stance=Stance.WILLING)
    (row,) = listing.hosts(listing.register(desk).rows)
    assert row.last_contact_on == date(2026, 11, 20)
    assert (row.vacancy, row.stance) == (2, Stance.WILLING)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (host("　"), "名前がありません"),
        (host(capacity=1, vacancy=2), "空きが"),
        (writing.new_row(ResourceKind.PROGRAMME, "架空の事業"), "区分がありません"),
    ],
)
def test_書けない行は断る(desk: Desk, row: Resource, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        writing.put_row(desk, row)


def test_同じ名の行は二つ足せない(desk: Desk) -> None:
    writing.put_row(desk, host())
    with pytest.raises(BadInput, match="もう名簿にあります"):
        writing.put_row(desk, host())


# --- 町の組織の印 -----------------------------------------------------------------------


def test_直営の窓口を足しても_町の組織にはならない(outsider: Desk) -> None:
    added = replace(writing.new_row(ResourceKind.WINDOW, "民生委員"), operation="直営")
    writing.put_row(outsider, added)
    assert not outsider.town.is_inside("民生委員")


def test_町の組織の印は_管理者だけが付け_棚も断る(desk: Desk, outsider: Desk) -> None:
    marked = replace(writing.new_row(ResourceKind.AGENCY, "架空係"), inside=True)
    with pytest.raises(Refused, match="管理者だけ"):
        writing.put_row(outsider, marked)
    with outsider.writing(Purpose.CASEWORK) as work, pytest.raises(Refused):
        work.resources.put(replace(marked, resource_no="9999"))
    writing.put_row(desk, marked)
    assert desk.town.is_inside("架空係")


def test_印のある行の名を_相談員が外の名に変えられない(outsider: Desk) -> None:
    row = next(one for one in listing.register(outsider).rows if one.inside)
    with pytest.raises(Refused, match="管理者だけ"):
        writing.put_row(outsider, replace(row, name="架空病院"))
    writing.put_row(outsider, replace(row, phone="0837-00-3333"))
    assert outsider.town.is_inside(row.name)
    assert outsider.me.name == OUTSIDER
