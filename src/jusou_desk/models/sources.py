"""情報源の覆い。誰から聞いたかを伏せる記録の、伏せる欄と、文の中からも消す名(domain.md §1.2)。

紙からは ``disclose`` が消す。ここは、紙の材料のための名の並びと、索引に入れない言葉と、読むだけの
職員に見せない欄を決める。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from jusou_desk.forms import form, known_codes, sources_of
from jusou_desk.models.records import Case, Decision, Entry, Note, Person, PlanAction, Sheet
from jusou_desk.names import search_key
from jusou_desk.packet import NO_SOURCE
from jusou_desk.paths import resource
from jusou_desk.policy import Overlay, Permit, carries
from jusou_desk.scrubbing import is_phone, scrub

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

E = TypeVar("E", bound=Entry)
#: 相談と経過の、情報源の欄。
OF_CASE: Final[tuple[str, ...]] = ("visitor", "visitor_relation", "route")
OF_NOTE: Final[tuple[str, ...]] = ("counterpart", "source_agency")
#: 受付の様式の、名の書かれる欄(選ぶ欄は「その他」の書き添えだけ)。
_INTAKE: Final = "intake"
#: 名の載る欄と番号。情報源と同じ名でも、ここからは消さない。
_NAMING: Final = frozenset(
    {"agency", "agencies", "lead_agency", "person", "window", "worker", "recorder", "author"}
)
PART: Final = PlanAction | Decision
"""記録の中の行。"""
_SHORTEST: Final = 2
_BREAKS: Final = re.compile(r"[\s、。,，.．・/／()（）「」:：]+")
_BESIDE: Final = re.compile(r"その他[(（](.+)[)）]")
_PERSON: Final = re.compile(
    r"[々〆ヶぁ-んァ-ヺーｦ-ﾟ\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{3,6}"
)
_AGENCY: Final = re.compile(r"[署会所課院校園館局室係団店社員部]$")
_FIGURES: Final = re.compile(r"[0-9０-９\-－ー+]*")


class Sources:
    """一つの仕事の中での、情報源を伏せる相談と名。"""

    def __init__(self, work: Work, permit: Permit) -> None:
        self._work = work
        self._open = carries(permit.purpose, Overlay.SOURCE, may_write=permit.may_write)
        self._cases, self._notes = work.bare(Case), work.bare(Note)
        self._sheets, self._people = work.bare(Sheet), work.bare(Person)
        #: 引いた相談(id)→ 情報源を伏せる受付と経過。
        self._kept: dict[str, list[Case | Note]] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def forget(self) -> None:
        """覚えた相談を忘れ、次に引き直す。"""
        self._kept.clear()
        self._names.clear()

    def _look_up(self, case_ids: Iterable[str]) -> None:
        """まだ引いていない相談の、情報源を伏せる受付と経過を一度に引く。"""
        unknown = set(case_ids) - self._kept.keys()
        if not unknown:
            return
        found: dict[str, list[Case | Note]] = {case_id: [] for case_id in unknown}
        for case in self._cases.among("id", unknown, marked="overlays"):
            if keeps_source(case):
                found[case.id].append(case)
        for note in self._notes.among("case_id", unknown, marked="overlays"):
            if keeps_source(note):
                found[note.case_id].append(note)
        # 引き終えてから覚える(途中で失敗した相談を、伏せるもののない相談と取り違えない)。
        self._kept |= found

    def concerns(self, case_id: str) -> bool:
        """その相談に、情報源を伏せる受付か経過があるか。"""
        self._look_up((case_id,))
        return bool(self._kept[case_id])

    def near(self, record: Entry) -> str:
        """この記録を書くと、情報源の名の変わりうる相談(id)。無ければ空。"""
        match record:
            case Case():
                case_id = record.id
            case Note() | Sheet():
                case_id = record.case_id
            case _:
                return ""
        kept = not isinstance(record, Sheet) and keeps_source(record)
        return case_id if kept or self.concerns(case_id) else ""

    def names(self, case_id: str) -> tuple[str, ...]:
        """その相談の文の中からも消す、情報源の名。長いものから。"""
        if not self.concerns(case_id):
            return ()
        if case_id not in self._names:
            found = {word for one in self._kept[case_id] for word in self._of(one)}
            own = self._own_names(case_id)
            kept = {word for word in found if search_key(word) not in own}
            others = (*own, *self._staff_names)
            kept |= {
                surname + particle
                for surname in _surnames(kept)
                if not any(other.startswith(search_key(surname)) for other in others)
                for particle in _rules()["particles"]
            }
            self._names[case_id] = tuple(sorted(kept, key=lambda word: (-len(word), word)))
        return self._names[case_id]

    def _of(self, record: Case | Note) -> Iterator[str]:
        if isinstance(record, Note):
            written = [record.counterpart, record.source_agency]
        else:
            written = [record.visitor, _aside(record.visitor_relation), _aside(record.route)]
            sheet = self._sheets.get(record.id)
            written += _written_in(sheet) if sheet is not None else []
        for words in written:
            yield from names_in(words)

    def _own_names(self, case_id: str) -> frozenset[str]:
        """本人の名。本人が自分で来たときに、紙の文から本人の名を消さないため。"""
        case = self._cases.get(case_id)
        person = self._people.get(case.person_id) if case and case.person_id else None
        parts = (person.name, *person.name.split()) if person else ()
        return frozenset(search_key(part) for part in parts)

    @cached_property
    def _staff_names(self) -> tuple[str, ...]:
        """担当者の名。同じ名字の担当者のいるときは、名字だけでは消さない。"""
        return tuple(search_key(one.name) for one in self._work.staff.where())

    # --- 読むだけの職員 -------------------------------------------------------

    def veil(self, records: tuple[E, ...]) -> tuple[E, ...]:
        """棚から出る記録。書けない職員には、情報源の欄と文の中の名を「情報源秘匿」に替える。"""
        return records if self._open else self.covered(records)

    def covered(self, records: tuple[E, ...]) -> tuple[E, ...]:
        """目的によらず覆いをかけた記録。暗号化しない台帳に書くためのもの。"""
        if not records or not _case_of(records[0]):
            return records
        self._look_up(map(_case_of, records))
        return tuple(
            cast("E", self._veiled(record)) if self.concerns(_case_of(record)) else record
            for record in records
        )

    def _veiled(self, record: Entry) -> Entry:
        case_id = _case_of(record)
        hidden: dict[str, Any] = {}
        match record:
            case Case() if keeps_source(record):
                hidden = dict.fromkeys(OF_CASE, NO_SOURCE)
            case Note() if keeps_source(record):
                hidden = dict.fromkeys(OF_NOTE, NO_SOURCE)
            case Sheet() if any(isinstance(one, Case) for one in self._kept[case_id]):
                written = sources_of(record.form_id, record.form_version)
                answers = dict.fromkeys(set(written) & set(record.answers), NO_SOURCE)
                hidden = {"answers": {**record.answers, **answers}}
        veiled: Entry = _scrubbed(replace(record, **hidden), self.names(case_id))
        return veiled


def _case_of(record: Entry) -> str:
    """相談に付く記録の、その相談(id)。ほかの記録なら空。"""
    found: str = record.id if isinstance(record, Case) else getattr(record, "case_id", "")
    return found


def _scrubbed(value: Any, names: tuple[str, ...]) -> Any:
    """文の中の名を消した値。役割として名の載る欄(担当機関など)はそのまま。"""
    if isinstance(value, StrEnum) or not isinstance(value, str | tuple | dict | Entry | PART):
        return value
    if isinstance(value, str):
        return without(value, names)
    if isinstance(value, tuple):
        return tuple(_scrubbed(one, names) for one in value)
    if isinstance(value, dict):
        return {key: _scrubbed(one, names) for key, one in value.items()}
    changed = {
        one.name: _scrubbed(getattr(value, one.name), names)
        for one in fields(value)
        if one.name not in _NAMING
    }
    return replace(value, **changed)


def keeps_source(record: Case | Note) -> bool:
    """情報源を伏せる記録か。"""
    return Overlay.SOURCE in record.overlays


def without(text: str, words: Iterable[str], instead: str = NO_SOURCE) -> str:
    """``text`` から ``words`` を消したもの。"""
    return scrub(text, tuple(words), instead)


def names_in(written: str) -> Iterator[str]:
    """「隣の田中 花子さん（民生委員）」の中の、人と機関の名と、その呼び方。"""
    whole = written.strip()
    parts = [part for part in _BREAKS.split(whole) if part]
    for part in (*parts, whole if len(parts) > 1 else ""):
        for name in (part, part.rpartition("の")[2]):
            bare = _bare(name)
            if is_phone(bare):
                yield bare
            if len(bare) < _SHORTEST or bare in _ordinary() or _FIGURES.fullmatch(bare):
                yield from _called(bare) if bare and bare not in _ordinary() else ()
                continue
            yield bare
            yield from _called(bare)
    if len(parts) > 1 and not any(_bare(part) in _ordinary() for part in parts):
        yield "".join(parts)


def _bare(name: str) -> str:
    for one in _rules()["honorifics"]:
        if name.endswith(one) and len(name) > len(one):
            return name.removesuffix(one)
    return name


def _called(name: str) -> Iterator[str]:
    """名字に敬称を付けた呼び方。どこまでが名字かは分からないので、三字までを名字とみる。"""
    for end in range(1, min(len(name), 3) + 1):
        if name[:end] not in _ordinary():
            yield from (name[:end] + one for one in _rules()["honorifics"])


def _surnames(names: Iterable[str]) -> set[str]:
    """「田中花子」の名字かもしれない、頭の二字と三字。名字だけで呼ぶときに、助詞と合わせて探す。"""
    people = {name for name in names if _PERSON.fullmatch(name) and not _AGENCY.search(name)}
    heads = {name[:end] for name in people for end in (2, 3) if end < len(name)}
    return heads - _ordinary()


def _aside(chosen: str) -> str:
    """選ぶ欄の「その他」への書き添え。"""
    found = _BESIDE.fullmatch(chosen)
    return found[1] if found else ""


def _written_in(sheet: Sheet) -> list[str]:
    definition = form(sheet.form_id, sheet.form_version)
    found = []
    for field in definition.fields:
        answer = sheet.answers.get(field.id, "")
        if field.source and isinstance(answer, str):
            found.append(_aside(answer) if field.codes else answer)
    return found


@cache
def _rules() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(resource("sources.toml").read_text(encoding="utf-8"))
    return {name: tuple(raw[name]) for name in ("ordinary", "honorifics", "particles")}


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(_rules()["ordinary"]) | frozenset(known_codes("relationships"))
