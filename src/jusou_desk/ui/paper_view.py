"""紙の下見と印刷。出ていく PDF と同じ頁を、ファイルに書かずに見せる。"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QShowEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.errors import OutsideTrouble
from jusou_desk.ui.notice import show_error
from jusou_desk.ui.pieces import button, row, text
from jusou_desk.ui.theme import unit

_PRINT_DPI = 300


class PaperView(QWidget):
    """頁を続けて見せ、刷る。``printable`` が偽なら「印刷」を出さない。"""

    def __init__(self, *, printable: bool = True) -> None:
        super().__init__()
        self._buffer = QBuffer(self)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName("紙の下見")
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self._where = text("", "caption")
        self._title = ""
        self.view.pageNavigator().currentPageChanged.connect(lambda _page: self._say_where())
        smaller = button("小さく", "quiet", lambda: self._zoom(1 / 1.25), key="Ctrl+-")
        larger = button("大きく", "quiet", lambda: self._zoom(1.25), key="Ctrl++")
        whole = button("幅に合わせる", "quiet", self._fit, key="Ctrl+0")
        self.print_button = button("印刷", "plain", self.print_pages, key="Ctrl+P")
        self.print_button.setVisible(printable)
        bar = row(self._where, None, smaller, larger, whole, self.print_button)
        bar.setContentsMargins(unit(2), 0, unit(2), unit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)

    def sizeHint(self) -> QSize:
        return QSize(unit(70), unit(80))

    def show_pdf(self, data: bytes, title: str) -> None:
        """``data`` の PDF を見せる。前の紙は捨てる。"""
        self._title = title
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self._say_where()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say_where()

    def _say_where(self) -> None:
        pages = self.document.pageCount()
        now = self.view.pageNavigator().currentPage() + 1
        self._where.setText(f"{self._title}　{now}/{pages}頁" if pages else "")

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(self.view.zoomFactor() * factor, 0.25), 4.0))

    def _fit(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

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
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            self.render_to(printer)

    def render_to(self, printer: QPrinter) -> None:
        """全部の頁を ``printer`` に刷る。紙の向きは頁ごとに合わせる。"""
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
                    return
            else:
                printer.newPage()
            pixels = QSize(
                int(size.width() / 72 * _PRINT_DPI), int(size.height() / 72 * _PRINT_DPI)
            )
            image = self.document.render(page, pixels)
            painter.drawImage(QRectF(painter.viewport()), image)
        painter.end()


def paper_panel(data: bytes, title: str) -> PaperView:
    """脇に開く下見。"""
    view = PaperView()
    view.show_pdf(data, title)
    view.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return view
