"""様式が名指す書体を、この PC の書体で描くか。決めは PC ごとで、事務所のデータには入らない。"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from openpyxl.styles import Font

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing import pc_fonts
from jusou_desk.casework.outgoing.pc_fonts import font_choice, fonts_notice, wear_chosen
from jusou_desk.casework.paper.papers import draw_sheet, hand_out_sheet
from jusou_desk.casework.recall.issuing import issued_for_case, open_issued
from jusou_desk.casework.town_forms import form_faces
from jusou_desk.casework.town_forms.form_faces import FormFace, draw_as_named, draw_with_bundled
from jusou_desk.errors import OutsideTrouble, Refused
from jusou_desk.models.own_forms import OwnForm
from jusou_desk.policy import Purpose
from jusou_desk.reports.setting.fonts import plain_name, wear
from jusou_desk.reports.setting.installed import Unfit
from tests.casework.paper_case import received
from tests.casework.test_own_forms import use
from tests.reports.layouts import new_book, put, saved
from tests.reports.made_fonts import made, permitting, spoiled
from tests.reports.made_fonts import put as put_font


@pytest.fixture(autouse=True)
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """「ＭＳ 明朝」と、埋め込みを許さない「架空楷書」と、傷んだ書体の入った PC。"""
    fonts = tmp_path / "fonts"
    put_font(fonts, "mincho.ttf", made())
    put_font(fonts, "kaisho.ttf", made(("架空楷書", "Kakuu Kaisho"), permitting(2)))
    put_font(fonts, "broken.ttf", b"ttcf")
    for module in (form_faces, pc_fonts):
        monkeypatch.setattr(module, "font_folders", lambda: (fonts,))
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "pc"))
    yield fonts
    wear({})


def form() -> bytes:
    book, sheet = new_book("票")
    faces = ("ＭＳ 明朝", "架空楷書", "游明朝", "BIZ UDゴシック")
    for row, name in enumerate(faces, start=1):
        put(sheet, f"A{row}:D{row}", "{{氏名}}" if row == 1 else "名")
        sheet.cell(row, 1).font = Font(name=name, size=11)
    return saved(book)


@pytest.fixture
def own_form(desk: Desk) -> OwnForm:
    return use(desk, form())


def another_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "another"))
    wear_chosen()


def faces_in(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = (one for one in opened.objects if isinstance(one, pikepdf.Dictionary))
        return " ".join(str(one.BaseFont) for one in found if "/BaseFont" in one)


def pdf_of(desk: Desk, case_no: str) -> bytes:
    files = draw_sheet(desk, "intake", case_no).files
    return next(file.data for file in files if file.name.endswith("pdf"))


@pytest.mark.usefixtures("own_form")
def test_様式の書体ごとに_何で描くかとわけを言う(desk: Desk) -> None:
    found = draw_as_named(desk)
    assert set(found.faces) == {
        FormFace("ＭＳ 明朝"),
        FormFace("架空楷書", Unfit.RESTRICTED),
        FormFace("游明朝", "このPCに入っていません。"),
        FormFace("BIZ UDゴシック", Unfit.BUNDLED),
    }
    assert found.damaged == ("broken.ttf",)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        noted = [(row.action, row.subject) for row in work.audit.entries()]
    assert ("様式の書体の変更", "このPCの書体(ＭＳ 明朝)") in noted


@pytest.mark.usefixtures("own_form")
def test_決めは次に開いたときも効き_戻せば付属の書体になる(desk: Desk) -> None:
    case_no = received(desk).case_no
    bundled = pdf_of(desk, case_no)
    draw_as_named(desk)
    named = pdf_of(desk, case_no)
    assert "MS-Mincho" in faces_in(named)
    wear({})
    wear_chosen()
    assert pdf_of(desk, case_no) == named
    draw_with_bundled(desk)
    assert pdf_of(desk, case_no) == bundled
    wear_chosen()
    assert pdf_of(desk, case_no) == bundled


@pytest.mark.usefixtures("own_form")
def test_発行控には_どの書体で描いたかが紙の中に残り_後で戻しても変わらない(
    desk: Desk, tmp_path: Path
) -> None:
    case = received(desk)
    draw_as_named(desk)
    hand_out_sheet(desk, "intake", case.case_no, tmp_path / "out")
    draw_with_bundled(desk)
    (issued,) = issued_for_case(desk, case.id)
    kept = next(one for one in issued.files if one.file_name.endswith(".pdf"))
    assert "MS-Mincho" in faces_in(open_issued(desk, kept.id, case.case_no))


@pytest.mark.usefixtures("own_form")
def test_事務所のデータには_使った書体の名だけが残る(desk: Desk, tmp_path: Path) -> None:
    draw_as_named(desk)
    assert json.loads((tmp_path / "pc/jusou-desk/fonts.json").read_text("utf-8"))["as_named"]
    with desk.reading(Purpose.ADMINISTRATION) as work:
        assert work.settings.get("pc_fonts") == "ＭＳ 明朝"
        assert str(tmp_path) not in repr([row.subject for row in work.audit.entries()])


@pytest.mark.usefixtures("own_form")
def test_別のPCに戻すと_付属の書体で描き一度だけ知らせる(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_no = received(desk).case_no
    bundled = pdf_of(desk, case_no)
    draw_as_named(desk)
    assert fonts_notice(desk) is None
    another_pc(tmp_path, monkeypatch)
    assert pdf_of(desk, case_no) == bundled
    told = fonts_notice(desk)
    assert told is not None
    assert told.title == (
        "この事務所の様式は、別のPCの書体(ＭＳ 明朝)で描いていました。"
        "このPCでは、付属の書体で描きます。"
    )
    assert fonts_notice(desk) is None


def test_様式がPCの書体を使っていなければ_別のPCでも何も言わない(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draw_as_named(desk).faces == ()
    another_pc(tmp_path, monkeypatch)
    assert fonts_notice(desk) is None


@pytest.mark.usefixtures("own_form")
def test_傷んだ書体は_わけを言って使わない(desk: Desk, pc: Path) -> None:
    put_font(pc, "mincho.ttf", spoiled("loca", 8, b"\xff" * 4))
    assert FormFace("ＭＳ 明朝", Unfit.DAMAGED) in draw_as_named(desk).faces
    choice = font_choice()
    assert choice is not None
    assert (plain_name("ＭＳ 明朝"), False) not in choice.files


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", '{"as_named": true, "files": [[1]]}', "[" * 100_000,
     '{"as_named": true, "files": [["ms明朝", false, "/a.ttf", Infinity]]}'],
    ids=["空", "途中", "並び", "足りない", "深い", "無限"],
)  # fmt: skip
def test_覚え書きが壊れていても_付属の書体で描ける(tmp_path: Path, kept: str) -> None:
    put_font(tmp_path / "pc" / "jusou-desk", "fonts.json", kept.encode())
    wear_chosen()
    assert font_choice() is None


def test_書体を置くフォルダの外は_覚え書きにあっても開かない(tmp_path: Path, pc: Path) -> None:
    places = {"a": pc / "mincho.ttf", "b": "//server/share/x.ttf", "c": pc / ".." / "x.ttf"}
    files = [[name, False, str(place), 0] for name, place in places.items()]
    kept = json.dumps({"as_named": True, "files": files}).encode()
    put_font(tmp_path / "pc" / "jusou-desk", "fonts.json", kept)
    choice = font_choice()
    assert choice is not None
    assert set(choice.files) == {("a", False)}


def test_決められるのは管理者だけで_覚えられなければ何も変わらない(
    desk: Desk, outsider: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Refused):
        draw_as_named(outsider)
    (tmp_path / "pc").write_bytes(b"")
    with pytest.raises(OutsideTrouble):
        draw_as_named(desk)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        assert "様式の書体の変更" not in [row.action for row in work.audit.entries()]


@pytest.mark.usefixtures("own_form")
def test_練習で決めても_このPCの決めは変わらない(desk: Desk) -> None:
    desk.practising = True
    case_no = received(desk).case_no
    draw_as_named(desk)
    assert "MS-Mincho" in faces_in(pdf_of(desk, case_no))
    assert font_choice() is None
