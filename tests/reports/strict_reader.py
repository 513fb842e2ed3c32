"""書いたブックを、Excel が「修復」を求めない作りかどうか、細かく確かめる読み手。

ECMA-376 第1部の型(CT_Workbook・CT_Worksheet・CT_Row・CT_Cell など)の並びと、Excel が守らせている
決まりのうち、差し込みと写しで壊しうるものを見る。見つけた傷を「決まり: 所」の文で返す。
シートの中は ``strict_sheet`` が、限りと重なりは ``strict_limits`` が見る。
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.reports.strict_limits import book_faults, limit_faults, table_faults
from tests.reports.strict_links import link_faults
from tests.reports.strict_sheet import Surroundings, order, sheet_faults

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P = "{http://schemas.openxmlformats.org/package/2006/relationships}"
T = "{http://schemas.openxmlformats.org/package/2006/content-types}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_TYPES_OF = {
    "worksheet": "spreadsheetml.worksheet+xml",
    "styles": "spreadsheetml.styles+xml",
    "sharedStrings": "spreadsheetml.sharedStrings+xml",
    "drawing": "officedocument.drawing+xml",
    "table": "spreadsheetml.table+xml",
    "comments": "spreadsheetml.comments+xml",
    "ctrlProp": "controlproperties+xml",
    "chart": "drawingml.chart+xml",
    "calcChain": "spreadsheetml.calcChain+xml",
    "vbaProject": "vbaProject",
}
_WORKBOOK_ORDER = (
    "fileVersion fileSharing workbookPr AlternateContent workbookProtection bookViews sheets "
    "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews "
    "pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
)
_STYLES_ORDER = (
    "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
)


def faults(data: bytes) -> list[str]:
    """ブックの傷の一覧。空なら傷は無い。"""
    return sorted(set(_Reader(data).all()))


class _Reader:
    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        self.trees: dict[str, etree._Element] = {}
        self.broken: list[str] = []
        for name, content in self.parts.items():
            if name.endswith((".xml", ".rels", ".vml")):
                plain = re.sub(
                    rb"http://purl\.oclc\.org/ooxml/(\w+)/",
                    rb"http://schemas.openxmlformats.org/\1/2006/",
                    content,
                )
                try:
                    self.trees[name] = etree.fromstring(plain)
                except etree.XMLSyntaxError:
                    self.broken.append(f"XML: {name}")

    def all(self) -> Iterator[str]:
        yield from self.broken
        folded = Counter(name.casefold() for name in self.names)
        yield from (f"部品の名前: {name}" for name, count in folded.items() if count > 1)
        yield from (f"部品の名前: {n}" for n in self.names if n.startswith("/") or n.endswith("/"))
        if self.broken:
            return
        yield from self._types()
        yield from self._relations()
        yield from self._ignorable()
        yield from self._workbook()
        yield from self._styles()
        yield from self._tables()
        yield from self._drawings()
        yield from self._comments()
        sheets = self.trees["xl/workbook.xml"].findall(f"{M}sheets/{M}sheet")
        yield from link_faults(self.trees, [sheet.get("name", "") for sheet in sheets])

    # 器

    def _type(self, part: str) -> str:
        types = self.trees["[Content_Types].xml"]
        for element in types.iterfind(f"{T}Override"):
            if element.get("PartName") == f"/{part}":
                return element.get("ContentType", "")
        extension = part.rpartition(".")[2].casefold()
        for element in types.iterfind(f"{T}Default"):
            if element.get("Extension", "").casefold() == extension:
                return element.get("ContentType", "")
        return ""

    def _types(self) -> Iterator[str]:
        types = self.trees["[Content_Types].xml"]
        for key, tag in (("PartName", "Override"), ("Extension", "Default")):
            counted = Counter(e.get(key, "").casefold() for e in types.iterfind(f"{T}{tag}"))
            yield from (f"種類が二つ: {name}" for name, count in counted.items() if count > 1)
        for element in types.iterfind(f"{T}Override"):
            if element.get("PartName", "")[1:] not in self.parts:
                yield f"種類だけある部品: {element.get('PartName')}"
        for name in self.parts:
            if name != "[Content_Types].xml" and not self._type(name):
                yield f"種類の無い部品: {name}"

    def _rels(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Id → (種類の終わりの語, 先, 外部か)。"""
        folder, _, name = part.rpartition("/")
        root = self.trees.get(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found = {}
        for element in root if root is not None else ():
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                path = [] if target.startswith("/") else folder.split("/") if folder else []
                for step in target.strip("/").split("/"):
                    path = path[:-1] if step == ".." else [*path, step] if step != "." else path
                target = "/".join(path)
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = (kind, target, external)
        return found

    def _sources(self) -> list[str]:
        rels = (name for name in self.parts if name.endswith(".rels"))
        return [name.replace("_rels/", "").removesuffix(".rels") for name in rels]

    def _relations(self) -> Iterator[str]:
        pointed = {"[Content_Types].xml"}
        for source in self._sources():
            if source and source not in self.parts:
                yield f"持ち主の無い関係: {source}"
            folder, _, name = source.rpartition("/")
            rels = self.trees[f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"]
            ids = Counter(element.get("Id", "") for element in rels)
            yield from (f"関係の Id: {source} {one}" for one, count in ids.items() if count > 1)
            for one, (kind, target, external) in self._rels(source).items():
                if not re.fullmatch(r"[A-Za-z_][\w.-]*", one):
                    yield f"関係の Id: {source} {one}"
                if external or (kind == "hyperlink" and "#" in target):
                    continue  # 図形のリンクは、ブックの中の行き先も関係に「#票!A1」と書く
                pointed.add(target)
                if target not in self.parts:
                    yield f"先の無い関係: {source} → {target}"
                elif kind in _TYPES_OF and not self._type(target).endswith(_TYPES_OF[kind]):
                    yield f"部品の種類: {target} {self._type(target)}"
        for name in self.parts:
            if name not in pointed and not name.endswith(".rels"):
                yield f"どこからも指されない部品: {name}"

    def _ignorable(self) -> Iterator[str]:
        for name, root in self.trees.items():
            for prefix in (root.get(f"{MC}Ignorable") or "").split():
                if prefix not in root.nsmap:
                    yield f"宣言の無い接頭辞: {name} {prefix}"

    # ブック

    def _workbook(self) -> Iterator[str]:
        root = self.trees["xl/workbook.xml"]
        yield from order(root, _WORKBOOK_ORDER, "xl/workbook.xml")
        macro = any(kind == "vbaProject" for kind, *_ in self._rels("xl/workbook.xml").values())
        if macro != ("macroEnabled" in self._type("xl/workbook.xml")):
            yield "マクロとブックの種類: xl/workbook.xml"
        sheets = root.findall(f"{M}sheets/{M}sheet")
        yield from self._sheet_list(sheets)
        names = [s.get("name", "") for s in sheets]
        yield from self._names(root, names)
        yield from book_faults(root, self._rels("xl/workbook.xml"), names)
        for view in root.iterfind(f"{M}bookViews/{M}workbookView"):
            for key in ("activeTab", "firstSheet"):
                if int(view.get(key, "0")) >= len(sheets):
                    yield f"表示するシート: {key}"
        yield from self._sheets(sheets)
        yield from self._chain(sheets)

    def _sheet_list(self, sheets: list[etree._Element]) -> Iterator[str]:
        names = Counter(s.get("name", "").casefold() for s in sheets)
        yield from (f"シート名が二つ: {name}" for name, count in names.items() if count > 1)
        for sheet in sheets:
            name = sheet.get("name", "")
            length = len(name.encode("utf-16-le")) // 2
            if not 1 <= length <= 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
                yield f"シート名: {name}"
        for key in ("sheetId", f"{R}id"):
            ids = Counter(s.get(key, "") for s in sheets)
            yield from (f"シートの番号: {one}" for one, count in ids.items() if count > 1)
        if not any(s.get("state", "visible") == "visible" for s in sheets):
            yield "見えるシートが無い"

    def _names(self, root: etree._Element, sheets: list[str]) -> Iterator[str]:
        seen = set()
        for element in root.iterfind(f"{M}definedNames/{M}definedName"):
            name, local = element.get("name", ""), element.get("localSheetId")
            if (name.casefold(), local) in seen:
                yield f"名前の定義が二つ: {name}"
            seen.add((name.casefold(), local))
            if local is not None and int(local) >= len(sheets):
                yield f"名前の定義のシート: {name}"
            if not re.fullmatch(r"[^\W\d][\w.]*|_xlnm\.\w+", name) or not (element.text or ""):
                yield f"名前の定義: {name}"
            for quoted, bare in re.findall(r"'((?:[^']|'')+)'!|([\w.]+)!", element.text or ""):
                wanted = quoted.replace("''", "'") or bare
                if wanted not in sheets and "[" not in wanted:
                    yield f"名前の定義の先: {name} → {wanted}"

    def _surroundings(self) -> Surroundings:
        rels = self._rels("xl/workbook.xml").values()
        found = {kind: self.trees[target] for kind, target, _ in rels if target in self.trees}
        strings, styles = found.get("sharedStrings"), found.get("styles")

        def count(path: str) -> int:
            return 0 if styles is None else len(styles.findall(path))

        return Surroundings(
            strings=0 if strings is None else len(strings.findall(f"{M}si")),
            styles=max(count(f"{M}cellXfs/{M}xf"), 1),
            differences=count(f"{M}dxfs/{M}dxf"),
        )

    def _sheets(self, sheets: list[etree._Element]) -> Iterator[str]:
        around, rels = self._surroundings(), self._rels("xl/workbook.xml")
        selected, codes = 0, Counter[str]()
        for sheet in sheets:
            kind, part, _ = rels.get(sheet.get(f"{R}id", ""), ("", "", False))
            if kind not in ("worksheet", "chartsheet", "dialogsheet") or part not in self.trees:
                yield f"シートの部品: {sheet.get('name')}"
                continue
            root = self.trees[part]
            views = root.findall(f"{M}sheetViews/{M}sheetView")
            selected += any(v.get("tabSelected", "0") in ("1", "true") for v in views)
            codes.update(e.get("codeName", "") for e in root.iterfind(f"{M}sheetPr"))
            own = {one: kind for one, (kind, _, _) in self._rels(part).items()}
            if kind == "worksheet":
                yield from sheet_faults(root, part, around, own)
                yield from limit_faults(part, root)
        if selected > 1:
            yield "選ばれたシートが二枚"
        yield from (f"マクロの名: {c}" for c, n in codes.items() if c and n > 1)

    def _chain(self, sheets: list[etree._Element]) -> Iterator[str]:
        rels = self._rels("xl/workbook.xml")
        part = next((t for kind, t, _ in rels.values() if kind == "calcChain"), "")
        if part not in self.trees:
            return
        by_id = {
            s.get("sheetId"): rels.get(s.get(f"{R}id", ""), ("", "", False))[1] for s in sheets
        }
        at = ""
        for cell in self.trees[part]:
            at = by_id.get(cell.get("i", ""), "") if cell.get("i") else at
            root = self.trees.get(at)
            path = f"{M}sheetData/{M}row/{M}c[@r='{cell.get('r')}']/{M}f"
            if root is None or root.find(path) is None:
                yield f"計算の順: {cell.get('r')}"

    # 書式・テーブル・図形・コメント

    def _styles(self) -> Iterator[str]:
        for kind, part, _ in self._rels("xl/workbook.xml").values():
            if kind != "styles" or part not in self.trees:
                continue
            root = self.trees[part]
            yield from order(root, _STYLES_ORDER, part)
            sizes = {
                key: len(root.findall(f"{M}{tag}"))
                for key, tag in (
                    ("fontId", f"fonts/{M}font"),
                    ("fillId", f"fills/{M}fill"),
                    ("borderId", f"borders/{M}border"),
                    ("xfId", f"cellStyleXfs/{M}xf"),
                )
            }
            for group in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
                holder = root.find(f"{M}{group}")
                if holder is not None and holder.get("count", str(len(holder))) != str(len(holder)):
                    yield f"書式の数: {group}"
            for xf in root.iterfind(f"{M}cellXfs/{M}xf"):
                for key, size in sizes.items():
                    if int(xf.get(key, "0")) >= max(size, 1):
                        yield f"書式の番号: {key}"

    def _tables(self) -> Iterator[str]:
        ids, names = Counter[str](), Counter[str]()
        for source in self._sources():
            for kind, part, _ in self._rels(source).values():
                if kind != "table" or part not in self.trees:
                    continue
                root = self.trees[part]
                ids[root.get("id", "")] += 1
                names[root.get("displayName", "").casefold()] += 1
                columns = root.findall(f"{M}tableColumns/{M}tableColumn")
                first, _, last = root.get("ref", "A1:A1").partition(":")
                heads = [self._text(source, place) for place in _across(first, last)]
                if [c.get("name") for c in columns] != heads and root.get("headerRowCount") != "0":
                    yield f"テーブルの見出し: {part}"
        yield from table_faults(
            {
                source: [self.trees[t] for k, t, _ in rels if k == "table" and t in self.trees]
                for source in self._sources()
                if (rels := self._rels(source).values())
            }
        )
        yield from (f"テーブルの番号: {one}" for one, count in ids.items() if count > 1)
        yield from (f"テーブルの名前: {one}" for one, count in names.items() if count > 1)

    def _text(self, part: str, place: str) -> str:
        cell = self.trees[part].find(f"{M}sheetData/{M}row/{M}c[@r='{place}']")
        if cell is None:
            return ""
        item = cell.find(f"{M}is")
        if cell.get("t") == "s":
            rels = self._rels("xl/workbook.xml").values()
            strings = next(self.trees[t] for kind, t, _ in rels if kind == "sharedStrings")
            item = strings[int(cell.findtext(f"{M}v") or "0")]
        texts = () if item is None else item.iter(f"{M}t")
        return "".join(t.text or "" for t in texts)

    def _drawings(self) -> Iterator[str]:
        for part, root in self.trees.items():
            if root.tag != f"{XDR}wsDr":
                continue
            ids = Counter(e.get("id", "") for e in root.iter(f"{XDR}cNvPr"))
            yield from (f"図形の番号: {part} {one}" for one, count in ids.items() if count > 1)
            rels = self._rels(part)
            for element in root.iter("*"):
                for key, value in element.attrib.items():
                    if str(key).startswith(R) and value not in ("", *rels):
                        yield f"図形の関係: {part} {value!s}"
            for anchor in root:
                yield from _anchor_faults(anchor, part)

    def _comments(self) -> Iterator[str]:
        for part, root in self.trees.items():
            if root.tag == f"{M}comments":
                authors = len(root.findall(f"{M}authors/{M}author"))
                refs = Counter(c.get("ref", "") for c in root.iter(f"{M}comment"))
                yield from (f"コメントが二つ: {part} {ref}" for ref, n in refs.items() if n > 1)
                for comment in root.iter(f"{M}comment"):
                    if int(comment.get("authorId", "0")) >= authors:
                        yield f"コメントの書き手: {part}"


def _anchor_faults(anchor: etree._Element, part: str) -> Iterator[str]:
    if anchor.tag not in (f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor", f"{XDR}absoluteAnchor"):
        if anchor.tag != f"{MC}AlternateContent":
            yield f"図形の留め方: {part} {etree.QName(anchor).localname}"
        return
    tags = [etree.QName(child).localname for child in anchor]
    start = {"twoCellAnchor": ["from", "to"], "oneCellAnchor": ["from", "ext"]}
    wanted = start.get(etree.QName(anchor).localname, ["pos", "ext"])
    if tags[:2] != wanted or tags[-1] != "clientData" or len(tags) != 4:
        yield f"図形の並び: {part} {tags}"
        return
    if wanted[1] == "to":
        for key, limit in (("col", 16_384), ("row", 1_048_576)):
            ends = [int(anchor[n].findtext(f"{XDR}{key}") or "0") for n in (0, 1)]
            if not 0 <= ends[0] <= ends[1] < limit:
                yield f"図形の位置: {part} {ends}"


def _across(first: str, last: str) -> list[str]:
    """見出しの行のセルの番地。"""
    row = re.sub(r"\D", "", first)
    left, right = (_number(re.sub(r"\d", "", place)) for place in (first, last or first))
    return [f"{_letters(n)}{row}" for n in range(left, right + 1)]


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
