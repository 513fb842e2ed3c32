"""部品の形。theme の値だけから Qt スタイルシートを組み立てる。

部品は動的プロパティで役を名乗る: ``role``(文字の段)、``look``(釦の重さ)、``surface``(地)。
"""

from __future__ import annotations

from jusou_desk.ui.theme import BODY_FAMILY, FIGURE_FAMILY, Colour, Scale


def stylesheet(scale: Scale) -> str:
    """``scale`` の寸法でのスタイルシート全文。"""
    return "\n".join(
        (
            _type(scale),
            _surfaces(),
            _buttons(scale),
            _inputs(scale),
            _lists(scale),
            _navigation(scale),
        )
    )


def _type(scale: Scale) -> str:
    return f"""
* {{ font-family: "{BODY_FAMILY}", "Noto Sans JP", "DejaVu Sans"; font-size: {scale.body}px;
     color: {Colour.INK}; }}
QLabel {{ background: transparent; }}
QLabel[role="display"] {{ font-size: {scale.display}px; font-weight: bold; }}
QLabel[role="title"] {{ font-size: {scale.title}px; font-weight: bold; }}
QLabel[role="lead"] {{ font-size: {scale.lead}px; }}
QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[role="label"] {{ font-size: {scale.caption}px; font-weight: bold; }}
QLabel[role="caption"] {{ font-size: {scale.caption}px; color: {Colour.INK_SOFT}; }}
QLabel[role="problem"] {{ font-size: {scale.caption}px; font-weight: bold; color: {Colour.ALARM}; }}
QLabel[role="figures"] {{ font-family: "{FIGURE_FAMILY}", "Noto Sans JP"; }}
QLabel[role="tag"] {{ font-size: {scale.caption}px; font-weight: bold; padding: 0 5px;
     border: 1px solid {Colour.INK}; border-radius: 3px; }}
QLabel[role="tag"][tone="must"] {{ color: {Colour.CARD}; background: {Colour.INK}; }}
QToolTip {{ background: {Colour.CARD}; border: 1px solid {Colour.EDGE}; padding: 6px; }}
"""


def _surfaces() -> str:
    return f"""
QMainWindow, QWidget[surface="ground"] {{ background: {Colour.GROUND}; }}
QFrame[surface="card"] {{ background: {Colour.CARD}; border: 1px solid {Colour.LINE};
     border-radius: 8px; }}
QFrame[surface="rule"] {{ background: {Colour.LINE}; border: none; }}
QWidget[surface="bar"] {{ background: {Colour.CARD}; border-bottom: 1px solid {Colour.LINE}; }}
QWidget[surface="side"] {{ background: {Colour.CARD}; border-left: 1px solid {Colour.LINE}; }}
QFrame[surface="notice"] {{ background: {Colour.ACCENT_SOFT};
     border: 1px solid {Colour.ACCENT}; border-left-width: 6px; border-radius: 4px; }}
QFrame[surface="notice"][tone="trouble"] {{ background: {Colour.ALARM_SOFT};
     border-color: {Colour.ALARM}; }}
QScrollArea, QScrollArea > QWidget > QWidget[surface="clear"] {{ background: transparent;
     border: none; }}
QSplitter::handle {{ background: {Colour.LINE}; width: 1px; }}
QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 14px; margin: 0; }}
QScrollBar::handle {{ background: {Colour.EDGE}; border-radius: 4px; margin: 3px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:vertical {{ min-height: 40px; }}
QScrollBar::handle:horizontal {{ min-width: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ border: 1px solid {Colour.EDGE}; border-radius: 4px; height: 10px;
     background: {Colour.CARD}; text-align: center; }}
QProgressBar::chunk {{ background: {Colour.ACCENT}; border-radius: 3px; }}
"""


def _buttons(scale: Scale) -> str:
    inner = scale.control - 4
    return f"""
QPushButton {{ background: {Colour.CARD}; border: 2px solid {Colour.EDGE}; border-radius: 6px;
     padding: 0 16px; min-height: {inner}px; }}
QPushButton:hover {{ background: {Colour.ACCENT_SOFT}; border-color: {Colour.ACCENT}; }}
QPushButton:pressed {{ background: {Colour.SUNKEN}; }}
QPushButton:focus {{ border: 3px solid {Colour.ACCENT}; padding: 0 15px;
     background: {Colour.ACCENT_SOFT}; min-height: {inner - 2}px; outline: none; }}
QPushButton:disabled {{ color: {Colour.INK_SOFT}; background: {Colour.SUNKEN};
     border-color: {Colour.LINE}; }}
QPushButton[look="primary"] {{ background: {Colour.ACCENT}; border-color: {Colour.ACCENT};
     color: {Colour.ON_ACCENT}; font-weight: bold; }}
QPushButton[look="primary"]:hover {{ background: {Colour.ACCENT_DARK}; }}
QPushButton[look="primary"]:focus {{ background: {Colour.ACCENT_DARK};
     border: 3px solid {Colour.INK}; }}
QPushButton[look="primary"]:disabled {{ background: {Colour.SUNKEN};
     border-color: {Colour.EDGE}; color: {Colour.INK_SOFT}; }}
QPushButton[look="grand"] {{ background: {Colour.ACCENT}; border-color: {Colour.ACCENT};
     color: {Colour.ON_ACCENT}; font-weight: bold; font-size: {scale.lead}px;
     min-height: {scale.control + 16}px; padding: 0 32px; }}
QPushButton[look="grand"]:hover {{ background: {Colour.ACCENT_DARK}; }}
QPushButton[look="grand"]:focus {{ background: {Colour.ACCENT_DARK}; padding: 0 31px;
     border: 3px solid {Colour.INK}; min-height: {scale.control + 14}px; }}
QPushButton[look="quiet"] {{ background: transparent; border-color: transparent;
     color: {Colour.ACCENT}; padding: 0 8px; }}
QPushButton[look="quiet"]:hover {{ background: {Colour.ACCENT_SOFT}; }}
QPushButton[look="quiet"]:focus {{ border: 3px solid {Colour.ACCENT}; padding: 0 7px; }}
QPushButton[look="quiet"]:disabled {{ color: {Colour.INK_SOFT}; }}
QPushButton[look="choice"] {{ text-align: left; padding: 0 16px;
     min-height: {scale.control + 8}px; }}
QPushButton[look="choice"]:checked {{ background: {Colour.ACCENT_SOFT}; font-weight: bold;
     border: 3px solid {Colour.ACCENT}; padding: 0 15px; min-height: {scale.control + 6}px; }}
"""


def _inputs(scale: Scale) -> str:
    inner = scale.control - 4
    return f"""
QLineEdit, QTextEdit, QComboBox {{ background: {Colour.CARD}; border-radius: 4px;
     border: 1px solid {Colour.EDGE}; padding: 1px 9px;
     placeholder-text-color: {Colour.INK_SOFT};
     selection-background-color: {Colour.ACCENT};
     selection-color: {Colour.ON_ACCENT}; }}
QLineEdit, QComboBox {{ min-height: {inner}px; }}
QTextEdit {{ padding: 5px 5px; }}
QLineEdit:focus, QTextEdit:focus, QComboBox:focus {{ border: 3px solid {Colour.ACCENT};
     padding: 0 7px; min-height: {inner - 2}px; }}
QTextEdit:focus {{ padding: 3px 3px; min-height: 0; }}
QLineEdit:read-only, QTextEdit:read-only {{ background: {Colour.SUNKEN};
     border-color: {Colour.LINE}; }}
QLineEdit:disabled, QTextEdit:disabled, QComboBox:disabled {{ background: {Colour.SUNKEN};
     color: {Colour.INK_SOFT}; border-color: {Colour.LINE}; }}
QLineEdit[wrong="true"], QTextEdit[wrong="true"], QComboBox[wrong="true"] {{
     border: 2px solid {Colour.ALARM}; padding: 0 8px; min-height: {inner - 1}px;
     background: {Colour.ALARM_SOFT}; }}
QTextEdit[wrong="true"] {{ padding: 4px 4px; min-height: 0; }}
QLineEdit[wrong="true"]:focus, QTextEdit[wrong="true"]:focus, QComboBox[wrong="true"]:focus {{
     border: 3px solid {Colour.ALARM}; background: {Colour.CARD}; }}
QLineEdit[figures="true"], QTextEdit[figures="true"] {{ font-family: "{FIGURE_FAMILY}", "Noto Sans JP"; }}
QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QComboBox::drop-down {{ width: 32px; border: none; }}
QComboBox QAbstractItemView, QListView[surface="popup"] {{ background: {Colour.CARD};
     border: 2px solid {Colour.EDGE}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: {scale.control}px; padding: 0 8px; }}
"""


def _lists(scale: Scale) -> str:
    return f"""
QListView, QTableView, QTreeView {{ background: {Colour.CARD}; border: none; outline: none;
     selection-background-color: {Colour.ACCENT_SOFT}; selection-color: {Colour.INK};
     gridline-color: {Colour.LINE}; }}
QTableView::item, QListView::item {{ padding: 4px 8px; border-bottom: 1px solid {Colour.LINE}; }}
QTableView::item:selected, QListView::item:selected {{ background: {Colour.ACCENT_SOFT};
     color: {Colour.INK}; border-bottom: 2px solid {Colour.ACCENT}; }}
QTableView:focus, QListView:focus {{ border: 2px solid {Colour.ACCENT}; border-radius: 4px; }}
QHeaderView {{ background: {Colour.CARD}; }}
QHeaderView::section {{ background: {Colour.CARD}; border: none;
     border-bottom: 2px solid {Colour.INK}; padding: 6px 8px; font-size: {scale.caption}px;
     font-weight: bold; text-align: left; }}
"""


def _navigation(scale: Scale) -> str:
    return f"""
QWidget#rooms {{ background: {Colour.SUNKEN}; border-right: 1px solid {Colour.LINE}; }}
QPushButton[look="room"] {{ text-align: left; border: none; border-radius: 0;
     border-left: 6px solid transparent; background: transparent; padding: 0 12px 0 10px;
     min-height: {scale.control + 8}px; font-size: {scale.lead}px; }}
QPushButton[look="room"]:hover {{ background: {Colour.ACCENT_SOFT}; }}
QPushButton[look="room"]:checked {{ background: {Colour.CARD}; font-weight: bold;
     border-left: 6px solid {Colour.ACCENT}; }}
QPushButton[look="room"]:focus {{ border: 3px solid {Colour.ACCENT};
     border-left: 6px solid {Colour.ACCENT}; padding: 0 9px 0 10px;
     min-height: {scale.control + 2}px; }}
QPushButton[look="rail"] {{ text-align: left; border: none; border-radius: 0;
     border-left: 3px solid {Colour.LINE}; background: transparent; padding: 0 8px 0 12px;
     min-height: {scale.control - 4}px; color: {Colour.INK_SOFT}; font-size: {scale.caption}px; }}
QPushButton[look="rail"]:hover {{ background: {Colour.ACCENT_SOFT}; }}
QPushButton[look="rail"]:checked {{ border-left: 3px solid {Colour.ACCENT}; font-weight: bold;
     color: {Colour.INK}; }}
QPushButton[look="rail"]:focus {{ border: 3px solid {Colour.ACCENT}; padding: 0 5px 0 12px;
     min-height: {scale.control - 10}px; }}
QLineEdit#search {{ border-radius: {scale.control // 2}px; padding: 1px 18px; }}
QLineEdit#search:focus {{ padding: 0 16px; }}
"""
