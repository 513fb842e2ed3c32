"""町の様式でよくある見出しと、それの指す項目(``resources/field_names.toml``)。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

from jusou_desk.forms import form, form_ids, in_force, shipped_form
from jusou_desk.forms.own import InForce
from jusou_desk.paths import resource


@cache
def common_headings() -> Mapping[str, tuple[str, ...]]:
    """項目の名→同じことを指す見出し。"""
    names = tomllib.loads(resource("field_names.toml").read_text(encoding="utf-8"))["names"]
    return {name: tuple(also) for name, also in names.items()}


def called_here() -> Mapping[str, str]:
    """項目の名→事務所が改めた見出し。町の様式には、町の言い方で書いてある。"""
    return _called(in_force())


@lru_cache(maxsize=1)
def _called(_own: InForce) -> Mapping[str, str]:
    return {
        now.tag: now.label
        for form_id in form_ids()
        for now, before in zip(form(form_id).fields, shipped_form(form_id).fields, strict=True)
        if now.label != before.label
    }
