"""差込みと描画が、人に知らせること。言い方はここだけが知る。

作る側は種類と場所を渡し、読む側(点検など)は種類と場所で分ける。文を読み直すことはない。
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """知らせることの種類。値は(場所とのつなぎ, 場所を除いた文)。"""

    OVERFLOW = "の", "文が枠に収まりません。"
    CONTINUED = "の", "文が枠に収まりません。{}を{}に書きました。"
    HASHED = (
        "の",
        (
            "数が升より広く、PDFには出ますが、Excelでは「###」と出ます。"
            "Excelで渡すなら、列の幅を広げてください。"
        ),
    )
    FIGURE_OVERFLOW = "の", "文が、図形に収まりません。"
    CUT = "の", "文が長すぎるので、{}字で切りました。"
    HEADER_CUT = "が", "長すぎるので、{}字で切りました。"
    UNCALCULATED = "の", "数式は計算できず、PDFでは空欄になります。"
    FAULT = "の", "数式は誤りになり、「{}」と印刷します。"
    NO_GLYPH = (
        "に、",
        (
            "書体に無い文字({})があり、〓で印刷します。"
            "紙に手で書き足すか、設定の「プリンター」で、このPCの書体で描いてください。"
        ),
    )
    NO_VARIANT = "の、", "異体字を指定した字({})は、指定の形で印刷できません。"
    RIGHT_TO_LEFT = (
        "の",
        "右から左へ書く文字(アラビア文字など)は、左から一字ずつ印刷され、逆さに読めます。",
    )
    UNDRAWN = "の", "{}は、PDFには描かれません。"
    DRAWN_OTHERWISE = "の", "{}は、PDFでは{}。"
    TALL_ROW = "が", "一頁より高く、下が切れます。"
    TOO_WIDE = "は", "印刷する範囲が広すぎるため、PDFにしません。"
    TOO_MANY_PAGES = "は", "{}頁になり、多すぎるため、PDFにしません。"
    UNPRINTED = "の", "「{}」の{}件は、隠れた行か印刷範囲の外にあり、紙に出ません。"
    GUESSED_WIDTH = (
        "",
        (
            "標準フォント「{}」の列の幅は見込みです。"
            "頁の区切りがExcelと違うときは、設定の「プリンター」で大きさを合わせてください。"
        ),
    )
    LOST_FACE = (
        "",
        (
            "このPCの書体「{}」が読めないので、付属の書体で描きます。"
            "設定の「プリンター」で、書体を探し直してください。"
        ),
    )
    PICTURE_SMALL = "の", "図「{}」の字が{}ポイントまで小さくなります。図の升を大きくしてください。"
    PICTURE_LEFT_OUT = (
        "の",
        "図「{}」の字が{}ポイントまで小さくなるので、載せませんでした。家族図の紙を添えてください。",
    )
    PICTURE_APART = "の", "「{}」は図なので、升に一つだけ書いてください。"
    STRAY_TAG = "に", "あるタグ「{}」には差し込めません。セルか図形に書いてください。"
    ODD_FORMAT = (
        "の",
        "「{}」は、升の表示形式(日付・時刻)と種類が違うので、書式に従わず文字で書きます。",
    )
    HALF_TAG = "の", "タグの括弧が片方しかありません。「{{{{」と「}}}}」で囲んでください。"
    SINGLE_BRACE = (
        "の",
        "「{{{0}}}」は括弧が一重なので、差し込みませんでした。「{{{{{0}}}}}」と書いてください。",
    )
    NO_BOX = (
        "の",
        "「{}」には、答え「{}」の□がないため、紙に出ません。手で書き足してください。",
    )
    UNKNOWN_MODIFIER = "の", "書き方「{}」が分かりません。"
    UNKNOWN_TAG = "の", "タグ「{}」が分かりません。{}"


@dataclass(frozen=True, slots=True)
class Where:
    """知らせることの場所。

    sheet: シート名(ブック全体のことなら空)。cell: 升か範囲の番地。spot: 升でない所や、升の上のもの
    (「ヘッダー」「図形」「5行目」など)。``cell`` も ``spot`` も空なら、シート全体のこと。
    """

    sheet: str = ""
    cell: str = ""
    spot: str = ""

    def __str__(self) -> str:
        if not self.sheet:
            return self.spot
        sheet = f"{self.sheet}!{self.cell} " if self.cell else f"シート「{self.sheet}」"
        return sheet + (f"の{self.spot}" if self.spot else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """知らせること一つ。words: 文に入れる語(選ぶ語のほかは、人の名など、差し込んだ値は入れない)。"""

    trouble: Trouble
    where: Where = Where()
    words: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """場所を添えた一文。"""
        joint, words = self.trouble.value
        return f"{self.where}{joint}{words.format(*self.words)}"

    @property
    def matter(self) -> str:
        """場所を別に示すときの一文。升の上のもの(図形など)だけは、文の中で言う。"""
        joint, words = self.trouble.value
        head = self.where.spot + joint if self.where.cell and self.where.spot else ""
        return head + words.format(*self.words)
