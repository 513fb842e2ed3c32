"""標準台帳ブックの形。シートと列の名前・順・値は外と約束したもので、ここだけに書く。

約束した列に入らないもの(同意の履歴・移替え・支援会議の記録の置き場・伏せ方・議題の結果)は、書出しが
自分のシートを足し、取込みがそれを読む。シートは無くてもよく、ほかのプログラムは知らないシートとして読み飛ばせる。
あれば、列は一つも欠けず、余らない(秘匿の区分や同意の限りが、黙って消えないように)。前の版の書出しに
無い列(``added``)だけは、欠けてもよい。
選択肢が符号表(``resources/codes``)と同じことは試験が確かめる。
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from jusou_desk.ages import AGE_BANDS

ERROR_COLUMN: Final = "エラー"
LANE_COLUMN: Final = "取扱区分"
OPEN, SEALED = "通常", "支援会議"
YES, NO = "する", "しない"
MARK: Final = "○"


class Kind(StrEnum):
    """列の値の種類。"""

    NUMBER = auto()  # 事務所が決める番号(文字)
    TEXT = auto()
    LINES = auto()  # 「、」で区切った複数の値
    DATE = auto()
    BIRTH = auto()  # 生年月日。「昭和30年頃」のような途中までのものも持てる
    MOMENT = auto()  # 日付と、あれば時刻
    COUNT = auto()
    CHOICE = auto()
    FLAG = auto()  # する/しない
    MARK = auto()  # 当たるときだけ ○


@dataclass(frozen=True)
class Column:
    """列ひとつ。

    field: 記録の欄の名前。空なら、ほかの列と合わせて読む。
    refers: 番号の指すシート。later: 未来の日付でもよいか。added: 後から足した列か。
    """

    label: str
    kind: Kind
    field: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: str = ""
    later: bool = False
    added: bool = False


@dataclass(frozen=True)
class SheetShape:
    """シートひとつ。``key`` は、シートの中で一つだけでなければならない列の組。

    own: 外と約束したものでなく、書出しが足すシートか。
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    own: bool = False

    def column(self, label: str) -> Column | None:
        return next((c for c in self.columns if c.label == label), None)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(column.label for column in self.columns)


def _number(label: str, field: str = "", *, refers: str = "", required: bool = True) -> Column:
    return Column(label, Kind.NUMBER, field, required, refers=refers)


def _text(label: str, field: str, *, required: bool = False) -> Column:
    return Column(label, Kind.TEXT, field, required)


def _date(label: str, field: str, *, required: bool = False, later: bool = False) -> Column:
    return Column(label, Kind.DATE, field, required, later=later)


def _choice(label: str, field: str, *choices: str, required: bool = False) -> Column:
    return Column(label, Kind.CHOICE, field, required, choices)


_LANE: Final = _choice(LANE_COLUMN, "", OPEN, SEALED)

PEOPLE: Final = SheetShape(
    "人物",
    ("人物番号",),
    (
        _number("人物番号", "person_no"),
        _text("氏名", "name", required=True),
        _text("フリガナ", "kana"),
        _choice("性別", "sex", "男", "女", "その他", "回答しない", "未聴取"),
        Column("生年月日", Kind.BIRTH),
        Column("年齢", Kind.COUNT, "age"),
        _date("年齢の基準日", "age_as_of"),
        _text("住所", "address"),
        _text("電話", "phone"),
        _text("世帯番号", "household_no"),
        _text("続柄", "relationship"),
        Column("住所秘匿", Kind.FLAG, "address_concealed", choices=(YES, NO)),
    ),
    required=True,
)
CASES: Final = SheetShape(
    "相談受付",
    ("受付番号",),
    (
        _number("受付番号", "case_no"),
        _date("受付日", "received_on", required=True),
        _choice("同意", "consent", "書面", "口頭", "未取得", "拒否", "撤回", required=True),
        _number("人物番号", refers="人物", required=False),
        _text("窓口", "window"),
        _choice("相談方法", "method", "来所", "電話", "訪問", "メール・FAX", "出張相談", "その他"),
        _text("相談経路", "route"),
        _text("来談者", "visitor"),
        _text("本人との関係", "visitor_relation"),
        _choice("年齢区分", "age_band", *AGE_BANDS),
        Column("課題", Kind.LINES, "issues"),
        _text("主たる課題", "main_issue"),
        _text("相談内容", "content"),
        _choice("緊急性", "urgency", "緊急", "早急", "通常", "見守り"),
        _text("担当者", "worker"),
        _LANE,
    ),
    required=True,
)
NOTES: Final = SheetShape(
    "支援経過",
    ("経過番号",),
    (
        _number("経過番号", "note_no"),
        _number("受付番号", refers="相談受付"),
        Column("日時", Kind.MOMENT, "at", required=True),
        _text("内容", "content", required=True),
        _text("方法", "method"),
        _text("相手", "counterpart"),
        _text("今後の対応", "next_step"),
        _date("期限", "due_on", later=True),
        _text("記録者", "recorder"),
        _LANE,
        _text("提供機関", "source_agency"),
    ),
)
PLANS: Final = SheetShape(
    "プラン",
    ("プラン番号",),
    (
        _number("プラン番号", "plan_no"),
        _number("受付番号", refers="相談受付"),
        _choice("種別", "kind", "多機関協働", "アウトリーチ", "参加支援", required=True),
        _date("作成日", "made_on", required=True),
        Column("回数", Kind.COUNT, "round_no"),
        _text("目標", "goal"),
        _text("支援内容", "support"),
        Column("担当機関", Kind.LINES, "agencies"),
        _date("期間開始", "period_from", later=True),
        _date("期間終了", "period_to", later=True),
        _date("次回モニタリング日", "next_monitoring_on", later=True),
        _choice("状態", "status", "案", "決定", "終結", "中断"),
        _date("終結日", "closed_on"),
        _text("終結理由", "closing_reason"),
    ),
)
MEETINGS: Final = SheetShape(
    "会議",
    ("会議番号",),
    (
        _number("会議番号", "meeting_no"),
        _text("会議体", "body_name", required=True),
        _choice("法的区分", "kind", "支援会議", "重層的支援会議", "その他", required=True),
        _date("開催日", "held_on", required=True, later=True),
        _text("開始", "start"),
        _text("終了", "end"),
        _text("場所", "place"),
        _text("司会", "chair"),
        _text("記録者", "recorder"),
    ),
)
AGENDA: Final = SheetShape(
    "議題",
    ("会議番号", "議題番号"),
    (
        _number("会議番号", refers="会議"),
        _number("議題番号", "item_no"),
        _number("受付番号", refers="相談受付"),
        _choice("目的", "aim", "プラン策定", "再プラン", "終結", "中断", "情報共有", required=True),
        _text("要旨", "summary"),
        _text("決定事項", "decision"),
        _text("主担当機関", "lead_agency"),
    ),
)
ATTENDEES: Final = SheetShape(
    "出席者",
    (),
    (
        _number("会議番号", refers="会議"),
        _text("機関", "agency", required=True),
        _text("氏名", "name", required=True),
        _text("職", "post"),
        _text("役割", "role"),
        _date("誓約日", "pledged_on"),
    ),
)

#: 同意の履歴。列は様式 consent の欄で、``field`` はその欄の id。区分は相談と同じ。
CONSENTS: Final = SheetShape(
    "同意履歴",
    (),
    (
        _number("受付番号", refers="相談受付"),
        _choice("同意", "status", "書面", "口頭", "未取得", "拒否", "撤回", required=True),
        _date("同意日", "decided_on", required=True),
        Column("記入日時", Kind.MOMENT, "recorded_at"),
        _text("記入者", "author"),
        _date("説明日", "asked_on"),
        _text("説明者", "asked_by"),
        Column("同意の目的", Kind.LINES, "purposes"),
        Column("情報の範囲", Kind.LINES, "scope"),
        Column("提供先機関", Kind.LINES, "agencies"),
        _text("除く機関", "excluded_agencies"),
        _date("期間開始", "period_from", later=True),
        _date("期間終了", "valid_until", later=True),
        Column("期限なし", Kind.MARK, "no_end", choices=(MARK,), added=True),
        Column("撤回の説明", Kind.FLAG, "withdrawal_told", choices=(YES, NO)),
        _text("同意が得られていない理由", "no_consent_reason"),
        _text("署名した人", "signer"),
        _text("代理の根拠", "proxy_basis"),
        _text("立会人", "witness"),
        _text("口頭の記録", "oral_record"),
        _text("原本の保管場所", "original_kept"),
        Column("写しの交付", Kind.FLAG, "copy_given", choices=(YES, NO)),
        _text("備考", "note"),
    ),
    own=True,
)
#: 移替え。通常の行は写した記録の出所、支援会議の行は申し出と決定。承認を待つものは無い。
TRANSFERS: Final = SheetShape(
    "移替え",
    (),
    (
        Column("状態", Kind.CHOICE, "state", required=True, choices=("承認", "却下", "取下げ")),
        _number("受付番号", refers="相談受付"),
        _number("経過番号", refers="支援経過", required=False),
        _text("移した文", "content", required=True),
        _text("根拠", "ground", required=True),
        _text("根拠の資料", "evidence", required=True),
        _text("了解した機関", "agency"),
        _text("了解した人", "agreed_by"),
        _date("了解した日", "agreed_on"),
        _text("申し出た人", "proposed_by", required=True),
        Column("申し出た日時", Kind.MOMENT, "proposed_at", required=True),
        _text("決めた人", "decided_by", required=True),
        Column("決めた日時", Kind.MOMENT, "decided_at", required=True),
        _text("却下のわけ", "reason"),
        Column("重ねる伏せ方", Kind.LINES, "overlays"),
        Column(LANE_COLUMN, Kind.CHOICE, required=True, choices=(OPEN, SEALED)),
        _text("会議体", ""),
        _text("元の種類", "source_kind"),
        _text("元の番号", ""),
        _text("元の欄", ""),
    ),
    own=True,
)
#: 支援会議の区分の行が、どの会議体のものか。会議と議題は自分の会議体を持つので、ここには無い。
PLACES: Final = SheetShape(
    "置き場",
    ("シート", "番号"),
    (
        Column(
            "シート",
            Kind.CHOICE,
            required=True,
            choices=(PEOPLE.name, CASES.name, NOTES.name, PLANS.name),
        ),
        _number("番号"),
        _text("会議体", "", required=True),
    ),
    own=True,
)
#: 記録に重ねる伏せ方(情報源秘匿・本人に伏せる)。番号は受付番号・経過番号・会議番号。
OVERLAYS: Final = SheetShape(
    "重ね",
    ("シート", "番号", "議題番号"),
    (
        Column("シート", Kind.CHOICE, required=True, choices=(CASES.name, NOTES.name, AGENDA.name)),
        _number("番号"),
        _number("議題番号", required=False),
        Column("伏せ方", Kind.LINES, required=True),
    ),
    own=True,
)
#: 議題の、約束した列に無い文。区分は議題と同じ。受付番号は、暗号化しないときに情報源の名を消すのに要る。
RESULTS: Final = SheetShape(
    "議題の結果",
    ("会議番号", "議題番号"),
    (
        _number("会議番号"),
        _number("議題番号"),
        _number("受付番号"),
        _text("確認した事実", "findings"),
        _text("推測", "guesses"),
        _text("次回まで", "next_step"),
    ),
    own=True,
)

#: 約束したシート。書き出す順で、前のシートが後ろのシートから指される。
SHEETS: Final = (PEOPLE, CASES, NOTES, PLANS, MEETINGS, AGENDA, ATTENDEES)
#: 書出しが足すシート。
OWN: Final = (CONSENTS, TRANSFERS, PLACES, OVERLAYS, RESULTS)
BY_NAME: Final = {shape.name: shape for shape in (*SHEETS, *OWN)}
