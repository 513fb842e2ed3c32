"""事務所が書き換えてよい文(根拠条項、印、脚注など)と、様式の字の版。書換えは事務所の設定に残る。"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.forms import FieldChange, OwnVersion, lay_own_forms
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import ServiceWindow, Town, Wording, wordings

_WORDING: Final = "wording:"
_FORMS: Final = "forms"


def word(work: Work, town: Town, name: str, *, body: str = "") -> str:
    """``name`` の文。差込み {town} {head} {body} を埋めて返す。"""
    text = work.settings.get(_WORDING + name, wordings()[name].text)
    return text.replace("{town}", town.name).replace("{head}", town.head).replace("{body}", body)


def office_phone(work: Work, town: Town, window: ServiceWindow | None) -> str:
    """紙に刷る事務所の電話。事務所が入れたもの、無ければ ``window`` のもの。"""
    return word(work, town, "office_phone") or (window.phone if window else "")


def office_fax(work: Work, town: Town, window: ServiceWindow | None) -> str:
    """紙に刷る事務所のファクス。事務所が入れたもの、無ければ ``window`` のもの。"""
    return word(work, town, "office_fax") or (window.fax if window else "")


def footnotes(work: Work, town: Town, report: str) -> tuple[str, ...]:
    """報告の脚注。町の設定が初期値で、事務所が一つずつ書き換えられる。"""
    defaults = town.footnotes.get(report, ())
    return tuple(
        work.settings.get(f"footnote:{report}:{number}", default)
        for number, default in enumerate(defaults, 1)
    )


@dataclass(frozen=True)
class EditableWord:
    """書き換えられる文ひとつ。``text`` はいまの文(差込みを埋める前)。"""

    name: str
    default: Wording
    text: str

    @property
    def changed(self) -> bool:
        return self.text != self.default.text


def editable_words(desk: Desk) -> tuple[EditableWord, ...]:
    """書き換えられる文の全部。使う所の順。"""
    with desk.reading(Purpose.ADMINISTRATION) as work:
        return tuple(
            EditableWord(name, default, work.settings.get(_WORDING + name, default.text))
            for name, default in wordings().items()
        )


def change_word(desk: Desk, name: str, text: str) -> None:
    """文を書き換える。空(空白だけでも)にすると初期値に戻る。"""
    if name not in wordings():
        raise BadInput("その文は書き換えられません。", "一覧にある文を選んでください。")
    default = wordings()[name]
    with desk.writing(Purpose.ADMINISTRATION) as work:
        before = work.settings.get(_WORDING + name, default.text)
        after = text if text.strip() else default.text
        work.settings.put(_WORDING + name, after)
        desk.audit(work, "文言の変更", default.about, _told(before, after))


def change_footnote(desk: Desk, report: str, number: int, text: str) -> None:
    """報告の脚注の一つを書き換える。"""
    key = f"footnote:{report}:{number}"
    with desk.writing(Purpose.ADMINISTRATION) as work:
        before = work.settings.get(key, desk.town.footnotes.get(report, ("",) * number)[number - 1])
        work.settings.put(key, text)
        desk.audit(work, "脚注の変更", f"{report}:{number}", _told(before, text))


def _told(before: str, after: str) -> str:
    """監査に残す語。前の文は、ここにしか残らない。"""
    return f"「{before}」→「{after}」".replace("\n", "　")


# --- 様式の字の版(足すのは ``office.form_versions``) ------------------------


def keep_up(desk: Desk, work: Work) -> None:
    """事務所の版を、同梱の様式に重ねる。ほかの窓で改められたことも、頁を開くたびにここで届く。"""
    lay_own_forms(kept_versions(work), desk.today())


def kept_versions(work: Work) -> tuple[OwnVersion, ...]:
    """事務所が足した様式の版の全部。足した順。"""
    kept = work.settings.get(_FORMS)
    try:
        return _read(kept) if kept else ()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(
            "事務所が改めた様式の欄が読めません。",
            "バックアップから戻すか、保守の担当に連絡してください。",
        ) from error


@lru_cache(maxsize=4)
def _read(kept: str) -> tuple[OwnVersion, ...]:
    return tuple(
        OwnVersion(
            form_id,
            int(raw["number"]),
            date.fromisoformat(raw["since"]),
            {field_id: FieldChange(**change) for field_id, change in raw["fields"].items()},
        )
        for form_id, versions in json.loads(kept).items()
        for raw in versions
    )


def put_versions(work: Work, own: Iterable[OwnVersion]) -> None:
    """様式の版の全部を書く。"""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in own:
        changes = {field_id: change.changed for field_id, change in one.changes.items()}
        raw = {"number": one.number, "since": one.since.isoformat(), "fields": changes}
        found.setdefault(one.form_id, []).append(raw)
    work.settings.put(_FORMS, json.dumps(found, ensure_ascii=False))
