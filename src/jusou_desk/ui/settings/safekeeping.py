"""備え: バックアップ、検査、復旧シートの作り直し。"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.recovery import expect_sheet_place, write_recovery_sheets
from jusou_desk.casework.office.safekeeping import Safekeeping, safekeeping
from jusou_desk.errors import DeskError
from jusou_desk.models.verify import Check
from jusou_desk.policy import Purpose
from jusou_desk.ui.busy import rest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, button, column, row, text
from jusou_desk.ui.settings.armed import Armed
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_long, format_short

_CHECKS = (Heading("確かめたこと", 4, 8), Heading("結果", 4, 8))
_ABOUT = (
    "暗号化したまま、一つのファイルに写します。別の媒体に作ってください。"
    "USBなら、媒体登録台帳に載せたものだけです。\n"
    "作った時の復旧シートで戻せます。同じPCなら、作った時の職員のパスワードでも戻せます。"
    "退任した人や、なくしたシートで開ける前のバックアップは、消してください。"
)
_READER = "閲覧の役割では作れません。記録を書く役割の職員が作ります。"
_PRACTISING = "練習の事務所なので、作らなくてかまいません。操作は試せます。"
_WARNING = (
    "いま持っている復旧シートでは、この事務所を開けなくなります。新しいシートを二枚刷り、"
    "別々の場所に封じて保管し、書き出したファイルは消してください。"
)
_OLD_BACKUPS = (
    "前のシートで作ったバックアップは、前のシートでしか開けません。"
    "新しいシートでバックアップを作り直してから、前のシートを捨ててください。"
)


class SafekeepingPart(QWidget):
    """最後のバックアップは誰でも見られる。作るのは記録を書く人、検査と復旧シートは管理者。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._code = ""
        self.sheet = text("", wrap=True)
        self.old_backups = QWidget()
        cards = [self._backup_card()]
        if desk.may(Purpose.ADMINISTRATION):
            cards += [self._verify_card(), self._recovery_card()]
        self.setLayout(column(*cards, spacing=2))
        self._load()

    def _load(self) -> None:
        Ask(self, partial(safekeeping, self._desk)).then(self._show)

    def _show(self, kept: Safekeeping) -> None:
        self.last.setText(self._last_words(kept))
        if kept.overdue(self._desk.today()):
            self.due.say(_due_words(kept))
        else:
            self.due.hide()
        self.sheet.setText(_PRACTISING if self._desk.practising else _sheet_words(kept))
        self.old_backups.setVisible(kept.needs_old_sheet)

    # --- バックアップ ---------------------------------------------------

    def _backup_card(self) -> Card:
        card = Card("バックアップ")
        self.last = text("", wrap=True)
        self.due = Saying()
        self.backup_button = button("バックアップを作る", "primary", self._pick)
        card.add(text(_ABOUT, "caption", wrap=True), self.last, self.due)
        if self._desk.may(Purpose.CASEWORK):
            card.add(row(self.backup_button, None))
        else:
            card.add(text(_READER, wrap=True))
        return card

    def _last_words(self, kept: Safekeeping) -> str:
        if kept.last is None:
            return _PRACTISING if self._desk.practising else "まだ一度も作っていません。"
        at, sheet = kept.last.at, kept.last.sheet
        days = (self._desk.today() - at.date()).days
        ago = "今日" if days <= 0 else f"{days}日前"
        when = f"{format_long(at.date())} {at:%H:%M}"
        where = (
            f"、下の場所に作りました。\n{_breaking(kept.last.place)}"
            if kept.last.place
            else ("に作りました。置いた場所は控えていません。")
        )
        told = f"最後のバックアップは、{when}（{ago}）{where}\n"
        told += f"戻すときは、復旧シート「{sheet}」を使います。"
        if kept.due_on is None or kept.overdue(self._desk.today()):
            return told
        return f"{told}次は {format_short(kept.due_on)} までに作ります（{kept.days}日ごと）。"

    def _pick(self) -> None:
        folder = choose_folder(self, "バックアップを置くフォルダ")
        if folder:
            self.backup_to(folder)

    def backup_to(self, folder: Path) -> None:
        """``folder`` に作る。"""

        def told(made: Path) -> None:
            NoticeBar.near(self).tell(
                f"「{folder.name or folder}」にバックアップ「{made.name}」を作り、読み返して確かめました。",
                "媒体を外し、このPCとは別の、鍵のかかる所に置いてください。",
            )
            self._load()

        job = Do(self, partial(make_backup, self._desk, folder), Changed.OFFICE)
        job.saying("バックアップを作っています").then(told)

    # --- 検査 -----------------------------------------------------------

    def _verify_card(self) -> Card:
        card = Card("検査")
        self.checks = Table("検査の結果", _CHECKS)
        self.checks.hide()
        self.verify_button = button("検査する", "plain", self._verify)
        words = "データが壊れたり書き換えられたりしていないかを確かめます。"
        card.add(text(words, "caption", wrap=True), row(self.verify_button, None), self.checks)
        return card

    def _verify(self) -> None:
        job = Ask(self, self._desk.verify).at_end(rest(self.verify_button))
        job.then(self._show_checks)

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        self.checks.show_rows(
            [(c.what, f"× {c.problem}" if c.problem else "○ 異常ありません") for c in checks]
        )
        self.checks.show()
        if any(check.problem for check in checks):
            error = DeskError(
                "事務所のデータに異常が見つかりました。",
                "使うのをやめ、直近のバックアップから復元してください。",
            )
            NoticeBar.near(self).warn(error)

    # --- 復旧シート -----------------------------------------------------

    def _recovery_card(self) -> Card:
        card = Card("復旧シート")
        words = "全員がパスワードを忘れたときや、PCが壊れたときに、事務所を開け直すための紙です。"
        self.renewing = Armed(
            "復旧シートを作り直す", "もう一度押すと、作り直します", _WARNING, self._pick_sheets
        )
        self._unwritten = Saying()
        again = button("新しいシートでバックアップを作る", "primary", self._pick)
        asked = text(_OLD_BACKUPS, "problem", wrap=True)
        self.old_backups.setLayout(column(asked, row(again, None)))
        self.old_backups.hide()
        card.add(
            text(words, "caption", wrap=True),
            self.sheet,
            self.old_backups,
            self.renewing,
            self._unwritten,
        )
        return card

    def _pick_sheets(self) -> None:
        folder = choose_folder(self, "復旧シートを書くフォルダ")
        if folder:
            self.renew_to(folder)

    def renew_to(self, folder: Path) -> None:
        """作り直して ``folder`` に書く。書けなければ、同じコードを別の場所に書けるように覚えておく。"""

        def work() -> tuple[Path, ...]:
            # 書けない所を選んだだけで、いまのシートが使えなくならないように、鍵を替える前に見る
            expect_sheet_place(folder)
            self._code = self._code or self._desk.renew_recovery()
            return write_recovery_sheets(self._desk, self._code, folder)

        Do(self, work, Changed.OFFICE).or_else(self._not_written).then(self._written)

    def _not_written(self, error: DeskError) -> None:
        words = f"{error.title}\n{error.advice}"
        if self._code:
            words += "\nいまある復旧シートでは、もう開けません。この画面を離れずに、別の場所へ書いてください。"
        self._unwritten.say(words)

    def _written(self, paths: tuple[Path, ...]) -> None:
        self._code = ""
        self._unwritten.hide()
        names = "、".join(path.name for path in paths)
        NoticeBar.near(self).tell(
            f"復旧シート {names} を書きました。",
            "二枚を刷って別々に封じ、ファイルは消してください。",
        )
        self._load()


def _due_words(kept: Safekeeping) -> str:
    if kept.needs_old_sheet:
        return f"いまの復旧シート「{kept.sheet}」で戻せるものを、まだ作っていません。"
    due_on = format_short(kept.due_on) if kept.due_on else ""
    return (
        f"次を作る日（{due_on}、{kept.days}日ごと）が来ています。別の媒体に、新しく一つ作ります。"
    )


def _breaking(place: str) -> str:
    """長い場所が、区切りで折れるようにする。"""
    return re.sub(r"([/\\])", "\\1\u200b", place)


def _sheet_words(kept: Safekeeping) -> str:
    if kept.sheet_made_on is None:
        return (
            f"いまの復旧シート(シート番号「{kept.sheet}」)を書いた記録がありません。"
            "その番号の紙が手元に無ければ、作り直してください。"
        )
    on = format_long(kept.sheet_made_on)
    return f"いまの復旧シートは、{on}に作ったシート番号「{kept.sheet}」です。"
