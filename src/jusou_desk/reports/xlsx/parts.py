"""ブックの部品(ZIP の中のファイル)を、名前で出し入れする。触らない部品は一バイトも変えない。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.package import (
    CONTENT,
    PACKAGE_REL,
    STRICT,
    Relation,
    dump_xml,
    is_markup,
    parse_xml,
    read_parts,
    relations,
    rels_name,
)
from jusou_desk.reports.xlsx.refusing import crowded_book, huge_book, mixed_names
from jusou_desk.reports.xlsx.zipping import Packed, packed, zipped

WORKBOOK: Final = "xl/workbook.xml"
TYPES: Final = "[Content_Types].xml"
# 様式は木にして持つので、表だけのブックより小さいところで断る。
MAX_LAYOUT: Final = 48 * 1024 * 1024
#: これより大きな部品は、詰めたものを覚えておかない(バイト)。
_SMALL: Final = 256 * 1024
#: 様式一つに使ってよい記憶(バイト)。点検と差込みと描画の全部を、250 MB の中で行う約束のため。
MAX_BURDEN: Final = 190 * 1024 * 1024
#: 点検から描くまでに要る記憶: 中身の一バイト、XML の一バイトにはさらに、要素か属性の一つ(計った値)。
_PER_BYTE: Final = 4
_PER_WRITTEN: Final = 2
_PER_MARK: Final = 450
#: 要素と属性の数の目安(``<`` と ``=`` の数)。木にすると一つが五百バイトほどになる。
#: 町の様式のいちばん大きなもので、十一万ほど。
MAX_MARKS: Final = 400_000


class Parts:
    """部品の集まり。XML の部品は、要るときに木にする。"""

    def __init__(self, data: bytes, *, again: bool = False) -> None:
        """again: 同じ様式を続けて開くとき。取り出した部品を、次に別の様式を開くまで覚えておく。"""
        self._kept = _kept_parts(data) if again else _Kept(_unpack(data))
        self._parts = dict(self._kept.parts)
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._strict = STRICT in self._parts[WORKBOOK]
        #: 大文字と小文字を揃えた名→部品の名。Excel は名の大小を区別しない。
        self._names = {name.casefold(): name for name in self._parts}
        if len(self._names) < len(self._parts) or not all(map(self._is_known, self._sources())):
            raise mixed_names()

    @property
    def part_names(self) -> tuple[str, ...]:
        """部品の名前。並びは元のまま。"""
        return tuple(self._parts)

    def mentions(self, part: str, *marks: bytes) -> bool:
        """部品に ``marks`` のどれかがあるか。木にせずに分かる見当で、あるときは必ず真。"""
        return part in self._changed or self.known(part, marks, lambda c: _holds(c, marks))

    def mentions_in_any_case(self, part: str, *marks: bytes) -> bool:
        """部品に、小文字の ``marks`` のどれかが、大文字と小文字を問わずあるか。``mentions`` と同じ見当。"""
        key = ("any case", marks)
        return part in self._changed or self.known(part, key, lambda c: _holds(c.lower(), marks))

    def known(self, part: str, key: Hashable, find: Callable[[bytes], bool]) -> bool:
        """部品のバイト列について分かること。様式のままの部品の分は、同じ様式を次に開くまで覚えておく。

        key: 何が分かるかの名。find: バイト列から調べること。書き換えた木のことは分からない。
        """
        content, facts = self._parts[part], self._kept.facts
        if self._kept.parts.get(part) is not content:
            return find(content)
        if (part, key) not in facts:
            facts[part, key] = find(content)
        return facts[part, key]

    def is_changed(self, part: str) -> bool:
        """書き換えた部品か。"""
        return part in self._changed

    def content(self, part: str) -> bytes:
        """部品のいまのバイト列。"""
        if part in self._changed and part in self._trees:
            return dump_xml(self._trees[part], strict=self._strict)
        return self._parts[part]

    def relations(self, part: str) -> tuple[Relation, ...]:
        """部品の関係。指す先の部品が無いものも含む。"""
        name = rels_name(part)
        if name not in self._parts:
            return ()
        return tuple(map(self._as_stored, relations(part, self.content(name))))

    def _as_stored(self, one: Relation) -> Relation:
        """指す先を、いまある部品の名にした関係。無ければそのまま。"""
        if one.external or one.target in self._parts:
            return one
        plain = unquote(one.target)
        stored = plain if plain in self._parts else self._names.get(plain.casefold(), one.target)
        return replace(one, target=stored)

    def _is_known(self, source: str) -> bool:
        """関係ファイルの持ち主 ``source`` と同じ名の部品が、大小の違うだけの名でないか。"""
        return source in self._parts or source.casefold() not in self._names

    def content_type(self, part: str) -> str:
        """部品の種類(Content-Type)。"""
        types = self.tree(TYPES)
        for element in types.iterfind(f"{CONTENT}Override"):
            if element.get("PartName", "").casefold() == f"/{part}".casefold():
                return element.get("ContentType", "")
        extension = part.rpartition(".")[2].casefold()
        for element in types.iterfind(f"{CONTENT}Default"):
            if element.get("Extension", "").casefold() == extension:
                return element.get("ContentType", "")
        return ""

    def tree(self, part: str) -> etree._Element:
        """部品の木。書き換えたら ``touch`` する。"""
        if part not in self._trees:
            if part not in self._parts:
                raise BadInput(
                    "Excelブックの中の部品が足りません。",
                    "Excelで開いて保存し直してから、もう一度選んでください。",
                )
            self._trees[part] = parse_xml(self._parts[part])
        return self._trees[part]

    def touch(self, part: str) -> None:
        self._changed.add(part)

    def settle(self, part: str) -> None:
        """書き換えを終えた部品の木を捨てて、バイト列で持つ。木は、その何倍もの大きさがある。"""
        if part in self._trees:
            self._parts[part] = self.content(part)
            del self._trees[part]

    def is_touched(self) -> bool:
        return bool(self._changed)

    def free_name(self, like: str) -> str:
        """``like`` と同じ形で、まだ無い部品の名前。"""
        stem, dot, extension = like.rpartition(".")
        stem = stem.rstrip("0123456789")
        number = 1
        while f"{stem}{number}{dot}{extension}" in self._parts:
            number += 1
        return f"{stem}{number}{dot}{extension}"

    def put_part(self, part: str, made: etree._Element | bytes, kind: str) -> None:
        """部品を加える。``kind`` は Content-Type(関係ファイルなら空)。"""
        self._names[part.casefold()] = part
        if isinstance(made, bytes):
            self._parts[part] = made
        else:
            self._parts[part] = b""
            self._trees[part] = made
            self.touch(part)
        if kind and self.content_type(part) != kind:
            named = {"PartName": f"/{part}", "ContentType": kind}
            etree.SubElement(self.tree(TYPES), f"{CONTENT}Override", named)
            self.touch(TYPES)

    def drop(self, part: str) -> None:
        """部品と、それへの関係と、そこからだけ指されている部品を取り除く。"""
        below = [one.target for one in self.relations(part) if not one.external]
        for source in self._sources():
            root = self.tree(rels_name(source))
            elements = root.findall(f"{PACKAGE_REL}Relationship")
            for element, one in zip(elements, self.relations(source), strict=True):
                if one.target == part and not one.external:
                    root.remove(element)
                    self.touch(rels_name(source))
        types = self.tree(TYPES)
        for element in types.findall(f"{CONTENT}Override"):
            if element.get("PartName") == "/" + part:
                types.remove(element)
                self.touch(TYPES)
        for name in (part, rels_name(part)):
            self._parts.pop(name, None)
            self._names.pop(name.casefold(), None)
            self._trees.pop(name, None)
            self._changed.discard(name)
        for target in below:
            if target in self._parts and not self._is_pointed_at(target):
                self.drop(target)

    def _sources(self) -> list[str]:
        """関係を持つ部品。"""
        rels = (name for name in self._parts if name.endswith(".rels"))
        return [name.replace("_rels/", "").removesuffix(".rels") for name in rels]

    def _is_pointed_at(self, part: str) -> bool:
        return any(one.target == part for s in self._sources() for one in self.relations(s))

    def to_bytes(self) -> bytes:
        """ZIP のバイト列。同じ中身からはいつも同じものになる。"""
        return zipped((name, self._packed(name)) for name in self._parts)

    def _packed(self, part: str) -> Packed:
        """詰めた部品。様式のままの小さな部品は、同じ様式を次に開くまで覚えておく。"""
        content, known = self.content(part), self._kept.packed
        if len(content) > _SMALL or self._kept.parts.get(part) is not content:
            return packed(content)
        if part not in known:
            known[part] = packed(content)
        return known[part]


@dataclass(frozen=True)
class _Kept:
    """取り出した部品と、そのバイト列について分かったこと((部品, 名)→真偽)と、詰めたもの。"""

    parts: Mapping[str, bytes]
    facts: dict[tuple[str, Hashable], bool] = field(default_factory=dict)
    packed: dict[str, Packed] = field(default_factory=dict)


def _holds(content: bytes, marks: Collection[bytes]) -> bool:
    # 文字が番号(&#65371;)で書かれていることがある。
    plain = content.startswith(b"<") and b"&#" not in content
    return not plain or any(mark in content for mark in marks)


def _unpack(data: bytes) -> Mapping[str, bytes]:
    parts = read_parts(data, max_unpacked=MAX_LAYOUT)
    written = [content for content in parts.values() if is_markup(content)]
    marks = sum(content.count(b"<") + content.count(b"=") for content in written)
    if marks > MAX_MARKS:
        raise crowded_book()
    burden = _PER_BYTE * sum(map(len, parts.values())) + _PER_WRITTEN * sum(map(len, written))
    if burden + _PER_MARK * marks > MAX_BURDEN:
        raise huge_book()
    return parts


@lru_cache(maxsize=1)
def _kept_parts(data: bytes) -> _Kept:
    return _Kept(_unpack(data))


def is_xml(part: str) -> bool:
    return part.endswith((".xml", ".rels", ".vml"))
