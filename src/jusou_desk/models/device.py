"""この機器の秘密。OS の資格情報(Windows 資格情報マネージャーなど)だけに置く。

置ける場所が無い機器では None を返し、ファイルへの平文保存はしない。
"""

from __future__ import annotations

import base64
import os
from typing import Protocol

_SERVICE = "jusou-desk"


class DeviceSecrets(Protocol):
    """機器の秘密の置き場。"""

    def recall(self, office_id: str) -> bytes | None:
        """覚えている秘密。無い・読めないときは None。"""

    def remember(self, office_id: str) -> bytes | None:
        """秘密が無ければ新しく作って置き、読み返せたときだけ返す。あればそれを返す。"""


class KeyringSecrets:
    """keyring を使う置き場。"""

    def recall(self, office_id: str) -> bytes | None:
        from keyring.errors import KeyringError

        try:
            return _kept(office_id)
        except (KeyringError, RuntimeError):
            return None

    def remember(self, office_id: str) -> bytes | None:
        import keyring
        from keyring.errors import KeyringError

        backend = keyring.get_keyring()
        if hasattr(backend, "persist"):
            # Windows の既定は移動ユーザープロファイルに付いて回るため、この機器に留める。
            backend.persist = "local machine"
        secret = os.urandom(32)
        try:
            # 先ほどは尋ねられなかった鍵束に、秘密があることもある。上書きすれば、
            # それで包んだほかの職員の鍵が開かなくなる。
            known = _kept(office_id)
            if known is not None:
                return known
            keyring.set_password(_SERVICE, office_id, base64.b64encode(secret).decode())
        except (KeyringError, RuntimeError):
            return None
        # 何も保存しない null 置き場があるので、読み返せたときだけ頼る。
        return secret if self.recall(office_id) == secret else None


def _kept(office_id: str) -> bytes | None:
    """鍵束にある秘密。無いか、秘密として読めなければ None。尋ねられなければ鍵束の誤りを投げる。"""
    import keyring

    stored = keyring.get_password(_SERVICE, office_id)
    try:
        return base64.b64decode(stored, validate=True) if stored else None
    except ValueError:
        return None


class NoSecrets:
    """機器の秘密を使わない(練習用の事務所など)。"""

    def recall(self, office_id: str) -> bytes | None:
        return None

    def remember(self, office_id: str) -> bytes | None:
        return None
