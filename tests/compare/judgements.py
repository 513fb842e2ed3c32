"""LibreOffice のほうが Excel と違うと、絵と規格を見て決めたこと。

書式から前もって分かるものは ``reason`` が言い、割合から除く。様式を替えて打ち消すものは
``copies`` にある。残りは、ここに書いて、数には入れたままにする。* は Excel で刷って確かめていない見込み。

=====================  ==========================================  ==================================
所                     LibreOffice                                 Excel(わたしたち)
=====================  ==========================================  ==================================
縦書き+折り返し・均等  左へ寄せ、枠で切る                          横位置のとおり。標準は中央、右から折る *
均等割り付け+字下げ    字下げを捨てる                              左右の両方を空ける(18.8.1)
縦の均等割り付け       上へ詰める                                  一行は中央、何行かは上下の端まで配る
論理値・誤り           右(数と同じ)                              中央(ECMA-376 18.18.40 の general)
図形の中の和文と英数   間を空ける                                  空けない
図形の中の行送り       書体の高さだけ                              字の大きさの 1.2 倍(DrawingML の 100 %) *
ヘッダーのある縮小     余白も縮め、本文が上下へ広がる              余白は紙の上の長さ(copies で打ち消す)
テーマの無いブック     図形の配色を白にする                        既定のテーマの色 *
図形の角の位置         セルより広いずれを、隣のセルまで延ばす      セルの端で止める *
ヘッダーの画像         描かない                                    描く
&F・&Z                 ファイルの名を刷る                          刷るが、わたしたちは描けないと言う
VML だけのフォームの部品  描かない                                 描く
コメントの枠           どちらも描かない(印刷しない設定)          -
枠より少し広い数       ### にする                                  7 pt まで縮める(Excel は ###)
行の高さの無い行       書体の行送り                                標準の高さ(収まらなければ行送り)
=====================  ==========================================  ==================================
"""

from __future__ import annotations

import re
from typing import Final

from jusou_desk.reports.drawing.book import Cell
from jusou_desk.reports.paging.cells import VERTICAL

_SPREAD: Final = ("distributed", "justify")
_MIXED: Final = re.compile(r"[!-~][^\x00-\u02ff]|[^\x00-\u02ff][!-~]")


def reason(cell: Cell) -> str:
    """LibreOffice の置き方が違うと分かっているセルなら、そのわけ。違わなければ空。"""
    alignment = cell.style.alignment
    if alignment.rotation == VERTICAL:
        spread = alignment.wrap or alignment.vertical in _SPREAD
        return "縦書きの折り返し・均等" if spread else ""
    if alignment.horizontal == "distributed" and alignment.indent:
        return "均等割り付けの字下げ"
    if alignment.vertical in _SPREAD:
        return "縦の均等割り付け"
    if cell.logical and alignment.horizontal == "general":
        return "論理値と誤り"
    return ""


def figure_reason(text: str, lines: int) -> str:
    """図形の中の文についての、``reason``。"""
    if _MIXED.search(text):
        return "図形の和文と英数字の間"
    return "図形の行送り" if lines > 1 else ""
