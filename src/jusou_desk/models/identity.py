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
from jusou_desk.models.records import Staff

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


def hand_over(connection: Connection, staff_id: str, private: bytes, public: bytes) -> None:
    """いまの秘密鍵 ``private`` を、次の公開鍵 ``public`` の持ち主だけが開けるように置く。"""
    sealed = keys.seal_to(public, private, _context(staff_id))
    _keep(connection, HANDING_OVER + staff_id, sealed.hex())


def take_over(
    connection: Connection, staff: Staff, private: bytes, publics: Mapping[str, bytes]
) -> None:
    """新しい秘密鍵 ``private`` を ``staff`` の鍵にし、会議体の鍵を封じ直して次の世代へ進める。

    publics: 会議体の鍵を配る相手(職員 id と復旧コード)の公開鍵。引継ぎが無ければ、前の束なので ``Refused``。
    """
    former = _former(connection, staff, private)
    public = keys.public_of(private)
    held = lanes.unwrap_all(connection, staff.id, former)
    for key in held:
        lanes.grant(connection, key, staff.id, public)
    settle(connection, staff.id, public, publics)


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
    sealed = bytes.fromhex(_kept(connection, HANDING_OVER + staff.id))
    try:
        former = keys.unseal(private, sealed, _context(staff.id))
    except keys.WrongKey:
        former = b""
    if not former or keys.public_of(former) != staff.public_key:
        raise Refused(
            "このパスワードは、変える前のものです(鍵の束 keys.json も前のものに戻されています)。",
            "管理者に知らせ、復旧シートの復旧コードでパスワードを付け直してください。",
        )
    return former


def _context(staff_id: str) -> bytes:
    return f"handing over|{staff_id}".encode()


def _kept(connection: Connection, name: str) -> str:
    query = _settings.select().where(_settings.c.name == name)
    row = connection.execute(query).first()
    return "" if row is None else str(row.value)


def _keep(connection: Connection, name: str, value: str) -> None:
    connection.execute(_settings.delete().where(_settings.c.name == name))
    connection.execute(_settings.insert().values(name=name, value=value))
