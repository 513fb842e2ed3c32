"""LibreOffice のほうが Excel と違うと、絵と規格を見て決めたこと。

書式から前もって分かるものは ``reason`` が言い、割合から除く。様式を替えて打ち消すものは
``copies`` にある。残りは、ここに書いて、数には入れたままにする。* は Excel で刷って確かめていない見込み。

=====================  ==========================================  ==================================
所                     LibreOffice                                 Excel(わたしたち)
=====================  ==========================================  ==================================
セルの中の行分け       禁則をせず、行の頭に「、」を置く             追い出す(「、」の前の字ごと次の行へ)
縮小して全体を表示     幅の比より、さらに一割ほど縮める            枠の幅いっぱいまで
縦書き+折り返し・均等  左へ寄せ、枠で切る                          横位置のとおり。標準は中央、右から折る *
均等割り付け+字下げ    字下げを捨てる                              左右の両方を空ける(18.8.1)
一字の均等割り付け     左に置く                                    中央に置く
縦の均等割り付け       上へ詰める                                  一行は中央、何行かは上下の端まで配る
BMP の外の字・異体字   この機械の書体に無く、広い豆腐で後ろがずれる  同梱の書体で描く
論理値・誤り           右(数と同じ)                              中央(ECMA-376 18.18.40 の general)
図形の中の和文と英数   間を空ける                                  空けない
図形の中の行送り       書体の高さだけ                              字の大きさの 1.2 倍(copies で揃える) *
ヘッダーのある縮小     余白も縮め、本文が上下へ広がる              余白は紙の上の長さ(copies で打ち消す)
テーマの無いブック     図形の配色を白にする                        既定のテーマの色 *
図形の角の位置         セルより広いずれを、隣のセルまで延ばす      セルの端で止める *
ヘッダーの画像         描かない                                    描く
&F・&Z                 ファイルの名を刷る                          刷るが、わたしたちは描けないと言う
VML だけのフォームの部品  描かない                                 描く
コメントの枠           どちらも描かない(印刷しない設定)          -
枠より広い数           ### にする                                  7 pt まで縮める。読めるほうを選んだ
                                                                   (ここだけは Excel も ###)
標準の小数             枠に入るだけの桁を書く                      点を含めて 11 字まで
[DBNum1] と桁の記号    読み下す(一千二百三十四)                    一桁ずつ書く(一二三四) *
[赤]・[色n]            読めず、標準で書く([Red] は読む)            色の名は日本語でも読む
ゼロを見せないシート   刷る                                        刷らない(copies で打ち消す)
字の無い頁             刷らない                                    刷る(範囲の中の白い頁は飛ばさない) *
行の高さの無い行       書体の行送り。折り返す文も一行分で、重なる  標準の高さ(収まらなければ文に合わせる)
=====================  ==========================================  ==================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from jusou_desk.reports.paging.cells import VERTICAL
from jusou_desk.reports.paging.pages import Placed

#: 除かずに数えた割合が九割に届かない様式と、絵を並べて見て決めた、そのわけ。ほかは届かなければならない。
BELOW_OVERALL: Final[Mapping[str, str]] = {
    "hougan-intake": (
        "住所の升(G10)は、相手が枠の右に一割余るまで縮める。相談内容(K18)は、相手が「、」を行の頭に置く。"
        "どちらも読める形はこちらで、そのほかの 356 字は 1 mm 以内。"
    ),
    "nagato-r2-r4": (
        "生年月日などの升は、日付より列が狭く、相手は(Excel も)### と刷る。"
        "こちらは 7 pt まで縮めて日付を刷る。読めない台帳を役に立つ台帳とは呼べないので、替えない。"
    ),
    "printer-test": (
        "試す字(𠮷・☑ など)が相手の書体に無く、豆腐とその幅で後ろがずれる。"
        "説明の一行(A18)は、右端の一字が枠にちょうど入るかどうかで分かれる。"
    ),
}
_SPREAD: Final = ("distributed", "justify")
_RARE: Final = re.compile("[\U00010000-\U0010ffff\ufe00-\ufe0f]")
_MIXED: Final = re.compile(r"[!-~][^\x00-\u02ff]|[^\x00-\u02ff][!-~]")


def reason(item: Placed) -> str:
    """LibreOffice の置き方が違うと分かっているセルなら、そのわけ。違わなければ空。"""
    cell, alignment = item.cell, item.cell.style.alignment
    if cell.numeric and item.setting.factor < 1 and not alignment.shrink:
        return "枠より広い数(相手は ###)"
    if _RARE.search(cell.text):
        return "BMPの外の字と異体字"
    if alignment.rotation == VERTICAL:
        spread = alignment.wrap or alignment.vertical in _SPREAD
        return "縦書きの折り返し・均等" if spread else ""
    if alignment.horizontal == "distributed" and (alignment.indent or len(cell.text) == 1):
        return "均等割り付けの字下げと一字"
    if alignment.vertical in _SPREAD:
        return "縦の均等割り付け"
    if cell.logical and alignment.horizontal == "general":
        return "論理値と誤り"
    return ""


def figure_reason(text: str) -> str:
    """図形の中の文についての、``reason``。"""
    return "図形の和文と英数字の間" if _MIXED.search(text) else ""
