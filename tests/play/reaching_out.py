"""一年の段のうち、二人目の相談: 同意の無いアウトリーチから、口頭の同意、撤回、中断まで。"""

from __future__ import annotations

from tests.play.at_a_case import BROTHER, every_sheet, one_sheet, partner, save
from tests.play.desk_of_year import Year
from tests.play.economy import SCOPES
from tests.ui.screens.walking import CTRL, Key, settle


def receive(year: Year) -> None:
    """訪ねた先で知った、十年家から出ない弟のこと。"""
    hand = year.hand
    hand.press(Key.Key_N, CTRL)
    settle(20)
    hand.choose("method", "訪問")
    hand.choose("route", "支援機関の訪問・声かけ")
    hand.write("person_name", BROTHER, reading="おおたに　けんいち")
    hand.choose("sex", "男")
    hand.write("birth_date", "S51.2.29")
    hand.write("address", "港町2丁目14番8号")
    hand.choose("topics", "ひきこもり・不登校")
    hand.write("content", "母と二人で暮らし、十年家から出ていない。声をかけると戸を閉める。")
    hand.choose("issues", "社会的孤立")
    hand.choose("consent", "未取得")
    hand.choose("no_consent_reason", "未接触")
    save(hand)


def outreach_plan(year: Year) -> None:
    """アウトリーチのプラン。入り口の分野から、町で担う機関が候補に出る。"""
    hand = year.hand
    hand.push("プランを作る")
    settle(20)
    hand.choose("kind", "アウトリーチ")
    hand.choose("approach_from", "生活困窮")
    year.look("アウトリーチのプラン")
    hand.choose("contact_stage", "家族と接触")
    hand.write("goal", "戸を開けて話せる人が一人できる。")
    hand.write("approach", "母の通院の日に声をかけ、手紙を置く。")
    hand.write("approach_pace", "月二回、二人で訪問")
    hand.write("visit_safety", "玄関先で話す。大きな声が出たら引き、係へ電話する。")
    hand.write("neighbours", "民生委員")
    hand.write("toward_consent", "急がない。半年後に手紙で尋ねる。")
    hand.write("period_to", "R8.11.30")
    save(hand)
    one_sheet(year, "アウトリーチ")


def oral_consent(year: Year) -> None:
    """玄関先での口頭の同意。"""
    hand = year.hand
    hand.push("同意を確かめる")
    settle(20)
    hand.choose("purposes", "関係機関との情報共有")
    hand.choose("scope", *SCOPES)
    hand.suggest("agencies", partner(year), partner(year))
    hand.mark("no_end")
    hand.mark("withdrawal_told")
    hand.choose("status", "口頭")
    hand.write("witness", year.staff[1])
    hand.write("oral_record", "玄関先で「母のことなら話してよい」と言われた。")
    save(hand)
    one_sheet(year, "口頭")


def share(year: Year) -> None:
    """同意のある機関へつなぐ。"""
    hand = year.hand
    hand.push("つなぐシート")
    settle(20)
    if not hand.field("from_agency").filled():
        hand.write("from_agency", year.session.desk.town.windows[0].name)
    hand.suggest("to_agency", partner(year), partner(year))
    hand.write("reason", "母の通院の日に、一緒に声をかけてほしい。")
    save(hand)
    one_sheet(year, "つなぐシート")


def withdraw(year: Year) -> None:
    """同意の撤回。渡した紙の一覧を刷り、回収を頼む仕事にする。"""
    hand = year.hand
    hand.push("同意を記録")
    settle(20)
    hand.choose("status", "撤回")
    hand.write("note", "手紙で申出。渡した紙は返してほしいとのこと。")
    save(hand)
    hand.push("出した紙")
    settle(50)
    hand.push("回収の状況")
    settle(50)
    year.look("紙の回収")
    hand.push("一覧を刷る")
    settle(100)
    hand.push("ファイルに書き出す")
    settle(50)
    hand.push("← 一覧へ")
    settle(20)
    hand.push("回収・廃棄を頼む仕事にする")
    settle(50)


def suspend(year: Year) -> None:
    """中断。"""
    hand = year.hand
    hand.push("評価・終結")
    settle(20)
    hand.choose("attainment", "未達成")
    hand.choose("result", "中断")
    hand.write("closed_on", "R8.12.1")
    hand.choose("closing_reason", "連絡不通(中断)")
    hand.choose("follow_up", "有")
    hand.write("follow_up_way", "半年後に手紙")
    save(hand)
    every_sheet(year)
