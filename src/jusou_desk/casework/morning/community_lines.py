"""次に動く日の近いか過ぎた地域課題。誰の相談のことでもないので、課題の名をそのまま出す。"""

from __future__ import annotations

from jusou_desk.casework.case.due import DueLine, weight_of, when_words
from jusou_desk.casework.community.issues import due_issues
from jusou_desk.casework.morning.outlook import Outlook

PLACE = "issues"
"""行から開く画面。"""


def issue_lines(look: Outlook) -> list[DueLine]:
    """終わっていない地域課題の、次に動く日。"""
    found = look.work.issues.until("review_on", look.horizon)
    return [
        DueLine(
            weight_of(one.review_on, look.today),
            one.review_on,
            f"地域課題「{one.title}」",
            f"{one.next_step or '見直す日'}。{when_words(one.review_on, look.today)}",
            PLACE,
            one.id,
        )
        for one in due_issues(found, look.horizon)
        if one.review_on is not None
    ]
