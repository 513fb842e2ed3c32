"""一年の段のうち、事務所の仕事: 朝の一枚、名簿、町の資料、地域課題、報告、媒体、引継ぎ。"""

from __future__ import annotations

from jusou_desk.casework.counting.reporting import offered
from jusou_desk.casework.counting.town_papers import offered_papers
from jusou_desk.ui.screens.issues import OUTSIDE
from tests.play.desk_of_year import Year
from tests.ui.screens.walking import settle


def morning(year: Year) -> None:
    """朝の一枚。"""
    year.hand.push("朝の一枚を刷る")
    year.hand.push("ファイルに書き出す")


def case_list(year: Year) -> None:
    """ケース一覧。"""
    year.hand.push("ケース")
    year.hand.push("一覧を刷る")
    year.hand.push("ファイルに書き出す")


def town_papers(year: Year) -> None:
    """町の資料の全部。"""
    hand, desk = year.hand, year.session.desk
    hand.push("報告")
    for kind in offered_papers(desk.town, desk.programmes):
        hand.push(kind.title)
        settle(50)
        hand.push("このPCに保存する…")
        settle(50)


def add_host(year: Year) -> None:
    """受入先を名簿に足し、名簿を Excel に書き出す。"""
    hand = year.hand
    hand.push("機関と資源")
    settle(50)
    hand.push("受入先を足す")
    settle(20)
    hand.write("name", "浜の畑の会")
    hand.write("area", "港町")
    hand.write("contents", "畑の手入れと、採れた野菜の袋詰め")
    hand.choose("tags", "居場所", "ボランティア")
    hand.write("capacity", "3")
    hand.write("vacancy", "2")
    hand.write("expenses", "昼食代 300円")
    hand.write("conditions", "週二回、午前。送迎なし。")
    hand.choose("stance", "協力中")
    hand.push("名簿に残す")
    settle(50)
    hand.push("Excel に書き出す…")
    settle(100)


def blank_forms(year: Year) -> None:
    """停電に備える白紙の様式の一そろい(個人情報の取扱規程も)。"""
    hand = year.hand
    hand.push("設定")
    settle(50)
    hand.push("白紙の様式")
    settle(50)
    hand.push("全部を続けて開く")
    settle(200)
    hand.push("ファイルに書き出す")
    settle(100)


# --- 地域課題と実費 -------------------------------------------------------


def community(year: Year) -> None:
    """地域課題を書き、根拠を数え、検討を足して、役所の中と外へ配る二通りに刷る。"""
    hand = year.hand
    hand.push("機関と資源")
    settle(50)
    hand.push("地域課題")
    settle(50)
    hand.push("課題を足す")
    settle(20)
    hand.write("title", "往診をしてくれる医院が無い")
    hand.write("area", "港町")
    hand.write("field", "医療")
    hand.write("problem", "家から出られない人を診る医院が、町の中に無い。")
    hand.write("noticed_by", "つなぐシートの返信")
    hand.push("根拠を数える")
    settle(50)
    hand.write("measures", "隣の町の医院と、月一回の往診を相談する。")
    hand.write("next_step", "医師会に相談する")
    hand.write("review_on", "R9.3.1")
    hand.push("保存")
    settle(50)
    hand.write("place", "地域ケア推進会議")
    hand.write("who", "医師会、社会福祉協議会")
    hand.write("what", "往診の車を町が持てるかを話し合った。")
    hand.push("検討を足す")
    settle(50)
    year.look("地域課題の一枚")
    hand.push("印刷する…")
    settle(100)
    hand.push("このPCに保存する…")
    settle(50)
    hand.push(OUTSIDE)
    settle(50)
    year.out /= "外へ配る"
    year.out.mkdir()
    hand.push("このPCに保存する…")
    settle(50)


def budget(year: Year) -> None:
    """実費を町が持つ制度の予算を決める(小松市の移行促進費)。"""
    hand = year.hand
    hand.push("機関と資源")
    settle(50)
    hand.push(year.session.desk.town.support_money)
    settle(50)
    hand.write("budget", "20000")
    hand.push("予算を決める")
    settle(50)


def spending(year: Year) -> None:
    """受払簿を紙にする。"""
    hand = year.hand
    hand.push("機関と資源")
    settle(50)
    hand.push(year.session.desk.town.support_money)
    settle(50)
    year.look("受払簿の頁")
    hand.push("受払簿を印刷する…")
    settle(100)
    hand.push("このPCに保存する…")
    settle(50)


# --- 年度末 --------------------------------------------------------------


def reports(year: Year) -> None:
    """年度の報告の全部。"""
    for kind in offered(year.session.desk.town):
        year.hand.push("報告")
        settle(20)
        year.hand.push(kind.title)
        settle(100)
        year.hand.push("このPCに保存する…")
        settle(100)


def by_stick(year: Year) -> None:
    """報告を媒体に書いて渡し、送付書を出し、返却と消去を記して、台帳を書き出す。"""
    hand, place = year.hand, year.out
    hand.push("報告")
    settle(20)
    hand.push(offered(year.session.desk.town)[0].title)
    settle(100)
    hand.push("媒体で渡す…")
    settle(20)
    year.out = place / "媒体"
    year.out.mkdir()
    hand.push("媒体を選ぶ")
    settle(50)
    hand.write("medium_no", "USB-01")
    hand.write("name", "暗号化機能付きUSBメモリ")
    hand.push("この媒体を登録する")
    settle(50)
    hand.push("次へ")
    hand.write("purpose", "年次の実績報告")
    hand.write("receiver", "県の地域福祉の担当課")
    hand.push("次へ")
    hand.push("媒体に書き出す")
    settle(300)
    year.out = place
    year.look("書き出した後")
    hand.push("送付書を出す")
    settle(100)
    hand.push("設定")
    settle(50)
    hand.push("媒体")
    settle(50)
    hand.row("媒体持出簿", "USB-01")
    hand.push("送付書を書き出す")
    settle(50)
    hand.push("返却を記す")
    settle(50)
    hand.push("消去を記す")
    settle(50)
    hand.push("台帳を書き出す")
    settle(50)


def backup(year: Year) -> None:
    """バックアップ。"""
    hand = year.hand
    hand.push("設定")
    settle(50)
    hand.push("バックアップ")
    settle(50)
    hand.push("バックアップを作る")
    settle(200)


def take_over(year: Year) -> None:
    """異動の引継ぎ: 引継書を紙にしてから、担当を後を継ぐ人に替える。"""
    me, leaving, heir = year.staff[:3]
    hand = year.seat(leaving)
    hand.push("ケース")
    settle(50)
    hand.push("担当を引き継ぐ")
    settle(50)
    hand.push(heir)
    hand.push("引継書を刷る")
    settle(100)
    hand.push("ファイルに書き出す")
    settle(50)
    hand.push("担当を引き継ぐ")
    settle(50)
    hand.push(heir)
    hand.push("相談と仕事をみな替える")
    settle(100)
    year.look("替えた後")
    year.seat(me)
