"""事務所が書き換えてよい文(根拠条項、印、脚注など)。書換えは事務所の設定に残る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import ServiceWindow, Town, Wording, wordings

_WORDING: Final = "wording:"


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
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(_WORDING + name, text if text.strip() else wordings()[name].text)
        desk.audit(work, "文言の変更", name)


def change_footnote(desk: Desk, report: str, number: int, text: str) -> None:
    """報告の脚注の一つを書き換える。"""
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(f"footnote:{report}:{number}", text)
        desk.audit(work, "脚注の変更", f"{report}:{number}")
