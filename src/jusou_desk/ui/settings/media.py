"""媒体登録台帳と媒体持出簿。登録・使用をやめる・返却と消去の確認・送付書・印刷。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.counting.handover_slip import hand_out_slip, handover_slip
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.outgoing.media import (
    MediaBook,
    hand_out_media_register,
    mark_erased,
    mark_returned,
    media_book,
    media_register_book,
    printed_serial,
    retire_medium,
)
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.office_records import Medium, MediumEntry
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields import DateField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.ui.settings.armed import Armed
from jusou_desk.ui.settings.registering import Registering
from jusou_desk.ui.table import Heading, Table
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward, format_short

_MEDIA = (
    Heading("登録番号", 2, 5),
    Heading("名称と状態", 4, 5),
    Heading("通し番号と登録", 4, 6),
)
_ENTRIES = (
    Heading("持出し", 3, 5),
    Heading("渡したもの", 6, 6),
    Heading("返却と消去", 3, 6),
)


class MediaBooks(QWidget):
    """二つの台帳。登録と廃止は管理者にだけ見える。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._book = MediaBook((), ())
        self.setLayout(column(self._entries_card(), self._media_card(), spacing=2))
        keep_fresh(self, self._load, Changed.MEDIUM)
        self._load()

    # --- 組み立て -------------------------------------------------------

    def _entries_card(self) -> Card:
        card = Card("媒体持出簿")
        self.entries = Table("媒体持出簿", _ENTRIES)
        self.entries.itemSelectionChanged.connect(self._chosen_entry)
        self._no_entries = text("まだ媒体で渡していません。", "caption")
        self._which = text("", "strong", wrap=True)
        self.on = DateField(
            FieldDefinition("on", "日付", FieldKind.DATE, toward=Toward.PAST), self._desk.today
        )
        self.on.set_value(self._desk.today())
        self.returned = button("返却を記す", "plain", partial(self._mark, mark_returned, "返却"))
        self.erased = button("消去を記す", "plain", partial(self._mark, mark_erased, "消去"))
        self.slip = button("送付書を書き出す", "plain", self._slip)
        self._acts = QWidget()
        flow = FlowLayout(unit())
        for one in (self.returned, self.erased, self.slip):
            flow.addWidget(one)
        self._acts.setLayout(column(self._which, self.on, flow))
        self._acts.hide()
        card.add(self._no_entries, self.entries, self._acts)
        if self._desk.may(Purpose.LEDGER_EXPORT):
            out = button("台帳を書き出す", "plain", self._hand_out, hint="印刷用のExcelとPDF")
            card.add(row(out, None))
        return card

    def _media_card(self) -> Card:
        card = Card("媒体登録台帳")
        self.media = Table("媒体登録台帳", _MEDIA)
        self._no_media = text("まだ媒体を登録していません。", "caption")
        card.add(self._no_media, self.media)
        self.registering = Registering(self._desk)
        self.registering.hide()
        self.registering.registered.connect(lambda _no: self.registering.hide())
        self.retiring = Armed(
            "使用をやめる",
            "もう一度押すと、使用をやめます",
            "使用をやめた媒体には、もう書き出せません。台帳の行は残ります。",
            self._retire,
        )
        self.retiring.hide()
        if self._desk.may(Purpose.ADMINISTRATION):
            self.media.itemSelectionChanged.connect(self._chosen_medium)
            register = button("媒体を登録する", "plain", self._pick)
            card.add(self.retiring, row(register, None), self.registering)
        return card

    # --- 読む -----------------------------------------------------------

    def _load(self) -> None:
        Ask(self, partial(media_book, self._desk)).then(self._show)

    def _show(self, book: MediaBook) -> None:
        self._book = book
        self.media.show_rows([_medium_row(one) for one in book.media])
        self.media.setVisible(bool(book.media))
        self._no_media.setVisible(not book.media)
        self.entries.show_rows([_entry_row(one) for one in book.entries])
        self.entries.setVisible(bool(book.entries))
        self._no_entries.setVisible(not book.entries)
        self._chosen_entry()

    def _entry(self) -> MediumEntry | None:
        place = self.entries.chosen()
        return self._book.entries[place] if 0 <= place < len(self._book.entries) else None

    def _chosen_entry(self) -> None:
        entry = self._entry()
        self._acts.setVisible(entry is not None)
        if entry is not None:
            day = format_short(entry.at.date())
            self._which.setText(f"{day} {entry.medium_no} の持出し")
            self.returned.setEnabled(entry.returned_on is None)
            self.erased.setEnabled(entry.erased_on is None)

    def _medium(self) -> Medium | None:
        place = self.media.chosen()
        return self._book.media[place] if 0 <= place < len(self._book.media) else None

    def _chosen_medium(self) -> None:
        medium = self._medium()
        self.retiring.disarm()
        self.retiring.setVisible(medium is not None and medium.retired_on is None)

    # --- 変える ---------------------------------------------------------

    def _mark(self, mark: Callable[[Desk, str, date], MediumEntry], words: str) -> None:
        entry, day = self._entry(), self.on.value()
        if entry is None:
            return
        if day is None:
            self.on.blame(self.on.complaint() or "日付を入力してください。")
            self.on.setFocus()
            return
        Do(self, partial(mark, self._desk, entry.id, day), Changed.MEDIUM).then(
            lambda one: NoticeBar.near(self).tell(f"媒体「{one.medium_no}」の{words}を記しました。")
        )

    def _retire(self) -> None:
        medium = self._medium()
        if medium is not None:
            work = partial(retire_medium, self._desk, medium.medium_no)
            Do(self, work, Changed.MEDIUM).then(
                lambda one: NoticeBar.near(self).tell(
                    f"媒体「{one.medium_no}」の使用をやめました。"
                )
            )

    def _pick(self) -> None:
        folder = choose_folder(self, "登録する媒体の場所")
        if folder:
            self.registering.show()
            self.registering.begin(folder)

    # --- 出す -----------------------------------------------------------

    def _slip(self) -> None:
        entry = self._entry()
        folder = choose_folder(self, "送付書を書き出すフォルダ")
        if folder and entry is not None:
            draw = partial(handover_slip, self._desk, entry.id)
            self._write(draw, partial(hand_out_slip, self._desk, entry.id, folder), "送付書")

    def _hand_out(self) -> None:
        folder = choose_folder(self, "台帳を書き出すフォルダ")
        if folder:
            draw = partial(media_register_book, self._desk)
            hand = partial(hand_out_media_register, self._desk, folder)
            self._write(draw, hand, "媒体の台帳")

    def _write(
        self,
        draw: Callable[[], tuple[OutgoingFile, ...]],
        hand: Callable[[], tuple[Path, ...]],
        what: str,
    ) -> None:
        """下見の無い紙なので、紙から失われたものは、書き出した知らせと一緒に言う。"""

        def work() -> tuple[tuple[Path, ...], tuple[str, ...]]:
            return hand(), draw()[-1].problems

        def told(done: tuple[tuple[Path, ...], tuple[str, ...]]) -> None:
            paths, problems = done
            names = "、".join(path.name for path in paths)
            bar = NoticeBar.near(self)
            bar.tell(f"{what}を書き出しました。", names, caution="\n".join(problems))

        Do(self, work).then(told)


def _medium_row(medium: Medium) -> tuple[str, ...]:
    retired = medium.retired_on
    state = f"{format_short(retired)} 使用をやめた" if retired else "使用中"
    registered = f"{format_short(medium.registered_on)} {medium.registered_by}"
    return (
        medium.medium_no,
        f"{medium.name}\n{state}",
        f"{printed_serial(medium)}\n{registered}",
    )


def _entry_row(entry: MediumEntry) -> tuple[str, ...]:
    returned = format_short(entry.returned_on) if entry.returned_on else "まだ"
    erased = format_short(entry.erased_on) if entry.erased_on else "まだ"
    return (
        f"{format_short(entry.at.date())}\n{entry.medium_no}\n{entry.actor}",
        f"{entry.report}\n提出先 {entry.receiver}\n目的 {entry.purpose}",
        f"返却 {returned}\n消去 {erased}",
    )
