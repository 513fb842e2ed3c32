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
        """新しい秘密を作って置き、読み返せたときだけ返す。"""


class KeyringSecrets:
    """keyring を使う置き場。"""

    def recall(self, office_id: str) -> bytes | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            stored = keyring.get_password(_SERVICE, office_id)
            return base64.b64decode(stored, validate=True) if stored else None
        except (KeyringError, RuntimeError, ValueError):
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
            keyring.set_password(_SERVICE, office_id, base64.b64encode(secret).decode())
        except (KeyringError, RuntimeError):
            return None
        # 何も保存しない null 置き場があるので、読み返せたときだけ頼る。
        return secret if self.recall(office_id) == secret else None


class NoSecrets:
    """機器の秘密を使わない(練習用の事務所など)。"""

    def recall(self, office_id: str) -> bytes | None:
        return None

    def remember(self, office_id: str) -> bytes | None:
        return None
