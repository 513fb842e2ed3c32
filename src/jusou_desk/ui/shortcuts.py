"""近道のキーの表。一つのキーは、どの画面でも一つのことだけをする。「キーの一覧」(F1)はここから作る。

釦や画面に付けたキーがこの表のとおりかは、tests/ui/test_shortcuts.py が画面を開いて確かめる。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Shortcut:
    """近道ひとつ。``keys`` は Qt の書き方、``does`` はそのキーですること(釦の語を含む)。"""

    does: str
    keys: tuple[str, ...]
    shown: str = ""

    @property
    def words(self) -> str:
        """職員に見せるキーの書き方。"""
        return self.shown or "・".join(self.keys)


def _one(keys: str, does: str, shown: str = "") -> Shortcut:
    return Shortcut(does, (keys,), shown)


RECEIVE: Final = _one("Ctrl+N", "相談を受ける")
HELP_KEY: Final = _one("F1", "キーの一覧")
UNDO: Final = Shortcut("直前にしたことを元に戻す", (), "Ctrl+Z")
REPLY: Final = _one("Ctrl+R", "返信を入れる")

SHORTCUTS: Final[tuple[tuple[str, tuple[Shortcut, ...]], ...]] = (
    (
        "どの画面でも",
        (
            RECEIVE,
            _one("Ctrl+K", "人を探す"),
            Shortcut("左の部屋へ移る(上から)", tuple(f"Alt+{n}" for n in range(1, 7)), "Alt+1〜6"),
            _one("Alt+Left", "戻る", "Alt+←"),
            _one("Esc", "脇や知らせを閉じる"),
            UNDO,
            _one("Ctrl+L", "鍵をかける"),
            HELP_KEY,
        ),
    ),
    (
        "書いているとき",
        (
            Shortcut("次の欄へ(Shift+Tab で前へ)", (), "Tab・Enter"),
            Shortcut("札を動く・選ぶ", (), "矢印・空白"),
            Shortcut(
                "保存する・承認を求める・議題に加える・取り消す",
                ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"),
                "Ctrl+S",
            ),
            Shortcut(
                "次の節・前の節へ(様式の取り込みでは、次のシート・前のシートへ)",
                ("Ctrl+PgDown", "Ctrl+PgUp"),
                "Ctrl+PgDn・PgUp",
            ),
            _one("Alt+A", "行を足す"),
            _one("Ctrl+H", "この欄を本人に伏せる"),
        ),
    ),
    ("今日", (_one("Ctrl+D", "朝の一枚を刷る"), REPLY)),
    ("ケース", (_one("Ctrl+F", "一覧を絞る"), _one("Ctrl+E", "経過を書く"))),
    (
        "会議",
        (
            _one("Ctrl+M", "会議を設ける"),
            Shortcut("準備・資料・結果へ", ("Ctrl+1", "Ctrl+2", "Ctrl+3"), "Ctrl+1〜3"),
        ),
    ),
    ("様式の取り込み", (_one("Ctrl+Z", "一つ前の結びに戻す"),)),
    (
        "報告",
        (
            _one("Ctrl+Left", "前の年度", "Ctrl+←"),
            _one("Ctrl+Right", "次の年度", "Ctrl+→"),
        ),
    ),
    (
        "紙の下見",
        (
            _one("Ctrl+P", "印刷"),
            _one("Ctrl+-", "小さく"),
            _one("Ctrl++", "大きく"),
            _one("Ctrl+0", "幅に合わせる"),
        ),
    ),
)
"""場所ごとの近道。``keys`` の無いものは、画面の部品が自分で受けるキー。"""
