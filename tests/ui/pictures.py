"""README と手引きの絵を撮り直す: ``python -m tests.ui.pictures``。

長門市の練習用の事務所を開き、本物の窓を 1366×768 で写す。日は決めてあるので、絵は毎回同じになる。
初めの絵は練習の筋書きのまま、手引きの部屋の絵は、そこに書き足してから写す。
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from openpyxl import load_workbook
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

import jusou_desk.ui  # noqa: F401 - Qt より先に読み込む
from jusou_desk.app import Session
from jusou_desk.casework.case import basket, cases, intake, progress, sheets
from jusou_desk.casework.community import issues
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.practising.practice import build_practice_office
from jusou_desk.casework.printing import packets
from jusou_desk.models.community_records import CommunityIssue
from jusou_desk.models.family_records import EcoTie, FamilyTie, TieKind
from jusou_desk.models.records import Case, PlanStatus
from jusou_desk.policy import Purpose
from jusou_desk.ui import jobs
from jusou_desk.ui.application import application
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.ui.theme import wear

SPECIMENS: Final = Path(__file__).resolve().parents[1] / "specimens"
PICTURES: Final = Path(__file__).resolve().parents[2] / "resources" / "manual"
TODAY: Final = date(2026, 11, 20)
TOWN: Final = "nagato"


def settle(app: QApplication) -> None:
    for _ in range(8):
        jobs.wait_idle()
        app.processEvents()


def press(session: Session, words: str) -> None:
    """見えている釦を、書かれた字で押す。"""
    buttons = session.shell.findChildren(QAbstractButton)
    next(b for b in buttons if b.text() == words and b.isVisible()).click()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    app = application()
    wear(app)  # この機械で選ばれている文字の大きさに従わない
    with tempfile.TemporaryDirectory() as place:
        office, name, password = build_practice_office(TOWN, Path(place) / "office", today=TODAY)
        session = Session(office, practice_password=password)
        session.practise_as(name)
        session.shell.resize(1366, 768)
        session.shell.show()
        take(app, session)
        take_rooms(app, session)
        take_own_forms(app, session, Path(place))
        session.close()


def take(app: QApplication, session: Session) -> None:
    desk = session.desk
    listed = meetings.meeting_list(desk)
    plan_meeting = next(m for m in listed if m.kind == "重層的支援会議" and m.held_on > TODAY)
    support = next(m for m in listed if m.sealed and m.held_on > TODAY)
    with_plan = planned_case(session)

    def shoot(name: str, place: Place, then: Callable[[], None] = lambda: None) -> None:
        session.shell.open(place)
        settle(app)
        then()
        settle(app)
        session.shell.grab().save(str(PICTURES / f"{name}.png"))

    shoot("today", Place("today"))
    shoot("intake", Place("intake"))
    shoot("cases", Place("cases"))
    shoot("case", Place("case", with_plan))
    shoot("plan", Place("case", with_plan), lambda: press(session, plan_button(session)))
    shoot("meeting", Place("meeting", plan_meeting.id))
    shoot("support-meeting", Place("meeting", support.id))
    shoot("report", Place("report", "nagato-jigyo-jokyo"))
    pages(packets.preview_packet(desk, plan_meeting.id, 2)[1], "packet", (0, 2))
    pages(packets.preview_packet(desk, support.id, 2)[1], "packet-sealed", (0,))


def take_rooms(app: QApplication, session: Session) -> None:
    """手引きの、今日・家族と世帯・書き直し・機関と資源の頁の絵。"""
    desk, window = session.desk, session.shell
    child, man, referred = (cases.find_case(desk, f"R8-{n:04d}") for n in (18, 7, 26))

    def shoot(name: str, place: Place, *words: str) -> None:
        window.open(place)
        settle(app)
        for one in words:
            press(session, one)
            settle(app)
        window.grab().save(str(PICTURES / f"{name}.png"))

    shoot("morning", Place("today"), "朝の一枚を刷る")
    shoot("replies", Place("today"), "返信を入れる")
    shoot("steps", Place("case", referred.id))
    shoot("hand-on", Place("cases"), "担当を引き継ぐ")
    shoot("agencies", Place("agencies"))
    write_family(desk, child)
    shoot("family", Place("family", child.id))
    shoot("family-add", Place("family", child.id), "家族を足す")
    shoot("ecomap", Place("family", child.id), "エコマップ", "関わりを書く")
    shoot("family-paper", Place("family", child.id), "ジェノグラム", "家族図を刷る")
    write_twice(desk, man)
    shoot("same-people", Place("case", man.id), "同じ人・統合を戻す", "並べて見る")
    shoot("changes", Place("case", man.id), "書き直しの記録")
    shoot("comparing", Place("case", man.id), "変化を見る")
    shoot("basket", Place("cases"), "ごみ箱")
    issue = write_issue(desk)
    shoot("issues", Place("issues", issue.id))


def write_family(desk: Desk, child: Case) -> None:
    """父母が別れ、母と弟と暮らす子。"""
    with desk.reading(Purpose.CASEWORK) as work:
        own = work.people.get(child.person_id)
        assert own is not None
        mother = next(
            one
            for one in work.people.where(household_no=own.household_no)
            if one.id != child.person_id
        )
    told = replace(relatives.relative_of(mother), relationship="母")
    relatives.change_relative(desk, child.id, mother.id, told)
    father, *_ = (
        relatives.add_relative(desk, child.id, one)
        for one in (
            Relative("葛󠄀城　架", "父", sex="男", birth="昭和58年頃"),
            Relative("", "弟", sex="男", birth="平成29年", together=True),
        )
    )
    parted = FamilyTie(
        person_id=father.id, other_id=mother.id, kind=TieKind.DIVORCED, until=date(2023, 10, 1)
    )
    ties.set_tie(desk, child.id, parted)
    for agency, strength, flow, note in (
        ("架空中学校", "強い", "本人へ", "担任が朝に電話"),
        ("子育て支援課 こども家庭班", "ふつう", "両方", "月1回訪問"),
        ("父の勤め先", "緊張", "なし", ""),
    ):
        tie = EcoTie(person_id="", agency=agency, strength=strength, flow=flow, note=note)
        ties.set_eco_tie(desk, child.id, tie)


def write_issue(desk: Desk) -> CommunityIssue:
    """受け手の無かった相談から見えた、足りないもの。"""
    blank = issues.new_issue(desk)
    return issues.write_issue(
        desk,
        replace(
            blank,
            title="夕方に子が一人で過ごす",
            area="俵山",
            field="子育て",
            problem="学童の閉まる夕方、家に一人になる子がいる。受け手の無いつなぎが続いた。",
            next_step="公民館の開く日を、自治会と数える",
            review_on=date(2027, 2, 1),
        ),
    )


def write_twice(desk: Desk, man: Case) -> None:
    """別の窓口で、もう一度受け付けられた人。二度目のアセスメントと、消した経過も。"""
    again = {
        "received_on": TODAY,
        "person_name": "渡邊　修",
        "person_kana": "ワタナベ　オサム",
        "birth_date": date(1956, 8, 26),
        "content": "配食の相談。",
        "consent": "口頭",
    }
    intake.receive(desk, again)
    for on, words, income in (
        (date(2026, 7, 10), "家に人を入れたくない。", 62_000),
        (date(2026, 11, 10), "片付いた部屋で寝たい。", 65_000),
    ):
        values = {"assessed_on": on, "complaint": words, "income": income}
        sheets.write_sheet(desk, man.id, "assessment", values)
    told = {"noted_on": TODAY, "content": "ほかの方の話を、取り違えて書いた。"}
    basket.discard(desk, progress.add_note(desk, man.id, told).id, Purpose.CASEWORK)


def take_own_forms(app: QApplication, session: Session, folder: Path) -> None:
    """手引き「町の様式を取り込む」の絵。役場の相談票を、直し、升を結び、使うまで。"""
    number = count(1)

    def shoot() -> None:
        settle(app)
        session.shell.grab().save(str(PICTURES / f"own-forms-{next(number)}.png"))

    session.shell.open(Place("settings", "様式の取り込み"))
    settle(app)
    part = session.shell.findChildren(OwnFormsPart)[-1]
    shoot()
    part.read(town_form(folder / "相談票.xlsx", name="{{本人氏名}}"))
    shoot()
    town_form(folder / "相談票.xlsx", name="{{氏名}}")
    press(session, "もう一度読み込む")
    settle(app)
    press(session, "升と項目を結ぶ")
    settle(app)
    for cell, tag in (("G5", "受付番号"), ("AC7", "生年月日"), ("C24", "課題:☑経済的困窮")):
        part.check.links.linked.emit("相談票", cell, tag)
        settle(app)
    part.check.links.choose_cell("相談票", "G10")
    part.check.links.filter.setText("住所")
    shoot()
    press(session, "点検の結果に戻る")
    settle(app)
    part.check.name.set_value("第3号様式　相談票")
    part.check.use_button.setFocus()
    shoot()
    press(session, "この様式を使う")
    shoot()


def town_form(path: Path, *, name: str) -> Path:
    """まだ何も書いていない役場の相談票。氏名の升にだけ ``name`` とある。"""
    book = load_workbook(SPECIMENS / "hougan-intake.xlsx")
    sheet = book["相談票"]
    for cell in ("Y4", "G5", "G7", "AC7", "G10", "G12", "K18", "K24", "AC36", "A44"):
        sheet[cell] = None
    for cell in ("G14", "G16", "C18", "C24"):
        sheet[cell] = str(sheet[cell].value).replace("☑", "☐")
    sheet["G8"] = name
    book.save(path)
    return path


def planned_case(session: Session) -> str:
    """プランが決まって支援中の、経過のある一件。"""
    lines = cases.case_list(session.desk)
    pages_of = (cases.case_page(session.desk, line.case.id) for line in lines)
    return next(
        p.case.id
        for p in pages_of
        if len(p.notes) > 1 and any(plan.status is PlanStatus.DRAFT for plan in p.plans)
    )


def plan_button(session: Session) -> str:
    words = {b.text() for b in session.shell.findChildren(QPushButton) if b.isVisible()}
    return next(w for w in words if "プラン" in w and w != "プランを作る")


def pages(data: bytes, name: str, wanted: tuple[int, ...]) -> None:
    """PDF の頁を絵にする。"""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    for page in wanted:
        size = document.pagePointSize(page)
        drawn = document.render(page, QSize(round(size.width()), round(size.height())))
        # 紙の地は透けているので、白い紙に載せる。
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        paper.save(str(PICTURES / f"{name}-{page + 1}.png"))
    document.close()


if __name__ == "__main__":
    main()
