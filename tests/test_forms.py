"""様式定義と符号表。"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from jusou_desk.errors import Damaged
from jusou_desk.forms import (
    FieldDefinition,
    FieldKind,
    FormDefinition,
    code_set,
    crosswalk,
    form,
    load_code_set,
    load_form,
)
from jusou_desk.models.records import Case, Consent, Entry, Note, Plan
from jusou_desk.paths import resource
from jusou_desk.policy import Lane
from jusou_desk.wareki import Toward

FORM_IDS = (
    "intake",
    "assessment",
    "plan",
    "evaluation",
    "progress",
    "referral",
    "urgent",
    "consent",
)
YEARS = range(2020, 2027)

#: 標準台帳ブックが値を定めている列。順も定めのとおり。
FIXED_VALUES = {
    "sex": "男/女/その他/回答しない/未聴取",
    "consent": "書面/口頭/未取得/拒否/撤回",
    "methods": "来所/電話/訪問/メール・FAX/出張相談/その他",
    "age_bands": "0～18歳/19～64歳/65歳以上/年齢不明",
    "urgency": "緊急/早急/通常/見守り",
    "lanes": "通常/支援会議",
    "plan_kinds": "多機関協働/アウトリーチ/参加支援",
    "plan_states": "案/決定/終結/中断",
    "meeting_kinds": "支援会議/重層的支援会議/その他",
    "agenda_aims": "プラン策定/再プラン/終結/中断/情報共有",
}

#: 長門市の令和2〜4年度の見本に現れる課題。
ISSUES_OF_R2 = (
    "認知症・精神障害等",
    "家族が不仲",
    "経済的困窮",
    "住まい",
    "債務",
    "介護",
    "子育て",
    "就職活動困難",
    "ひとり親",
    "外国籍",
    "ごみ屋敷・不衛生",
    "障害(疑い)",
    "DV・虐待",
)
ISSUES_FROM_R3 = (
    "病気",
    "家族関係・問題",
    "介護",
    "経済的困窮",
    "障害(疑い)",
    "ごみ屋敷・不衛生",
    "子育て",
    "DV・虐待",
    "ひとり親",
    "就職活動困難",
    "住まい不安定",
    "外国籍",
    "債務",
    "社会的孤立",
)


def _all_fields() -> list[tuple[FormDefinition, FieldDefinition]]:
    return [(f, field) for f in map(form, FORM_IDS) for field in f.fields]


def test_様式はファイルの数だけあり全て読める() -> None:
    files = {path.stem for path in resource("forms").glob("*.toml")}
    assert files == set(FORM_IDS)
    assert {form(form_id, "1").id for form_id in FORM_IDS} == files


def test_選択欄の符号表はどの年度にもある() -> None:
    for definition, field in _all_fields():
        choice = field.kind in (FieldKind.SINGLE, FieldKind.MULTIPLE)
        assert choice == bool(field.codes), (definition.id, field.id)
        if choice:
            for year in YEARS:
                assert code_set(field.codes, year).terms, (definition.id, field.id, year)


def test_その他の記入は選択肢に無い答えのある欄だけが持つ() -> None:
    for definition, field in _all_fields():
        if field.other:
            assert "その他" in code_set(field.codes, 2026).terms, (definition.id, field.id)


def test_使われない符号表はない() -> None:
    used = {field.codes for _, field in _all_fields()}
    # 議題と会議は会議の画面と台帳が、移替えの根拠は移替えの画面が使う。
    used |= {"agenda_aims", "meeting_kinds", "transfer_grounds"}
    # 支援措置の画面が使う。
    used |= {"protection_grounds", "reveal_reasons"}
    # 通報・緊急の画面が使う。
    used |= {"disclosure_reasons", "disclosure_ways"}
    # 終結を取り消す一枚が使う。
    used |= {"ending_cancel_reasons"}
    # 機関と資源の名簿と、受入先探しが使う。
    used |= {"host_tags", "host_stances", "programme_kinds"}
    # 地域課題が使う。
    used |= {"issue_states"}
    assert {path.stem for path in resource("codes").glob("*.toml")} == used - {""}


def test_符号表の名前はファイル名と同じ() -> None:
    for path in resource("codes").glob("*.toml"):
        assert {version.id for version in load_code_set(path)} == {path.stem}


def test_年の無い日付は期限なら未来へ_済んだ日なら過去へ_生年月日では読まない() -> None:
    toward = {
        (definition.id, field.id): field.toward
        for definition, field in _all_fields()
        if field.kind is FieldKind.DATE
    }
    ahead = {key for key, value in toward.items() if value is Toward.FUTURE}
    assert ahead == {
        ("progress", "due_on"),
        ("plan", "period_to"),
        ("plan", "next_monitoring_on"),
        ("consent", "valid_until"),
    }
    # 期間の始まりは前後どちらもあるので、年から書く。
    unread = {key for key, value in toward.items() if value is None}
    assert unread == {
        ("intake", "birth_date"),
        ("plan", "period_from"),
        ("consent", "period_from"),
    }


def test_続柄と本人との関係は一覧に無い語も受ける() -> None:
    free = {(definition.id, field.id) for definition, field in _all_fields() if field.free}
    assert free == {("intake", "relationship"), ("intake", "visitor_relation")}


def test_タグ名は様式の升に書ける() -> None:
    for definition, field in _all_fields():
        assert not set(field.tag) & set("{}|: \n"), (definition.id, field.tag)
        assert len(field.label) <= 14, (definition.id, field.label)


@pytest.mark.parametrize("set_id", FIXED_VALUES)
def test_標準台帳ブックの値と同じ(set_id: str) -> None:
    for year in YEARS:
        assert "/".join(code_set(set_id, year).terms) == FIXED_VALUES[set_id]


def test_必須の欄は標準台帳ブックの必須の列に合う() -> None:
    required = {form_id: {f.id for f in form(form_id).fields if f.required} for form_id in FORM_IDS}
    assert required["intake"] == {"received_on", "consent"}
    assert required["progress"] == {"noted_on", "content"}
    assert required["plan"] == {"kind", "made_on"}


@pytest.mark.parametrize(
    ("form_id", "record", "own"),
    [
        # 記録の側だけにある欄: 番号・紐づけ・繰返し行・画面が決める状態・重ね。
        ("plan", Plan, {"plan_no", "case_id", "actions"}),
        ("consent", Consent, {"case_id", "recorded_at"}),
        ("progress", Note, {"note_no", "case_id", "at", "meeting_id", "overlays"}),
        (
            "intake",
            Case,
            {"case_no", "person_id", "status", "closed_on", "closing_reason", "lead_agency"}
            | {"overlays"},
        ),
    ],
)
def test_記録と同じ欄は同じ名前(form_id: str, record: type[Entry], own: set[str]) -> None:
    columns = {f.name for f in fields(record)} - {f.name for f in fields(Entry)} - own
    assert columns <= {f.id for f in form(form_id).fields}


def test_課題の符号表は年度で替わる() -> None:
    assert set(ISSUES_OF_R2) <= set(code_set("issues", 2020).terms)
    assert set(ISSUES_FROM_R3) <= set(code_set("issues", 2021).terms)
    assert code_set("issues", 2026) == code_set("issues", 2021)
    assert "認知症・精神障害等" not in code_set("issues", 2021).terms
    assert "病気" not in code_set("issues", 2020).terms


def test_最初の版より前の年度は最初の版() -> None:
    assert code_set("issues", 2015) == code_set("issues", 2020)


def test_版間対応は古い版の語から新しい版の語へ() -> None:
    old, new = code_set("issues", 2020).terms, code_set("issues", 2021).terms
    table = crosswalk("issues")
    assert set(table) <= set(old)
    assert set(table.values()) <= set(new)
    # 対応表にも新しい版にも無い語は、年度をまたぐと行き場を失う。
    assert {table.get(term, term) for term in old} <= set(new)
    assert crosswalk("sex") == {}


def test_国報告の印は受付とアセスメントの要にある() -> None:
    marked = {f.id for f in form("intake").fields if f.national}
    assert {"received_on", "method", "route", "sex", "birth_date", "issues"} <= marked
    assert {f.id for f in form("assessment").fields if f.national} == {
        "route",
        "issues",
        "main_issue",
        "screening",
    }


def test_通報者につながる欄は同意未取得より上の区分() -> None:
    intake = form("intake")
    for field_id in ("informant", "informant_detail", "informant_withheld", "known_facts"):
        assert intake.field(field_id).lane is Lane.UNCONSENTED
    assert form("plan").field("goal").lane is Lane.OPEN


def test_無い様式と無い符号表は断る() -> None:
    with pytest.raises(Damaged, match="様式「nothing」"):
        form("nothing")
    with pytest.raises(Damaged, match="様式「intake」99"):
        form("intake", "99")
    with pytest.raises(Damaged, match="符号表「nothing」"):
        code_set("nothing", 2026)


HEAD = 'id = "x"\nversion = "1"\ntitle = "試し"\n[[section]]\nid = "a"\ntitle = "甲"\n'
A_FIELD = '[[section.field]]\nid = "f"\nlabel = "欄"\nkind = "text"\n'


def test_正しい様式は書いたとおりに読める(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + A_FIELD + 'tag = "札"\nlane = "sealed"\n', encoding="utf-8")
    (field,) = load_form(path).fields
    assert (field.label, field.tag, field.lane) == ("欄", "札", Lane.SEALED)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id = ", "書き方が正しくありません"),
        (HEAD, "書き方が正しくありません"),
        (HEAD + A_FIELD.replace('"text"', '"photo"'), "書き方が正しくありません"),
        (HEAD + A_FIELD + 'lane = "secret"\n', "書き方が正しくありません"),
        (HEAD.replace('"1"', '"一"') + A_FIELD, "書き方が正しくありません"),
        (HEAD + A_FIELD + 'colour = "red"\n', "知らない項目「colour」"),
        (HEAD + A_FIELD + 'toward = "future"\n', "日付ではないのに toward"),
        (
            HEAD + A_FIELD.replace('"text"', '"date"') + 'toward = "someday"\n',
            "書き方が正しくありません",
        ),
        (HEAD + A_FIELD.replace('"text"', '"single"'), "符号表の指定がありません"),
        (HEAD + A_FIELD + A_FIELD, "同じ欄が二度"),
        (HEAD + A_FIELD + A_FIELD.replace('"f"', '"g"'), "同じ欄が二度"),
    ],
)
def test_壊れた様式は文で断る(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Damaged, match=sentence) as caught:
        load_form(path)
    assert "x.toml" in caught.value.title
    assert caught.value.advice


CODES = 'id = "x"\ntitle = "試し"\n[[version]]\nsince_fiscal_year = 2020\ncode = [\n'


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('{ code = "1" }', "書き方が正しくありません"),
        ('{ code = "1", term = "甲" }, { code = "1", term = "乙" }', "二度"),
        ('{ code = "1", term = "甲" }, { code = "2", term = "甲" }', "二度"),
        ('{ code = "1", term = "甲、乙" }', "読点"),
    ],
)
def test_壊れた符号表は文で断る(tmp_path: Path, rows: str, sentence: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(CODES + rows + "\n]\n", encoding="utf-8")
    with pytest.raises(Damaged, match=sentence):
        load_code_set(path)
