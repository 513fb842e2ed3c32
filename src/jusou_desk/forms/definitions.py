"""様式定義の型: 欄、節、様式。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from jusou_desk.policy import Lane, Overlay
from jusou_desk.wareki import Toward


class FieldKind(StrEnum):
    """入力欄の種類。閉じた一覧で、どれにも画面部品・Excel・PDFでの書き方がある。"""

    TEXT = "text"
    LONG_TEXT = "long_text"
    KANA = "kana"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    YEN = "yen"
    SINGLE = "single"
    MULTIPLE = "multiple"
    CHECK = "check"


class Known(StrEnum):
    """書き始める前から分かっていること。様式の欄の ``known`` に書く(閉じた一覧で、式は書けない)。"""

    TODAY = "today"
    NOW = "now"
    ME = "me"
    WINDOW = "window"
    OFFICE_PHONE = "office_phone"
    OFFICE_FAX = "office_fax"
    URGENCY = "urgency"
    TOLD = "told"


class Fixed(StrEnum):
    """隠すことも、必須を替えることもできないわけ。欄か節の ``fixed`` に書く。"""

    CONSENT = "consent"
    DATE = "date"
    WHO = "who"
    SOURCE = "source"
    COUNTED = "counted"
    RULE = "rule"


@dataclass(frozen=True)
class FieldDefinition:
    """欄ひとつ。``codes`` は符号表の id(単一・複数選択のとき)、``tag`` は様式に書くタグ名。

    ``other`` は「その他」への書き添え、``free`` は符号表に無い語も打たれたまま受けること。
    ``half`` は短く書く欄で、狭いところでも隣と並べる。
    ``scope`` は同意書の「情報の範囲」の符号(節にまとめて書ける)。
    ``overlay`` は区分に重ねる伏せ方で、字で書く欄だけが持つ(伏せた語を欄に置くため)。
    ``source`` は情報源(誰から聞いたか)の知れる欄で、記録に「情報源秘匿」を重ねると伏せる。
    ``toward`` は年の無い日付の読み方で、日付の欄だけが持つ。生年月日には付けない。
    ``known`` は新しく書くときに初めから入れておくもの。
    ``fixed`` はプログラムが頼る欄で、事務所が隠したり必須を替えたりできないわけ。
    ``shown`` は事務所が隠していないこと(同梱の欄はみな出す)。
    """

    id: str
    label: str
    kind: FieldKind
    lane: Lane = Lane.OPEN
    national: bool = False
    required: bool = False
    codes: str = ""
    other: bool = False
    free: bool = False
    half: bool = False
    toward: Toward | None = None
    scope: str = ""
    overlay: Overlay | None = None
    source: bool = False
    help: str = ""
    tag: str = ""
    known: Known | None = None
    fixed: Fixed | None = None
    shown: bool = True


@dataclass(frozen=True)
class SectionDefinition:
    """節。``sometimes`` は、書くときと書かないときのある節(その欄は必須にできない)。"""

    id: str
    title: str
    fields: tuple[FieldDefinition, ...]
    sometimes: bool = False


@dataclass(frozen=True)
class FormDefinition:
    """様式ひとつの一つの版。公開した版は変えず、古い記録は書かれた版で開く。

    for_person: 本人に渡すか、本人が署名する紙。「本人に伏せる」事実を載せない。
    ruled: 書き方や紙の決まりを casework が持つ様式。ほかの様式は、定義だけで書け、刷れ、歩みに並ぶ。
    outside: 外の機関へ渡す紙。支援会議の相談では書かない。宛先は「to_agency」の欄。
    """

    id: str
    version: str
    title: str
    sections: tuple[SectionDefinition, ...]
    source: str = ""
    for_person: bool = False
    ruled: bool = False
    outside: bool = False

    @property
    def fields(self) -> tuple[FieldDefinition, ...]:
        return tuple(f for section in self.sections for f in section.fields)

    def field(self, field_id: str) -> FieldDefinition:
        for candidate in self.fields:
            if candidate.id == field_id:
                return candidate
        raise KeyError(field_id)

    def showing(self, values: Mapping[str, object] = MappingProxyType({})) -> FormDefinition:
        """出す欄だけの様式。隠した欄も、``values`` に値のあるものは出す。見えない値を残さない。"""
        sections = (
            replace(part, fields=tuple(f for f in part.fields if f.shown or _written(values, f.id)))
            for part in self.sections
        )
        return replace(self, sections=tuple(part for part in sections if part.fields))


def _written(values: Mapping[str, object], field_id: str) -> bool:
    """何か書いてあるか。0 も書かれた値。"""
    value = values.get(field_id)
    return value is not None and value is not False and value not in ("", ())
