"""出た PDF を、頁ごとの絵にする。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

_DPI = 80


def picture_pages(pdf: Path, folder: Path) -> list[Path]:
    """``pdf`` の頁を ``folder`` に PNG で置き、その場所を返す。"""
    document = QPdfDocument()
    document.load(str(pdf))
    made = picture_document(document, folder, pdf.stem)
    document.close()
    return made


def picture_document(document: QPdfDocument, folder: Path, name: str) -> list[Path]:
    """開いてある紙の頁を、``name`` に頁を付けた PNG にする。"""
    made = []
    for page in range(document.pageCount()):
        size = document.pagePointSize(page) * _DPI / 72
        drawn = document.render(page, QSize(round(size.width()), round(size.height())))
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        made.append(folder / f"{name}-{page + 1}.png")
        paper.save(str(made[-1]))
    return made
