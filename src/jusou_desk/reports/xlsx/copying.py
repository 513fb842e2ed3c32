"""シートを、図形・部品・テーブルごと写す。写しの部品は、元の部品と名前も番号も重ならない。"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Final

from jusou_desk.reports.xlsx.package import MAIN, PACKAGE_REL, REL, rels_name
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: シートが持つ部品のうち、写しと共に使ってよいもの。
_SHARED: Final = frozenset({"image", "hyperlink", "pivotCacheDefinition", "slicerCache"})
#: 写しには付けないもの。会話形式のコメントは、同じ番号のものが二つあってはならない。
_LEFT_BEHIND: Final = frozenset({"threadedComment", "slicer", "timeline"})
_REVISION: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"


def duplicate(book: Workbook, sheet: SheetEntry, after: SheetEntry) -> SheetEntry:
    """``sheet`` を写して ``after`` の次に置く。印刷範囲などの名前定義も写す。"""
    tree = copy.deepcopy(book.tree(sheet.part))
    tree.attrib.pop(_REVISION, "")
    for view in tree.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
        # 選ばれたシートが複数あると、一枚への入力が全部に入ってしまう。
        view.attrib.pop("tabSelected", "")
    for properties in tree.iterfind(f"{MAIN}sheetPr"):
        # マクロがシートを指す名。同じ名のシートが二枚あると、Excel は壊れているという。
        properties.attrib.pop("codeName", "")
    entry = book.enter(tree, sheet, after)
    copied: dict[str, str] = {}
    dropped = _copy_relations(book, sheet.part, entry.part, copied)
    for element in [e for e in tree.iter("*") if e.get(f"{REL}id") in dropped]:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    entry.attached = tuple(copied.values())
    for old, new in _rename_tables(book, entry.attached).items():
        book.rename_table(entry, old, new)
    book.copy_names(sheet, entry)
    return entry


def _copy_relations(book: Workbook, source: str, part: str, copied: dict[str, str]) -> set[str]:
    """部品の関係と、その先の部品を写す。``copied``: 元→写し。出: 写さなかった関係の Id。"""
    found = book.relations(source)
    if not found:
        return set()
    root = copy.deepcopy(book.tree(rels_name(source)))
    dropped = set()
    elements = root.findall(f"{PACKAGE_REL}Relationship")
    for element, one in zip(elements, found, strict=True):
        if element.get("Target", "").startswith("#"):
            continue  # ブックの中の升へのリンク
        if one.kind in _LEFT_BEHIND or (not one.external and one.target not in book.part_names):
            dropped.add(one.id)
            root.remove(element)
        elif not one.external:
            shared = one.kind in _SHARED
            target = one.target if shared else _copy_part(book, one.target, copied)
            element.set("Target", "/" + target)
    book.put_part(rels_name(part), root, "")
    return dropped


def _copy_part(book: Workbook, source: str, copied: dict[str, str]) -> str:
    if source not in copied:
        part = copied[source] = book.free_name(source)
        book.put_part(part, book.content(source), book.content_type(source))
        _copy_relations(book, source, part, copied)
    return copied[source]


def _rename_tables(book: Workbook, parts: Iterable[str]) -> dict[str, str]:
    """写したテーブルに、ブックの中で重ならない番号と名前を付ける。出: 元の名→付けた名。"""
    renamed: dict[str, str] = {}
    tables = [p for p in book.part_names if p.startswith("xl/tables/") and p.endswith(".xml")]
    names = {book.tree(part).get("displayName", "").casefold() for part in tables}
    names |= {(e.get("name") or "").casefold() for e in book.defined_names()}
    number = max((int(book.tree(part).get("id", "0")) for part in tables), default=0)
    for part in parts:
        if part not in tables:
            continue
        root, number, count = book.tree(part), number + 1, 2
        base = root.get("displayName", "Table")
        while f"{base}_{count}".casefold() in names:
            count += 1
        names.add(f"{base}_{count}".casefold())
        renamed[base] = f"{base}_{count}"
        root.set("id", str(number))
        root.set("name", f"{base}_{count}")
        root.set("displayName", f"{base}_{count}")
        root.attrib.pop(_REVISION, "")
        book.touch(part)
    return renamed
