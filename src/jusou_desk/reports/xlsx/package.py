"""xlsx の器(ZIP と XML)を、量の上限を守って読み、決まったバイト列で書く。"""

from __future__ import annotations

import io
import lzma
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.refusing import (
    broken_book,
    huge_book,
    not_a_book,
    other_package,
    unsafe_book,
)
from jusou_desk.reports.xlsx.zipping import packed, zipped

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# 「Strict Open XML」は、同じ中身を別の名前空間で書く(ISO/IEC 29500-1 と -4 の違い)。
STRICT: Final = b"http://purl.oclc.org/ooxml/"
_FROM_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TO_STRICT: Final = re.compile(
    rb"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/"
)

MAX_UNPACKED: Final = 300 * 1024 * 1024
# BOM と、二バイトの字の片割れも飛ばす。
_MARKUP: Final = re.compile(rb"[\xef\xbb\xbf\xff\xfe\x00\s]*<")
#: 「<」がそのままの字で書かれる文字コード。ほかは、要素の数も式も、中を見る前に隠せる。
_PLAIN_CODES: Final = re.compile(
    rb"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-\d+|windows-\d+|shift_jis|euc-jp", re.IGNORECASE
)
_CODE: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")
#: 器の中身を取り出すときに、壊れたファイルや知らない圧縮で上がるもの。
STREAM_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    UnicodeDecodeError,
)  # fmt: skip
MAX_PARTS: Final = 5_000


def open_zip(data: bytes, *, max_unpacked: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """xlsx として読める ZIP を開く。読めないものは ``BadInput`` で理由を言う。"""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise not_a_book(data) from error
    names = [info.filename for info in infos]
    if len(names) > MAX_PARTS or sum(info.file_size for info in infos) > max_unpacked:
        raise huge_book()
    if len(set(names)) != len(names) or not all(map(_is_plain, infos)):
        raise BadInput(
            "Excelブックの中の作りが正しくありません。",
            "Excelで開いて保存し直してから、もう一度選んでください。",
        )
    if "xl/workbook.xml" not in names:
        raise other_package(names)
    return archive


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """暗号でなく、Excel の使う詰め方か。ほかの詰め方は、少しずつ膨らませることができない。"""
    packed = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return packed and not info.flag_bits & 1


def read_parts(data: bytes, *, max_unpacked: int = MAX_UNPACKED) -> dict[str, bytes]:
    """xlsx の全部品を、名前→中身で返す(並びは元のまま)。"""
    archive = open_zip(data, max_unpacked=max_unpacked)
    try:
        names = [name for name in archive.namelist() if name[-1:] != "/"]
        return {name: read_part(archive, name) for name in names}
    except STREAM_ERRORS as error:
        raise broken_book() from error


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """部品の中身。目次に書いてある大きさまでしか膨らませない(目次は嘘をつけるので)。"""
    with archive.open(name) as stream:
        # 量を言わずに読むと、書いてある大きさに切る前に、全部を膨らませる。
        return stream.read(archive.getinfo(name).file_size + 1)


def write_parts(parts: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """部品を ZIP にする。同じ部品からはいつも同じバイト列ができる。"""
    return zipped((name, packed(content, compress=compress)) for name, content in parts.items())


def is_markup(content: bytes) -> bool:
    """XML として読める部品か。名からは分からない(シートの名は、何でもよい)。"""
    return _MARKUP.match(content) is not None


def parse_xml(content: bytes) -> etree._Element:
    """部品ひとつを木にする。実体宣言は受け付けない。

    注釈は読み捨てる。字の途中にあると、その後のタグを見落とすので。
    """
    code = _CODE.search(content[:400])
    if not is_markup(content) or (code and not _PLAIN_CODES.fullmatch(code[1])):
        raise unsafe_book()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(
            "Excelブックの中のXMLが壊れています。",
            "Excelで開いて保存し直してから、もう一度選んでください。",
        ) from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise unsafe_book()
    if is_strict(root):
        content = _FROM_STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", _utf8(root))
        return etree.fromstring(content, parser)
    return root


def is_strict(root: etree._Element) -> bool:
    """「Strict Open XML」の名前空間で書かれた部品か。"""
    return any(uri.startswith(STRICT.decode()) for uri in root.nsmap.values())


def measure(text: str) -> float:
    """属性に書かれた寸法など。数でないもの(``NaN`` や無限大も)は ``ValueError``。"""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def dump_xml(root: etree._Element, *, strict: bool = False) -> bytes:
    """木を部品のバイト列にする。``strict`` なら「Strict Open XML」の名前空間に戻す。"""
    content = _utf8(root)
    return _TO_STRICT.sub(rb"http://purl.oclc.org/ooxml/\1/", content) if strict else content


def _utf8(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(frozen=True, slots=True)
class Relation:
    """部品から部品への関係。``kind`` は種類の終わりの語、``target`` は部品名(外部なら元の字)。"""

    id: str
    kind: str
    target: str
    external: bool


@lru_cache(maxsize=64)
def relations(part: str, content: bytes) -> tuple[Relation, ...]:
    """部品 ``part`` の関係。``content`` は関係ファイルの中身。何度も引くので覚えておく。"""
    return tuple(_relations(part, content))


def _relations(part: str, content: bytes) -> Iterator[Relation]:
    for element in parse_xml(content).iterfind(f"{PACKAGE_REL}Relationship"):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        yield Relation(
            element.get("Id", ""),
            element.get("Type", "").rpartition("/")[2],
            target if external else resolve_target(part, target),
            external,
        )


def rels_name(part: str) -> str:
    """部品の関係ファイルの名前。``xl/workbook.xml`` → ``xl/_rels/workbook.xml.rels``。"""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def resolve_target(part: str, target: str) -> str:
    """関係の ``Target`` を部品名にする。Excel と同じく、重ねた ``/`` は一つとみる。"""
    path = [] if target.startswith("/") else part.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            path = path[:-1]
        elif step not in ("", "."):
            path.append(step)
    return "/".join(path)
