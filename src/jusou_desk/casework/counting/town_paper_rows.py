"""町の資料の行。町の設定(窓口・会議体・事業・項目・用語)を、様式のタグの名の付いた値にする。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jusou_desk.casework.counting.town_paper_plans import RowsPlan, Source
from jusou_desk.packet import Value
from jusou_desk.programmes import Item, Programme, Term, TownProgrammes
from jusou_desk.towns import MeetingBody, ServiceWindow, Town

Values = Mapping[str, Value]
#: 図の箱に名を並べるのはここまで。残りは「ほか○箇所」。
_NAMED: Final = 3
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class PaperRow:
    """一行。``values`` はタグの名→値、``more`` はその事業だけの見出しと文、``place`` は元の資料の所。"""

    values: Values
    place: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def has(self, name: str, wanted: Sequence[str]) -> bool:
        """``name`` の値が ``wanted`` のどれかか。いくつも持つ値なら、一つでも入っているか。"""
        value = self.values.get(name)
        return any(one in wanted for one in _many(value))


def rows_of(plan: RowsPlan, town: Town, listed: TownProgrammes) -> tuple[PaperRow, ...]:
    """組み立てに合う行。``only`` の初めの一つの並びの順(ほかは町の設定の順)。"""
    rows = [
        row
        for row in _TABLES[plan.source](plan, town, listed)
        if all(row.has(name, wanted) for name, wanted in plan.only.items())
        and not any(row.has(name, unwanted) for name, unwanted in plan.without.items())
    ]
    for name, wanted in tuple(plan.only.items())[:1]:
        rows.sort(key=lambda row: next(n for n, one in enumerate(wanted) if row.has(name, (one,))))
    return tuple(rows)


def lines_of(plan: RowsPlan, row: PaperRow) -> Iterator[tuple[str, str]]:
    """一件を見出しと文の行にしたもの。空の行は無い。見出しの無い行は、その事業だけの見出しと文。"""
    for label, name in plan.lines:
        if not label:
            yield from row.more
            continue
        text = _text(row.values.get(name))
        if text:
            yield label, text


def _text(value: Value) -> str:
    return "、".join(_many(value))


def _many(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value or ""),)


def _windows(_plan: RowsPlan, town: Town, listed: TownProgrammes) -> list[PaperRow]:
    place = listed.places.get("windows", "")
    counts = Counter(window.field for window in town.windows)
    numbers = _numbers([window.field for window in town.windows])
    return [
        PaperRow(_window(one, counts[one.field], number), place)
        for one, number in zip(town.windows, numbers, strict=True)
    ]


def _window(one: ServiceWindow, count: int, number: str) -> Values:
    return {
        "名称": _placed(one),
        "名称と所管": f"{_placed(one)}\n《{_owner(one)}》",
        "名称と運営": f"{number} {one.name}{f'（{one.operation}）' if one.operation else ''}".strip(),
        "番号": number,
        "分野": one.field,
        "分野と箇所数": f"{one.field}\n（{count}か所）",
        "運営": one.operation,
        "担当": _owner(one),
        "圏域": one.area,
        "住所": one.address,
        "連絡": _contact(one.phone, one.fax),
        "内容": one.contents,
    }


def _placed(window: ServiceWindow) -> str:
    """名。圏域があり、名から分からなければ添える。"""
    known = not window.area or window.area in window.name
    return window.name if known else f"{window.name}（{window.area}）"


def _owner(window: ServiceWindow) -> str:
    """所管か受託者。委託ならそう添える。"""
    return f"{window.operator}{'（委託）' * (window.operation == '委託')}" or window.operation


def _contact(phone: str, fax: str) -> str:
    return "　".join(part for part in (phone and f"電話 {phone}", fax and f"FAX {fax}") if part)


def _numbers(keys: Sequence[str]) -> list[str]:
    """同じ鍵が二つ以上あるものに付ける①②。一つだけなら空。"""
    counts, seen = Counter(keys), Counter[str]()
    numbers = []
    for key in keys:
        seen[key] += 1
        at = seen[key]
        circled = _CIRCLED[at - 1] if at <= len(_CIRCLED) else f"({at})"
        numbers.append(circled if counts[key] > 1 else "")
    return numbers


def _bodies(_plan: RowsPlan, town: Town, listed: TownProgrammes) -> list[PaperRow]:
    place = listed.places.get("bodies", "")
    return [PaperRow(_body(one), place) for one in town.bodies]


def _body(one: MeetingBody) -> Values:
    kinds = tuple(str(kind) for kind in one.kinds)
    roles = (("主催", one.host), ("議長", one.chair), ("庶務", one.secretariat))
    return {
        "符号": one.id,
        "名称": one.name,
        "法的区分": kinds[0],
        "開ける会議": kinds,
        "区分の並び": "\n".join(kinds),
        "根拠": "\n".join(one.basis),
        "対象者": one.target,
        "主催": one.host,
        "主催と庶務": "\n".join(f"{what} {who}" for what, who in roles if who),
        "目的": one.purpose,
    }


def _programmes(_plan: RowsPlan, _town: Town, listed: TownProgrammes) -> list[PaperRow]:
    keys = [f"{one.kind} {one.mark or one.field} {one.law}" for one in listed.programmes]
    numbers = _numbers(keys)
    return [
        PaperRow(_programme(one, number), one.source, one.more)
        for one, number in zip(listed.programmes, numbers, strict=True)
    ]


def _programme(one: Programme, number: str) -> Values:
    operators = "、".join(one.operators)
    # 一つの名の中に読点があれば、名どうしは行を分ける。
    providers = ("\n" if any("、" in name for name in one.providers) else "、").join(one.providers)
    stage = f"（{one.stage}）" if one.stage else ""
    return {
        "区分": str(one.kind),
        "資料での区分": one.group or str(one.kind),
        "分野": one.field,
        "符号": one.mark,
        "番号": number,
        "法の事業": one.law,
        "号": one.article,
        "法の事業と号": "\n".join(p for p in (one.law, one.article and f"［{one.article}］") if p),
        "題": f"{one.mark}　{one.law}{stage}".strip("　"),
        "名称": one.name,
        "名称と所管": f"{one.name}\n《{one.section}》" if one.section else one.name,
        "新旧": one.stage,
        "所管課": one.section,
        "所管課と分野": "／".join(part for part in (one.section, one.field) if part),
        "方式": one.operation,
        "方式と受託者": "：".join(part for part in (one.operation, operators) if part),
        "実施機関": providers,
        "実施機関と運営": providers + (f"（{one.operation}）" if one.operation else ""),
        "実施機関と箇所数": "　".join(p for p in (one.places or one.amount, providers) if p),
        "担い手": one.providers or (one.section,),
        "担い手と方式": "\n".join(p for p in (providers or one.section, one.operation) if p),
        "圏域": one.area,
        "箇所数": one.places or one.amount,
        "数": one.amount,
        "配置人数": one.staff,
        "対象者": one.target,
        "住所": one.address,
        "連絡": _contact(one.phone, one.fax),
        "内容": one.contents.strip(),
    }


def _items(_plan: RowsPlan, _town: Town, listed: TownProgrammes) -> list[PaperRow]:
    return [PaperRow(_item(one), one.source) for one in listed.items]


def _item(one: Item) -> Values:
    return {"表": one.table, "項目": one.name, "内容": one.text.strip()}


def _terms(_plan: RowsPlan, _town: Town, listed: TownProgrammes) -> list[PaperRow]:
    return [PaperRow(_term(one), one.source) for one in listed.terms]


def _term(one: Term) -> Values:
    named = f"{one.name}\n（{one.reading}）" if one.reading else one.name
    return {"行": one.row, "用語": named, "意味": one.text}


def _window_fields(plan: RowsPlan, town: Town, listed: TownProgrammes) -> list[PaperRow]:
    rows = []
    for field, group in _grouped(_windows(plan, town, listed), "分野"):
        names = [str(row.values["名称"]) for row in group]
        shown = names if len(names) <= _NAMED + 1 else [*names[:_NAMED], _rest(names)]
        values = {
            "分野": field,
            "箇所": _parenthesized(f"{len(names)}箇所"),
            "窓口": "\n".join(shown),
        }
        rows.append(PaperRow(values, group[0].place))
    return rows


def _rest(names: Sequence[str]) -> str:
    return f"ほか{len(names) - _NAMED}箇所"


def _parenthesized(count: str) -> str:
    """図の箱の題に添える数: （○箇所）。無ければ空。"""
    return f"（{count}）" if count else ""


def _programme_fields(plan: RowsPlan, town: Town, listed: TownProgrammes) -> list[PaperRow]:
    rows = _programmes(plan, town, listed)
    chosen = [row for row in rows if all(row.has(*one) for one in plan.only.items())]
    found = []
    for field, group in _grouped(chosen, "分野"):
        names = (_counted(row.values) for row in group)
        values = {**group[0].values, "分野": field, "事業": "、".join(names)}
        found.append(PaperRow(values, group[0].place))
    return found


def _counted(values: Values) -> str:
    return f"{values['名称']}（{values['数']}）" if values["数"] else str(values["名称"])


def _programme_kinds(plan: RowsPlan, town: Town, listed: TownProgrammes) -> list[PaperRow]:
    found = []
    for kind, group in _grouped(_programmes(plan, town, listed), "区分"):
        who = dict.fromkeys(name for row in group for name in _many(row.values["担い手"]))
        counts = [str(row.values["数"]) for row in group if row.values["数"]]
        values = {"区分": kind, "担い手": "\n".join(who), "箇所": _parenthesized("、".join(counts))}
        found.append(PaperRow(values, group[0].place))
    return found


def _grouped(rows: Iterable[PaperRow], name: str) -> list[tuple[str, list[PaperRow]]]:
    """``name`` の値ごとの行。初めに出た順。"""
    groups: dict[str, list[PaperRow]] = {}
    for row in rows:
        groups.setdefault(str(row.values[name]), []).append(row)
    return list(groups.items())


_Table = Callable[[RowsPlan, Town, TownProgrammes], list[PaperRow]]
_TABLES: Final[Mapping[Source, _Table]] = {
    Source.WINDOWS: _windows,
    Source.BODIES: _bodies,
    Source.PROGRAMMES: _programmes,
    Source.ITEMS: _items,
    Source.TERMS: _terms,
    Source.WINDOW_FIELDS: _window_fields,
    Source.PROGRAMME_FIELDS: _programme_fields,
    Source.PROGRAMME_KINDS: _programme_kinds,
}
