"""一年の段のうち、会議の頁でするもの。"""

from __future__ import annotations

from jusou_desk.ui.meeting.papers import PaperCard
from tests.play.desk_of_year import Year, keep_paper
from tests.play.hand import Hand
from tests.ui.screens.walking import CTRL, Key, settle


def support_packet(year: Year) -> None:
    """支援会議の開催通知・誓約書・資料。"""
    hand = year.hand
    open_meeting(hand, "支援会議")
    place_and_topic(hand, "火の元と、弟への声のかけ方。")
    seat_everybody(hand)
    files(hand, "開催通知")
    files(hand, "誓約書")
    packet(hand)


def copies_back(year: Year) -> None:
    """配り、一部を渡さず、一部は持ち帰り、残りを戻して裁断し、管理表を紙にする。"""
    hand = year.hand
    open_meeting(hand, "支援会議")
    hand.push_with("控番3を渡していない")
    settle(50)
    hand.push_with("部とも配ったことにする")
    settle(50)
    hand.push_with("控番2を持ち帰り")
    settle(50)
    hand.push_with("部とも戻った")
    settle(50)
    hand.write("裁断の立会者", year.staff[1])
    hand.push_with("部を裁断した")
    settle(50)
    year.look("管理表の画面")
    hand.push("管理表を紙で見る")
    settle(100)
    keep_paper(year, "copies-after")


def to_plan_meeting(year: Year) -> None:
    """プランを重層的支援会議にかけ、日時と席を決める。"""
    hand = year.hand
    hand.push("重層的支援会議にかける")
    settle(50)
    hand.push_with("新しく")
    hand.write("held_on", "R8.6.26")
    hand.press(Key.Key_S, CTRL)
    settle(50)
    hand.push("会議の準備をする")
    settle(50)
    place_and_topic(hand, "三機関の役割と、訪ねる日。")
    seat_everybody(hand)


def place_and_topic(hand: Hand, topic: str) -> None:
    """時刻と場所と、検討すること。"""
    hand.write("start", "1400")
    hand.write("place", "庁舎2階会議室")
    hand.push("日時と場所を保存")
    settle(50)
    hand.push_with("議題1を直す")
    hand.write_here(topic)
    hand.push("議題を保存")
    settle(50)


def plan_packet(year: Year) -> None:
    """重層的支援会議の資料。"""
    open_meeting(year.hand, "重層的支援会議")
    packet(year.hand)


def results(year: Year) -> None:
    """会議の結果、支援決定、議事録。"""
    hand = year.hand
    open_meeting(hand, "重層的支援会議")
    hand.write("findings", "三機関で訪ね、火の元を確かめた。")
    hand.write("decision", "プランのとおり始める。")
    hand.push("結果を保存")
    settle(50)
    hand.push("プランを支援決定にする")
    settle(50)
    files(hand, "議事録")


def packet(hand: Hand) -> None:
    """管理表の前の「ファイルに出す」(資料)。"""
    card = next(c for c in hand.window.findChildren(PaperCard) if c.isVisible())
    hand.click(card.issue_button)
    settle(200)


def seat_everybody(hand: Hand) -> None:
    """名簿と担当の人を、みな席に着ける。"""
    for words in ("名簿の全員を入れる", "担当の全員を入れる"):
        if any(b.text() == words for b in hand.buttons()):
            hand.push(words)
    if not hand.field("chair").filled():  # 会議の長が町で決まっていれば、その職が入っている
        hand.suggest("1行目の役割", "司", "司会")
    hand.push("出席者を保存")
    settle(50)


def files(hand: Hand, paper: str) -> None:
    """会議の紙のうち、名に ``paper`` とあるものを全部、ファイルに出す。"""
    end = "をファイルに出す"
    names = [b.accessibleName() for b in hand.buttons() if b.accessibleName().endswith(end)]
    for name in names:
        if paper in name:
            hand.push(name)
            settle(100)


def open_meeting(hand: Hand, kind: str) -> None:
    """一覧の一番上の、その名の会議。"""
    hand.push("会議")
    settle(50)
    found = [b for b in hand.buttons() if b.accessibleName().endswith("を開く")]
    hand.click(next(b for b in found if f"-{kind[:2]}-" in b.accessibleName()))
    settle(50)
