"""まっさらなPCで動くかを、一通りの本物の仕事で確かめる。"""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Final

from jusou_desk import __version__
from jusou_desk.casework.case import consent, intake
from jusou_desk.casework.counting import reporting
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.printing import packets
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.records import Attendee
from jusou_desk.paths import resource
from jusou_desk.wareki import FiscalYear

_PARTS: Final = (
    "PySide6-Essentials",
    "sqlcipher3",
    "SQLAlchemy",
    "openpyxl",
    "reportlab",
    "keyring",
)
_STAFF, _PASSWORD = "試験 太郎", "self-check-only"


def self_check(say: Callable[[str], None]) -> int:
    """仮の事務所で、作成・受付・会議資料・報告・検査を行う。終了状態を返す。"""
    say(f"重層デスク {__version__}　Python {platform.python_version()}　{platform.system()}")
    for part in _PARTS:
        say(f"  {part} {metadata.version(part)}")
    fonts = sorted(path.name for path in resource("fonts").glob("*.ttf"))
    say(f"  書体 {'、'.join(fonts)}")
    with tempfile.TemporaryDirectory(prefix="jusou-check-") as place:
        _work(Path(place), say)
    say("このPCで使えます。")
    return 0


def _work(place: Path, say: Callable[[str], None]) -> None:
    office, _ = create_office(
        place / "office",
        town_id="standard",
        staff_name=_STAFF,
        password=_PASSWORD,
        device=NoSecrets(),
    )
    desk = sign_in(office, _STAFF, _PASSWORD)
    say("○ 暗号化した事務所を作り、サインインしました")
    today = desk.today()
    case = intake.receive(
        desk,
        {
            "received_on": today,
            "person_name": "髙橋　𠮷子",
            "content": "試しの相談",
            "consent": "未取得",
        },
    ).case
    consent.record_consent(
        desk,
        case.id,
        {
            "status": "書面",
            "no_end": True,
            "decided_on": today,
            "scope": ("氏名・住所など",),
            "agencies": "社会福祉協議会",
        },
    )
    say(f"○ 相談 {case.case_no} を受け付けました")
    body = next(b for b in desk.town.bodies if b.kinds[0] == "重層的支援会議")
    meeting = meetings.convene(desk, body.id, today)
    meetings.invite(desk, meeting.id, [Attendee(agency="福祉課", name=_STAFF)])
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    issued = packets.issue_packet(desk, meeting.id, place / "packet")
    say(f"○ 会議資料を{len(issued.copies)}部刷りました(PDF・Excel)")
    name = reporting.REPORTS[0].name
    reporting.hand_out_report(desk, name, FiscalYear.of(today), place / "report")
    say(f"○ 報告 {name} を出しました")
    for check in desk.verify():
        say(f"{'×' if check.problem else '○'} {check.what} {check.problem}".rstrip())
    desk.close()
