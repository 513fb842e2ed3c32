"""監査記録の鎖: サインインの失敗を移し、切れ目が無いかを確かめる。"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

OPENED: Final = "閲覧"
PREVIEWED: Final = "資料の下見"
FAILED_SIGN_IN: Final = "サインインの失敗"
BEFORE_SIGN_IN: Final = "(サインイン前)"
"""サインインできなかった人の代わりに、監査の「誰が」に書く語。"""


def note_failures(desk: Desk, office: Office) -> None:
    """前のサインインからの失敗を監査に移す。鍵が無い間は書けないので、次に開けた人が移す。"""
    attempts = office.vault.attempts
    waiting = attempts.untold()
    if not waiting:
        return
    with desk.writing(Purpose.CASEWORK) as work:
        known = {one.id for one in work.staff.where()}
        for who, failed in waiting.items():
            last = datetime.fromtimestamp(failed.last_at)  # noqa: DTZ006 - この一台の時計
            words = f"{failed.times}回 最後は {format_short(last.date())} {last:%H:%M}"
            subject, about = (who, "") if who in known else ("", "登録の無い氏名 ")
            work.audit.add(desk.now(), BEFORE_SIGN_IN, FAILED_SIGN_IN, subject, about + words)
    attempts.told()


def chain_problem(desk: Desk) -> str:
    """監査の鎖が切れていれば、その文。前に確かめた所から後だけを見るので速い。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return broken_words(work.audit.fresh_break())


def check_chain(desk: Desk) -> str:
    """机に着いたときの検査。合っていれば、そこまでを確かめたと控える。返すのは切れ目の文。"""
    with desk.writing(Purpose.CASEWORK) as work:
        broken = work.audit.fresh_break()
        if broken is None:
            work.audit.keep_checked()
    return broken_words(broken)


def broken_words(row: int | None) -> str:
    """切れ目の文。切れていなければ空。"""
    if row is None:
        return ""
    return f"監査記録が{row}行目から合いません。書き換えられたか、消された疑いがあります。"
