"""打つ手間の実演: 電話の第一報から、刷り上がった重層的支援会議の資料まで。

まだ誰も登録していない事務所(名簿も前回の会議も無い、いちばん打つ日)で通す。人も番号も架空。
数えた表は ``tests/play/README.md`` にあり、``test_economy.py`` がいまの窓と同じことを確かめる。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jusou_desk.ui.workspace import Workspace
from tests.play.by_hand import Paper, times
from tests.play.hand import Hand
from tests.ui.screens.walking import CTRL, Key, settle

SEATS: Final = (
    ("長門市地域包括支援センター", "保健師", "中原　礼子"),
    ("長門市社会福祉協議会", "相談支援員", "藤本　明"),
    ("民生委員・児童委員", "", "末永　重雄"),
)

SCOPES: Final = (
    "①氏名・住所・電話・家族関係など",
    "②健康・疾病・障害・介護",
    "④収入・資産・債務",
    "⑤福祉制度の利用",
    "⑥生活歴・これまでの経験・課題",
)


def play(window: Workspace) -> Hand:
    """Ctrl+N から資料を刷るまで。段ごとの数を持った手を返す。"""
    hand = Hand(window)
    receive(hand)
    consent(hand)
    assess(hand)
    plan(hand)
    convene(hand)
    seat(hand)
    issue(hand)
    return hand


def receive(hand: Hand) -> None:
    """第一報。母の介護に疲れた長女からの電話で、母のことを受ける。"""
    hand.begin("相談受付")
    hand.press(Key.Key_N, CTRL)
    settle(20)
    hand.choose("method", "電話")
    hand.choose("route", "家族・知人から(電話・メール)")
    hand.choose("urgency", "早急")
    hand.write("person_name", "髙橋　ヨシ子", reading="たかはし　よしこ")
    hand.choose("sex", "女")
    hand.write("birth_date", "S17.5.3")
    hand.write("address", "港町2丁目14番8号")
    hand.write("phone", "0837-00-1234")
    hand.write("visitor", "大谷　美紀", reading="おおたに　みき")
    hand.choose("visitor_relation", "子")
    hand.write("visitor_phone", "090-0000-5678")
    hand.choose("topics", "介護のこと", "収入・生活費のこと", "ひきこもり・不登校")
    hand.choose("main_topic", "介護のこと")
    hand.write(
        "content", "物忘れが進み火の不始末が二度。同居の弟は十年家から出ず食事の世話を怠る。"
    )
    hand.write("wish", "住み慣れた家で暮らしたい。")
    hand.choose("issues", "介護", "経済的困窮", "認知症")
    hand.choose("main_issue", "介護")
    hand.choose("consent", "未取得")
    hand.press(Key.Key_S, CTRL)
    settle(20)


def consent(hand: Hand) -> None:
    """家を訪ね、書面の同意をもらう。"""
    hand.begin("同意(書面)")
    hand.push("同意を確かめる")
    hand.choose("purposes", "関係機関との情報共有", "重層的支援会議での協議")
    hand.choose("scope", *SCOPES)
    hand.suggest("agencies", "出席", "重層的支援会議の出席機関")
    hand.mark("no_end")
    hand.mark("withdrawal_told")
    hand.choose("status", "書面")
    hand.choose("signer", "本人")
    hand.write("original_kept", "福祉係の棚3段目")
    hand.mark("copy_given")
    hand.press(Key.Key_S, CTRL)
    settle(20)


def assess(hand: Hand) -> None:
    """アセスメント。受付で聞いたことは入っているので、足りない所だけ。"""
    hand.begin("アセスメント")
    hand.push("アセスメントを書く")
    hand.choose("living_together", "有")
    hand.write("household_size", "2")
    hand.choose("marital", "死別")
    hand.write("key_person", "市内に嫁いだ長女")
    hand.choose("housing", "持家")
    hand.choose("health", "良くない(通院中)")
    hand.write("illness", "高血圧。かかりつけは月一回。")
    hand.choose("care_level", "申請中")
    hand.choose("insurance", "後期高齢者医療")
    hand.write("income", "68000")
    hand.choose("benefits", "老齢年金")
    hand.choose("arrears", "有")
    hand.write("arrears_detail", "国保税をおよそ8万円")
    hand.write("background", "年金だけで二人が暮らし、支払いと服薬の管理ができなくなっている。")
    hand.write("strengths", "畑仕事が得意。近所とのつきあいがある。")
    hand.choose("screening", "多機関協働につなぐ")
    hand.press(Key.Key_S, CTRL)
    settle(20)


def plan(hand: Hand) -> None:
    """プラン。支援内容は課題ごとに三行。"""
    hand.begin("プラン")
    hand.push("プランを作る")
    hand.write("goal", "火と薬の心配がなく、親子とも孤立しない。")
    hand.write("short_goal", "要介護認定を受け、週二回の見守りを始める。")
    rows = (
        ("包括", "通所の利用と服薬の管理", "R8.12.4"),
        ("社会", "家計の相談と減免の申請", "R8.12.10"),
        ("民生", "週に一度の声かけ", "R8.11.30"),
    )
    for number, (part, what, due) in enumerate(rows, start=1):
        agency = SEATS[number - 1]
        hand.suggest(f"{number}行目の担当機関", part, agency[0])
        hand.write(f"{number}行目の何をする", what)
        hand.write(f"{number}行目の担当者", agency[2])
        hand.write(f"{number}行目の期限", due)
    hand.suggest("lead_agency", "包括", SEATS[0][0])
    hand.write("period_to", "R9.5.31")
    hand.write("next_monitoring_on", "R9.1.15")
    hand.press(Key.Key_S, CTRL)
    settle(20)


def convene(hand: Hand) -> None:
    """会議を設け、議題に入れる。"""
    hand.begin("重層的支援会議を開く")
    hand.push("重層的支援会議にかける")
    hand.write("held_on", "R8.11.27")
    hand.press(Key.Key_S, CTRL)
    settle(20)
    hand.push("会議の準備をする")
    settle(20)
    hand.write("start", "1400")
    hand.write("end", "1530")
    hand.write("place", "庁舎2階会議室")
    hand.push("日時と場所を保存")


def seat(hand: Hand) -> None:
    """出席者。"""
    hand.begin("出席者")
    hand.push("担当の全員を入れる")
    for number, (_agency, post, _name) in enumerate(SEATS, start=2):
        if post:
            hand.write(f"{number}行目の職", post)
    hand.suggest("1行目の役割", "司", "司会")
    hand.push("出席者を保存")
    settle(20)


def issue(hand: Hand) -> None:
    """下見してから全部数を刷る。"""
    hand.begin("資料を刷る")
    hand.push("下見する")
    hand.push("全部数を印刷")
    settle(20)


def steps_table(hand: Hand) -> Iterator[str]:
    """段ごとの数の表(Markdown)。"""
    yield "| 段 | 打つ字 | Tab・Enter・近道の鍵 | 押す |"
    yield "|---|--:|--:|--:|"
    for one in hand.tallies:
        yield f"| {one.step} | {one.letters} | {one.strokes} | {one.clicks} |"
    sums = [sum(getattr(t, n) for t in hand.tallies) for n in ("letters", "strokes", "clicks")]
    yield "| **計** | " + " | ".join(f"**{one}**" for one in sums) + " |"


def papers_table(papers: Sequence[Paper]) -> Iterator[str]:
    """手で書く紙の表(Markdown)。"""
    yield "| 紙 | 打つ升 | 打つ字 | 付ける印 |"
    yield "|---|--:|--:|--:|"
    for one in papers:
        yield f"| {one.title} | {one.cells} | {one.letters} | {one.marks} |"
    sums = [sum(getattr(p, n) for p in papers) for n in ("cells", "letters", "marks")]
    yield "| **計** | " + " | ".join(f"**{one}**" for one in sums) + " |"


def facts_table(hand: Hand, papers: Sequence[Paper]) -> Iterator[str]:
    """窓で一度打った事実を、手では何升に書くか(Markdown)。二升より多いものだけ。"""
    yield "| 事実 | 窓で打つ | 手で書く升 |"
    yield "|---|--:|--:|"
    for one in hand.typed:
        again = times(papers, one.words)
        if again > 1 and len(one.words) > 1:
            yield f"| {one.shown} | 1 | {again} |"
