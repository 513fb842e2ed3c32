"""台帳の出し入れ: 試し読み、直す所、取込み、パスワードの有無、支援会議分。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from jusou_desk.casework.case.cases import case_list
from jusou_desk.casework.desk import Desk
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.report.ledger_in import TakeIn
from jusou_desk.ui.report.ledger_out import PLAIN, WriteOut
from jusou_desk.ui.screens.reports import ReportsScreen
from tests.casework.ledger_books import save, sound_book
from tests.ui.hands import Together, click, keys, shown


def taken(desk: Desk, together: Together, book: Path) -> TakeIn:
    panel = TakeIn(desk)
    together(panel)
    panel.read(book)
    jobs.wait_idle()
    return panel


def words_on(widget: QWidget) -> str:
    return "".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_まず試しに読み_件数を見てから取り込む(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    panel = taken(desk, together, save(tmp_path / "book.xlsx", sound_book()))
    assert panel.told().startswith("問題はありません。新しく")
    assert case_list(desk) == ()
    sheets = [panel.counts.item(at, 0) for at in range(panel.counts.rowCount())]
    assert [item.text() for item in sheets if item][:2] == ["人物", "相談受付"]
    assert panel.take_button.hasFocus()
    assert unnamed_controls(panel) == []
    click(panel.take_button)
    jobs.wait_idle()
    assert panel.told().startswith("取り込みました。")
    assert [line.case.case_no for line in case_list(desk)] == ["C2", "C1"]
    panel.read(tmp_path / "book.xlsx")
    jobs.wait_idle()
    assert panel.told() == "直す所が15件あります。このままでは何も取り込めません。"
    assert panel.take_button.isHidden()


def test_直す所は表に出て_取り込めず_直す所のブックを作れる(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    book = sound_book()
    book["相談受付"][1][1] = "きのう"
    panel = taken(desk, together, save(tmp_path / "book.xlsx", book))
    assert panel.told() == "直す所が1件あります。このままでは何も取り込めません。"
    cells = [panel.problems.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells if cell] == ["相談受付", "2", "受付日", "きのう"]
    assert panel.take_button.isHidden()
    click(panel.errors_button)
    jobs.wait_idle()
    assert (tmp_path / "book-エラー.xlsx").is_file()
    assert "book-エラー.xlsx" in panel.told()
    assert case_list(desk) == ()


def test_読めないブックは文で断る(desk: Desk, together: Together, tmp_path: Path) -> None:
    wrong = tmp_path / "book.xlsx"
    wrong.write_bytes(b"not a book")
    panel = taken(desk, together, wrong)
    assert panel.problem()
    assert panel.take_button.isHidden()
    assert panel.again_button.isVisible()


def test_パスワード付きで書き出し_そのパスワードで読める(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    panel = WriteOut(desk)
    together(panel)
    keys(panel.passwords.first.line, "renshu-no-kagi")
    keys(panel.passwords.second.line, "chigau")
    click(panel.write_button)
    assert "二つのパスワードが違います" in words_on(panel)
    panel.passwords.second.line.clear()
    keys(panel.passwords.second.line, "renshu-no-kagi")
    target = tmp_path / "out.xlsx"
    panel.write_to(target)
    jobs.wait_idle()
    assert "書き出しました" in panel.told()
    assert decrypt_xlsx(target.read_bytes(), "renshu-no-kagi").startswith(b"PK")
    assert panel.passwords.first.words() == ""


def test_付けないときは警め_支援会議分には理由が要る(
    desk: Desk, outsider: Desk, together: Together, tmp_path: Path
) -> None:
    panel = WriteOut(desk)
    together(panel)
    panel.how.choose([PLAIN])
    panel.how.changed.emit()
    assert "誰でも読めます" in words_on(panel)
    assert panel.passwords.isHidden()
    click(panel.sealed)
    assert panel.reason.isVisible()
    click(panel.write_button)
    assert panel.reason.shown_problem()
    panel.write_to(tmp_path / "out.xlsx")
    jobs.wait_idle()
    assert panel.problem().startswith("支援会議分を書き出す理由がありません。")
    keys(panel.reason.line, "県の監査")
    panel.write_to(tmp_path / "out.xlsx")
    jobs.wait_idle()
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
    other = WriteOut(outsider)
    together(other)
    assert other.sealed.isHidden()


def test_取込みの釦は_してよい人にだけ見える(desk: Desk, outsider: Desk) -> None:
    for one, wanted in ((desk, True), (outsider, False)):
        screen = ReportsScreen(one)
        shown(screen)
        names = [b.accessibleName() for b in screen.findChildren(QWidget) if b.isVisible()]
        assert ("台帳を取り込む" in names) is wanted
        assert "台帳を書き出す" in names
        assert screen.focusPolicy() == Qt.FocusPolicy.NoFocus
        screen.close()
        screen.deleteLater()
