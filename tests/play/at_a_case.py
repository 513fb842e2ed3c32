"""一年の段のうち、一件の頁でするもの。"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtPdf import QPdfDocument

from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from tests.play.desk_of_year import Year, keep_paper
from tests.play.hand import Hand
from tests.ui.screens.walking import CTRL, Key, settle

BROTHER = "大谷　健一"
FAMILY = (
    ("夫", "髙橋　勝", "男", "S12.1.8", "H30.11.2"),
    ("子", "大谷　美紀", "女", "S42.6.30", ""),
    ("子", BROTHER, "男", "S51.2.29", ""),
    ("孫", "大谷　蓮", "男", "H25.4.1", ""),
)


def save(hand: Hand) -> None:
    """脇の一枚を保存する。残っていれば、断りを言って落ちる。"""
    hand.press(Key.Key_S, CTRL)
    settle(50)
    left = [p for p in hand.window.findChildren(SheetPanel) if p.isVisible()]
    assert not left, [*(one.problem() for one in left), *(one.view.problems() for one in left)]


def to_support(year: Year) -> None:
    """同意の無い相談を、支援会議にかける。"""
    hand = year.hand
    hand.push("支援会議で検討する")
    settle(50)
    if any(one.text().startswith("新しく") for one in hand.buttons()):
        hand.push_with("新しく")
        hand.write("held_on", "R8.5.12")
    hand.press(Key.Key_S, CTRL)
    settle(50)


def plan(year: Year) -> None:
    """多機関協働のプラン。"""
    hand = year.hand
    hand.push("プランを作る")
    hand.write("goal", "火と薬の心配がなく、親子とも孤立しない。")
    agencies = [one.name for one in year.session.desk.town.agencies][:3]
    people = ("中原　礼子", "藤本　明", "末永　重雄")
    for number, (agency, person) in enumerate(zip(agencies, people, strict=False), start=1):
        hand.suggest(f"{number}行目の担当機関", agency, agency)
        hand.write(f"{number}行目の何をする", "通所の利用と服薬の管理")
        hand.write(f"{number}行目の担当者", person)
    hand.suggest("lead_agency", agencies[0], agencies[0])
    hand.write("period_to", "R8.11.30")
    hand.write("next_monitoring_on", "R8.9.15")
    save(hand)


# --- つなぐ --------------------------------------------------------------


def referral(year: Year) -> None:
    """つなぐシートを書いて、渡す紙にする。"""
    hand = year.hand
    hand.push("つなぐシート")
    hand.write("reason", "服薬の管理を相談したい。")
    year.look("つなぐシート")
    if not hand.field("from_agency").filled():  # 相談を受けた窓口が一つに決まらない町
        hand.write("from_agency", year.session.desk.town.windows[0].name)
    hand.suggest("to_agency", partner(year), partner(year))
    save(hand)
    one_sheet(year, "つなぐシート")


def partner(year: Year) -> str:
    """つなぐ相手。会議に出た機関のうち、相談を受けた窓口でないもの。"""
    town = year.session.desk.town
    return next(one.name for one in town.agencies[1:3] if one.name != town.windows[0].name)


def reply(year: Year) -> None:
    """戻った返信票の番号を「今日」で打ち、結果を入れる。番号は、渡した紙に刷ってあるもの。"""
    hand = year.hand
    (slip,) = sorted(year.folder.rglob("referral.pdf"))[:1]
    hand.push("返信を入れる")
    settle(20)
    hand.write("返信番号", code_on(slip))
    hand.push("シートを開く")
    settle(100)
    hand.choose("result", "受けられない")
    hand.choose("refusal", "地域にその支援がない")
    hand.write("outcome", "往診は市外の医院が月一回。空きを待つ。")
    hand.write("receiver", "窓口の受付")
    year.look("返信の一枚")
    save(hand)


def code_on(slip: Path) -> str:
    """紙に刷ってある返信番号。"""
    document = QPdfDocument()
    document.load(str(slip))
    words = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    document.close()
    found = re.search(r"(?<![\d-])\d{4}-\d{4}(?![\d-])", words)
    assert found, f"{slip.name} に返信番号が刷ってありません"
    return found.group()


# --- 家族、経過と守り -----------------------------------------------------------


def family(year: Year) -> None:
    """亡くなった夫、同居の弟息子、嫁いだ長女と、その子。家族図を刷る。"""
    hand = year.hand
    hand.push("家族と世帯")
    settle(100)
    hand.push("家族を足す")
    settle(50)
    for tie, name, sex, born, died in FAMILY:
        hand.choose("relationship", tie)
        hand.write("name", name)
        hand.choose("sex", sex)
        hand.write("born", born)
        if died:
            hand.write("died", died)
        if name == BROTHER:
            hand.mark("together")
        hand.push("足して、次の人へ")
        settle(100)
    year.look("家族を足した")
    hand.push("家族図を刷る")
    settle(200)
    keep_paper(year, "family")


def note(year: Year) -> None:
    """訪問の経過。"""
    year.hand.push("経過を書く")
    year.hand.choose("method", "訪問・同行支援")
    year.hand.write("content", "訪問。母は笑顔で、畑の話をした。")
    save(year.hand)


def protection(year: Year) -> None:
    """支援措置を設ける。"""
    hand = year.hand
    hand.push("支援措置・居場所")
    settle(50)
    hand.push("その他")
    hand.push("支援措置を設ける")
    settle(50)


def urgent(year: Year) -> None:
    """緊急連絡票。会議に出た機関へ、同意の中で知らせる。"""
    hand = year.hand
    hand.push("緊急連絡票")
    settle(50)
    hand.suggest("to_agency", partner(year), partner(year))
    hand.write("happened", "昨夜から返事が無い。")
    hand.write("request", "今日のうちに訪ねて、様子を見てほしい。")
    save(hand)
    one_sheet(year, "緊急連絡票")


# --- 評価 ----------------------------------------------------------------


def evaluation(year: Year) -> None:
    """再プランの評価。"""
    year.hand.push("評価・終結")
    year.hand.choose("result", "再プランして継続")
    save(year.hand)


def ending(year: Year) -> None:
    """終結。主担当機関は、候補から選ぶ。"""
    hand = year.hand
    lead = year.session.desk.town.agencies[0].name
    hand.push("評価・終結")
    hand.choose("attainment", "達成")
    hand.choose("result", "終結")
    hand.write("closed_on", "R9.2.15")
    hand.choose("closing_reason", "目標達成")
    hand.suggest("lead_agency", lead, lead)
    hand.choose("follow_up", "有")
    hand.write("follow_up_way", "三か月後に電話")
    save(hand)


def follow_up(year: Year) -> None:
    """終結した後の見届け。"""
    year.hand.push("経過を書く")
    year.hand.choose("method", "電話相談・連絡")
    year.hand.write("content", "電話。週二回の手伝いを続けている。")
    save(year.hand)


# --- 紙 ------------------------------------------------------------------


def every_sheet(year: Year) -> None:
    """「印刷する」にある紙を全部、ファイルに出す。断られた紙は、そのわけを書き留める。"""
    refused = []
    for panel, place in _choices(year):
        _file(year.hand, panel, place)
        if panel.problem():
            refused.append(f"{panel.choices[place].text()}: {panel.problem()}\n")
    (year.out / "断られた紙.txt").write_text("".join(refused), encoding="utf-8")


def changes(year: Year) -> None:
    """前と後の二つのプランを並べて刷る。"""
    hand = year.hand
    hand.push("変化を見る")
    settle(50)
    year.look("変化を見る")
    hand.push("この変化を刷る")
    settle(100)
    hand.push("ファイルに書き出す")
    settle(50)


def one_sheet(year: Year, title: str) -> None:
    """「印刷する」の、題に ``title`` とある紙をファイルに出す。"""
    for panel, place in _choices(year):
        if title in panel.choices[place].text():
            _file(year.hand, panel, place)
            assert not panel.problem(), panel.problem()
            return
    raise AssertionError(f"「印刷する」に「{title}」がありません")


def _choices(year: Year) -> list[tuple[PrintPanel, int]]:
    year.hand.push("印刷する")
    settle(50)
    panel = next(p for p in year.hand.window.findChildren(PrintPanel) if p.isVisible())
    return [(panel, place) for place in range(len(panel.choices))]


def _file(hand: Hand, panel: PrintPanel, place: int) -> None:
    hand.click(panel.choices[place])
    settle(100)
    if panel.problem():
        return
    hand.push("ファイルに書き出す")
    settle(50)
    hand.push("← 様式を選ぶ")
