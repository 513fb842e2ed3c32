"""設定の画面: 職員、パスワード、字の大きさ、備え、媒体、文言、監査、版。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from jusou_desk.casework.counting.handing_over import hand_over_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import PRACTICE, sign_in
from jusou_desk.casework.office.safekeeping import safekeeping
from jusou_desk.casework.outgoing.media import media_book, register_medium
from jusou_desk.casework.wording import editable_words
from jusou_desk.errors import Refused
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.about import AboutPart, licence_texts
from jusou_desk.ui.settings.media import MediaBooks
from jusou_desk.ui.settings.own import PasswordPart, TextSizePart
from jusou_desk.ui.settings.safekeeping import SafekeepingPart
from jusou_desk.ui.settings.staff import StaffPart
from jusou_desk.ui.settings.trail import TrailPart
from jusou_desk.ui.settings.words import WordPanel, WordsPart
from jusou_desk.ui.start import text_size
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD, MovableClock
from tests.ui.hands import Picture, click, keys, press
from tests.ui.screens.conftest import OpenWorkspace

NEW = "みずうみ七月もみじ"


@pytest.fixture(autouse=True)
def own_memory(tmp_path: Path) -> None:
    """この PC の覚え書きに触れない。"""
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "memory")
    )


def opened(work: Workspace) -> SettingsScreen:
    work.open(Place("settings"))
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, SettingsScreen)
    return screen


def staff_part(work: Workspace) -> StaffPart:
    part = opened(work).part("職員")
    assert isinstance(part, StaffPart)
    jobs.wait_idle()
    return part


def names(part: StaffPart) -> list[str]:
    items = [part.table.item(at, 0) for at in range(part.table.rowCount())]
    return [item.text() for item in items if item is not None]


def test_管理者でない人には_自分のことと写しだけが見える(
    outsider: Desk, desk: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    own = [
        "自分のパスワード",
        "字の大きさ",
        "プリンター",
        "白紙の様式",
        "バックアップ",
        "役割と権限",
        "プログラム",
    ]
    screen = opened(open_workspace(outsider))
    assert [title for title, _ in screen.parts] == own
    staffing.add_staff(desk, "読む　人", Role.READER, PASSWORD)
    reader = sign_in(office, "読む　人", PASSWORD)
    screen = opened(open_workspace(reader))
    assert [title for title, _ in screen.parts] == own
    reader.close()


def test_職員を加え_従事者にし_退任は二度押して締め出す(
    desk: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(desk)
    part = staff_part(work)
    keys(part.name.line, OUTSIDER)
    keys(part.password.first.line, PASSWORD)
    keys(part.password.second.line, PASSWORD)
    click(part.add_button)
    jobs.wait_idle()
    assert names(part) == [COORDINATOR, OUTSIDER]
    assert work.notice.sentence() == f"{OUTSIDER}さんを相談員として加えました。"
    part.table.setFocus()
    press(part.table, Qt.Key.Key_Down)
    join = part._members.itemAt(0)
    assert join is not None
    widget = join.widget()
    assert widget is not None
    click(widget)
    jobs.wait_idle()
    member = sign_in(office, OUTSIDER, PASSWORD)
    assert member.serves_any
    member.close()
    for words, serving in (("従事者から外す", False), ("従事者にする", True)):
        acts = part._member_row.findChildren(QPushButton)
        act = next(one for one in acts if one.isVisible() and one.text().endswith(words))
        click(act)
        jobs.wait_idle()
        member = sign_in(office, OUTSIDER, PASSWORD)
        assert member.serves_any is serving
        member.close()
    click(part.leaving.button)
    assert part.leaving.armed
    assert "退いた後も続く" in part.leaving._warning.text()
    jobs.wait_idle()
    sign_in(office, OUTSIDER, PASSWORD).close()
    click(part.leaving.button)
    jobs.wait_idle()
    with pytest.raises(Refused):
        sign_in(office, OUTSIDER, PASSWORD)
    assert names(part) == [COORDINATOR, OUTSIDER]


def test_短い仮のパスワードと同じ氏名は文で断る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    part = staff_part(open_workspace(desk))
    keys(part.name.line, COORDINATOR)
    for line in (part.password.first.line, part.password.second.line):
        keys(line, PASSWORD)
    click(part.add_button)
    jobs.wait_idle()
    assert part.problem().startswith("同じ氏名の職員が既にいます。")
    part.name.set_value("新しい　人")
    for line in (part.password.first.line, part.password.second.line):
        line.clear()
        keys(line, "みじかい")
    click(part.add_button)
    jobs.wait_idle()
    assert part.problem().startswith("パスワードが短すぎます")
    assert names(part) == [COORDINATOR]


def test_自分は退任にできない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    part = staff_part(open_workspace(desk))
    part.table.selectRow(0)
    assert part.leaving.isHidden()


def test_自分のパスワードを変える(
    outsider: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    part = opened(open_workspace(outsider)).part("自分のパスワード")
    assert isinstance(part, PasswordPart)
    keys(part.old.line, "ちがう")
    keys(part.new.first.line, NEW)
    keys(part.new.second.line, NEW)
    click(part.save_button)
    jobs.wait_idle()
    assert part.problem()
    part.old.clear()
    keys(part.old.line, PASSWORD)
    click(part.save_button)
    jobs.wait_idle()
    assert part.problem() == ""
    assert part.old.words() == ""
    sign_in(office, OUTSIDER, NEW).close()


def test_字の大きさはすぐ変わり_覚える(desk: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(desk)
    screen = opened(work)
    part = screen.part("字の大きさ")
    assert isinstance(part, TextSizePart)
    before = screen.rail.width()
    part.sizes.choose([TextSize.LARGEST.value])
    part.sizes.changed.emit()
    assert theme.size() is TextSize.LARGEST
    assert text_size() is TextSize.LARGEST
    assert screen.rail.minimumWidth() > before


def test_バックアップと検査と復旧シート(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk)).part("バックアップ")
    assert isinstance(part, SafekeepingPart)
    jobs.wait_idle()
    assert part.last.text() == "まだ一度も作っていません。"
    part.backup_to(tmp_path)
    jobs.wait_idle()
    sheet = safekeeping(desk).sheet
    assert part.last.text().replace("\u200b", "") == (
        f"最後のバックアップは、令和8年11月20日 09:30（今日）、下の場所に作りました。\n{tmp_path}\n"
        f"戻すときは、復旧シート「{sheet}」を使います。次は R8.11.27 までに作ります（7日ごと）。"
    )
    assert part.due.isHidden()
    assert "書いた記録がありません" in part.sheet.text()
    click(part.verify_button)
    jobs.wait_idle()
    results = [part.checks.item(at, 1) for at in range(part.checks.rowCount())]
    assert len(results) >= 5
    assert {item.text() for item in results if item} == {"○ 異常ありません"}
    click(part.renewing.button)
    assert part.renewing.armed
    blocked = tmp_path / "file"
    blocked.write_text("フォルダでない", encoding="utf-8")
    part.renew_to(blocked)
    jobs.wait_idle()
    assert "フォルダにできません" in part._unwritten.text()
    assert safekeeping(desk).sheet == sheet, "書けない所を選んでも、いまのシートのまま"
    taken = tmp_path / "ふさがった所"
    (taken / "recovery-1.pdf").mkdir(parents=True)
    part.renew_to(taken)
    jobs.wait_idle()
    assert "この画面を離れずに" in part._unwritten.text()
    part.renew_to(tmp_path / "sheets")
    jobs.wait_idle()
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == [
        "recovery-1.pdf",
        "recovery-2.pdf",
    ]
    assert part._unwritten.isHidden()
    renewed = safekeeping(desk).sheet
    assert part.sheet.text() == (
        f"いまの復旧シートは、令和8年11月20日に作ったシート番号「{renewed}」です。"
    )
    assert f"復旧シート「{sheet}」を使います" in part.last.text()
    assert f"いまの復旧シート「{renewed}」で戻せるものを、まだ" in part.due.text()
    assert part.old_backups.isVisibleTo(part)
    part.backup_to(tmp_path)
    jobs.wait_idle()
    assert not part.old_backups.isVisibleTo(part)
    assert part.due.isHidden()


def test_閲覧の役割には釦の代わりに訳を言い_遅れは見せる(
    desk: Desk, office: Office, clock: MovableClock, open_workspace: OpenWorkspace
) -> None:
    staffing.add_staff(desk, "三隅　みどり", Role.READER, PASSWORD)
    reader = sign_in(office, "三隅　みどり", PASSWORD)
    clock.pass_days(8)
    part = opened(open_workspace(reader)).part("バックアップ")
    assert isinstance(part, SafekeepingPart)
    jobs.wait_idle()
    assert not part.backup_button.isVisible()
    said = [label.text() for label in part.findChildren(QLabel) if label.isVisible()]
    assert "閲覧の役割では作れません。記録を書く役割の職員が作ります。" in said
    assert "次を作る日（R8.11.27、7日ごと）が来ています。別の媒体に、新しく一つ作ります。" in said
    jobs.wait_idle()
    reader.close()


def test_媒体の返却と消去を記し_使用をやめられる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    register_medium(desk, tmp_path, "USB-01", "予備")
    hand_over_report(
        desk, "soudan-kensu", FiscalYear(2026), tmp_path, "USB-01", "年次報告", "県地域福祉課"
    )
    part = opened(open_workspace(desk)).part("媒体")
    assert isinstance(part, MediaBooks)
    jobs.wait_idle()
    part.entries.setFocus()
    click(part.returned)
    jobs.wait_idle()
    click(part.erased)
    jobs.wait_idle()
    (entry,) = media_book(desk).entries
    assert entry.returned_on == entry.erased_on == desk.today()
    assert not part.returned.isEnabled()
    part.media.selectRow(0)
    click(part.retiring.button)
    jobs.wait_idle()
    assert media_book(desk).media[0].retired_on is None
    click(part.retiring.button)
    jobs.wait_idle()
    assert media_book(desk).media[0].retired_on == desk.today()


def test_文言は脇で直し_元に戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(desk)
    part = opened(work).part("文言")
    assert isinstance(part, WordsPart)
    jobs.wait_idle()
    part.table.setFocus()
    press(part.table, Qt.Key.Key_Return)
    panel = work.side.panel()
    assert isinstance(panel, WordPanel)
    panel.field.writing.selectAll()
    keys(panel.field.writing, "町の条例")
    press(panel.field.writing, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    jobs.wait_idle()
    assert editable_words(desk)[0].text == "町の条例"
    about = part.table.item(0, 0)
    assert about is not None
    assert "書き換えてあります" in about.text()
    click(panel.reset_button)
    jobs.wait_idle()
    assert not editable_words(desk)[0].changed


def test_監査記録と版が読める(desk: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(desk)
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    screen = opened(work)
    trail = screen.part("監査記録")
    assert isinstance(trail, TrailPart)
    jobs.wait_idle()
    newest = [trail.table.item(0, column) for column in range(2)]
    assert [cell.text() for cell in newest if cell] == [
        f"R8.11.20 09:30\n{COORDINATOR}",
        f"職員の登録\n{OUTSIDER}　相談員",
    ]
    about = screen.part("プログラム")
    assert isinstance(about, AboutPart)
    assert about.parts.rowCount() == 10
    assert {"LGPL-3.0.txt", "OFL-BIZUDGothic.txt"} <= {path.name for path in licence_texts()}
    about._open(licence_texts()[0])
    assert work.side.isVisible()


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_どの節も収まり_操作する所に名前がある(
    size: TextSize,
    qapp: QApplication,
    desk: Desk,
    open_workspace: OpenWorkspace,
    picture: Picture,
) -> None:
    theme.wear(qapp, size)
    work = open_workspace(desk)
    screen = opened(work)
    for title, _ in screen.parts:
        screen.part(title)
        jobs.wait_idle()
        assert unnamed_controls(work) == []
        assert (work.width(), work.height()) == (1366, 768)
        assert picture(work, title).stat().st_size > 5_000


def test_練習の事務所ではバックアップも復旧シートも急かさない(
    desk: Desk, office: Office, clock: MovableClock, open_workspace: OpenWorkspace
) -> None:
    clock.pass_days(400)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(PRACTICE, "1")
    practising = sign_in(office, COORDINATOR, PASSWORD)
    part = opened(open_workspace(practising)).part("バックアップ")
    assert isinstance(part, SafekeepingPart)
    jobs.wait_idle()
    assert part.due.isHidden()
    assert "作らなくてかまいません" in part.last.text()
    assert "書いた記録がありません" not in part.sheet.text()
    assert part.backup_button.isVisible()
    practising.close()
