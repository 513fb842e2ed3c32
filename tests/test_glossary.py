"""用語集が、様式・設定・プログラムの言葉をそろえているか。"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, cast

from jusou_desk.forms import form
from jusou_desk.paths import resource

FORM_IDS = ("intake", "assessment", "plan", "evaluation", "progress", "referral", "consent")
SOURCE = Path(__file__).parents[1] / "src"

Term = TypedDict(
    "Term", {"term": str, "reading": str, "code": str, "source": str, "not": list[str]}
)


def _terms() -> list[Term]:
    text = resource("glossary.toml").read_text(encoding="utf-8")
    return cast("list[Term]", tomllib.loads(text)["term"])


TERMS = _terms()
BY_CODE = {term["code"]: term["term"] for term in TERMS}


def test_用語と名前は一つに一つ() -> None:
    assert len(BY_CODE) == len(TERMS)
    assert len({term["term"] for term in TERMS}) == len(TERMS)
    for term in TERMS:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", term["code"]), term["code"]
        assert re.fullmatch(r"[ぁ-んー・]+", term["reading"]), term["reading"]
        assert term["source"]


def test_使わない言い方は用語そのものではない() -> None:
    terms = {term["term"] for term in TERMS}
    for term in TERMS:
        for avoided in term["not"]:
            # 用語の一部にもなっていると、正しい言い方まで禁じてしまう。
            assert not [t for t in terms if avoided in t], avoided


def test_様式の題は用語集の言葉() -> None:
    for form_id in FORM_IDS:
        names = {form_id, f"{form_id}_sheet", f"{form_id}_note", f"support_{form_id}"}
        (code,) = names & set(BY_CODE)
        assert BY_CODE[code] in form(form_id).title


def test_用語集の名前を持つ欄はその言葉を名乗る() -> None:
    for form_id in FORM_IDS:
        for field in form(form_id).fields:
            if field.id in BY_CODE:
                assert BY_CODE[field.id] in field.label, (form_id, field.id)


def test_用語を名乗る欄は用語集の名前を持つ() -> None:
    by_term = {term: code for code, term in BY_CODE.items()}
    # 同意の記録では、欄の名前は記録(Consent)の status に合わせる。
    differing = {("consent", "status")}
    for form_id in FORM_IDS:
        for field in form(form_id).fields:
            if field.label in by_term and (form_id, field.id) not in differing:
                assert field.id == by_term[field.label], (form_id, field.id)


def _user_facing() -> Iterator[tuple[str, str]]:
    """利用者が読みうる文字列。TOML の全文と、プログラムの docstring でない文字列。"""
    for path in resource().rglob("*.toml"):
        if path.name != "glossary.toml":
            yield path.name, path.read_text(encoding="utf-8")
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in told:
                yield path.name, str(node.value)


#: Excel の画面にある語。どこを開くかを言うときは、書いてあるとおりに言う。
_IN_EXCEL = re.compile("ユーザー定義|ユーザー設定リスト")


def test_使わない言い方は画面にも帳票にも出ない() -> None:
    avoided = [word for term in TERMS for word in term["not"]]
    told = ((name, _IN_EXCEL.sub("", text)) for name, text in _user_facing())
    found = [(name, word) for name, text in told for word in avoided if word in text]
    assert found == []


def test_用語集の名前は使われている() -> None:
    corpus = " ".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    corpus += " ".join(path.read_text(encoding="utf-8") for path in resource().glob("*/**/*.toml"))
    sheets = {f"{form_id}_sheet" for form_id in FORM_IDS}
    unused = {
        code for code in BY_CODE if not re.search(rf"(?<![a-z]){code}s?(?![a-z])", corpus)
    } - sheets
    assert unused == set()
