"""一年の段のうち、二人で確かめるもの: 通報・緊急の提供と、支援会議の記録の移替え。"""

from __future__ import annotations

from jusou_desk.ui.case.transfer_asking import AskingForm
from tests.play.at_a_case import save
from tests.play.desk_of_year import Year
from tests.play.hand import Hand
from tests.ui.screens.walking import CTRL, Key, settle

SISTER = "髙橋　ヨシ子"


def disclosure(year: Year) -> None:
    """高齢者虐待の通報を頼み、もう一人が承認し、紙にして、返事を残す。"""
    hand, me = year.hand, year.staff[0]
    hand.push("通報・緊急")
    settle(50)
    hand.choose("reason", "高齢者虐待の通報")
    hand.write("receiver", "地域包括支援センター")
    hand.choose("way", "電話")
    hand.write("content", "昨日の訪問で、両腕に新しいあざがあった。食事は二日とっていないとの話。")
    hand.press(Key.Key_S, CTRL)
    settle(50)
    hand = _open(year, year.staff[1])
    hand.push("通報・緊急")
    settle(50)
    hand.push_with("地域包括支援センター")
    settle(50)
    year.look("承認の前")
    hand.push("承認する")
    settle(50)
    hand.push("紙を確かめる・刷る")
    settle(100)
    hand.push("ファイルに書き出す")
    settle(50)
    hand.push("← 一件へ")
    hand.write("result", "当日に訪ね、母は親族の家へ移った。")
    hand.push("返事を残す")
    settle(50)
    year.seat(me)


def transfer(year: Year) -> None:
    """支援会議で聞いた話を秘匿の経過に書き、本人に聞き直したことだけを普段の記録へ移す。"""
    hand, me = year.hand, year.staff[0]
    hand.push("支援会議の記録を開く")
    settle(100)
    hand.push("経過を書く")
    settle(20)
    hand.write("content", "民生委員から、夜中に灯りが消えたままの日が続くと聞いた。")
    hand.write("source_agency", "民生委員・児童委員")
    save(hand)
    hand.push_with("通常の記録へ移す")
    settle(50)
    hand.push_with("経過")
    settle(50)
    hand.write("content", "電気を止められたことがあると、本人が話された。")
    hand.choose("ground", "本人から再取得")
    hand.write("evidence", "今日の訪問で、電気代の話になり本人から聞いた。")
    year.look("申し出の一枚")
    hand.press(Key.Key_S, CTRL)
    settle(100)
    left = [one for one in hand.window.findChildren(AskingForm) if one.isVisible()]
    assert not left, left[0].refusal.said()
    hand = _open(year, year.staff[1])
    hand.push("支援会議の記録を開く")
    settle(100)
    hand.push_with("承認待ち")
    settle(50)
    year.look("承認の前")
    hand.push("承認して移す")
    settle(100)
    hand.push("普段のページを開く")
    settle(100)
    year.look("移した後")
    year.seat(me)


def _open(year: Year, name: str) -> Hand:
    """``name`` に代わって、同じ相談を開く。"""
    hand = year.seat(name)
    hand.find("探す", SISTER)
    return hand
