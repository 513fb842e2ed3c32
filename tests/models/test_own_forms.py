"""町の様式の棚: 足すことと読むことだけができ、生の SQL でも中身を書き換えられない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.errors import Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.own_forms import CellLink, OwnForm, form_digest
from jusou_desk.models.store import Store
from jusou_desk.policy import Purpose
from tests.models.office import ADMIN, PASSWORD, permit

LINKS = (CellLink("票", "A1", "氏名", "氏名", clears=True),)
FORM = OwnForm(
    used_for="intake",
    title="みなと町相談票",
    fiscal_year=2026,
    file_name="相談票.xlsx",
    digest=form_digest(b"PK", LINKS),
    brought_by=ADMIN,
    brought_at=datetime(2026, 4, 1, 9),
    used_from=date(2026, 4, 1),
    links=LINKS,
)


def put(store: Store, form: OwnForm = FORM, data: bytes = b"PK") -> None:
    with store.writing(permit(store, Purpose.ADMINISTRATION)) as work:
        work.own_forms.add(form, data)


def test_置いた様式はそのまま読める(store: Store) -> None:
    put(store)
    with store.reading(permit(store)) as work:
        assert work.own_forms.all() == (FORM,)
        assert work.own_forms.get(FORM.id) == FORM
        assert work.own_forms.data(FORM) == b"PK"
        assert work.own_forms.get("nowhere") is None


def test_使う版は日で決まる(store: Store) -> None:
    later = replace(FORM, id="b" * 16, used_from=date(2027, 4, 1), title="来年")
    put(store)
    put(store, later)
    with store.writing(permit(store, Purpose.ADMINISTRATION)) as work:
        work.own_forms.end(FORM, date(2027, 4, 1))
    with store.reading(permit(store)) as work:
        found = [
            work.own_forms.in_use("intake", day)
            for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1))
        ]
        assert [one.title if one else "" for one in found] == [
            "",
            "みなと町相談票",
            "みなと町相談票",
            "来年",
        ]
        assert work.own_forms.in_use("plan", date(2026, 4, 1)) is None


def test_終わりの日は早められるだけで遅らせられない(store: Store) -> None:
    put(store)
    with store.writing(permit(store, Purpose.ADMINISTRATION)) as work:
        ended = work.own_forms.end(FORM, date(2026, 5, 1))
    assert ended.used_until == date(2026, 5, 1)
    with store.writing(permit(store, Purpose.ADMINISTRATION)) as work:
        assert work.own_forms.end(FORM, date(2026, 4, 20)).used_until == date(2026, 4, 20)
    with (
        pytest.raises(Refused, match="書き換えられません"),
        store.writing(permit(store, Purpose.ADMINISTRATION)) as work,
    ):
        work.own_forms.end(FORM, date(2026, 6, 1))


@pytest.mark.parametrize("purpose", [Purpose.CASEWORK, Purpose.SUPPORT_MEETING])
def test_管理の仕事でしか置けない(store: Store, purpose: Purpose) -> None:
    with pytest.raises(Refused, match="管理の仕事"), store.writing(permit(store, purpose)) as work:
        work.own_forms.add(FORM, b"PK")


def test_生のSQLでも_中身は書き換えも削除もできない(store: Store, folder: Path) -> None:
    put(store)
    store.close()
    vault = Office(folder, NoSecrets()).vault
    connection = vault.connect(vault.unlock(ADMIN, PASSWORD).data_key)
    for statement in ("UPDATE office_form_file SET data = x'00'", "DELETE FROM office_form_file"):
        with pytest.raises(sqlcipher.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()
