"""画像の中身を、紙に描ける形で開く。"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader

#: 描ける画像の始まりの印(PNG、JPEG、GIF、BMP、TIFF)。
_SIGNS: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
#: これより大きな画像は、開くだけで机の記憶を使い尽くす。ブック一冊の画像の和も、ここまで。
MAX_PIXELS: Final = 20_000_000


@lru_cache(maxsize=64)
def pixels(content: bytes) -> int:
    """画像の画素の数(初めの数十バイトだけを読む)。描けない種類なら 0。"""
    if not content.startswith(_SIGNS):
        return 0
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0
    return width * height


@lru_cache(maxsize=64)
def is_drawable(content: bytes) -> bool:
    """描ける画像か。EMF・WMF などの、命令で描く絵は描けない。"""
    if not 0 < pixels(content) <= MAX_PIXELS:
        return False
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


@lru_cache(maxsize=16)
def open_image(content: bytes, crop: tuple[float, float, float, float]) -> ImageReader:
    """reportlab に渡す画像。crop: 左・上・右・下から切り落とす割合(負なら何も切らない)。"""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    if not any(part > 0 for part in crop):
        return ImageReader(io.BytesIO(content))
    image = Image.open(io.BytesIO(content))
    width, height = image.size
    left, top, right, bottom = (max(part, 0.0) for part in crop)
    box = (
        round(width * left),
        round(height * top),
        max(round(width * (1 - right)), round(width * left) + 1),
        max(round(height * (1 - bottom)), round(height * top) + 1),
    )
    return ImageReader(image.crop(box))
