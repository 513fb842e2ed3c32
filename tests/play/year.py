"""推進員の一年を、練習用の事務所の窓で月ごとに通す。

``python -m tests.play.year 町 フォルダ``。出た紙は PDF のまま頁ごとに絵にし、節目の画面も絵にして、
段ごとの小さなフォルダに残す。段が通らなければ、わけを言って次の段へ進み、終わりに 1 を返す。
OS のフォルダを選ぶ窓だけは、選んだことにする(offscreen では出せない)。
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

import jusou_desk.ui  # noqa: F401 - Qt より先に読み込む
from jusou_desk.app import Session
from jusou_desk.casework.counting.reporting import offered
from jusou_desk.casework.counting.town_papers import offered_papers
from jusou_desk.casework.practising.practice import PracticeClock, build_practice_office
from jusou_desk.ui.application import application
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.theme import wear
from tests.play import economy
from tests.play.hand import Hand
from tests.play.paper_pictures import picture_pages
from tests.ui.screens.walking import CTRL, Key, settle

APRIL = date(2026, 4, 6)


@dataclass
class Year:
    """一年の机。``faults`` は通らなかった段と、そのわけ。"""

    session: Session
    clock: PracticeClock
    folder: Path
    out: Path = Path()
    faults: list[str] = field(default_factory=list)

    @property
    def hand(self) -> Hand:
        workspace = self.session.shell.workspace
        assert workspace is not None
        if self._hand is None or self._hand.window is not workspace:
            self._hand = Hand(workspace)
        return self._hand

    _hand: Hand | None = None

    def step(self, day: date, name: str, deed: Callable[[Hand], None]) -> None:
        """``day`` の一段。終わりの画面を写す。"""
        self.clock.set(day, 3)
        number = f"{day:%y%m%d}-{name}"
        self.out = self.folder / number
        self.out.mkdir(parents=True, exist_ok=True)
        self.hand.begin(name)
        self.session.shell.activateWindow()
        assert QTest.qWaitForWindowActive(self.session.shell)
        try:
            self.hand.push("今日")  # 一日は、いつもここから
            deed(self.hand)
        except (AssertionError, StopIteration, RuntimeError, AttributeError, ValueError) as why:
            self.faults.append(f"{number}: {type(why).__name__} {str(why)[:300]}")
        settle(20)
        self.session.shell.grab().save(str(self.out / "画面.png"))
        for pdf in sorted(self.out.rglob("*.pdf")):
            picture_pages(pdf, self.out)
        if not any(self.out.iterdir()):
            self.out.rmdir()


def play(town_id: str, folder: Path) -> list[str]:
    """一年を通す。通らなかった段を返す。"""
    app = application()
    wear(app)
    with tempfile.TemporaryDirectory() as place:
        office, name, password = build_practice_office(town_id, Path(place) / "office", today=APRIL)
        clock = office._clock
        assert isinstance(clock, PracticeClock)
        session = Session(office, practice_password=password)
        session.practise_as(name)
        session.shell.resize(1366, 768)
        session.shell.show()
        session.shell.activateWindow()
        settle(50)
        year = Year(session, clock, folder)
        choose_in(year)
        for day, what, deed in months(year):
            year.step(day, what, deed)
        session.close()
    return year.faults


def choose_in(year: Year) -> None:
    """OS のフォルダを選ぶ窓の代わりに、いまの段のフォルダを選ぶ。"""

    def folder(*_asked: object, **_more: object) -> str:
        return str(year.out)

    def book(_parent: object, _title: str, name: str = "", *_more: object) -> tuple[str, str]:
        return str(year.out / Path(name).name), ""

    QFileDialog.getExistingDirectory = folder  # type: ignore[method-assign]
    QFileDialog.getSaveFileName = book  # type: ignore[method-assign,assignment]


Deed = Callable[[Hand], None]


def months(year: Year) -> Iterator[tuple[date, str, Deed]]:
    """四月から三月まで。"""
    yield date(2026, 4, 6), "朝の一枚", morning
    yield date(2026, 4, 7), "ケース一覧", case_list
    yield date(2026, 4, 8), "町の資料", lambda hand: town_papers(year, hand)
    yield date(2026, 4, 20), "同意の無い相談", economy.receive
    yield date(2026, 4, 21), "支援会議にかける", lambda hand: again(hand, to_support)
    yield date(2026, 5, 11), "支援会議の資料", support_packet
    yield date(2026, 5, 25), "同意", lambda hand: again(hand, economy.consent)
    yield date(2026, 6, 1), "アセスメント", lambda hand: again(hand, economy.assess)
    yield date(2026, 6, 8), "プラン", lambda hand: again(hand, lambda h: plan(year, h))
    yield date(2026, 6, 15), "重層的支援会議を設ける", lambda hand: again(hand, to_plan_meeting)
    yield date(2026, 6, 25), "重層的支援会議の資料", plan_packet
    yield date(2026, 6, 26), "会議の結果", results
    yield date(2026, 7, 3), "つなぐシート", lambda hand: again(hand, referral)
    yield date(2026, 7, 6), "経過", lambda hand: again(hand, note)
    yield date(2026, 8, 3), "支援措置", lambda hand: again(hand, protection)
    yield date(2026, 9, 1), "緊急連絡票", lambda hand: again(hand, urgent)
    yield date(2026, 12, 14), "評価", lambda hand: again(hand, evaluation)
    yield date(2026, 12, 15), "一件の全部の紙", lambda hand: again(hand, every_sheet)
    yield date(2027, 2, 1), "地域課題", community
    yield date(2027, 2, 15), "終結", lambda hand: again(hand, ending)
    yield date(2027, 2, 16), "終結の紙", lambda hand: again(hand, every_sheet)
    yield date(2027, 3, 29), "年度の報告", lambda hand: reports(year, hand)
    yield date(2027, 3, 30), "バックアップ", backup
    yield date(2027, 4, 1), "新しい年度の今日", lambda hand: hand.push("今日")


# --- 四月 ------------------------------------------------------------------


def morning(hand: Hand) -> None:
    hand.push("今日")
    hand.push("朝の一枚を刷る")
    hand.push("ファイルに書き出す")


def case_list(hand: Hand) -> None:
    hand.push("ケース")
    hand.push("一覧を刷る")
    hand.push("ファイルに書き出す")


def town_papers(year: Year, hand: Hand) -> None:
    hand.push("報告")
    desk = year.session.desk
    for kind in offered_papers(desk.town, desk.programmes):
        hand.push(kind.title)
        settle(50)
        hand.push("このPCに保存する…")
        settle(50)


def to_support(hand: Hand) -> None:
    hand.push("支援会議で検討する")
    settle(50)
    if any(one.text().startswith("新しく") for one in hand.buttons()):
        hand.push(next(b.text() for b in hand.buttons() if b.text().startswith("新しく")))
        hand.write("held_on", "R8.5.12")
    hand.press(Key.Key_S, CTRL)
    settle(50)


# --- 会議 ------------------------------------------------------------------


def support_packet(hand: Hand) -> None:
    open_meeting(hand, "支援会議")
    seat_everybody(hand)
    files(hand, "開催通知")
    files(hand, "誓約書")
    packet(hand)


def to_plan_meeting(hand: Hand) -> None:
    hand.push("重層的支援会議にかける")
    settle(50)
    hand.push(next(b.text() for b in hand.buttons() if b.text().startswith("新しく")))
    hand.write("held_on", "R8.6.26")
    hand.press(Key.Key_S, CTRL)
    settle(50)
    hand.push("会議の準備をする")
    settle(50)
    hand.write("start", "1400")
    hand.write("place", "庁舎2階会議室")
    hand.push("日時と場所を保存")
    settle(50)
    seat_everybody(hand)


def plan_packet(hand: Hand) -> None:
    open_meeting(hand, "重層的支援会議")
    packet(hand)


def packet(hand: Hand) -> None:
    """管理表の前の「ファイルに出す」(資料)。"""
    card = next(c for c in hand.window.findChildren(PaperCard) if c.isVisible())
    hand.click(card.issue_button)
    settle(200)


def seat_everybody(hand: Hand) -> None:
    for words in ("名簿の全員を入れる", "担当の全員を入れる"):
        if any(b.text() == words for b in hand.buttons()):
            hand.push(words)
    hand.push("出席者を保存")
    settle(50)


def results(hand: Hand) -> None:
    open_meeting(hand, "重層的支援会議")
    hand.write("findings", "三機関で訪ね、火の元を確かめた。")
    hand.write("decision", "プランのとおり始める。")
    hand.push("結果を保存")
    settle(50)
    hand.push("プランを支援決定にする")
    settle(50)
    files(hand, "議事録")


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


# --- 一件 ------------------------------------------------------------------


def again(hand: Hand, deed: Deed) -> None:
    """受けた人の頁を、探す箱から開いてから。"""
    hand.find("探す", "髙橋　ヨシ子")
    deed(hand)


def plan(year: Year, hand: Hand) -> None:
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
    hand.press(Key.Key_S, CTRL)
    settle(50)


def save(hand: Hand) -> None:
    """脇の一枚を保存する。残っていれば、断りを言って落ちる。"""
    hand.press(Key.Key_S, CTRL)
    settle(50)
    left = [p for p in hand.window.findChildren(SheetPanel) if p.isVisible()]
    assert not left, [*(one.problem() for one in left), *(one.view.problems() for one in left)]


def referral(hand: Hand) -> None:
    hand.push("つなぐシート")
    hand.write("reason", "服薬の管理を相談したい。")
    if not hand.field("from_agency").filled():  # 総合の窓口が一つでない町では、受付に無ければ空
        hand.write("from_agency", "福祉総合窓口")
    hand.write("to_agency", "架空クリニック")
    save(hand)


def note(hand: Hand) -> None:
    hand.push("経過を書く")
    hand.write("content", "訪問。母は笑顔で、畑の話をした。")
    save(hand)


def protection(hand: Hand) -> None:
    hand.push("支援措置・居場所")
    settle(50)
    hand.push("配偶者からの暴力")
    hand.push("支援措置を設ける")
    settle(50)


def urgent(hand: Hand) -> None:
    hand.push("緊急連絡票")
    settle(50)
    hand.write("to_agency", "架空クリニック")
    hand.write("happened", "昨夜から返事が無い。")
    hand.write("request", "往診で様子を見てほしい。")
    save(hand)


def evaluation(hand: Hand) -> None:
    hand.push("評価・終結")
    hand.choose("result", "再プランして継続")
    save(hand)


def ending(hand: Hand) -> None:
    hand.push("評価・終結")
    hand.choose("result", "終結")
    hand.write("closed_on", "R9.2.15")
    hand.choose("closing_reason", "目標達成")
    hand.write("lead_agency", "社会福祉協議会")
    save(hand)


def every_sheet(hand: Hand) -> None:
    """「印刷する」にある紙を全部、ファイルに出す。"""
    hand.push("印刷する")
    settle(50)
    panel = next(p for p in hand.window.findChildren(PrintPanel) if p.isVisible())
    for choice in panel.choices:
        hand.click(choice)
        settle(100)
        if panel.problem():
            continue
        hand.push("ファイルに書き出す")
        settle(50)
        hand.push("← 様式を選ぶ")


# --- 年度末 ----------------------------------------------------------------


def community(hand: Hand) -> None:
    hand.push("機関と資源")
    settle(50)
    hand.push("地域課題")
    settle(50)


def reports(year: Year, hand: Hand) -> None:
    for kind in offered(year.session.desk.town):
        hand.push("報告")
        settle(20)
        hand.push(kind.title)
        settle(100)
        hand.push("このPCに保存する…")
        settle(100)


def backup(hand: Hand) -> None:
    hand.push("設定")
    settle(50)
    hand.push("バックアップ")
    settle(50)
    hand.push("バックアップを作る")
    settle(200)


def main() -> int:
    town_id, folder = sys.argv[1], Path(sys.argv[2])
    faults = play(town_id, folder)
    for one in faults:
        print(one)
    print(f"{town_id}: 通らなかった段 {len(faults)}")
    QApplication.processEvents()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
