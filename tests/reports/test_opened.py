"""差し込んだブックを LibreOffice が開き、同じ枚数で刷るか。LibreOffice は一度だけ動かす。"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from tests.libreoffice import convert, needs_libreoffice
from tests.reports.layouts import packet
from tests.reports.specimens import intake_packet, rich_packet, specimen, tagged_intake
from tests.reports.test_continuation import (
    LONG,
    lowered,
    members_form,
    one_page,
    text_form,
    values,
)
from tests.reports.test_other_books import strict, with_macro
from tests.reports.test_tag_places import with_shape

pytestmark = needs_libreoffice


def books() -> dict[str, FilledBook]:
    text = packet({"氏名": "髙﨑", "相談内容": LONG})
    return {
        "rows": fill(members_form(one_page), values(8)),
        "grown": fill(members_form(), values(8)),
        "text": fill(text_form(wrap_text=True), text),
        "shapes": fill(lowered(specimen("rich-template")), rich_packet(3)),
        "inserted": fill(specimen("rich-template"), rich_packet(5)),
        "words": fill(with_shape("{{氏名}}様の押印"), rich_packet(1)),
        "macro": fill(with_macro(tagged_intake()), intake_packet()),
        "strict": fill(strict(tagged_intake()), intake_packet()),
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[FilledBook, list[str]]]:
    """名前→(ブック, LibreOffice が刷った頁の文字)。"""
    folder = tmp_path_factory.mktemp("opened")
    made = books()
    paths = []
    for name, book in made.items():
        path = folder / f"{name}.{book.suffix}"
        path.write_bytes(book.to_xlsx())
        paths.append(path)
    convert(paths, folder)
    return {name: (book, read(folder / f"{name}.pdf")) for name, book in made.items()}


def read(path: Path) -> list[str]:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rows", ("（1/3・続紙あり）", "（続紙 2/3）", "（続紙 3/3）", "180", "90")),
        ("grown", ("年齢の合計", "署名", "280")),
        ("text", ("（続紙へ）", "続紙（受付票）", "119行目の長い文が続きます。")),
        ("shapes", ("架空0", "架空1", "架空2", "（続紙 3/3）", "押印欄")),
        ("inserted", ("架空4", "10000")),
        ("words", ("髙﨑様の押印",)),
        ("macro", ("総合相談受付票", "髙橋", "昭和23年3月5日", "=1+1 とだけ")),
        ("strict", ("総合相談受付票", "髙橋", "昭和23年3月5日", "=1+1 とだけ")),
    ],
)
def test_開いて_同じ枚数で刷れる(
    name: str, words: tuple[str, ...], opened: dict[str, tuple[FilledBook, list[str]]]
) -> None:
    book, pages = opened[name]
    assert len(pages) == len(book.pages)
    text = squeezed("".join(pages))
    assert [word for word in words if squeezed(word) not in text] == []


def squeezed(text: str) -> str:
    return "".join(text.split())
