"""職員の鍵(X25519 の一組)を、本人の新しいパスワードと一緒に替える。

鍵の束(keys.json)は暗号の外にあり、取っておいた前の束も本物である。パスワードを変えるたびに鍵の組ごと
替え、会議体の鍵を新しい公開鍵へ封じ直し、次の世代へ進める。前の束と前のパスワードを持つ人(仮の
パスワードを付けた管理者など)は、その人としてサインインできず、これからの支援会議の記録も開けない。

束と台帳は別のファイルなので、前の秘密鍵を新しい公開鍵へ封じた「引継ぎ」を先に台帳へ置き、束を替え、
台帳を改めて引継ぎを消す。束だけが替わったところで止まっても、次のサインインで続きをする。
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from jusou_desk.errors import Refused
from jusou_desk.models import keys, lanes, tables
from jusou_desk.models.keeping import HANDING_OVER, TEMPORARY
from jusou_desk.models.office_records import Staff

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

_settings: Final = tables.office_setting
_staff: Final = tables.staff


def mark_temporary(connection: Connection, staff_id: str) -> None:
    """``staff_id`` のパスワードは、ほかの人が付けた仮のもの。"""
    _keep(connection, TEMPORARY + staff_id, "1")


def is_temporary(work: Work, staff_id: str) -> bool:
    """``staff_id`` が、まだ自分のパスワードを付けていないか。"""
    return work.settings.get(TEMPORARY + staff_id) != ""


def next_public(work: Work, staff_id: str) -> bytes:
    """変更の途中の人の、次の公開鍵。途中でなければ空。"""
    return bytes.fromhex(work.settings.get(HANDING_OVER + staff_id))[: keys.KEY_BYTES]


def accepted(work: Work) -> dict[str, frozenset[bytes]]:
    """鍵の束にあってよい公開鍵(いまいる職員の id ごと)。変更の途中の人は、いまのと次のと。"""
    return {
        one.id: frozenset({one.public_key, next_public(work, one.id)} - {b""})
        for one in work.staff.where(left_on=None)
    }


def hand_over(connection: Connection, staff: Staff, private: bytes, public: bytes) -> None:
    """いまの秘密鍵 ``private`` を、次の公開鍵 ``public`` の持ち主だけが開けるように置く。

    ``staff`` の秘密鍵でなければ ``Refused``(引継ぎを、開けないもので上書きしない)。
    """
    if keys.public_of(private) != staff.public_key:
        raise _apart()
    sealed = public + keys.seal_to(public, private, _context(staff.id))
    _keep(connection, HANDING_OVER + staff.id, sealed.hex())


def take_over(
    connection: Connection, staff: Staff, private: bytes, publics: Mapping[str, bytes]
) -> bool:
    """新しい秘密鍵 ``private`` を ``staff`` の鍵にし、会議体の鍵を封じ直して次の世代へ進める。

    publics: 会議体の鍵を配る相手(職員 id と復旧コード)の公開鍵。改めたか(既に改めてあれば偽)を返す。
    引継ぎが無ければ、前の束なので ``Refused``。
    """
    public = keys.public_of(private)
    if public == staff.public_key:
        return False
    former = _former(connection, staff, private)
    for key in lanes.unwrap_all(connection, staff.id, former):
        lanes.grant(connection, key, staff.id, public)
    settle(connection, staff.id, public, publics)
    return True


def settle(
    connection: Connection, staff_id: str, public: bytes, publics: Mapping[str, bytes]
) -> None:
    """``staff_id`` の公開鍵を ``public`` に改め、従事する会議体の鍵を次の世代へ進める。"""
    connection.execute(_staff.update().where(_staff.c.id == staff_id).values(public_key=public))
    for body_id in lanes.bodies_of(connection, staff_id):
        lanes.renew(connection, body_id, {**publics, staff_id: public})
    spent = (HANDING_OVER + staff_id, TEMPORARY + staff_id)
    connection.execute(_settings.delete().where(_settings.c.name.in_(spent)))


def _former(connection: Connection, staff: Staff, private: bytes) -> bytes:
    """引継ぎに封じてある、前の秘密鍵。"""
    sealed = bytes.fromhex(_kept(connection, HANDING_OVER + staff.id))[keys.KEY_BYTES :]
    try:
        former = keys.unseal(private, sealed, _context(staff.id))
    except keys.WrongKey:
        former = b""
    if not former or keys.public_of(former) != staff.public_key:
        raise _apart()
    return former


def _apart() -> Refused:
    return Refused(
        "このパスワードの鍵は、台帳と合いません"
        "(変える前の鍵の束に戻されたか、付け直しが途中で止まっています)。",
        "管理者に知らせ、復旧シートの復旧コードでパスワードを付け直してください。",
    )


def _context(staff_id: str) -> bytes:
    return f"handing over|{staff_id}".encode()


def _kept(connection: Connection, name: str) -> str:
    query = _settings.select().where(_settings.c.name == name)
    row = connection.execute(query).first()
    return "" if row is None else str(row.value)


def _keep(connection: Connection, name: str, value: str) -> None:
    connection.execute(_settings.delete().where(_settings.c.name == name))
    connection.execute(_settings.insert().values(name=name, value=value))
