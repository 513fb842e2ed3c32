"""帳票の欄に入る事実。様式の値・人物・世帯・決まり文句を、様式のタグ名で引ける形にする。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from jusou_desk.casework.case.answers import Values
from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.case.consent import IDENTITY, latest_consent
from jusou_desk.casework.case.covering import withheld_fields
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import word
from jusou_desk.forms import FieldDefinition, FieldKind, FormDefinition, shipped_terms
from jusou_desk.models.records import CONSENTED, Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Value
from jusou_desk.policy import Lane
from jusou_desk.towns import Town

ANONYMOUS: Final = "(匿名)"
# 手書きの用紙で、日付・時刻・数の欄に空けておく場所。
BLANK_DATE: Final = "　　　　年　　月　　日"
BLANK_TIME: Final = "　　時　　分"
BLANK_NUMBER: Final = "　　　"
#: 事務所が隠した欄。空けておくと、書き忘れか、手で書く所に見える。
UNUSED: Final = "―"
_OTHER: Final = "その他"
_WORDS: Final = {
    "申込文": "application_statement",
    "申込の同意文": "application_consent",
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


def form_facts(
    definition: FormDefinition,
    values: Values,
    lane: Lane = Lane.OPEN,
    withheld: Collection[str] = (),
) -> Facts:
    """様式の欄ごとの事実。区分は、欄の区分と記録の区分 ``lane`` の厳しい方。情報の範囲は様式が決める。

    事務所が隠した欄は、空いていれば「使わない」印になる。
    選ぶ欄には「(タグ名)の他」も付く: 「その他」の書き添えと、いまの符号表に無い古い語。
    withheld: 本人に伏せる欄の id。
    """
    found: Facts = {}
    for field in definition.fields:
        level = max(field.lane, lane)
        value = values.get(field.id)
        scope = field.scope
        empty = None if field.shown or field.codes or field.kind is FieldKind.CHECK else UNUSED
        found[field.tag] = Fact(empty if value in (None, "", ()) else value, level, scope=scope)
        if field.codes:
            found[f"{field.tag}の他"] = Fact(_beside(field, value), level, scope=scope)
    return withheld_fields(found, definition, withheld)


def _beside(field: FieldDefinition, value: object) -> str | None:
    """紙の選択肢の並びに無いもの。書き添えの無い「その他」は、印が付くよう空白にする。"""
    chosen = value if isinstance(value, tuple) else (str(value),) if value else ()
    # 同梱の紙に並んでいるのは同梱の語だけ。事務所が足した語は、並びに無いものとして字で載せる
    known = shipped_terms(field.codes)
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
    """何も書かれていない様式の値。日付・時刻・数の欄に、手で書く場所を空ける。"""
    room = {
        FieldKind.DATE: BLANK_DATE,
        FieldKind.TIME: BLANK_TIME,
        FieldKind.NUMBER: BLANK_NUMBER,
        FieldKind.YEN: BLANK_NUMBER * 3,
    }
    fields = definition.showing().fields
    return {field.id: room[field.kind] for field in fields if field.kind in room}


def town_facts(town: Town, work: Work) -> Facts:
    """町の名前と、事務所が書き換えてよい決まり文句。"""
    texts: dict[str, Value] = {name: word(work, town, key) for name, key in _WORDS.items()}
    return facts(Lane.OPEN, 町名=town.name, 首長=town.head, **texts)


def case_facts(desk: Desk, work: Work, case: Case, person: Person | None) -> Facts:
    """どの帳票にも載る、相談と本人の事実。本人の欄は、情報の範囲①(氏名・住所・家族関係など)。"""
    lane = max(case.lane, person.lane) if person else case.lane
    today = desk.today()
    consent = latest_consent(work, case.id)
    of_case = facts(
        lane,
        同意=case.consent,
        同意日=consent.decided_on if consent and consent.status in CONSENTED else None,
        受付番号=case.case_no,
        受付日=case.received_on,
        窓口=case.window,
        担当者=case.worker,
        状態=str(case.status),
    )
    return of_case | facts(
        lane,
        IDENTITY,
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
    names: tuple[str, ...] = (
        "受付番号",
        "窓口",
        "担当者",
        "状態",
        "人物番号",
        "氏名",
        "フリガナ",
        "性別",
    )
    names += ("住所", "電話", "世帯番号", "続柄", "同意")
    empty: dict[str, Value] = dict.fromkeys(names, None)
    dates: dict[str, Value] = dict.fromkeys(("受付日", "生年月日", "同意日"), BLANK_DATE)
    ages: dict[str, Value] = dict.fromkeys(("年齢", "受付時の年齢"), BLANK_NUMBER)
    return facts(Lane.OPEN, **empty, **dates, **ages)
