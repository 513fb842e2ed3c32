"""事務所が改める、様式の欄: 見出し、手引き、出すかどうか、必須、国報告の印。

国の様式の欄は確かめきれていないので(domain.md §1.0)、管理者が「いつから」の版を足して改める。
書いてある一枚は、書いたときの版のまま開き、刷られる。一度足した版は書き直さず、元に戻すことも、同梱の字に
返すことも、新しい版を一つ足すことで行う。版は事務所の設定に残り、プログラムの入替えでは変わらない。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.papers import SHEETS
from jusou_desk.casework.wording import keep_up, kept_versions, put_versions
from jusou_desk.errors import BadInput
from jusou_desk.forms import (
    FieldChange,
    FieldDefinition,
    FieldKind,
    Fixed,
    OwnVersion,
    form_ids,
    in_force,
    shipped_form,
)
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear, format_long

LONGEST: Final = 20
"""見出しの長さ(字数)。二段に並べて読める長さ。"""
LONGEST_HELP: Final = 120
"""手引きの長さ(字数)。"""
CHANGED: Final = "様式の欄の変更"
"""監査に残す語。"""
RETURNED: Final = "様式の欄を元に戻す"
"""監査に残す語。"""
WHY_FIXED: Final = {
    Fixed.CONSENT: "同意の中身で、載せてよい紙と渡してよい相手を決めている欄です。",
    Fixed.DATE: "期日の知らせと、年度ごとの数え方に使う欄です。",
    Fixed.WHO: "誰の相談かを見分けるのに使う欄です。",
    Fixed.SOURCE: "誰から聞いたかを守るのに使う欄です。",
    Fixed.COUNTED: "件数を数えるのに使う欄です。",
    Fixed.RULE: "次にすることや、ほかの紙に写すことを決めるのに使う欄です。",
}
_FACETS: Final = {
    "label": "見出し",
    "help": "手引き",
    "shown": "出す",
    "required": "必須",
    "national": "国報告",
}


@dataclass(frozen=True)
class EditableField:
    """様式の欄一つ。now: いちばん新しい版の字。shipped: 同梱の字。"""

    section: str
    now: FieldDefinition
    shipped: FieldDefinition
    sometimes: bool = False

    @property
    def fixed(self) -> str:
        """隠せないわけの一文。隠してよければ空。"""
        return WHY_FIXED[self.shipped.fixed] if self.shipped.fixed else ""

    @property
    def may_require(self) -> bool:
        """必須かどうかを替えられるか。印の欄と、書かないときのある節の欄は、空いているのがふつう。"""
        return not (self.fixed or self.sometimes or self.shipped.kind is FieldKind.CHECK)

    @property
    def changed(self) -> bool:
        """同梱の字と違うか。"""
        return self.now != self.shipped


@dataclass(frozen=True)
class EditableForm:
    """様式一つ。since: いちばん新しい版の始まる日(同梱のままなら None)。number: その番号(無ければ 0)。"""

    id: str
    title: str
    source: str
    fields: tuple[EditableField, ...]
    since: date | None
    number: int

    @property
    def changed(self) -> bool:
        """同梱の字と違う欄があるか。"""
        return any(one.changed for one in self.fields)


def editable_forms(desk: Desk) -> tuple[EditableForm, ...]:
    """どの様式の、どの欄も。様式は、帳票を刷る並びの順。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        keep_up(desk, work)
    printed = (kind.form_id for kind in SHEETS)
    ordered = dict.fromkeys((*printed, *form_ids()))
    return tuple(_editable(form_id) for form_id in ordered)


def _editable(form_id: str) -> EditableForm:
    shipped = shipped_form(form_id)
    last = next(reversed(in_force().of(form_id)), None)
    now = last.over(shipped) if last else shipped
    fields = tuple(
        EditableField(section.title, after, before, section.sometimes)
        for section, own in zip(shipped.sections, now.sections, strict=True)
        for before, after in zip(section.fields, own.fields, strict=True)
    )
    since, number = (last.since, last.number) if last else (None, 0)
    return EditableForm(form_id, shipped.title, shipped.source, fields, since, number)


def first_days(desk: Desk, one: EditableForm) -> tuple[date, ...]:
    """新しい版を始められる日: 今日と、次の二つの年度の初め(先の版があれば、その日から)。"""
    today = desk.today()
    this = FiscalYear.of(today)
    days = (today, FiscalYear(this.start + 1).first, FiscalYear(this.start + 2).first)
    return tuple(sorted({max(day, one.since or day) for day in days}))


def change_field(desk: Desk, one: EditableForm, since: date, wanted: FieldDefinition) -> int:
    """欄を ``wanted`` の字に改め、``since`` から使う版を足す。足した番号を返す。

    one: 開いたときの様式。その後に改められていれば ``BadInput`` で、何も書かない。
    """
    field = next((f for f in one.fields if f.now.id == wanted.id), None)
    if field is None:
        raise BadInput("その欄は改められません。", "一覧にある欄を選んでください。")
    if since not in first_days(desk, one):
        raise BadInput("その日からの版は足せません。", "一覧にある日を選んでください。", "since")
    _check(one, field, wanted)
    told = _told(field.now, wanted)
    if not told:
        raise BadInput("変わったところがありません。", "直してから保存してください。")
    after = {f.now.id: wanted if f is field else f.now for f in one.fields}
    words = f"{format_long(since)}から {field.now.label}　{told}"
    return _add(desk, one, since, _differing(one, after), CHANGED, words)


def return_form(desk: Desk, one: EditableForm) -> int:
    """様式の欄を、みな同梱の字に戻す版を足す。先の版があれば、その日から。足した番号を返す。"""
    if not one.changed:
        raise BadInput("改めた欄はありません。", "同梱の字のままです。")
    since = max(desk.today(), one.since or desk.today())
    return _add(desk, one, since, {}, RETURNED, f"{format_long(since)}から 同梱の字")


def put_back(desk: Desk, one: EditableForm, added: int) -> None:
    """``one`` を開いて足した版 ``added`` を、元に戻す(足した版は、それで書いた一枚のために残る)。

    その後に改められていれば ``BadInput``。
    """
    with desk.reading(Purpose.ADMINISTRATION) as work:
        keep_up(desk, work)
    now = _editable(one.id)
    if now.number != added:
        raise _moved_on()
    before = {f.now.id: f.now for f in one.fields}
    since = now.since or desk.today()
    _add(desk, now, since, _differing(one, before), RETURNED, f"{format_long(since)}から")


def _add(
    desk: Desk,
    one: EditableForm,
    since: date,
    changes: Mapping[str, FieldChange],
    action: str,
    words: str,
) -> int:
    with desk.writing(Purpose.ADMINISTRATION) as work:
        kept = kept_versions(work)
        mine = [version.number for version in kept if version.form_id == one.id]
        if max(mine, default=0) != one.number:
            raise _moved_on()
        version = OwnVersion(one.id, one.number + 1, since, changes)
        put_versions(work, (*kept, version))
        desk.audit(work, action, one.title, words)
    with desk.reading(Purpose.ADMINISTRATION) as work:
        keep_up(desk, work)
    return version.number


def _moved_on() -> BadInput:
    return BadInput(
        "開いている間に、ほかの窓でこの様式の欄が改められました(まだ保存していません)。",
        "一覧から開き直して、いまの字を確かめてから直してください。",
    )


def _differing(one: EditableForm, after: Mapping[str, FieldDefinition]) -> dict[str, FieldChange]:
    """同梱と違うところだけ。"""
    found = {}
    for field in one.fields:
        wanted = after[field.now.id]
        parts: dict[str, Any] = {
            name: getattr(wanted, name)
            for name in asdict(FieldChange())
            if getattr(wanted, name) != getattr(field.shipped, name)
        }
        if parts:
            found[field.now.id] = FieldChange(**parts)
    return found


def _check(one: EditableForm, field: EditableField, wanted: FieldDefinition) -> None:
    _check_words(one, field, wanted)
    if field.fixed and (not wanted.shown or wanted.required != field.shipped.required):
        raise BadInput(
            f"「{field.now.label}」は、隠すことも、必須を替えることもできません。", field.fixed
        )
    if wanted.required != field.shipped.required and not field.may_require:
        raise BadInput(
            f"「{field.now.label}」は、必須にできません。",
            "書かないときのある節の欄と、印を付けるだけの欄は、空いていてよい欄です。",
            "required",
        )
    if wanted.required and not wanted.shown:
        raise BadInput("隠す欄は、必須にできません。", "必須を外すか、出すままにしてください。")
    beside = [f for f in one.fields if f.section == field.section and f is not field]
    if not wanted.shown and not any(f.now.shown for f in beside):
        raise BadInput(
            f"節「{field.section}」の欄が、一つも無くなります。", "一つは残してください。"
        )


def _check_words(one: EditableForm, field: EditableField, wanted: FieldDefinition) -> None:
    label = wanted.label
    if not label.strip() or len(label) > LONGEST or _strange(label) or "、" in label:
        raise BadInput(
            "見出しに使えない字か、長さです。",
            f"見出しは1字から{LONGEST}字までで、読点「、」や改行は使えません。",
            "label",
        )
    if any(label == f.now.label for f in one.fields if f is not field):
        raise BadInput(
            "同じ見出しの欄が、この様式にもうあります。", "別の字にしてください。", "label"
        )
    if len(wanted.help) > LONGEST_HELP or _strange(wanted.help):
        raise BadInput(
            "手引きに使えない字か、長さです。",
            f"手引きは{LONGEST_HELP}字までで、改行は使えません。",
            "help",
        )


def _strange(words: str) -> bool:
    return any(unicodedata.category(letter).startswith(("C", "Zl", "Zp")) for letter in words)


def _told(before: FieldDefinition, after: FieldDefinition) -> str:
    """監査に残す語。変わったところが無ければ空。"""
    return "　".join(_moved(before, after))


def _moved(before: FieldDefinition, after: FieldDefinition) -> Iterator[str]:
    for name, words in _FACETS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{words} {_said(old)}→{_said(new)}"


def _said(value: str | bool) -> str:
    if isinstance(value, bool):
        return "する" if value else "しない"
    return f"「{value}」"
