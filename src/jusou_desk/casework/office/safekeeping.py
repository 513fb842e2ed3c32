"""備え: いまの復旧シートと最後のバックアップ、次に作る日。

バックアップは、作った時の復旧シートか、作った時の職員のパスワードでしか開けない。復旧シートを
作り直しても前のバックアップの鍵は替わらないので、作り直したら、すぐに一つ作ってもらう。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import word
from jusou_desk.models import bundle
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import wordings

_DAYS: Final = "backup_days"


@dataclass(frozen=True)
class Safekeeping:
    """いまの備え。

    sheet: いまの復旧シートの番号。sheet_made_on: その紙を書いた日(まだ書いていなければ None)。
    last: 最後のバックアップ(一度も作っていなければ None)。due_on: 次に作る日(練習の事務所では None。
    架空の記録を、守るようには言わない)。days: その間隔。
    """

    sheet: str
    sheet_made_on: date | None
    last: bundle.LastBackup | None
    due_on: date | None
    days: int

    @property
    def last_at(self) -> datetime | None:
        """最後に作った日時。"""
        return self.last.at if self.last else None

    @property
    def last_folder(self) -> str:
        """最後に作ったフォルダの名。媒体の根なら、その場所。控えていなければ空。"""
        place = self.last.place if self.last else ""
        return PurePath(place).name or place

    @property
    def needs_old_sheet(self) -> bool:
        """最後のバックアップが、作り直す前の復旧シートのものか。"""
        return self.last is not None and self.last.sheet != self.sheet

    def overdue(self, today: date) -> bool:
        """作る日が来たか。"""
        return self.due_on is not None and self.due_on <= today


def safekeeping(desk: Desk) -> Safekeeping:
    """いまの備え。誰でも見られる。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return read_safekeeping(desk, work)


def read_safekeeping(desk: Desk, work: Work) -> Safekeeping:
    """いまの備えを、開いている仕事から読む。"""
    sheet, last, days = bundle.sheet_in_force(work), bundle.last_backup(work), _interval(desk, work)
    due_on: date | None
    if desk.practising:
        due_on = None
    elif last is None:
        since = min((one.joined_on for one in work.staff.where()), default=desk.today())
        due_on = since + timedelta(days=days)
    elif last.sheet != sheet:
        due_on = desk.today()
    else:
        due_on = last.at.date() + timedelta(days=days)
    return Safekeeping(sheet, bundle.sheet_made_on(work, sheet), last, due_on, days)


def _interval(desk: Desk, work: Work) -> int:
    """バックアップの間隔(日)。数でない文に書き換えられていれば、初めの値。"""
    for words in (word(work, desk.town, _DAYS), wordings()[_DAYS].text):
        if words.strip().isdecimal() and int(words) > 0:
            return int(words)
    raise ValueError(_DAYS)
