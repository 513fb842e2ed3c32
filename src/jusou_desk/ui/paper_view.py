"""紙の下見と印刷。出ていく PDF と同じ頁を、ファイルに書かずに見せる。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from jusou_desk.errors import OutsideTrouble
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import show_error
from jusou_desk.ui.pieces import button, row, text
from jusou_desk.ui.theme import Colour, font, scale, unit

Audit = Callable[[str], object]
_PRINT_DPI = 300
#: 印刷の待ち行列に出る名。会議の番号を出すと、支援会議のあることが知れる。
_DOCUMENT: Final = "重層デスク"
_GAP = 8
_BADGE_ALPHA: Final = 190
#: 紙の上に並べる知らせの数。紙の見える所を残す。
_TOLD: Final = 5


@dataclass(frozen=True)
class PaperMark:
    """紙の上の囲み。場所は紙の左上からのポイント。

    words: 添える字。strong: 目立たせるか。planned: まだ決めていない、これから付ける囲みか。
    """

    page: int
    area: QRectF
    words: str = ""
    strong: bool = False
    planned: bool = False


class _Pages(QWidget):
    """頁を縦に続けて描く。見えた頁だけを、画面の糸で、その幅に合わせて描き起こす。

    QPdfView は別の糸で描き、Python の QBuffer を読もうとして画面の糸と待ち合いになる。
    ``pointed`` は、押された頁と、紙の左上からのポイント。
    """

    pointed = Signal(int, float, float)

    def __init__(self, document: QPdfDocument) -> None:
        super().__init__()
        self.marks: tuple[PaperMark, ...] = ()
        self._document = document
        self._images: dict[int, QImage] = {}
        self._width = 0
        self.setAccessibleName("紙の下見")

    def lay_out(self, width: int) -> None:
        """頁の幅を ``width`` px にする。"""
        self._width = max(width, 1)
        self._images.clear()
        self.setFixedSize(self._width + 2 * _GAP, max(self.top_of(self.count), 1))
        self.update()

    @property
    def count(self) -> int:
        return self._document.pageCount()

    def page_at(self, y: int) -> int:
        """上から ``y`` px にある頁(0 から)。"""
        return next((n for n in range(self.count) if y < self.top_of(n + 1)), self.count - 1)

    def _height(self, page: int) -> int:
        size = self._document.pagePointSize(page)
        return round(self._width * size.height() / size.width()) if size.width() else 0

    def top_of(self, page: int) -> int:
        """頁の上の端(px)。"""
        return _GAP + sum(self._height(n) + _GAP for n in range(page))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(Colour.GROUND))
        for page in range(self.count):
            frame = QRect(_GAP, self.top_of(page), self._width, self._height(page))
            if not frame.intersects(event.rect()):
                self._images.pop(page, None)
                continue
            if page not in self._images:
                ratio = self.devicePixelRatioF()
                image = self._document.render(page, frame.size() * ratio)
                image.setDevicePixelRatio(ratio)
                self._images[page] = image
            painter.fillRect(frame, QColor("white"))
            painter.drawImage(frame.topLeft(), self._images[page])
            painter.setPen(QColor(Colour.LINE))
            painter.drawRect(frame.adjusted(0, 0, -1, -1))
            for mark in self.marks:
                if mark.page == page:
                    self._draw_mark(painter, mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        page = self.page_at(round(event.position().y()))
        times = self._scale(page)
        if times:
            x = (event.position().x() - _GAP) / times
            y = (event.position().y() - self.top_of(page)) / times
            self.pointed.emit(page, x, y)

    def where(self, mark: PaperMark) -> QRectF:
        """囲みの、この部品の中での場所(px)。"""
        times = self._scale(mark.page)
        area = mark.area
        return QRectF(
            _GAP + area.x() * times,
            self.top_of(mark.page) + area.y() * times,
            area.width() * times,
            area.height() * times,
        )

    def _scale(self, page: int) -> float:
        """紙の1ポイントが何 px か。"""
        width = self._document.pagePointSize(page).width()
        return self._width / width if width else 0.0

    def _draw_mark(self, painter: QPainter, mark: PaperMark) -> None:
        area = self.where(mark)
        pen = QPen(QColor(Colour.ACCENT), 3 if mark.strong else 1.5)
        if mark.planned:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(area)
        if mark.words:
            self._draw_badge(painter, area, mark.words)

    def _draw_badge(self, painter: QPainter, area: QRectF, words: str) -> None:
        """番号の札。升の字を隠さないように、右上の角の外に半分出し、下を透かす。"""
        painter.setFont(
            font(round(min(scale().caption - 4, max(area.height() * 0.7, 9))), bold=True)
        )
        room = painter.fontMetrics().tightBoundingRect(words).adjusted(-3, -2, 3, 2)
        wide, high = max(room.width(), room.height()), room.height()
        left = min(area.right() - wide * 0.4, self.width() - _GAP - wide)
        label = QRectF(left, area.top() - high * 0.6, wide, high)
        ground = QColor(Colour.ACCENT)
        ground.setAlpha(_BADGE_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(label, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(Colour.CARD))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)


class _Ground(QScrollArea):
    """頁を置く地。``resized`` は、地の幅か高さが変わった後。"""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PaperView(QWidget):
    """頁を続けて見せ、刷る。

    ``audit`` は印刷の前後に監査へ一行書くもの。無ければ、刷れない下見になる。
    ``changed`` は、刷り終えたことで変わるもの。``pointed`` は、押された頁(0 から)と、紙の左上からの
    ポイント。
    """

    pointed = Signal(int, float, float)

    def __init__(self, audit: Audit | None = None, *changed: Changed) -> None:
        super().__init__()
        self._audit = audit
        self._changed = changed
        self._buffer = QBuffer(self)
        self.document = QPdfDocument(self)
        self._pages = _Pages(self.document)
        self._pages.pointed.connect(self.pointed)
        self._factor = 1.0
        self._area = _Ground()
        # 紙の幅は地が落ち着いてから決める。自分の幅が変わった時には、地はまだ前の幅でいる
        self._area.resized.connect(self._fit)
        self._area.setWidget(self._pages)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        # 巻き棒の幅をいつも空けておく。後から出ると、幅に合わせた頁がはみ出す
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.verticalScrollBar().valueChanged.connect(lambda _at: self._say_where())
        self.setFocusProxy(self._area)
        self._where = text("", "caption")
        smaller = button("小さく", "quiet", lambda: self._zoom(1 / 1.25), key="Ctrl+-")
        larger = button("大きく", "quiet", lambda: self._zoom(1.25), key="Ctrl++")
        whole = button("幅に合わせる", "quiet", lambda: self._zoom(0), key="Ctrl+0")
        self.print_button = button("印刷", "plain", self.print_pages, key="Ctrl+P")
        bar = row(self._where, None, smaller, larger, whole)
        if audit is not None:
            bar.addWidget(self.print_button)
        bar.setContentsMargins(unit(2), 0, unit(2), unit())
        self._told = text("", "caption", wrap=True)
        self._told.setContentsMargins(unit(2), 0, unit(2), unit())
        self._told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._told)
        column.addLayout(bar)
        column.addWidget(self._area, 1)

    def sizeHint(self) -> QSize:
        return QSize(unit(70), unit(80))

    @property
    def told(self) -> str:
        """紙の上に出ている知らせ。"""
        return self._told.text()

    def show_pdf(self, data: bytes, title: str, problems: Sequence[str] = ()) -> None:
        """``data`` の PDF を見せる。前の紙は捨てる。problems: 紙から失われたもの。"""
        more = len(problems) - _TOLD
        rest = [f"ほかに{more}件あります。"] if more > 0 else []
        self._told.setText("\n".join([*problems[:_TOLD], *rest]))
        self._told.setVisible(bool(problems))
        self._area.setAccessibleName(f"紙の下見 {title}")
        self.document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self._fit()

    def mark(self, marks: Sequence[PaperMark]) -> None:
        """紙の上に囲みを描く。``strong`` のものが見えるところまで巻く。"""
        self._pages.marks = tuple(marks)
        self._pages.update()
        for one in marks:
            if one.strong:
                middle = self._pages.where(one).center()
                self._area.ensureVisible(round(middle.x()), round(middle.y()), 50, 80)

    def show_page(self, page: int) -> None:
        """頁(0 から)の頭を見せる。"""
        self._area.verticalScrollBar().setValue(self._pages.top_of(page) - _GAP)

    def _fit(self) -> None:
        room = self._area.viewport().width() - 2 * _GAP
        self._pages.lay_out(round(room * self._factor))
        self._say_where()

    def _zoom(self, times: float) -> None:
        self._factor = min(max(self._factor * times, 0.5), 3.0) if times else 1.0
        self._fit()

    def _say_where(self) -> None:
        pages = self.document.pageCount()
        middle = self._area.verticalScrollBar().value() + self._area.viewport().height() // 2
        now = self._pages.page_at(middle) + 1
        self._where.setText(f"{now}/{pages}頁" if pages else "")

    def print_pages(self) -> None:
        """プリンターを選んで刷る。プリンターが無ければ断る。"""
        if not QPrinterInfo.availablePrinters():
            show_error(
                self,
                OutsideTrouble(
                    "このPCにプリンターが見つかりません。",
                    "プリンターの電源とケーブルを確かめるか、ファイルに出して別のPCで刷ってください。",
                ),
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(_DOCUMENT)
        dialog = QPrintDialog(printer, self)
        audit = self._audit
        if dialog.exec() and audit is not None:
            Do(self, lambda: audit("印刷の開始")).then(lambda _none: self._print(printer, audit))

    def _print(self, printer: QPrinter, audit: Audit) -> None:
        printed = self.render_to(printer)
        what = "印刷の完了" if printed else "印刷の失敗"
        Do(self, lambda: audit(what), *self._changed).then()

    def render_to(self, printer: QPrinter) -> bool:
        """全部の頁を ``printer`` に刷る。紙の向きは頁ごとに合わせる。刷れたか。"""
        printer.setFullPage(True)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        painter = QPainter()
        for page in range(self.document.pageCount()):
            size = self.document.pagePointSize(page)
            across = size.width() > size.height()
            printer.setPageOrientation(
                QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
            )
            if page == 0:
                if not painter.begin(printer):
                    show_error(
                        self,
                        OutsideTrouble(
                            "プリンターが応えないため、刷れませんでした。",
                            "プリンターの画面と紙を確かめて、もう一度刷ってください。",
                        ),
                    )
                    return False
            else:
                printer.newPage()
            pixels = QSize(
                int(size.width() / 72 * _PRINT_DPI), int(size.height() / 72 * _PRINT_DPI)
            )
            image = self.document.render(page, pixels)
            painter.drawImage(QRectF(painter.viewport()), image)
        return painter.end()


def paper_panel(
    data: bytes,
    title: str,
    audit: Audit | None = None,
    *changed: Changed,
    problems: Sequence[str] = (),
) -> PaperView:
    """脇に開く紙。``audit`` が無ければ、刷れない下見。problems: 紙から失われたもの。"""
    view = PaperView(audit, *changed)
    view.show_pdf(data, title, problems)
    return view
