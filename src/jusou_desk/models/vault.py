"""事務所フォルダの中身: 暗号化された一つのデータベースと、鍵の包みの束。

- ``keys.json``  鍵の包み(読めても開かない)。どのデータファイルが現行かもここが決める。
- ``office-N.db``  SQLCipher。鍵を替えるたびに N が増え、``keys.json`` の置換えで切り替わる。
- ``office.lock``  二つの窓が同時に書かないための錠。
- ``attempts.json``  パスワードの間違いの回数。
"""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from jusou_desk.errors import BadInput, Damaged, OutsideTrouble, Refused
from jusou_desk.files import outside, write_whole
from jusou_desk.models import keys
from jusou_desk.models.attempts import Attempts
from jusou_desk.models.cipher import copy_database, discard, in_words, open_database
from jusou_desk.models.device import DeviceSecrets
from jusou_desk.models.generations import clear_leftovers, clear_old_copies, next_name

FORMAT: Final = 1
_LONGEST_NAME: Final = 60
#: 制御・書字方向・代用・行区切り。
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: 文字の類なのに、何も見えない字(ハングルの埋め草)。
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")


class OfficeFile(msgspec.Struct, frozen=True):
    """``keys.json`` 一つ分。"""

    # 書き換えられても、フォルダの外のファイルを指せない。
    data_file: Annotated[str, msgspec.Meta(pattern=r"^office-[0-9]+\.db\Z")]
    keys: keys.KeyFile


@dataclass(frozen=True)
class Opened:
    """開いた鍵。``staff_id`` が空なら復旧コードで開いた。"""

    staff_id: str
    private: bytes
    data_key: bytes


class Vault:
    """事務所フォルダ一つ。鍵は持たず、開けた鍵(``Opened``)を受け取って働く。"""

    def __init__(self, folder: Path, device: DeviceSecrets) -> None:
        self.folder = folder
        self.device = device
        self.attempts = Attempts(folder)
        self.file = self._read()

    def _read(self) -> OfficeFile:
        """いまの鍵の束。"""
        folder, path = self.folder, self.folder / keys.KEY_FILE
        if not path.is_file():
            raise BadInput(
                f"「{folder.name}」は重層デスクの事務所フォルダではありません。",
                "keys.json のあるフォルダを指定するか、新しい事務所を作ってください。",
            )
        try:
            file = msgspec.json.decode(path.read_bytes(), type=OfficeFile)
        except (ValueError, msgspec.MsgspecError) as error:
            raise Damaged(
                "鍵の束(keys.json)が壊れています。",
                "バックアップから事務所を復元してください。",
            ) from error
        except OSError as error:
            raise outside(error, path) from error
        if file.keys.format > FORMAT:
            raise Refused(
                "この事務所は新しい版の重層デスクで作られています。",
                "新しい版の重層デスクで開いてください。",
            )
        return file

    def expect_current(self) -> OfficeFile:
        """いまの鍵の束。開いているデータファイルが、鍵の交換で現行でなくなっていれば断る。

        替わった後の古いファイルに書くと、保存できたと言いながら失われるため。
        フォルダが動かされた・外れたときも断る。
        """
        if not (self.folder / keys.KEY_FILE).is_file():
            raise OutsideTrouble(
                f"開いている間に、事務所のフォルダ「{self.folder.name}」が無くなりました"
                "(何も保存していません)。",
                "フォルダや媒体を元の場所に戻すか、移した先で開き直してください。",
            )
        current = self._read()
        if current.data_file != self.file.data_file:
            raise Refused(
                "ほかの窓で鍵が替えられたため、続けられません(何も保存していません)。",
                "サインインし直してから、もう一度行ってください。",
            )
        return current

    @property
    def bundle(self) -> keys.KeyFile:
        return self.file.keys

    @property
    def database(self) -> Path:
        return self.folder / self.file.data_file

    # --- 作る・開ける -------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: Path,
        device: DeviceSecrets,
        *,
        staff_id: str,
        name: str,
        password: str,
        cost: keys.Cost | None = None,
    ) -> tuple[Vault, Opened, str]:
        """空のフォルダ(``fresh_folder``)に鍵の束を置く。(保管庫, 開いた鍵, 復旧コード)。"""
        check_name(name)
        check_password(password)
        office_id, salt = os.urandom(8).hex(), os.urandom(16)
        data_key = keys.new_key()
        private, _ = keys.new_identity()
        recovery_private, recovery_public = keys.new_identity()
        slot = keys.make_slot(
            staff_id=staff_id,
            name=name,
            password=password,
            private=private,
            data_key=data_key,
            office_salt=salt,
            device_secret=device.remember(office_id),
            cost=cost or keys.Cost(),
        )
        recovery = keys.RecoverySlot(
            recovery_public, keys.seal_to(recovery_public, data_key, keys.RECOVERY_CONTEXT)
        )
        bundle = keys.KeyFile(FORMAT, office_id, salt, (slot,), recovery)
        write_whole(folder / keys.KEY_FILE, msgspec.json.encode(OfficeFile("office-1.db", bundle)))
        vault = cls(folder, device)
        return vault, Opened(staff_id, private, data_key), keys.format_code(recovery_private)

    def names(self) -> tuple[str, ...]:
        """サインイン画面に並べる氏名。この機器の秘密が無ければ空(氏名は打ってもらう)。"""
        secret = self.device.recall(self.bundle.office_id)
        found = (keys.label_of(slot, secret) for slot in self.bundle.slots)
        return tuple(name for name in found if name)

    def unlock(self, name: str, password: str) -> Opened:
        """パスワードで開ける。違えば ``Refused``、続けば待ち時間が延びる。

        間違いの数は、台帳とも合うことを確かめた呼び手が消す(前の束と前のパスワードも、ここでは開く)。
        """
        slot = self.bundle.slot_for(name)
        counted = slot.staff_id if slot else "?"
        self.attempts.refuse_if_waiting(counted)
        secret = self.device.recall(self.bundle.office_id)
        # 札が開かないのは、機器の秘密が無いか、作り直された別のものであるため。
        if slot and slot.device_bound and not keys.label_of(slot, secret):
            raise Refused(
                "このPCに保存されていた鍵が見つかりません。",
                "復旧シートの復旧コードで開き、パスワードを付け直してください。",
            )
        try:
            if slot is None:
                raise keys.WrongKey
            private, data_key = keys.open_slot(slot, password, secret)
        except keys.WrongKey as error:
            self.attempts.count_wrong(counted)
            raise Refused(
                "氏名かパスワードが違います。", "もう一度、確かめて入れてください。"
            ) from error
        return Opened(slot.staff_id, private, data_key)

    def unlock_with_code(self, code: str) -> Opened:
        """復旧コードで開ける。"""
        private = keys.parse_code(code)
        try:
            data_key = keys.unseal(
                private, self.bundle.recovery.sealed_data_key, keys.RECOVERY_CONTEXT
            )
        except keys.WrongKey as error:
            needed = keys.sheet_number(self.bundle.recovery.public)
            given = keys.sheet_number(keys.public_of(private))
            raise Refused(
                "この事務所の復旧コードではありません。",
                f"入れたのは、シート番号「{given}」の復旧シートのコードです。"
                f"シート番号「{needed}」の復旧シートを使ってください。",
            ) from error
        return Opened("", private, data_key)

    # --- 鍵の包みを変える ---------------------------------------------

    def add_slot(
        self, *, staff_id: str, name: str, password: str, private: bytes, data_key: bytes
    ) -> None:
        """職員の包みを足す。同じ職員の古い包みと、同じ氏名の包みは置き換える。

        氏名の重なりは、職員の表を見られる呼び手が先に断る。
        """
        check_password(password)
        self.file = self.expect_current()
        secret = self.device.recall(self.bundle.office_id)
        cost = self.bundle.slots[0].cost if self.bundle.slots else keys.Cost()
        slot = keys.make_slot(
            staff_id=staff_id,
            name=name,
            password=password,
            private=private,
            data_key=data_key,
            office_salt=self.bundle.salt,
            device_secret=secret,
            cost=cost,
        )
        others = tuple(
            other
            for other in self.bundle.slots
            if other.staff_id != staff_id and other.lookup != slot.lookup
        )
        self._save(msgspec.structs.replace(self.bundle, slots=(*others, slot)))

    def renew_recovery(self, public: bytes, data_key: bytes) -> None:
        """復旧コードの包みを新しい公開鍵のものに替える。"""
        self.file = self.expect_current()
        sealed = keys.seal_to(public, data_key, keys.RECOVERY_CONTEXT)
        recovery = keys.RecoverySlot(public, sealed)
        self._save(msgspec.structs.replace(self.bundle, recovery=recovery))

    def _save(self, bundle: keys.KeyFile, data_file: str = "") -> None:
        file = OfficeFile(data_file or self.file.data_file, bundle)
        write_whole(self.folder / keys.KEY_FILE, msgspec.json.encode(file))
        self.file = file

    def rekey(self, staying: Mapping[str, bytes], recovery: bytes, data_key: bytes) -> bytes:
        """``staying``(職員 id→公開鍵)のほかの包みを外し、データの鍵を替える。新しい鍵を返す。

        残る職員と復旧コード(``recovery``)へは公開鍵で封じ直すので、パスワードは要らない。
        公開鍵は暗号の中の職員の表から受け取る。``keys.json`` の公開鍵は誰でも書き換えられる。
        新しいファイルへ写して確かめてから ``keys.json`` の置換え一つで切り替える。
        """
        fresh = keys.new_key()
        self.file = self.expect_current()
        old = self.database
        new_name = next_name(self.folder)
        slots = tuple(
            msgspec.structs.replace(
                slot,
                public=staying[slot.staff_id],
                sealed_data_key=keys.seal_to(staying[slot.staff_id], fresh, slot.staff_id.encode()),
            )
            for slot in self.bundle.slots
            if slot.staff_id in staying
        )
        sealed = keys.RecoverySlot(recovery, keys.seal_to(recovery, fresh, keys.RECOVERY_CONTEXT))
        # 写してから切り替えるまでに書かれたものを失わないよう、ほかの書込みを待たせる。
        with self.writes_waiting(data_key):
            copy_database(self.connect(data_key), self.folder / new_name, fresh)
            bundle = msgspec.structs.replace(self.bundle, slots=slots, recovery=sealed)
            self._save(bundle, new_name)
        discard(old)
        clear_old_copies(self.folder)
        return fresh

    @contextlib.contextmanager
    def writes_waiting(self, data_key: bytes) -> Iterator[None]:
        """この中では、データにも鍵の束にも、ほかの誰も書けない(読むことはできる)。"""
        with in_words(), contextlib.closing(self.connect(data_key)) as held:
            held.execute("BEGIN IMMEDIATE")
            yield

    # --- 接続 ---------------------------------------------------------

    def connect(self, data_key: bytes, *, everyday: bool = False) -> Any:
        """DB-API 接続。``everyday`` では秘匿の表を SQLite 自身が拒む。"""
        self.expect_current()
        return open_database(self.database, data_key, everyday=everyday)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """この窓だけが開いている間の錠。既に開いていれば ``Refused``。"""
        path = self.folder / "office.lock"
        try:
            stream = path.open("a+b")
        except OSError as error:
            raise outside(error, path) from error
        with stream:
            try:
                release = _lock(stream.fileno())
            except OSError as error:
                raise Refused(
                    "この事務所は別の窓で開かれています。",
                    "開いている重層デスクを使うか、閉じてからもう一度開いてください。",
                ) from error
            try:
                self._tidy()
                yield
            finally:
                release()

    def _tidy(self) -> None:
        """錠を取った後に読み直し、鍵の交換の途中で残ったものを片付ける。"""
        self.file = self._read()
        clear_leftovers(self.folder, self.file.data_file)


def _lock(descriptor: int) -> Callable[[], None]:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        return lambda: msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lambda: fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextlib.contextmanager
def fresh_folder(folder: Path) -> Iterator[None]:
    """空のフォルダを用意する。この中で失敗すれば、何も無かった姿に戻す。

    既に何かあれば ``Refused``、作れなければ ``OutsideTrouble``。
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except FileExistsError:
        empty = False
    except OSError as error:
        raise outside(error, folder) from error
    if not empty:
        raise Refused(
            f"「{folder.name}」には既にファイルがあります。",
            "空のフォルダか、新しい名前を指定してください。",
        )
    try:
        yield
    except BaseException:
        _undo(folder, missing)
        raise


def _undo(folder: Path, made: list[Path]) -> None:
    """``folder`` の中身と、作ったフォルダ(内側から)を消す。消せないものは置いて先へ進む。"""
    for left in [*folder.glob("*")]:
        with contextlib.suppress(OSError):
            left.unlink()
    for place in made:
        with contextlib.suppress(OSError):
            place.rmdir()


def check_password(password: str) -> None:
    """パスワードの最低限。短いものだけを断り、複雑さの決まりは設けない。"""
    if len(password.strip()) < 8:
        raise BadInput(
            "パスワードが短すぎます(8文字以上)。",
            "覚えやすい言葉を3つつなげるなどして、長くしてください。",
        )


def check_name(name: str) -> None:
    """職員の氏名の最低限。空と、見えない字で別人に見せる氏名を断る。"""
    if not name.strip():
        raise BadInput("職員の氏名が空いています。", "氏名を入れてください。")
    unseen = _FILLERS & set(name) or any(unicodedata.category(one) in _UNSEEN for one in name)
    if len(name) > _LONGEST_NAME or unseen:
        raise BadInput(
            f"職員の氏名に改行などの見えない字があるか、{_LONGEST_NAME}字を超えています。",
            "見える字だけで、短く入れ直してください。",
        )
