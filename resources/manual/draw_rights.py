"""手引きの「役割と権限」を書き直す: ``python resources/manual/draw_rights.py``。"""

from __future__ import annotations

from pathlib import Path

from jusou_desk.casework.office.rights import as_markdown

if __name__ == "__main__":
    target = Path(__file__).with_name("rights.md")
    target.write_text(as_markdown(), encoding="utf-8")
