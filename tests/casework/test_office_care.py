"""事務所の世話: 媒体の見分け、文言の一覧、監査の読み方、直す所のブック。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_import import read_ledger, write_errors
from jusou_desk.casework.office import staffing
from jusou_desk.casework.outgoing.media import recognised_medium, register_medium, retire_medium
from jusou_desk.casework.trail.sightings import audit_trail
from jusou_desk.casework.wording import change_word, editable_words
from jusou_desk.errors import OutsideTrouble, Refused
from jusou_desk.policy import Purpose, Role
from jusou_desk.reports.table import read_book
from jusou_desk.towns import wordings
from tests.casework.conftest import PASSWORD
from tests.casework.ledger_books import save, sound_book


def test_挿してある媒体を台帳から見分ける(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    assert recognised_medium(desk, stick) is None
    register_medium(desk, stick, "USB-01", "予備")
    found = recognised_medium(desk, stick)
    assert found is not None
    assert found.medium_no == "USB-01"
    retire_medium(desk, "USB-01")
    with pytest.raises(Refused, match="使用をやめた"):
        recognised_medium(desk, stick)
    register_medium(desk, stick, "USB-02", "予備")
    again = recognised_medium(desk, stick)
    assert again is not None
    assert again.medium_no == "USB-02"
    with pytest.raises(OutsideTrouble):
        recognised_medium(desk, tmp_path / "無い")


def test_文言は一覧で読め_空にすると初めの文に戻る(desk: Desk, outsider: Desk) -> None:
    assert [one.name for one in editable_words(desk)] == list(wordings())
    first = editable_words(desk)[0]
    change_word(desk, first.name, "町の条例")
    assert editable_words(desk)[0].text == "町の条例"
    assert editable_words(desk)[0].changed
    change_word(desk, first.name, "")
    assert editable_words(desk)[0] == first
    with pytest.raises(Refused):
        editable_words(outsider)


def test_監査記録は管理者だけが読め_職員の番号は氏名になる(desk: Desk, outsider: Desk) -> None:
    added = staffing.add_staff(desk, "新しい　人", Role.READER, PASSWORD)
    newest = audit_trail(desk, newest=1)
    assert [(one.action, one.subject) for one in newest] == [("職員の登録", added.name)]
    with pytest.raises(Refused):
        audit_trail(outsider)


def test_試し読みの問題を元の隣のブックに書ける(desk: Desk, tmp_path: Path) -> None:
    book = sound_book()
    book["相談受付"][1][1] = "きのう"
    path = save(tmp_path / "book.xlsx", book)
    result = read_ledger(desk, path, apply=False)
    written = write_errors(desk, path, result)
    assert written == tmp_path / "book-エラー.xlsx"
    assert "エラー一覧" in read_book(written.read_bytes())


def test_してよいことを先に尋ねられる(desk: Desk, outsider: Desk) -> None:
    assert desk.may(Purpose.ADMINISTRATION)
    assert not outsider.may(Purpose.ADMINISTRATION)
    assert outsider.may(Purpose.REFERRAL)
    assert not outsider.may(Purpose.STATISTICS)
    outsider.close()
    assert not outsider.may(Purpose.REFERRAL)
