"""シートの用紙・余白・縮尺・ヘッダーの設定。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN, measure

MM: Final = 72 / 25.4
# 用紙番号→(幅, 高さ)mm。ECMA-376 18.3.1.63。12・13 は日本では JIS の B4・B5。
# 69 往復はがき、71–74・91 封筒(角形2号・3号、長形3号・4号、洋形4号)、81 横のはがき、88 JIS の B6。
_PAPERS: Final = {
    1: (215.9, 279.4), 5: (215.9, 355.6), 8: (297.0, 420.0), 9: (210.0, 297.0),
    11: (148.0, 210.0), 12: (257.0, 364.0), 13: (182.0, 257.0), 43: (100.0, 148.0),
    66: (420.0, 594.0), 69: (200.0, 148.0), 70: (105.0, 148.0), 71: (240.0, 332.0),
    72: (216.0, 277.0), 73: (120.0, 235.0), 74: (90.0, 205.0), 81: (148.0, 100.0),
    88: (128.0, 182.0), 91: (105.0, 235.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageSetup:
    """用紙と余白(ポイント)、縮尺。``fit`` は(横, 縦)の頁数、0 は自由。

    first_number: 初めの頁の番号。決まっていなければ ``None``。colorless: 白黒で刷る。
    errors: 誤りのセルの刷り方(``displayed`` ``blank`` ``dash`` ``NA``)。
    """

    width: float
    height: float
    left: float = 0.7 * 72
    right: float = 0.7 * 72
    top: float = 0.75 * 72
    bottom: float = 0.75 * 72
    header_margin: float = 0.3 * 72
    footer_margin: float = 0.3 * 72
    scale: int = 100
    fit: tuple[int, int] | None = None
    center_across: bool = False
    center_down: bool = False
    over_then_down: bool = False
    grid_lines: bool = False
    first_number: int | None = None
    colorless: bool = False
    errors: str = "displayed"

    @property
    def inner(self) -> tuple[float, float]:
        """余白の内側の幅と高さ。余白が広すぎても半インチは残す。"""
        return (
            max(self.width - self.left - self.right, 36.0),
            max(self.height - self.top - self.bottom, 36.0),
        )


def is_known_paper(number: str) -> bool:
    """大きさの分かる用紙か。分からない用紙は A4 として扱う。"""
    return int(number) in _PAPERS


def read_page_setup(root: etree._Element) -> PageSetup:
    """シートの木に書かれた用紙の設定。"""
    get = _attributes(root.find(f"{MAIN}pageSetup")).get

    def on(name: str) -> bool:
        return get(name, "0") in ("1", "true")

    width, height = _PAPERS.get(int(get("paperSize", "9")), _PAPERS[9])
    if get("orientation") == "landscape":
        width, height = height, width
    fit_flag = root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    fits = fit_flag is not None and fit_flag.get("fitToPage", "0") in ("1", "true")
    option = _attributes(root.find(f"{MAIN}printOptions")).get
    margin = _attributes(root.find(f"{MAIN}pageMargins")).get
    return PageSetup(
        width=width * MM,
        height=height * MM,
        left=measure(margin("left", "0.7")) * 72,
        right=measure(margin("right", "0.7")) * 72,
        top=measure(margin("top", "0.75")) * 72,
        bottom=measure(margin("bottom", "0.75")) * 72,
        header_margin=measure(margin("header", "0.3")) * 72,
        footer_margin=measure(margin("footer", "0.3")) * 72,
        scale=min(max(int(get("scale", "100")), 10), 400),
        fit=(int(get("fitToWidth", "1")), int(get("fitToHeight", "1"))) if fits else None,
        center_across=option("horizontalCentered", "0") in ("1", "true"),
        center_down=option("verticalCentered", "0") in ("1", "true"),
        over_then_down=get("pageOrder") == "overThenDown",
        grid_lines=option("gridLines", "0") in ("1", "true"),
        first_number=int(get("firstPageNumber", "1")) if on("useFirstPageNumber") else None,
        colorless=on("blackAndWhite"),
        errors=get("errors", "displayed"),
    )


def _attributes(element: etree._Element | None) -> dict[str, str]:
    return {} if element is None else {str(k): str(v) for k, v in element.attrib.items()}
