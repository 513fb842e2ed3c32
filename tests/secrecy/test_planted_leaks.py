"""試験の試験: わざと作った漏れを、でたらめな事務所の試験(``Watcher.everything``)が見つける。

どれも、誰にも見せてはならない言葉(最初の職員の、支援会議の打ちかけ)を、プログラムのどこかが書き残す。
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from jusou_desk.casework.case import cases, drafts, search
from jusou_desk.casework.office import printer_test
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.secrecy.outputs import Watcher
from tests.secrecy.pace import brisk
from tests.secrecy.planting import Planted, plant
from tests.secrecy.test_walls import OFFICE

Leaking = Callable[[pytest.MonkeyPatch, Planted, str], None]


def _doc_props(patch: pytest.MonkeyPatch, _: Planted, word: str) -> None:
    """xlsx の文書情報。"""
    write = FilledBook.to_xlsx

    def with_author(book: FilledBook) -> bytes:
        parts = read_parts(write(book))
        parts["docProps/custom.xml"] = f"<Properties>{word}</Properties>".encode()
        return write_parts(parts)

    patch.setattr(FilledBook, "to_xlsx", with_author)


def _metadata(patch: pytest.MonkeyPatch, _: Planted, word: str) -> None:
    """PDF の文書情報。"""
    from reportlab.pdfgen.canvas import Canvas

    say = Canvas.setAuthor
    patch.setattr(Canvas, "setAuthor", lambda canvas, _author: say(canvas, word))


def _names(patch: pytest.MonkeyPatch, planted: Planted, _: str) -> None:
    """普段の一覧に、従事者の見る一覧が出る。"""
    listed, first = cases.case_list, planted.desks[0]

    def everyones(desk: Any, **more: Any) -> Any:
        from jusou_desk.policy import Purpose

        return listed(first, purpose=Purpose.SUPPORT_MEETING) if not more else listed(desk, **more)

    patch.setattr(cases, "case_list", everyones)


def _draft_file(patch: pytest.MonkeyPatch, planted: Planted, word: str) -> None:
    """打ちかけの一覧を作るときの、事務所のフォルダの覚え。"""
    lying = drafts.lying_around

    def remembered(desk: Any) -> Any:
        (planted.office.folder / "drafts.json").write_text(word, encoding="utf-8")
        return lying(desk)

    patch.setattr(drafts, "lying_around", remembered)


def _log(patch: pytest.MonkeyPatch, _: Planted, word: str) -> None:
    """記録(log)。"""
    found = search.search

    def noted(desk: Any, text: str) -> Any:
        logging.getLogger("jusou_desk.casework").warning("探した後: %s", word)
        return found(desk, text)

    patch.setattr(search, "search", noted)


def _unseen_ink(patch: pytest.MonkeyPatch, _: Planted, word: str) -> None:
    """白い字で描いた紙の外の言葉。"""
    from reportlab.pdfgen.canvas import Canvas

    show = Canvas.showPage

    def beyond(canvas: Any) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont("BIZUDGothic-Regular", 1)
        canvas.drawString(-900, -900, word)
        show(canvas)

    patch.setattr(Canvas, "showPage", beyond)


#: 漏れと、それを見つける出力。どの漏れも、別の出力にしか現れない。
LEAKS: Final[dict[str, tuple[Leaking, str]]] = {
    "xlsxの文書情報": (_doc_props, "minutes.xlsx"),
    "PDFの文書情報": (_metadata, "試し刷り"),
    "名の一覧": (_names, "一覧"),
    "打ちかけのファイル": (_draft_file, "事務所のフォルダ"),
    "記録": (_log, "log"),
    "見えない字": (_unseen_ink, "試し刷り"),
}
#: 一度に仕込む漏れ。同じ PDF に現れる二つは、どちらが見つかったか分かるように分ける。
TOGETHER: Final = (
    ("xlsxの文書情報", "PDFの文書情報", "名の一覧", "打ちかけのファイル", "記録"),
    ("見えない字",),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    room = tmp_path_factory.mktemp("leaks")
    made = plant(OFFICE, room, room / "data")
    yield made
    made.close()


@pytest.fixture(scope="module")
def found(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """漏れの名 → それを仕込んだときに、漏れの見つかった出力。"""
    (word,) = (one.word for one in planted.secrets if one.what == "職員0の支援会議の打ちかけ")
    assert printer_test.TITLE  # 書体を登録する部屋を、先に読み込む
    seen: dict[str, set[str]] = {}
    for names in TOGETHER:
        with brisk(), pytest.MonkeyPatch.context() as patch:
            for name in names:
                LEAKS[name][0](patch, planted, word)
            watcher = Watcher(planted, tmp_path_factory.mktemp("leaking"), thorough=True)
            watcher.everything()
        (planted.office.folder / "drafts.json").unlink(missing_ok=True)
        outputs = {leak.output for leak in watcher.leaks if "漏れ" in leak.secret}
        seen |= dict.fromkeys(names, outputs)
    return seen


@pytest.mark.parametrize("name", LEAKS)
def test_わざと作った漏れを見つける(name: str, found: dict[str, set[str]]) -> None:
    where = LEAKS[name][1]
    assert any(where in output for output in found[name]), found[name]


def test_漏れを仕込まなければ_その出力では見つからない(found: dict[str, set[str]]) -> None:
    """一度に仕込んでも、ほかの漏れが同じ出力に現れて、見つかったことになっていない。"""
    alone = found["見えない字"]
    assert not any(where in output for where in ("minutes.xlsx", "log") for output in alone)
    assert "一覧" not in alone
    assert "事務所のフォルダ" not in alone
