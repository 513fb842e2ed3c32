"""標準台帳ブックの形。シートと列の名前・順・値は外と約束したもので、ここだけに書く。

約束した列に入らないもの(同意の履歴・移替え・支援会議の記録の置き場・伏せ方・議題の結果)は、書出しが
自分のシートを足し、取込みがそれを読む。シートは無くてもよく、ほかのプログラムは知らないシートとして読み飛ばせる。
あれば、列は一つも欠けず、余らない(秘匿の区分や同意の限りが、黙って消えないように)。前の版の書出しに
無い列(``added``)だけは、欠けてもよい。
選択肢が符号表(``resources/codes``)と同じことは試験が確かめる。
"""

from __future__ import annotations

from typing import Final

from jusou_desk.ages import AGE_BANDS
from jusou_desk.casework.ledger.ledger_added import ADDED
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    MARK,
    NO,
    OPEN,
    SEALED,
    YES,
    Column,
    Kind,
    SheetShape,
    choice_column,
    date_column,
    number_column,
    text_column,
)

_LANE: Final = choice_column(LANE_COLUMN, "", OPEN, SEALED)

PEOPLE: Final = SheetShape(
    "人物",
    ("人物番号",),
    (
        number_column("人物番号", "person_no"),
        text_column("氏名", "name", required=True),
        text_column("フリガナ", "kana"),
        choice_column("性別", "sex", "男", "女", "その他", "回答しない", "未聴取"),
        Column("生年月日", Kind.BIRTH),
        Column("年齢", Kind.COUNT, "age"),
        date_column("年齢の基準日", "age_as_of"),
        text_column("住所", "address"),
        text_column("電話", "phone"),
        text_column("世帯番号", "household_no"),
        text_column("続柄", "relationship"),
        Column("住所秘匿", Kind.FLAG, "address_concealed", choices=(YES, NO)),
    ),
    required=True,
)
CASES: Final = SheetShape(
    "相談受付",
    ("受付番号",),
    (
        number_column("受付番号", "case_no"),
        date_column("受付日", "received_on", required=True),
        choice_column("同意", "consent", "書面", "口頭", "未取得", "拒否", "撤回", required=True),
        number_column("人物番号", refers="人物", required=False),
        text_column("窓口", "window"),
        choice_column(
            "相談方法", "method", "来所", "電話", "訪問", "メール・FAX", "出張相談", "その他"
        ),
        text_column("相談経路", "route"),
        text_column("来談者", "visitor"),
        text_column("本人との関係", "visitor_relation"),
        choice_column("年齢区分", "age_band", *AGE_BANDS),
        Column("課題", Kind.LINES, "issues"),
        text_column("主たる課題", "main_issue"),
        text_column("相談内容", "content"),
        choice_column("緊急性", "urgency", "緊急", "早急", "通常", "見守り"),
        text_column("担当者", "worker"),
        _LANE,
    ),
    required=True,
)
NOTES: Final = SheetShape(
    "支援経過",
    ("経過番号",),
    (
        number_column("経過番号", "note_no"),
        number_column("受付番号", refers="相談受付"),
        Column("日時", Kind.MOMENT, "at", required=True),
        text_column("内容", "content", required=True),
        text_column("方法", "method"),
        text_column("相手", "counterpart"),
        text_column("今後の対応", "next_step"),
        date_column("期限", "due_on", later=True),
        text_column("記録者", "recorder"),
        _LANE,
        text_column("提供機関", "source_agency"),
    ),
)
PLANS: Final = SheetShape(
    "プラン",
    ("プラン番号",),
    (
        number_column("プラン番号", "plan_no"),
        number_column("受付番号", refers="相談受付"),
        choice_column("種別", "kind", "多機関協働", "アウトリーチ", "参加支援", required=True),
        date_column("作成日", "made_on", required=True),
        Column("回数", Kind.COUNT, "round_no"),
        text_column("目標", "goal"),
        text_column("支援内容", "support"),
        Column("担当機関", Kind.LINES, "agencies"),
        date_column("期間開始", "period_from", later=True),
        date_column("期間終了", "period_to", later=True),
        date_column("次回モニタリング日", "next_monitoring_on", later=True),
        choice_column("状態", "status", "案", "決定", "終結", "中断"),
        date_column("終結日", "closed_on"),
        text_column("終結理由", "closing_reason"),
    ),
)
MEETINGS: Final = SheetShape(
    "会議",
    ("会議番号",),
    (
        number_column("会議番号", "meeting_no"),
        text_column("会議体", "body_name", required=True),
        choice_column("法的区分", "kind", "支援会議", "重層的支援会議", "その他", required=True),
        date_column("開催日", "held_on", required=True, later=True),
        text_column("開始", "start"),
        text_column("終了", "end"),
        text_column("場所", "place"),
        text_column("司会", "chair"),
        text_column("記録者", "recorder"),
    ),
)
AGENDA: Final = SheetShape(
    "議題",
    ("会議番号", "議題番号"),
    (
        number_column("会議番号", refers="会議"),
        number_column("議題番号", "item_no"),
        number_column("受付番号", refers="相談受付"),
        choice_column(
            "目的", "aim", "プラン策定", "再プラン", "終結", "中断", "情報共有", required=True
        ),
        text_column("要旨", "summary"),
        text_column("決定事項", "decision"),
        text_column("主担当機関", "lead_agency"),
    ),
)
ATTENDEES: Final = SheetShape(
    "出席者",
    (),
    (
        number_column("会議番号", refers="会議"),
        text_column("機関", "agency", required=True),
        text_column("氏名", "name", required=True),
        text_column("職", "post"),
        text_column("役割", "role"),
        date_column("誓約日", "pledged_on"),
    ),
)

#: 同意の履歴。列は様式 consent の欄で、``field`` はその欄の id。区分は相談と同じ。
CONSENTS: Final = SheetShape(
    "同意履歴",
    (),
    (
        number_column("受付番号", refers="相談受付"),
        choice_column("同意", "status", "書面", "口頭", "未取得", "拒否", "撤回", required=True),
        date_column("同意日", "decided_on", required=True),
        Column("記入日時", Kind.MOMENT, "recorded_at"),
        text_column("記入者", "author"),
        date_column("説明日", "asked_on"),
        text_column("説明者", "asked_by"),
        Column("同意の目的", Kind.LINES, "purposes"),
        Column("情報の範囲", Kind.LINES, "scope"),
        Column("提供先機関", Kind.LINES, "agencies"),
        text_column("除く機関", "excluded_agencies"),
        date_column("期間開始", "period_from", later=True),
        date_column("期間終了", "valid_until", later=True),
        Column("期限なし", Kind.MARK, "no_end", choices=(MARK,), added=True),
        Column("撤回の説明", Kind.FLAG, "withdrawal_told", choices=(YES, NO)),
        text_column("同意が得られていない理由", "no_consent_reason"),
        text_column("署名した人", "signer"),
        text_column("代理の根拠", "proxy_basis"),
        text_column("立会人", "witness"),
        text_column("口頭の記録", "oral_record"),
        text_column("原本の保管場所", "original_kept"),
        Column("写しの交付", Kind.FLAG, "copy_given", choices=(YES, NO)),
        text_column("備考", "note"),
    ),
    own=True,
)
#: 移替え。通常の行は写した記録の出所、支援会議の行は申し出と決定。承認を待つものは無い。
TRANSFERS: Final = SheetShape(
    "移替え",
    (),
    (
        Column("状態", Kind.CHOICE, "state", required=True, choices=("承認", "却下", "取下げ")),
        number_column("受付番号", refers="相談受付"),
        number_column("経過番号", refers="支援経過", required=False),
        text_column("移した文", "content", required=True),
        text_column("根拠", "ground", required=True),
        text_column("根拠の資料", "evidence", required=True),
        text_column("了解した機関", "agency"),
        text_column("了解した人", "agreed_by"),
        date_column("了解した日", "agreed_on"),
        text_column("申し出た人", "proposed_by", required=True),
        Column("申し出た日時", Kind.MOMENT, "proposed_at", required=True),
        text_column("決めた人", "decided_by", required=True),
        Column("決めた日時", Kind.MOMENT, "decided_at", required=True),
        text_column("却下のわけ", "reason"),
        Column("重ねる伏せ方", Kind.LINES, "overlays"),
        Column(LANE_COLUMN, Kind.CHOICE, required=True, choices=(OPEN, SEALED)),
        text_column("会議体", ""),
        text_column("元の種類", "source_kind"),
        text_column("元の番号", ""),
        text_column("元の欄", ""),
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
        number_column("番号"),
        text_column("会議体", "", required=True),
    ),
    own=True,
)
#: 記録に重ねる伏せ方(情報源秘匿・本人に伏せる)。番号は受付番号・経過番号・会議番号。
OVERLAYS: Final = SheetShape(
    "重ね",
    ("シート", "番号", "議題番号"),
    (
        Column("シート", Kind.CHOICE, required=True, choices=(CASES.name, NOTES.name, AGENDA.name)),
        number_column("番号"),
        number_column("議題番号", required=False),
        Column("伏せ方", Kind.LINES, required=True),
    ),
    own=True,
)
#: 議題の、約束した列に無い文。区分は議題と同じ。受付番号は、暗号化しないときに情報源の名を消すのに要る。
RESULTS: Final = SheetShape(
    "議題の結果",
    ("会議番号", "議題番号"),
    (
        number_column("会議番号"),
        number_column("議題番号"),
        number_column("受付番号"),
        text_column("確認した事実", "findings"),
        text_column("推測", "guesses"),
        text_column("次回まで", "next_step"),
    ),
    own=True,
)

#: 約束したシート。書き出す順で、前のシートが後ろのシートから指される。
SHEETS: Final = (PEOPLE, CASES, NOTES, PLANS, MEETINGS, AGENDA, ATTENDEES)
#: 書出しが足すシート。記録の種類ごとのものは ``ledger_added``。
OWN: Final = (CONSENTS, TRANSFERS, PLACES, OVERLAYS, RESULTS, *ADDED)
BY_NAME: Final = {shape.name: shape for shape in (*SHEETS, *OWN)}
