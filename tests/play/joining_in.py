"""一年の段のうち、参加支援: プラン、受入先探し、定着、実費。"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton

from jusou_desk.ui.case.host_panel import MatchCard
from tests.play.at_a_case import one_sheet, save
from tests.play.desk_of_year import Year
from tests.ui.screens.walking import settle

HOST = "浜の畑の会"


def participation_plan(year: Year) -> None:
    """再プランを、参加支援のプランにする。"""
    hand = year.hand
    hand.push_with("プランを作る")
    settle(20)
    hand.choose("kind", "参加支援")
    hand.write("period_to", "R9.6.30")
    hand.choose("participation_step", "資源開拓・マッチング")
    hand.write("likes", "畑仕事が得意。人に野菜を分けるのが好き。")
    hand.write("gap", "要介護の認定前で、通所の対象にならない。")
    hand.write("resources", "浜の畑の会、地区の公民館")
    year.look("参加支援のプラン")
    save(hand)


def ask_hosts(year: Year) -> None:
    """受入先を探し、二か所に打診する。"""
    hand = year.hand
    hand.push_with("受入先を探す")
    settle(50)
    hand.push("居場所")
    settle(20)
    year.look("受入先の候補")
    hand.push(f"{HOST}に打診した")
    settle(50)
    hand.write("host", "港の朝市")
    hand.push("打診した")
    settle(50)


def settle_hosts(year: Year) -> None:
    """一か所は受け手が無く、一か所は成立する。"""
    hand = year.hand
    hand.push_with("受入先の返事を残す")
    settle(50)
    _turn(year, "港の朝市", "不成立…")
    hand.push("受け手不在")
    hand.write("reason", "人手が足りず、見守れない。")
    hand.push("不成立を残す")
    settle(50)
    hand.push_with("受入先の返事を残す")
    settle(50)
    _turn(year, HOST, "成立した…")
    hand.write("starts_on", "R9.1.12")
    hand.write("frequency", "週二回、午前")
    hand.write("activity", "畑の手入れと袋詰め")
    hand.write("costs", "昼食代300円は助成する")
    year.look("成立の一枚")
    hand.push("成立を残す")
    settle(50)


def _turn(year: Year, host: str, words: str) -> None:
    """その受入先の札の、``words`` の釦を押す。"""
    hand = year.hand
    cards = [one for one in hand.window.findChildren(MatchCard) if one.isVisible()]
    card = next(c for c in cards if any(host in words.text() for words in c.findChildren(QLabel)))
    hand.click(next(one for one in card.findChildren(QPushButton) if one.text() == words))
    settle(20)


def settled_in(year: Year) -> None:
    """定着の支援とフォローアップをプランに書き足し、参加支援のプランを刷る。"""
    hand = year.hand
    hand.push_with("プランの案を直す")
    settle(50)
    hand.choose("participation_step", "定着支援・フォローアップ")
    hand.write("settling", "一月ごとに、本人と畑の会の両方を訪ねる。")
    hand.write("after_care", "六月までは社協が月に一度電話する。")
    save(hand)
    one_sheet(year, "参加支援")


def expense(year: Year) -> None:
    """実費を書く。予算を超える額は、保存の前に知らせる。"""
    hand = year.hand
    for amount, what in (("4800", "作業着と長靴"), ("18000", "昼食代 六か月分")):
        hand.push("移行促進費を書く")
        settle(50)
        hand.write("amount", amount)
        hand.write("what", what)
        hand.write("receiver", HOST)
        hand.write("decided_by", "重層的支援会議")
        settle(20)
        year.look(f"実費 {amount}")
        hand.push("保存")
        settle(50)
