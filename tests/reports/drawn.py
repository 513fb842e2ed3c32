"""図形やフォームの部品のあるブックを、部品のまま組む。"""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from jusou_desk.reports.xlsx.package import read_parts, write_parts

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{OFFICE}"'
)
BLACK_LINE = '<a:ln w="12700"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'
WHITE = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'


def png(width: int = 20, height: int = 10) -> bytes:
    """一色の小さな画像。"""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (200, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def with_drawing(data: bytes, anchors: str, media: Mapping[str, bytes] | None = None) -> bytes:
    """シートに図形を置く。media: 画像の名(``image1.png``)→中身。関係の名も同じ名。"""
    found = read_parts(data)
    found["xl/drawings/drawing1.xml"] = f"<xdr:wsDr {_SPACES}>{anchors}</xdr:wsDr>".encode()
    images = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/image" Target="../media/{name}"/>'
        for name in media or {}
    )
    found["xl/drawings/_rels/drawing1.xml.rels"] = relations(images)
    for name, content in (media or {}).items():
        found[f"xl/media/{name}"] = content
    link(found, "drawing", "../drawings/drawing1.xml")
    return write_parts(found)


def with_vml(data: bytes, shapes: str) -> bytes:
    """シートに VML の部品を置く。"""
    found = read_parts(data)
    found["xl/drawings/vmlDrawing1.vml"] = vml(shapes)
    link(found, "legacyDrawing", "../drawings/vmlDrawing1.vml", kind="vmlDrawing")
    return write_parts(found)


def vml(shapes: str) -> bytes:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
        f'office" xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    ).encode()


def relations(inside: str) -> bytes:
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()


def link(found: dict[str, bytes], tag: str, target: str, *, kind: str = "") -> None:
    """シートの終わりに ``tag`` を足し、部品 ``target`` を指す。"""
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    made = f'<Relationship Id="of-{tag}" Type="{OFFICE}/{kind or tag}" Target="{target}"/>'
    before = found.get(name, relations(""))
    found[name] = before.replace(b"</Relationships>", f"{made}</Relationships>".encode())
    if before == relations(""):
        found[name] = relations(made)
    put(found, f'<{tag} xmlns:r="{OFFICE}" r:id="of-{tag}"/>')


def put(found: dict[str, bytes], inside: str) -> None:
    """シートの終わりに要素を足す。"""
    found[SHEET] = found[SHEET].replace(b"</worksheet>", f"{inside}</worksheet>".encode())


def anchored(inside: str, start: tuple[int, int] = (1, 1), end: tuple[int, int] = (4, 5)) -> str:
    """(列, 行)から(列, 行)まで(0 から数える)に置く。"""
    spots = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        for name, (column, row) in (("from", start), ("to", end))
    )
    return f"<xdr:twoCellAnchor>{spots}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def shape(
    preset: str = "rect",
    text: str = "",
    *,
    fill: str = WHITE,
    line: str = BLACK_LINE,
    frame: str = "",
    inside: str = "",
    body: str = "",
    attributes: str = "",
) -> str:
    """図形一つ。frame: xfrm の属性。inside: xfrm の中身。"""
    paragraphs = "".join(
        f'<a:p><a:r><a:rPr sz="1000"/><a:t>{part}</a:t></a:r></a:p>' for part in text.split("|")
    )
    words = f"<xdr:txBody><a:bodyPr {body}/><a:lstStyle/>{paragraphs}</xdr:txBody>" if text else ""
    place = inside or '<a:off x="0" y="0"/><a:ext cx="1" cy="1"/>'
    return (
        f'<xdr:sp macro="" {attributes}><xdr:nvSpPr><xdr:cNvPr id="2" name="x"/><xdr:cNvSpPr/>'
        f"</xdr:nvSpPr><xdr:spPr><a:xfrm {frame}>{place}</a:xfrm>"
        f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{fill}{line}</xdr:spPr>'
        f"{words}</xdr:sp>"
    )


def picture(name: str, *, crop: str = "") -> str:
    """``with_drawing`` の media の ``name`` を描く画像。"""
    return (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="p"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{name}"/>{crop}</xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></a:xfrm></xdr:spPr></xdr:pic>'
    )


def control(kind: str, text: str = "", inside: str = "", *, number: int = 1025) -> str:
    """B2 から D3 までに置いた、VML のフォームの部品。"""
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201" style="position:absolute">'
        f'<v:textbox><div><font face="ＭＳ Ｐゴシック" size="200" color="#FF0000">{text}</font>'
        f'</div></v:textbox><x:ClientData ObjectType="{kind}">'
        f"<x:Anchor>1, 0, 1, 0, 3, 0, 3, 0</x:Anchor>{inside}</x:ClientData></v:shape>"
    )
