"""帳票の欄に入る事実。様式の値・人物・世帯・決まり文句を、様式のタグ名で引ける形にする。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jusou_desk.casework.answers import Values
from jusou_desk.casework.consent import latest_consent
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.intake import age_at
from jusou_desk.casework.packet_contents import CONCEALED, facts
from jusou_desk.casework.wording import word
from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, code_set
from jusou_desk.models.records import CONSENTED, Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, Value
from jusou_desk.policy import Lane
from jusou_desk.towns import Town

Facts = dict[str, Fact]

ANONYMOUS: Final = "(匿名)"
# 手書きの用紙で、日付と数の欄に空けておく場所。
BLANK_DATE: Final = "　　　　年　　月　　日"
BLANK_NUMBER: Final = "　　　"
_OTHER: Final = "その他"
_NEWEST: Final = 9999
_WHEREABOUTS: Final = ("住所", "電話", "連絡の注意")
_WORDS: Final = {
    "申込文": "application_statement",
    "プラン申込文": "plan_application_statement",
    "同意文": "consent_statement",
    "撤回の案内": "consent_withdrawal",
    "同意しないとき": "consent_refusal",
    "つなぐ注意": "referral_note",
    "別紙の見出し": "privacy_rule_title",
    "取組方針": "privacy_rule_policy",
    "取得の方法": "privacy_rule_collection",
    "利用目的": "privacy_rule_purpose",
    "個人情報の内容": "privacy_rule_contents",
    "第三者提供": "privacy_rule_third_party",
    "安全管理": "privacy_rule_safety",
    "保存期間": "privacy_rule_retention",
    "開示請求": "privacy_rule_request",
    "苦情窓口": "privacy_rule_contact",
}


def form_facts(definition: FormDefinition, values: Values, lane: Lane = Lane.OPEN) -> Facts:
    """様式の欄ごとの事実。区分は、欄の区分と記録の区分 ``lane`` の厳しい方。

    選ぶ欄には「(タグ名)の他」も付く: 「その他」の書き添えと、いまの符号表に無い古い語。
    """
    found: Facts = {}
    for field in definition.fields:
        level = max(field.lane, lane)
        value = values.get(field.id)
        found[field.tag] = Fact(None if value in ("", ()) else value, level)
        if field.codes:
            found[f"{field.tag}の他"] = Fact(_beside(field, value), level)
    return found


def _beside(field: FieldDefinition, value: object) -> str | None:
    """紙の選択肢の並びに無いもの。書き添えの無い「その他」は、印が付くよう空白にする。"""
    chosen = value if isinstance(value, tuple) else (str(value),) if value else ()
    known = code_set(field.codes, _NEWEST).terms
    beside = []
    for term in chosen:
        if term == _OTHER:
            beside.append("　")
        elif term.startswith(f"{_OTHER}(") and term.endswith(")"):
            beside.append(term[len(_OTHER) + 1 : -1])
        elif term not in known:
            beside.append(term)
    return "、".join(beside) or None


def blank_values(definition: FormDefinition) -> dict[str, str]:
    """何も書かれていない様式の値。日付と数の欄に、手で書く場所を空ける。"""
    room = {
        FieldKind.DATE: BLANK_DATE,
        FieldKind.NUMBER: BLANK_NUMBER,
        FieldKind.YEN: BLANK_NUMBER * 3,
    }
    return {field.id: room[field.kind] for field in definition.fields if field.kind in room}


def town_facts(town: Town, work: Work) -> Facts:
    """町の名前と、事務所が書き換えてよい決まり文句。"""
    texts: dict[str, Value] = {name: word(work, town, key) for name, key in _WORDS.items()}
    return facts(Lane.OPEN, 町名=town.name, 首長=town.head, **texts)


def case_facts(desk: Desk, work: Work, case: Case, person: Person | None) -> Facts:
    """どの帳票にも載る、相談と本人の事実。"""
    lane = max(case.lane, person.lane) if person else case.lane
    today = desk.today()
    consent = latest_consent(work, case.id)
    return facts(
        lane,
        同意=case.consent,
        同意日=consent.decided_on if consent and consent.status in CONSENTED else None,
        受付番号=case.case_no,
        受付日=case.received_on,
        窓口=case.window,
        担当者=case.worker,
        状態=str(case.status),
        人物番号=person.person_no if person else None,
        氏名=person.name if person else ANONYMOUS,
        フリガナ=person.kana if person else None,
        性別=person.sex if person else None,
        生年月日=(person.birth_on or person.birth_text) if person else None,
        年齢=age_at(person, today),
        受付時の年齢=age_at(person, case.received_on),
        住所=person.address if person else None,
        電話=person.phone if person else None,
        世帯番号=person.household_no if person else None,
        続柄=person.relationship if person else None,
    )


def blank_case_facts() -> Facts:
    """誰の分でもない用紙の、相談と本人の欄。"""
    names = ("受付番号", "窓口", "担当者", "状態", "人物番号", "氏名", "フリガナ", "性別")
    names += ("住所", "電話", "世帯番号", "続柄", "同意")
    empty: dict[str, Value] = dict.fromkeys(names, None)
    dates: dict[str, Value] = dict.fromkeys(("受付日", "生年月日", "同意日"), BLANK_DATE)
    ages: dict[str, Value] = dict.fromkeys(("年齢", "受付時の年齢"), BLANK_NUMBER)
    return facts(Lane.OPEN, **empty, **dates, **ages)


def household(work: Work, person: Person | None) -> tuple[Person, ...]:
    """同じ世帯番号の、本人以外の人。年長の順。"""
    if person is None or not person.household_no:
        return ()
    same = work.people.where(household_no=person.household_no)
    others = [p for p in same if p.id != person.id]
    return tuple(sorted(others, key=lambda p: (p.birth_on is None, p.birth_on, p.person_no)))


def member_rows(desk: Desk, person: Person | None, members: Iterable[Person]) -> tuple[Record, ...]:
    """世帯員の行。

    住所を秘匿する人は、本人も秘匿のとき(一緒に避難しているとき)のほかは載せない。
    元の世帯の紙から同居が分かってしまうため(domain.md §5.4)。
    """
    together = person is not None and person.address_concealed
    rows = []
    for member in members:
        if member.address_concealed and not together:
            continue
        row = facts(
            member.lane,
            氏名=member.name,
            フリガナ=member.kana,
            続柄=member.relationship,
            性別=member.sex,
            生年月日=member.birth_on or member.birth_text,
            年齢=age_at(member, desk.today()),
            備考=None,
        )
        rows.append(Record(row, lane=member.lane))
    return tuple(rows)


def concealed(found: Facts) -> Facts:
    """住所・電話と、そこから居場所の知れる欄を「秘匿」にした事実。"""
    return found | {
        name: replace(found[name], value=CONCEALED) for name in _WHEREABOUTS if name in found
    }


def hidden_words(town: Town, people: Iterable[Person]) -> tuple[str, ...]:
    """文の中に紛れていても消す、秘匿する人の住所と電話。長いものから。"""
    found: set[str] = set()
    for person in people:
        if not person.address_concealed:
            continue
        address = person.address.strip()
        for head in ("", town.prefecture, town.name, town.prefecture + town.name):
            found.add(address.removeprefix(head).strip())
        found |= {person.phone.strip(), re.sub(r"[-－ー()() ]", "", person.phone)}
    # 「大樹町」のような短い語まで消すと、文が読めなくなる。
    return tuple(
        sorted((w for w in found if len(w) >= 4 and w != town.name), key=lambda w: (-len(w), w))
    )


def raised(record: Record, floor: Lane) -> Record:
    """どの事実も行も、区分を ``floor`` まで上げた Record。"""
    return Record(
        {name: replace(fact, lane=max(fact.lane, floor)) for name, fact in record.facts.items()},
        {name: tuple(raised(row, floor) for row in rows) for name, rows in record.groups.items()},
        max(record.lane, floor),
    )


def scrubbed(record: Record, secrets: tuple[str, ...]) -> Record:
    """どの欄からも ``secrets`` の語を「秘匿」に置き換えた Record。"""
    if not secrets:
        return record
    return Record(
        {
            name: replace(fact, value=_scrub(fact.value, secrets))
            for name, fact in record.facts.items()
        },
        {
            name: tuple(scrubbed(row, secrets) for row in rows)
            for name, rows in record.groups.items()
        },
        record.lane,
    )


def _scrub(value: Value, secrets: tuple[str, ...]) -> Value:
    if isinstance(value, tuple):
        return tuple(str(_scrub(part, secrets)) for part in value)
    if not isinstance(value, str):
        return value
    for secret in secrets:
        value = value.replace(secret, CONCEALED)
    return value
