"""白紙の様式。"""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper import blank_forms
from jusou_desk.errors import BadInput
from jusou_desk.policy import Purpose
from tests.casework import paper_case
from tests.casework.test_papers import pdf_text, xlsx_text

OTHERS = ("pledge", "notice", "info-request", "request-register", "minutes", "media-register")


def test_相談の帳票も会議の紙も白紙で刷れて_誰の名も載らない(desk: Desk) -> None:
    paper_case.write_all(desk, paper_case.received(desk))
    names = [form.name for form in blank_forms.blank_forms(desk)]
    pages = 0
    assert {"intake", "intake-unconsented", "oral-consent", "packet-copies", *OTHERS} <= set(names)
    for name in names:
        xlsx, pdf = blank_forms.draw_blank(desk, name)
        for text in (xlsx_text(xlsx.data), pdf_text(pdf.data)):
            assert "髙橋" not in text, name
            assert "{{" not in text, name
        load_workbook(io.BytesIO(xlsx.data))
        pages += len(pypdf.PdfReader(io.BytesIO(pdf.data)).pages)
    (whole,) = blank_forms.draw_all_blanks(desk)
    assert len(pypdf.PdfReader(io.BytesIO(whole.data)).pages) == pages


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pledge", "長門市長 様"),
        ("pledge", "長門市包括的支援会議に従事するにあたり"),
        ("notice", "長門市包括的支援会議を開きますので"),
        ("info-request", "第106条の6第3項"),
        ("minutes", "確認した"),
        ("request-register", "年　　月　　日"),
    ],
)
def test_会議の紙には決まり文句と書く場所がある(desk: Desk, name: str, words: str) -> None:
    assert words in pdf_text(blank_forms.draw_blank(desk, name)[1].data)


def test_つなぐシートの白紙には_返す先を書く所がある(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(blank_forms.draw_blank(desk, "referral")[0].data))
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    (told,) = [one for one in cells if isinstance(one, str) and "返してください" in one]
    room, _, after = told.partition("へ返してください。　電話 ")
    assert len(room) > 10
    assert room.isspace()
    assert after.partition("\n")[0].startswith("　" * 6)


def test_帳簿の白紙には空の行が一頁に並ぶ(desk: Desk) -> None:
    pdf = blank_forms.draw_blank(desk, "media-register")[1]
    assert len(pypdf.PdfReader(io.BytesIO(pdf.data)).pages) == 2


def test_出したことは監査に残り_控は残さない(desk: Desk, tmp_path: Path) -> None:
    files = blank_forms.draw_blank(desk, "intake")
    paths = blank_forms.hand_out_blank(desk, files, tmp_path / "out")
    assert [path.name for path in paths] == ["blank-intake.xlsx", "blank-intake.pdf"]
    blank_forms.note_blank_printed(desk, "印刷の完了")
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.issued.where() == ()
        actions = [line.action for line in work.audit.entries() if line.subject == "白紙の様式"]
    assert {"出力の完了(相談支援の記録)", "印刷の完了(相談支援の記録)"} <= set(actions)


def test_無い名前は断る(desk: Desk) -> None:
    with pytest.raises(BadInput):
        blank_forms.draw_blank(desk, "recovery")
