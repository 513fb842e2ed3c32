"""机の時間と記憶を使い尽くす様式。数キロバイトでも、開く前か描く前に一文で断るか、計算をやめる。"""

from __future__ import annotations

import io
import random
import re
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.reports.drawing.conditional import MAX_JUDGED
from jusou_desk.reports.formulas import calculate
from jusou_desk.reports.formulas.calculate import Calculation
from jusou_desk.reports.formulas.criteria import wildcard
from jusou_desk.reports.formulas.formula_values import Unsupported
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.inspecting_tags import merges_in_the_way
from jusou_desk.reports.table_reading import read_book
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.reports.test_hostile_forms import (
    SHEET,
    WORDS,
    changed,
    form,
    look,
    reds,
    with_rows,
    with_shape,
)

Make = Callable[[], bytes]
#: 点検と差込みに使ってよい、過程の全部の記憶(MB)。issue の約束。
PROMISED = 250
#: 書いた字と絵の、受け取るいちばん大きな組合せ(バイト)と、それをわずかに超えるもの。
LARGEST = (6_000_000, 37_000_000)
TOO_LARGE = (6_000_000, 40_000_000)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """その間に使った計算の時間が ``seconds`` 秒までか。"""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


@contextmanager
def lightly() -> Iterator[None]:
    """その間に使った記憶が、様式一つ分ほどか。"""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


# --- 器 -------------------------------------------------------------------------


def lying(part: str) -> bytes:
    """目次には 10 バイトと書いた部品が、ほんとうは 100 メガバイトあるブック。"""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**read_parts(form()), part: bytes(100_000_000)}.items():
            archive.writestr(name, content)
            if name == part:
                archive.filelist[-1].file_size = 10
    return stream.getvalue()


def test_大きさの嘘は_膨らませずに断る() -> None:
    data = lying("xl/media/b.png")
    with lightly():
        (told,) = reds(data)
    assert "壊れています" in told


def test_台帳の大きさの嘘も_膨らませずに断る() -> None:
    data = lying("xl/workbook.xml")
    with lightly(), pytest.raises(BadInput, match="壊れています"):
        read_book(data)


# --- 要素・画像・字の数 ---------------------------------------------------------


def renamed(data: bytes, to: str) -> bytes:
    """シートの部品の名を替えたもの。"""
    parts = read_parts(data)
    made = {to if name == SHEET else name: content for name, content in parts.items()}
    rels, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    made[rels] = re.sub(rb'Target="[^"]*sheet1\.xml"', f'Target="/{to}"'.encode(), made[rels])
    made[types] = made[types].replace(f"/{SHEET}".encode(), f"/{to}".encode())
    return write_parts(made)


def crowded(code: str = "utf-8") -> bytes:
    cells = f'<row r="50">{"<c/>" * 450_000}</row>'
    parts = read_parts(with_rows(cells))
    plain = re.sub(r"<\?xml.*?\?>", "", parts[SHEET].decode())
    return write_parts({**parts, SHEET: plain.encode(code)})


def picture(wide: int, high: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def large(written: int, drawn: int) -> bytes:
    """長い字の升と、縮まない絵を、それぞれその大きさまで入れた様式。"""
    words, count = "あ" * 1_000, written // 3_000
    cells = "".join(
        f'<row r="{n}"><c t="inlineStr"><is><t>{words}</t></is></c></row>'
        for n in range(20, 20 + count)
    )
    parts = read_parts(with_rows(cells))
    image = {"xl/media/image9.bin": random.Random(1).randbytes(drawn)}
    return write_parts({**parts, **image}, compress=False)


@pytest.mark.skipif(sys.platform != "linux", reason="使った記憶は Linux で計る")
def test_受け取るいちばん大きな様式の点検も_約束の記憶で済む(tmp_path: Path) -> None:
    (tmp_path / "large.xlsx").write_bytes(large(*LARGEST))
    code = (
        "import pathlib, re, sys\n"
        "from jusou_desk.reports.inspection.inspecting import inspect\n"
        "from tests.reports.layouts import packet\n"
        "from tests.reports.test_inspecting import WORDS\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "made = inspect(data, WORDS, packet({'氏名': '架空　太郎'})).book\n"
        "made.to_xlsx()\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s*(\\d+)', status)[1]) // 1024)\n"
    )
    # getrusage の最大は、この過程を生んだ過程の分を引き継ぐ。
    command = [sys.executable, "-c", code, str(tmp_path / "large.xlsx")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert int(ran.stdout) < PROMISED


def test_それより大きな様式は_一文で断る() -> None:
    (told,) = reds(large(*TOO_LARGE))
    assert told == "展開すると大きすぎるブックです。"


def pictured(count: int) -> bytes:
    images = {f"xl/media/i{n}.png": picture(3_000, 1_000) + bytes([n]) for n in range(count)}
    return write_parts({**read_parts(form()), **images})


def with_rule(areas: str, count: int = 1) -> bytes:
    rule = '<cfRule type="expression" priority="1"><formula>A1&gt;0</formula></cfRule>' * count
    block = f'<conditionalFormatting sqref="{areas}">{rule}</conditionalFormatting>'
    return changed(lambda sheet: sheet.replace("<pageMargins", f"{block}<pageMargins"))


def with_name(text: str) -> bytes:
    names = f'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">{text}'
    made = f"</sheets>{names}</definedName></definedNames>"
    return changed(
        lambda book: re.sub(r"<definedNames\s*/>", "", book).replace("</sheets>", made),
        "xl/workbook.xml",
    )


def with_format(code: str) -> bytes:
    made = f"<numFmts count='1'><numFmt numFmtId='200' formatCode='{code}'/></numFmts><fonts"
    return changed(
        lambda styles: styles.replace("<fonts", made, 1).replace('numFmtId="0"', 'numFmtId="200"'),
        "xl/styles.xml",
    )


def with_header(words: str) -> bytes:
    header = f"<headerFooter><oddHeader>{words}</oddHeader></headerFooter></worksheet>"
    return changed(lambda sheet: sheet.replace("</worksheet>", header))


def grid_of(data: bytes, rows: int) -> bytes:
    """十列 ``rows`` 行の数のある表を足したもの。"""
    made = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(10, 10 + rows)
    )
    return changed(lambda sheet: sheet.replace("</sheetData>", f"{made}</sheetData>"), SHEET, data)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: renamed(crowded(), "xl/worksheets/sheet1.dat"), "セルが多すぎる"),
        (lambda: crowded("utf-16"), "セルが多すぎる"),
        (lambda: pictured(8), "画像が大きすぎるか、多すぎる"),
        (lambda: with_rule(" ".join(f"A{n}" for n in range(1, 60_000))), "細かく分かれすぎ"),
        (lambda: grid_of(with_rule("A1:XFD1048576", 500), 400), "範囲が広すぎます"),
        (lambda: with_name(",".join(f"票!$A${n}:$D${n}" for n in range(1, 5_000))), "印刷範囲が"),
        (lambda: with_format("[" * 20_000), "表示形式の長すぎる"),
        (lambda: with_header("&amp;C" + "{{氏名}}" * 2_000), "ヘッダーかフッターの字が長すぎ"),
        (lambda: with_shape("あ" * 40_000, form()), "図形の字が長すぎ"),
    ],
    ids=["名を替えたシート", "UTF-16", "画像", "細かい範囲", "広い範囲", "印刷範囲", "表示形式",
         "ヘッダー", "図形"],
)  # fmt: skip
def test_多すぎるものは_描く前に一文で断る(make: Make, told: str) -> None:
    data = make()
    with within(3):
        seen = look(data)
    (one,) = [found for found in seen.findings if found.grade is Grade.RED]
    assert told in one.what
    assert one.advice.endswith("。")


def test_ふつうの広さの条件付き書式は当てる() -> None:
    data = grid_of(with_rule("A1:J1048576", 20), 100)
    assert MAX_JUDGED > 20 * 110 * 10
    assert look(data).usable


def test_行や列の書式を_果てまで置かない() -> None:
    columns = '<cols><col min="1" max="16384" width="9" style="1"/></cols><sheetData'
    filled = "<fills><fill><patternFill patternType='solid'><fgColor rgb='FFFF0000'/>"
    styles = changed(
        lambda xml: re.sub("<fills.*</fills>", f"{filled}</patternFill></fill></fills>", xml),
        "xl/styles.xml",
        with_name("票!$A$1:$XFC$1048575"),
    )
    data = changed(lambda sheet: sheet.replace("<sheetData", columns, 1), SHEET, styles)
    with within(3):
        (told,) = reds(data)
    assert "刷る範囲が広すぎます" in told


def test_結合の多い様式のタグも_一つずつは比べない() -> None:
    merges = "".join(f'<mergeCell ref="C{n}:D{n}"/>' for n in range(10, 20_000))
    rows = "".join(
        f'<row r="{n}"><c r="D{n}" t="inlineStr"><is><t>{{{{氏名}}}}</t></is></c></row>'
        for n in range(19_000, 22_000)
    )

    def change(sheet: str) -> str:
        made = sheet.replace("</sheetData>", f"{rows}</sheetData>")
        return re.sub("<mergeCells.*</mergeCells>", f"<mergeCells>{merges}</mergeCells>", made)

    book = Workbook(changed(change))
    with within(2):
        found = list(merges_in_the_way(book, WORDS))
    assert len([one for one in found if "覆われていて見えません" in one.what]) == 1_000


# --- 数式 -----------------------------------------------------------------------


def value_of(formula: str) -> object:
    letters = f'<c r="B30" t="inlineStr"><is><t>{"a" * 300}</t></is></c>'
    row = f'<row r="30"><c r="A30"><f>{formula}</f></c>{letters}</row>'
    return Calculation(Workbook(with_rows(row))).value("票", 30, 1)


HARD = "*a" * 30 + "b"
LONG = 'REPT("a",32767)'


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (f'COUNTIF(B30,"{HARD}")', 0),
        (f'SEARCH("{HARD}",B30)', "#VALUE!"),
        (f'MATCH("{HARD}",B30,0)', "#N/A"),
        (f"{LONG}&amp;{LONG}", "#VALUE!"),
        (f'SUBSTITUTE({LONG},"a",REPT("b",3000))', "#VALUE!"),
        (f'REPLACE({LONG},1,0,"b")', "#VALUE!"),
        (f'CONCAT({LONG},"b")', "#VALUE!"),
        (f'TEXTJOIN({LONG},TRUE,1,2,"b")', "#VALUE!"),
        (f'TEXT("b",{LONG})', "#VALUE!"),
        ("FIXED(1,50000000)", "#VALUE!"),
        ("FIXED(1,-50000000)", "0"),
        (f"LEN({LONG})", 32_767),
    ],
)
def test_終わらない探し方と_升に入らない字の式(formula: str, value: object) -> None:
    with lightly(), within(3):
        assert value_of(formula) == value


@pytest.mark.parametrize(
    ("words", "text", "fits", "found"),
    [
        ("*a*b", "xaxb", True, 0),
        ("a*b*", "xacb", False, 1),
        ("a**b", "ab", True, 0),
        ("?市", "同市", True, 0),
        ("a*a", "a", False, None),
        ("*", "", True, 0),
        ("~*", "a*", False, 1),
        ("A", "xa", False, 1),
        ("a*b", "a\nb", True, 0),
        ("b*a*", "aba", False, 1),
    ],
)
def test_星印の探し方(words: str, text: str, fits: bool, found: int | None) -> None:
    assert (wildcard(words).fits(text), wildcard(words).find(text)) == (fits, found)


def test_長い字の式を並べたブックは_計算をやめて知らせる() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><f>{LONG}</f></c></row>' for n in range(30, 230))
    calculation = Calculation(Workbook(with_rows(cells)))
    with lightly():
        values, failed = calculation.results("票")
    assert len(values) + len(failed) == 200
    assert 0 < len(failed) < 100


def test_広げると大きすぎる配列は計算しない() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(40, 540))
    wide = "".join(f'<c r="{column_name(n)}30"><v>1</v></c>' for n in range(2, 502))
    total = "<f>SUMPRODUCT((A40:A539=1)*(B30:{}30=1))</f>"
    for last, told in (("Z", None), (column_name(501), "配列")):
        row = f'<row r="30"><c r="A30">{total.format(last)}</c>{wide}</row>'
        calculation = Calculation(Workbook(with_rows(row + cells)))
        if told is None:
            assert calculation.value("票", 30, 1) == 500 * 25
            continue
        with pytest.raises(Unsupported, match=told):
            calculation.value("票", 30, 1)


def test_升の多い式は_読む数の上限でやめる(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculate, "MAX_READS", 5_000)
    data = grid_of(with_rule("A1:J1048576", 20), 100)
    seen = look(data)
    assert any("計算できない条件付き書式" in one.what for one in seen.findings)
    assert not any("計算できない条件付き書式" in one.what for one in look(form()).findings)
