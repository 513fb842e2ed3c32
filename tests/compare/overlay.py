"""二つの PDF を重ねた絵。わたしたちを赤、相手を青で、重なる所は黒く。"""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image, ImageChops


def overlay(own: bytes, other: bytes, folder: Path, name: str, *, dpi: int = 90) -> list[Path]:
    """頁ごとの絵のファイル。"""
    left = _pictures(own, folder / f"{name}-own", dpi)
    right = _pictures(other, folder / f"{name}-lo", dpi)
    made = []
    for number, (mine, theirs) in enumerate(zip(left, right, strict=False), start=1):
        a, b = (Image.open(path).convert("L") for path in (mine, theirs))
        size = max(a.width, b.width), max(a.height, b.height)
        sheets = [Image.new("L", size, 255) for _ in range(2)]
        sheets[0].paste(a, (0, 0))
        sheets[1].paste(b, (0, 0))
        target = folder / f"{name}-{number}.png"
        green = ImageChops.darker(sheets[0], sheets[1])
        Image.merge("RGB", (sheets[1], green, sheets[0])).save(target)
        made.append(target)
    return made


def _pictures(data: bytes, stem: Path, dpi: int) -> list[Path]:
    source = stem.with_suffix(".pdf")
    source.write_bytes(data)
    command = ["pdftoppm", "-r", str(dpi), "-png", str(source), str(stem)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))
