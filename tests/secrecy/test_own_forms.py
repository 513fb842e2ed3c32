"""町の様式にどの言葉を書いても、漏れない。会議の紙を、みな町の様式に替えて調べる。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.town_forms.own_form_papers import Room, replaceable
from tests.casework.town_forms import form_of, use_form
from tests.secrecy import late_outputs, more_outputs
from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.planting import plant
from tests.secrecy.test_more_walls import RICH

pytestmark = pytest.mark.usefixtures("pace")


def test_町の様式にどの言葉を書いても_会議の紙に漏れも欠けも無い(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    planted = plant(RICH, tmp_path / "bare", tmp_path / "data")
    first = planted.desks[0]
    used = [p for p in replaceable(first) if p.room in (Room.MEETING, Room.SUPPORT)]
    assert len(used) > 10
    digests = {use_form(first, one, form_of(one.prove(first).vocabulary)).digest for one in used}
    watcher = Watcher(planted, tmp_path / "seen", thorough=True)
    for number in planted.present:
        for look in (
            Watcher.packets,
            Watcher.letters,
            more_outputs.requests,
            late_outputs.request_registers,
        ):
            look(watcher, number)
    leaks = readable(planted, watcher.leaks)
    planted.close()
    assert not watcher.leaks, leaks
    assert watcher.looked > 50
    assert digests
