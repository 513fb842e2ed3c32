"""紙の材料に重ねる伏せ方(情報源秘匿、本人に伏せる)。重ねるだけで、出すかどうかは ``disclose`` が決める。

domain.md §1.2(通報者保護)、§3.6。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.concealing import Facts
from jusou_desk.forms import FieldKind, FormDefinition, source_tags
from jusou_desk.models.records import Case, Note
from jusou_desk.models.sources import keeps_source
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record
from jusou_desk.policy import Overlay

#: 本人に伏せる事実を、役所の中の紙に出すときに添える印(白黒の写しでも読める)。
MARK: Final = "【本人に伏せる】"
#: 役割として名の載る欄(タグ名)。情報源と同じ名でも伏せない(伏せると、誰が情報源かが知れる)。
_NAMING: Final = frozenset(
    {
        *("氏名", "フリガナ", "首長", "町名", "発信者", "事務局", "出席機関", "宛名", "受取人"),
        *("機関", "担当機関", "主担当機関", "終結後の主担当機関", "既に関わる機関", "窓口"),
        *("つなぎ元", "つなぎ元の担当者", "つなぎ先", "つなぎ先の担当者", "受領者"),
        *("宛先", "宛先の担当者", "発信機関", "発信の担当者"),
        *("ジェノグラム", "エコマップ"),
        *("提供先機関", "除く機関", "作成機関"),
        *("担当者", "担当", "作成者", "出力者", "記録者", "記入者", "評価者", "説明者", "立会人"),
    }
)
_WRITTEN: Final = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.KANA, FieldKind.PHONE)


def withheld(fact: Fact) -> Fact:
    """本人に伏せる事実。文には、役所の中の紙で読める印を添える。"""
    value = fact.value
    marked = f"{MARK}{value}" if isinstance(value, str) and value.strip() else value
    return replace(fact, value=marked).under(Overlay.FROM_PERSON)


def withheld_in(found: Facts, overlays: Collection[str], *names: str) -> Facts:
    """``overlays`` に「本人に伏せる」があれば、``names`` の事実に重ねたもの。"""
    if Overlay.FROM_PERSON not in overlays:
        return found
    return found | {name: withheld(found[name]) for name in names if name in found}


def withheld_fields(found: Facts, definition: FormDefinition, fields: Collection[str]) -> Facts:
    """様式の欄 ``fields`` に「本人に伏せる」を重ねた事実。選ぶ欄は、印を添えると選択に合わなくなる。"""
    covered: Facts = {}
    for field in definition.fields:
        if field.id not in fields:
            continue
        for tag in (field.tag, f"{field.tag}の他"):
            if tag in found:
                prose = tag == field.tag and field.kind in _WRITTEN
                fact = found[tag]
                covered[tag] = withheld(fact) if prose else fact.under(Overlay.FROM_PERSON)
    return found | covered


def withheld_of(work: Work, record_id: str) -> tuple[str, ...]:
    """その記録の様式で、本人に伏せる欄の id。"""
    sheet = work.sheets.get(record_id)
    return sheet.withheld if sheet is not None else ()


def row_overlays(note: Note) -> frozenset[Overlay]:
    """経過の行に重ねるもの。行ごと本人に伏せる。"""
    hidden = Overlay.FROM_PERSON in note.overlays
    return frozenset({Overlay.FROM_PERSON}) if hidden else frozenset()


def noted(note: Note, found: Facts, *sources: str) -> Facts:
    """経過の行の事実。``sources`` は情報源の欄、「内容」には本人に伏せる印を添える。"""
    found = withheld_in(found, note.overlays, "内容")
    if not keeps_source(note):
        return found
    return found | {name: found[name].under(Overlay.SOURCE) for name in sources}


def sourced(work: Work, case: Case, record: Record) -> Record:
    """その相談の情報源を伏せた材料。欄には重ね、文の中の名は消す。伏せない相談ならそのまま。"""
    if not work.sources.concerns(case.id):
        return record
    covered = named(record)
    if keeps_source(case):
        tags = source_tags() & covered.facts.keys()
        hidden = {tag: covered.facts[tag].under(Overlay.SOURCE) for tag in tags}
        covered = replace(covered, facts={**covered.facts, **hidden})
    return replace(covered, sources=work.sources.names(case.id))


def named(record: Record) -> Record:
    """役割として名の載る欄に、その印を付けた材料。"""
    facts = {
        name: replace(fact, naming=True) if name in _NAMING else fact
        for name, fact in record.facts.items()
    }
    groups = {name: tuple(map(named, rows)) for name, rows in record.groups.items()}
    return replace(record, facts=facts, groups=groups)
