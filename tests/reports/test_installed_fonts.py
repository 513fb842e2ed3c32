"""この PC の書体: 探し、断り、様式が名指す書体で描き、無い字は同梱の書体で描く。"""

from __future__ import annotations

import io
import shutil
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import process_time
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from openpyxl.styles import Font
from reportlab.pdfbase import pdfmetrics

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paper.outlines import outline
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.setting.faces import FontFile, installed
from jusou_desk.reports.setting.fonts import (
    MINCHO,
    Wardrobe,
    dress,
    glyph,
    plain_name,
    wear,
)
from jusou_desk.reports.setting.installed import Unfit, find_fonts, font_folders
from tests.reports.layouts import GOTHIC, STAMP, new_book, packet, saved
from tests.reports.made_fonts import (
    BOLD,
    NAMES,
    collected,
    made,
    permitting,
    postscript,
    put,
    spoiled,
    styled,
)
from tests.reports.test_torture import by_pdfium, by_pdftotext, by_pypdf

PLAIN = tuple(map(plain_name, NAMES))
NAME = "髙橋𠮷江葛\U000e0100葛\U000e0101様"


@pytest.fixture(autouse=True)
def bare() -> Iterator[None]:
    yield
    wear({})


@pytest.fixture
def mincho(tmp_path: Path) -> Wardrobe:
    """「ＭＳ 明朝」だけが入った PC。"""
    put(tmp_path / "fonts", "mincho.ttf", made())
    return find_fonts([tmp_path / "fonts"]).files


def form(face: str = NAMES[0], *, bold: bool = False) -> bytes:
    book, sheet = new_book()
    sheet["A1"], sheet["A2"] = "{{氏名}}", "名 ☑ 12"
    for cell in (sheet["A1"], sheet["A2"]):
        cell.font = Font(name=face, size=11, bold=bold)
    sheet.column_dimensions["A"].width = 60
    return saved(book)


def filled(face: str = NAMES[0], *, bold: bool = False) -> FilledBook:
    values: Packet = packet({"氏名": NAME})
    return fill(form(face, bold=bold), values)


def paper(book: FilledBook) -> bytes:
    return draw([book], STAMP, title="票")


def faces_in(pdf: bytes) -> set[str]:
    """埋め込まれた書体の名。埋め込まれていない書体があれば落とす。"""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
                assert "/FontFile2" in one
                found.add(str(one.FontName).split("+", 1)[1].rsplit("-", 1)[0])
    return found


# --- 探す -----------------------------------------------------------------------


def test_日本語の名でも英語の名でも引け_太字は別に引く(tmp_path: Path) -> None:
    put(tmp_path / "a", "x.ttf", made())
    put(tmp_path / "a" / "sub", "x-bold.TTF", made(change=styled(BOLD)))
    put(tmp_path / "a", "x-italic.ttf", made(("斜め", "Slanted"), change=styled(1)))
    put(tmp_path / "a", "readme.txt", b"")
    found = find_fonts([tmp_path / "a", tmp_path / "nowhere"])
    assert found.files.keys() == {(name, bold) for name in PLAIN for bold in (False, True)}
    assert found.files[PLAIN[0], True].path.endswith("x-bold.TTF")
    assert found.damaged == ()


def test_一つのファイルに何組も入った書体は_何組目かまで引く(tmp_path: Path) -> None:
    both = collected(made(("ＭＳ ゴシック", "MS Gothic")), made())
    path = str(put(tmp_path, "ms.ttc", both))
    files = find_fonts([tmp_path]).files
    assert files[plain_name("ＭＳ ゴシック"), False] == FontFile(path, 0)
    assert files[plain_name("ms mincho"), False] == FontFile(path, 1)


def test_読めない符号の名があっても_ほかの名で引ける(tmp_path: Path) -> None:
    def old(font: TTFont) -> None:
        font["name"].setName(b"\x82\xff\x00", 1, 1, 1, 11)

    put(tmp_path, "old.ttf", made(change=old))
    found = find_fonts([tmp_path])
    assert (PLAIN[0], False) in found.files
    assert found.damaged == ()


def test_同じ名の書体は_先のフォルダのものを採る(tmp_path: Path) -> None:
    for folder in ("all", "mine"):
        put(tmp_path / folder, "one.ttf", made())
    files = find_fonts([tmp_path / "all", tmp_path / "mine"]).files
    assert {Path(file.path).parent.name for file in files.values()} == {"all"}


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [(0, True), (0x2, False), (0x4, True), (0x8, True), (0x6, True), (0xC, True),
     (0x100, False), (0x108, False), (0x200, False), (0x102, False)],
)  # fmt: skip
def test_埋め込みを許さない書体は断る(tmp_path: Path, permission: int, allowed: bool) -> None:
    """幾つも立つ古い書体では、ゆるいほう(OpenType の OS/2 fsType)。"""
    put(tmp_path, "one.ttf", made(change=permitting(permission)))
    found = find_fonts([tmp_path])
    assert ((PLAIN[0], False) in found.files) is allowed
    assert found.unfit.get(PLAIN[0]) == (None if allowed else Unfit.RESTRICTED)


def without(table: str) -> Callable[[TTFont], object]:
    return lambda font: font.__delitem__(table)


def symbols_only(font: TTFont) -> None:
    for table in font["cmap"].tables:
        table.platformID, table.platEncID = 3, 0
    font["cmap"].tables = font["cmap"].tables[:1]


def varying(font: TTFont) -> None:
    table = TTFont.__getitem__(font, "post")
    font["fvar"] = type(table)("fvar")
    font["fvar"].compile = lambda _font: bytes(16)


@pytest.mark.parametrize(
    ("change", "why"),
    [(without("OS/2"), Unfit.RESTRICTED), (symbols_only, Unfit.UNDRAWABLE),
     (varying, Unfit.UNDRAWABLE)],
    ids=["許しが無い", "記号だけ", "太さが変わる"],
)  # fmt: skip
def test_描けない書体は断る(tmp_path: Path, change: Callable[[TTFont], object], why: Unfit) -> None:
    put(tmp_path, "one.ttf", made(change=change))
    found = find_fonts([tmp_path])
    assert (dict(found.files), found.unfit[PLAIN[0]]) == ({}, why)


def test_CFFの書体は断り_描けるものがあればそれを採る(tmp_path: Path) -> None:
    put(tmp_path, "a.otf", postscript("Kakuu"))
    assert find_fonts([tmp_path]).unfit[plain_name("Kakuu")] is Unfit.UNDRAWABLE
    put(tmp_path, "b.ttf", made(("架空", "Kakuu")))
    found = find_fonts([tmp_path])
    assert found.files[plain_name("Kakuu"), False].path.endswith("b.ttf")
    assert plain_name("Kakuu") not in found.unfit


def test_傷んだファイルは名だけを知らせ_ほかの書体は使える(tmp_path: Path) -> None:
    whole = made()
    put(tmp_path, "empty.ttf", b"")
    put(tmp_path, "garbage.ttc", b"ttcf" + bytes(range(256)))
    put(tmp_path, "whole.ttf", whole)
    put(tmp_path, "half.ttf", made(("半分", "Half"))[:-2000])
    found = find_fonts([tmp_path])
    assert set(found.damaged) <= {"empty.ttf", "garbage.ttc", "half.ttf"}
    assert {"empty.ttf", "garbage.ttc"} <= set(found.damaged)
    assert plain_name("Half") not in {name for name, _ in found.files}
    assert (PLAIN[0], False) in found.files


def test_表がファイルの外まで続くと言う書体は_傷んでいる(tmp_path: Path) -> None:
    whole = made()
    length = whole.index(b"glyf") + 12  # 目次の一行は、表の名・検査の和・始まり・長さ
    put(tmp_path, "one.ttf", whole[:length] + b"\x7f" * 4 + whole[length + 4 :])
    found = find_fonts([tmp_path])
    assert (dict(found.files), found.unfit[PLAIN[0]]) == ({}, Unfit.DAMAGED)


def test_同梱の書体と同じ名のものは_同梱の書体で描く(tmp_path: Path) -> None:
    put(tmp_path, "biz.ttf", made((GOTHIC, "BIZ UDGothic")))
    found = find_fonts([tmp_path])
    assert not found.files
    assert found.unfit[plain_name(GOTHIC)] is Unfit.BUNDLED


def test_Windowsでは全員のフォルダと自分のフォルダを探す() -> None:
    given = {"SYSTEMROOT": "C:/Windows", "LOCALAPPDATA": "C:/Users/a/AppData/Local"}
    assert [one.as_posix() for one in font_folders(True, given)] == [
        "C:/Windows/Fonts",
        "C:/Users/a/AppData/Local/Microsoft/Windows/Fonts",
    ]
    folders = [one.as_posix() for one in font_folders(False, {"HOME": "/a"})]
    assert folders[::2] == ["/usr/share/fonts", "/a/.local/share/fonts"]


# --- 描く -----------------------------------------------------------------------


def test_名指された書体で描き_無い字は同梱の書体で描く(mincho: Wardrobe) -> None:
    assert "MS-Mincho" not in faces_in(paper(filled()))
    wear(mincho)
    book = filled()
    data = paper(book)
    assert "MS-Mincho" in faces_in(data)
    assert book.problems == ()
    at = dress(NAMES[0], False)
    drawn = {char: glyph(char, MINCHO, False, at).face for char in ("名", "𠮷", "様", "☑")}
    assert drawn == {"名": at.named, "𠮷": at.named, "様": "BIZUDMincho-Regular", "☑": "DejaVuSans"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("read", [by_pypdf, by_pdftotext, by_pdfium])
@pytest.mark.parametrize("bold", [False, True])
def test_氏名は一符号も変わらずに戻る(
    mincho: Wardrobe, tmp_path: Path, read: Callable[[bytes, Path], str], bold: bool
) -> None:
    if read is by_pdftotext and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext が無い")
    wear(mincho)
    assert NAME in read(paper(filled(bold=bold)), tmp_path)


def test_異体字は_PCの書体に形があればその形で_無ければ同梱の書体の形で描く(
    mincho: Wardrobe,
) -> None:
    wear(mincho)
    at = dress(NAMES[1], False)
    plain, here, ours, nowhere = (
        glyph(text, MINCHO, False, at)
        for text in ("葛", "葛\U000e0100", "葛\U000e0101", "江\U000e0105")
    )
    assert [one.face for one in (plain, here, nowhere)] == [at.named] * 3
    assert plain.char != here.char
    assert ours.face == "BIZUDMincho-Regular"
    assert [one.lack for one in (plain, here, ours, nowhere)] == ["", "", "", "shape"]


def test_何組も入ったファイルの太字の無い書体も_その組の形を太らせる(tmp_path: Path) -> None:
    thin = made(("細い", "Thin"), source="BIZUDMincho-Regular.ttf")
    put(tmp_path, "both.ttc", collected(made(("ほか", "Other")), thin))
    wear(find_fonts([tmp_path]).files)
    shape = glyph("名", MINCHO, True, dress("細い", True))
    assert shape.heavy
    assert shape.face.startswith("Thin-")
    bundled = glyph("名", MINCHO, True)
    assert len(outline(shape.face, shape.char)) == len(outline(bundled.face, bundled.char))
    other = glyph("名", MINCHO, True, dress("ほか", True))
    assert outline(shape.face, shape.char) != outline(other.face, other.char)


def test_太字の書体があれば太らせずに使う(tmp_path: Path) -> None:
    put(tmp_path, "regular.ttf", made())
    heavy = made(change=styled(BOLD), source="BIZUDGothic-Bold.ttf")
    put(tmp_path, "bold.ttf", heavy)
    wear(find_fonts([tmp_path]).files)
    shape = glyph("名", MINCHO, True, dress(NAMES[0], True))
    assert shape.face == f"MS-Mincho-{zlib.crc32(heavy):08x}"
    assert not shape.heavy


def test_紙は何度描いても同じで_フォルダの名は載らない(mincho: Wardrobe, tmp_path: Path) -> None:
    wear(mincho)
    first = paper(filled())
    wear({})
    wear(mincho)
    assert paper(filled()) == first
    loose = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as opened:
        opened.save(
            loose, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False
        )
    for written in (first, loose.getvalue()):
        assert str(tmp_path).encode() not in written
        assert b"mincho.ttf" not in written


def test_中の名が同じ別の書体と混ざらない(mincho: Wardrobe, tmp_path: Path) -> None:
    """名を変えずに作り直した書体と、役所が直した書体は、中の名(PostScript 名)が同じことがある。"""
    other = made(("直した明朝", NAMES[1]), source="BIZUDMincho-Regular.ttf")
    both = {**mincho, ("直した明朝", False): FontFile(str(put(tmp_path, "other.ttf", other)))}
    wear(both)
    one, another = (dress(name, False) for name in (NAMES[0], "直した明朝"))
    assert one != another
    shapes = [
        outline(at.named, glyph("葛\U000e0100", MINCHO, False, at).char) for at in (one, another)
    ]
    assert shapes[0] != shapes[1]
    book, sheet = new_book()
    for place, name in (("A1", NAMES[0]), ("A2", "直した明朝")):
        sheet[place] = "葛\U000e0100"
        sheet[place].font = Font(name=name, size=11)
    text = by_pypdf(paper(fill(saved(book), packet({}))), tmp_path)
    assert text.count("葛\U000e0100") == 2


def test_列の幅も行の高さも頁も_書体の選び方で変わらない(mincho: Wardrobe) -> None:
    plain = filled().pages
    wear(mincho)
    named = filled().pages
    assert [page.grid for page in named] == [page.grid for page in plain]
    assert [page.scale for page in named] == [page.scale for page in plain]


def test_付属の様式は_書体を選んでも一バイトも変わらない(mincho: Wardrobe) -> None:
    plain = paper(filled(GOTHIC))
    wear(mincho)
    assert paper(filled(GOTHIC)) == plain


def test_同梱の書体に無い字は_PCの字の多い書体で描き_ゲタにしない(tmp_path: Path) -> None:
    rare = "\U00020021"

    def with_rare(font: TTFont) -> None:
        for table in font["cmap"].tables:
            if table.format == 12:
                table.cmap[ord(rare)] = table.cmap[ord("名")]

    book, sheet = new_book()
    sheet["A1"], sheet["A2"] = f"{rare}山", f"名{rare}"
    sheet["A2"].font = Font(name="ＭＳ 明朝", size=11, bold=True)
    data = saved(book)
    lacking = fill(data, packet({}))
    assert len(lacking.problems) == 2
    put(tmp_path, "ipamjm.ttf", made(("IPAmj明朝", "IPAmjMincho"), with_rare))
    wear(find_fonts([tmp_path]).files)
    drawn = fill(data, packet({}))
    assert drawn.problems == ()
    pdf = paper(drawn)
    assert "IPAmjMincho" in faces_in(pdf)
    text = by_pypdf(pdf, tmp_path)
    assert (text.count(rare), text.count("〓")) == (2, 0)


# --- 無くなった・傷んだ ---------------------------------------------------------


@pytest.mark.parametrize("left", [None, b"", b"not a font", made()[:3000]])
def test_書体が無くなるか傷めば_付属の書体で描き一度だけ知らせる(
    mincho: Wardrobe, left: bytes | None
) -> None:
    plain = paper(filled())
    file = Path(mincho[PLAIN[0], False].path)
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    wear(mincho)
    book = filled()
    assert paper(book) == plain
    (told,) = book.problems
    assert told.startswith("このPCの書体「ＭＳ 明朝」が読めないので、付属の書体で描きます。")


def test_別の書体に置き替わったファイルでは描かない(mincho: Wardrobe) -> None:
    plain = paper(filled())
    Path(mincho[PLAIN[0], False].path).write_bytes(made(("絵文字", "Pictures")))
    wear(mincho)
    book = filled()
    assert paper(book) == plain
    assert book.problems[0].startswith("このPCの書体「ＭＳ 明朝」が読めない")


@pytest.mark.parametrize(
    ("table", "at", "data"),
    [("loca", 8, b"\xff" * 4), ("cmap", 4, b"\xff" * 40), ("head", 12, bytes(4)),
     ("maxp", 4, b"\xff\xff"), ("hhea", 34, b"\xff\xff"), ("post", 0, b"\xff" * 4)],
)  # fmt: skip
def test_中身の傷んだ書体は_付属の書体で描く(
    tmp_path: Path, table: str, at: int, data: bytes
) -> None:
    plain = paper(filled())
    path = put(tmp_path, "one.ttf", spoiled(table, at, data))
    wear({(PLAIN[0], False): FontFile(str(path))})
    assert paper(filled()) == plain


def test_形の傷んだ字だけ_付属の書体で描く(tmp_path: Path) -> None:
    def spoil(font: TTFont) -> None:
        name = font.getBestCmap()[ord("名")]
        outlines = font["glyf"]
        outlines[name].compile = lambda *_given, **_named: b"\xff\xff" + bytes(8) + b"\x00\x20\xff"

    put(tmp_path, "one.ttf", made(change=spoil))
    wear(find_fonts([tmp_path]).files)
    at = dress(NAMES[0], False)
    assert glyph("名", MINCHO, False, at).face == "BIZUDMincho-Regular"
    assert glyph("氏", MINCHO, False, at).face == at.named
    assert "MS-Mincho" in faces_in(paper(filled()))


# --- 嘘をつく書体 ---------------------------------------------------------------


def with_table(tag: str, content: bytes) -> bytes:
    """表 ``tag`` を ``content`` に替えた書体。"""
    whole = made()
    row = whole.index(tag.encode())
    place = struct.pack(">II", len(whole), len(content))
    return whole[: row + 8] + place + whole[row + 16 :] + content + bytes(4)


def one_cmap(encoding: int, content: bytes) -> bytes:
    return struct.pack(">HHHHI", 0, 1, 3, encoding, 12) + content


def lying_cmaps() -> dict[str, bytes]:
    all_codes = struct.pack(">III", 0, 0xFFFF_FFFF, 1)
    many = 4_000
    segments = b"\xff\xff" * many + bytes(2) + bytes(2 * many) + b"\0\1" * many + bytes(2 * many)
    usual = struct.pack(">I", 20_000) + b"\0\x4e\0\xff" * 20_000
    selectors = b"\x0e\1\0" + struct.pack(">II", 32, 0), b"\x0e\1\1" + struct.pack(">II", 32, 0)
    variants = struct.pack(">HII", 14, 32 + len(usual), 2) + b"".join(selectors)
    return {
        "12": one_cmap(10, struct.pack(">HHIII", 12, 0, 28, 0, 1) + all_codes),
        "13": one_cmap(10, struct.pack(">HHIII", 13, 0, 28, 0, 1) + all_codes),
        "4": one_cmap(1, struct.pack(">HHHHHHH", 4, 0, 0, 2 * many, 0, 0, 0) + segments),
        "14": one_cmap(5, variants + usual),
    }


@pytest.mark.parametrize("form", ["4", "12", "13", "14"])
def test_文字の数の嘘をつく書体は_読む前に断る(tmp_path: Path, form: str) -> None:
    """読むと、何十億字もの表を作って、記憶を食い尽くす。"""
    path = put(tmp_path, "one.ttf", with_table("cmap", lying_cmaps()[form]))
    start = process_time()
    assert find_fonts([tmp_path]).damaged == ("one.ttf",)
    wear({(PLAIN[0], False): FontFile(str(path))})
    assert dress(NAMES[0], False).named == ""
    assert process_time() - start < 1


def test_名の数の嘘をつく書体も_大きすぎるファイルも断る(tmp_path: Path) -> None:
    record = struct.pack(">6H", 3, 1, 0x409, 1, 0xFFFF, 0)
    names = struct.pack(">HHH", 0, 5_000, 6 + 12 * 5_000) + record * 5_000 + bytes(0xFFFF)
    put(tmp_path, "names.ttf", with_table("name", names))
    with put(tmp_path, "long.ttf", made()).open("r+b") as stream:
        stream.truncate(65 * 1024 * 1024)
    found = find_fonts([tmp_path])
    assert (dict(found.files), set(found.damaged)) == ({}, {"names.ttf", "long.ttf"})


def test_読めないファイルの名に_画面に出せない符号は入れない(tmp_path: Path) -> None:
    put(tmp_path, "a\n\x7f.ttf", b"")
    assert find_fonts([tmp_path]).damaged == ("a??.ttf",)


def test_二つの糸で開いても_書体は一つで_符号は重ならない(tmp_path: Path) -> None:
    put(tmp_path, "one.ttf", made(("糸", "Thread")))
    wear(find_fonts([tmp_path]).files)
    file = FontFile(str(tmp_path / "one.ttf"))
    texts = [chr(0x9000 + n) + "\u3099" for n in range(2_000)]
    gate = Barrier(4)

    def work(turn: int) -> dict[str, str]:
        gate.wait()
        face = installed(file, bold=False)
        return {text: face.alias(text, 1, ord("名")) for text in texts[turn::4]}

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            given = [code for codes in pool.map(work, range(4)) for code in codes.values()]
    finally:
        sys.setswitchinterval(before)
    registered: Any = pdfmetrics.getFont(dress("糸", False).named)
    assert installed(file, bold=False)._font is registered.face
    assert len(set(given)) == len(texts)


def test_目盛の数のおかしい書体は_紙を止めず_付属の書体で描く(tmp_path: Path) -> None:
    plain = paper(filled())
    path = put(tmp_path, "one.ttf", spoiled("head", 18, b"\0\1"))
    wear({(PLAIN[0], False): FontFile(str(path))})
    assert paper(filled()) == plain


def test_中の名に改行があっても_字は取り出せる(tmp_path: Path) -> None:
    def named(font: TTFont) -> None:
        font["name"].setName("A\nB", 6, 3, 1, 0x409)

    put(tmp_path, "one.ttf", made(change=named))
    wear(find_fonts([tmp_path]).files)
    pdf = paper(filled())
    assert "AB" in faces_in(pdf)
    assert NAME in by_pypdf(pdf, tmp_path)
