"""かな漢字変換の途中の文字から読みを拾う。Qt を知らない。"""

from __future__ import annotations

import re

import jaconv

_KANA = re.compile(r"[ぁ-ゖァ-ヺー・ｦ-ﾟ\s\u3000]+")
_KATAKANA = re.compile(r"[ァ-ヺー・゛゜\s\u3000]*")
_UNFINISHED_ROMAJI = re.compile(r"(?P<n>[nｎ]?)[a-zａ-ｚ]{0,2}$", re.IGNORECASE)


def katakana(text: str) -> str:
    """ひらがなと半角カナを全角カタカナにする。ほかの字はそのまま。"""
    return str(jaconv.hira2kata(jaconv.h2z(text, kana=True, ascii=False, digit=False)))


def is_katakana(text: str) -> bool:
    """全角カタカナ・長音・中黒・空白だけか。"""
    return _KATAKANA.fullmatch(text) is not None


def spoken(preedit: str) -> str:
    """変換前のかなだけの部分。漢字に変わったあとなら空。打ちかけのローマ字は除く。"""
    match = _UNFINISHED_ROMAJI.search(preedit)
    kana = preedit[: match.start()] + ("ん" if match["n"] else "") if match else preedit
    return kana if kana and _KANA.fullmatch(kana) else ""


class Reading:
    """変換の出来事を順に聞き、確定のたびにその読みを返す。"""

    def __init__(self) -> None:
        self._kana = ""

    def hear(self, preedit: str, commit: str) -> str:
        """``preedit`` は変換中の文字、``commit`` は確定した文字。返すのは確定分の読み(カタカナ)。"""
        heard = ""
        if commit:
            heard = commit if _KANA.fullmatch(commit) else self._kana
            self._kana = ""
        if preedit:
            self._kana = spoken(preedit) or self._kana
        elif not commit:
            self._kana = ""
        return katakana(heard)
