"""書出しが足すシートのうち、記録の種類ごとのもの: 家族、様式、細かい欄、名簿、地域課題、費用。

列の ``field`` は記録の欄の名で、``refers`` のある列は、ブックでは番号、事務所では id になる。
どのシートがどの記録かは ``ledger_kinds``。
"""

from __future__ import annotations

from typing import Any, Final

from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    MARK,
    OPEN,
    SEALED,
    Column,
    Kind,
    SheetShape,
    choice_column,
    date_column,
    number_column,
    text_column,
)
from jusou_desk.family.people import HouseholdKind, TwinKind
from jusou_desk.models.community_records import IssueState
from jusou_desk.models.family_records import TieKind
from jusou_desk.models.records import (
    CaseStatus,
    OtherNameKind,
)
from jusou_desk.models.register_records import (
    FailedFor,
    MatchState,
    ResourceKind,
    Stance,
)

BODY_COLUMN: Final = "会議体"
_WRITTEN: Final = "(書出し)"
#: 番号を持たない記録に、書出しが振る番号の列。
SHEET_NO, ISSUE_NO, ROW_NO = "記入番号", "課題番号", "行"
_PERSON, _CASE, _PLAN = "人物番号", "受付番号", "プラン番号"
_LANES: Final = (
    Column(LANE_COLUMN, Kind.CHOICE, required=True, choices=(OPEN, SEALED)),
    text_column(BODY_COLUMN, ""),
)


def _own(name: str, key: tuple[str, ...], *columns: Column) -> SheetShape:
    # 事務所が自分の表に付けそうな名なので、書出しのものと分かるようにする。
    return SheetShape(f"{name}{_WRITTEN}", key, columns, own=True)


def _later(label: str, field: str, *, required: bool = False) -> Column:
    return date_column(label, field, required=required, later=True)


def _rows(label: str, field: str) -> Column:
    return Column(label, Kind.ROWS, field)


def _of(sheet: str, label: str, field: str = "", *, required: bool = True) -> Column:
    return number_column(label, field, refers=sheet, required=required)


def _one_of(label: str, field: str, kinds: Any, *, required: bool = False) -> Column:
    return choice_column(label, field, *(str(one) for one in kinds if one), required=required)


_CASE_ID: Final = _of("相談受付", _CASE, "case_id")
_PERSON_ID: Final = _of("人物", _PERSON, "person_id")
#: 細かい欄のシートにも受付番号を書く。暗号化しないときに、情報源の名を消すのに要る。
_BESIDE: Final = _of("相談受付", _CASE)

# --- 人物と家族 -------------------------------------------------------------

PERSON_DETAILS: Final = _own(
    "人物の詳細",
    (_PERSON,),
    _of("人物", _PERSON),
    text_column("生年月日の書き方", "birth_text"),
    text_column("住民票の住所", "registered_address"),
    date_column("死亡日", "died_on"),
    text_column("死亡日の書き方", "died_text"),
)
OTHER_NAMES: Final = _own(
    "ほかの名",
    (),
    _of("人物", _PERSON),
    _one_of("別", "kind", OtherNameKind, required=True),
    text_column("名", "name", required=True),
    text_column("読み", "kana"),
)
RESIDENCES: Final = _own(
    "世帯の移り",
    (),
    _PERSON_ID,
    _one_of("種類", "kind", HouseholdKind, required=True),
    text_column("世帯番号", "household_no"),
    text_column("所", "place"),
    _later("始まり", "since"),
    _later("終わり", "until"),
    text_column("世帯主から見た続柄", "head_relationship"),
    text_column("備考", "note"),
    *_LANES,
)
TIES: Final = _own(
    "間がら",
    (),
    _PERSON_ID,
    _of("人物", "相手の人物番号", "other_id"),
    _one_of("別", "kind", TieKind, required=True),
    text_column("語", "word"),
    _later("始まり", "since"),
    _later("終わり", "until"),
    text_column("ふたごの印", "twins"),
    _one_of("ふたごの別", "twin_kind", TwinKind),
    text_column("備考", "note"),
    *_LANES,
)
ECO_TIES: Final = _own(
    "支援関係",
    (),
    _PERSON_ID,
    text_column("機関", "agency"),
    _of("人物", "相手の人物番号", "other_id", required=False),
    text_column("強さ", "strength"),
    text_column("向き", "flow"),
    text_column("備考", "note"),
    _later("始まり", "since"),
    _later("終わり", "until"),
    *_LANES,
)
APARTS: Final = _own(
    "別人",
    (),
    _PERSON_ID,
    _of("人物", "相手の人物番号", "other_id"),
    text_column("決めた人", "said_by"),
    Column("決めた日時", Kind.MOMENT, "said_at"),
    *_LANES,
)

# --- 相談 -------------------------------------------------------------------

CASE_ENDS: Final = _own(
    "相談の終わり",
    (_CASE,),
    _of("相談受付", _CASE),
    _one_of("状態", "status", CaseStatus, required=True),
    date_column("終結日", "closed_on"),
    text_column("終結理由", "closing_reason"),
    text_column("主担当機関", "lead_agency"),
)
NOTE_DETAILS: Final = _own(
    "経過と会議",
    ("経過番号",),
    _of("支援経過", "経過番号"),
    _BESIDE,
    _of("会議", "会議番号", "meeting_id"),
)
PLAN_DETAILS: Final = _own(
    "プランの詳細",
    (_PLAN,),
    _of("プラン", _PLAN),
    _BESIDE,
    text_column("短期目標", "short_goal"),
    text_column("主担当機関", "lead_agency"),
)
ACTIONS: Final = _own(
    "支援内容",
    (),
    _of("プラン", _PLAN),
    _BESIDE,
    text_column("課題", "issue"),
    text_column("実施すること", "what"),
    text_column("担当機関", "agency"),
    text_column("担当者", "person"),
    text_column("役割", "role"),
    text_column("頻度", "frequency"),
    _later("期限", "due_on"),
    text_column("結果", "result"),
)
SHEETS_WRITTEN: Final = _own(
    "様式の記入",
    (SHEET_NO,),
    number_column(SHEET_NO),
    _CASE_ID,
    text_column("様式", "form_id", required=True),
    text_column("版", "form_version", required=True),
    date_column("記入日", "written_on", required=True, later=True),
    text_column("記入者", "author"),
    _rows("本人に伏せる欄", "withheld"),
    choice_column("元", "", "相談受付", "プラン", "支援経過"),
    number_column("元の番号", required=False),
    *_LANES,
)
ANSWERS: Final = _own(
    "様式の答え",
    (),
    number_column(SHEET_NO),
    _BESIDE,
    text_column("欄", "", required=True),
    text_column("答え", "", required=True),
    Column("いくつも選ぶ欄", Kind.MARK, choices=(MARK,)),
)
TASKS: Final = _own(
    "期日のある仕事",
    (),
    _of("相談受付", _CASE, "case_id", required=False),
    text_column("すること", "what", required=True),
    _later("期限", "due_on"),
    text_column("機関", "agency"),
    text_column("担当者", "person"),
    date_column("済んだ日", "done_on"),
    choice_column("元", "", "支援経過", "議題"),
    number_column("元の番号", required=False),
    number_column("元の議題番号", required=False),
    *_LANES,
)

# --- 会議 -------------------------------------------------------------------

MEETING_DETAILS: Final = _own(
    "会議の詳細",
    ("会議番号",),
    _of("会議", "会議番号"),
    text_column("同じ席の印", "sitting"),
    date_column("開催通知の日", "noticed_on"),
)
DECISIONS: Final = _own(
    "決定の割当て",
    (),
    _of("会議", "会議番号"),
    number_column("議題番号"),
    _BESIDE,
    text_column("すること", "what", required=True),
    text_column("機関", "agency"),
    text_column("担当者", "person"),
    _later("期限", "due_on"),
)

# --- 参加支援・名簿・地域 ---------------------------------------------------

MATCHES: Final = _own(
    "受入先探し",
    (),
    _CASE_ID,
    _of("プラン", _PLAN, "plan_id", required=False),
    text_column("名簿の番号", "resource_no"),
    text_column("受入先", "host"),
    date_column("打診日", "asked_on", required=True, later=True),
    _one_of("様子", "state", MatchState, required=True),
    _rows("求めたこと", "wanted"),
    _later("決まった日", "settled_on"),
    _one_of("不成立のわけ", "failed_for", FailedFor),
    text_column("事情", "reason"),
    _later("開始日", "starts_on"),
    text_column("内容", "activity"),
    text_column("頻度", "frequency"),
    text_column("費用", "costs"),
    text_column("打診した人", "asked_by"),
    *_LANES,
)
EXPENSES: Final = _own(
    "参加支援の費用",
    ("番号",),
    number_column("番号", "number"),
    _CASE_ID,
    _of("プラン", _PLAN, "plan_id", required=False),
    date_column("支払日", "paid_on", required=True),
    Column("金額", Kind.AMOUNT, "amount", required=True),
    text_column("使い道", "what"),
    text_column("払った先", "receiver"),
    text_column("決めた人", "decided_by"),
    text_column("備考", "note"),
    _of(f"参加支援の費用{_WRITTEN}", "打ち消した番号", "cancels", required=False),
    text_column("記入者", "written_by"),
    Column("記入日時", Kind.MOMENT, "written_at"),
)
RESOURCES: Final = _own(
    "名簿",
    (ROW_NO,),
    number_column(ROW_NO),
    text_column("番号", "resource_no", required=True),
    _one_of("種類", "kind", ResourceKind, required=True),
    text_column("名前", "name", required=True),
    text_column("町の設定の項", "origin"),
    Column("並び", Kind.AMOUNT, "position"),
    Column("載せる年度の初め", Kind.AMOUNT, "valid_from"),
    Column("載せる年度の終わり", Kind.AMOUNT, "valid_until"),
    Column("取消し", Kind.MARK, "struck", choices=(MARK,)),
    text_column("記入者", "written_by"),
    Column("記入日時", Kind.MOMENT, "written_at"),
    text_column("事業の区分", "group"),
    text_column("資料での区分", "listed_as"),
    text_column("符号", "mark"),
    text_column("法の上の事業", "law"),
    text_column("号", "article"),
    text_column("分野", "field"),
    text_column("既存・新規", "stage"),
    text_column("所管課", "section"),
    text_column("直営・委託", "operation"),
    _rows("所管・受託者", "operators"),
    _rows("実施機関", "providers"),
    text_column("圏域・地区", "area"),
    text_column("住所", "address"),
    text_column("電話", "phone"),
    text_column("FAX", "fax"),
    text_column("担当者", "contact"),
    text_column("内容", "contents"),
    text_column("対象者", "target"),
    text_column("箇所数の説明", "places"),
    text_column("箇所数", "amount"),
    text_column("配置人数", "staff"),
    text_column("元の資料の所", "place"),
    Column("町の組織", Kind.MARK, "inside", choices=(MARK,)),
    _rows("初めは入れない資料", "without"),
    _rows("受け入れられること", "tags"),
    Column("受入れの人数", Kind.AMOUNT, "capacity"),
    Column("空き", Kind.AMOUNT, "vacancy"),
    text_column("実費", "expenses"),
    text_column("交通費", "travel"),
    text_column("条件", "conditions"),
    _one_of("協力の状態", "stance", Stance),
    _later("最後に連絡した日", "last_contact_on"),
)
RESOURCE_NOTES: Final = _own(
    "名簿の書き添え",
    (),
    number_column(ROW_NO),
    text_column("見出し", ""),
    text_column("文", ""),
)
ISSUES: Final = _own(
    "地域課題",
    (ISSUE_NO,),
    number_column(ISSUE_NO),
    text_column("課題", "title", required=True),
    date_column("把握した日", "found_on", required=True),
    _one_of("様子", "state", IssueState, required=True),
    text_column("地区", "area"),
    text_column("分野", "field"),
    text_column("困っていること", "problem"),
    text_column("きっかけ", "noticed_by"),
    text_column("根拠", "evidence"),
    text_column("取組み", "measures"),
    text_column("協力する所", "partners"),
    _later("取組みの始まり", "starts_on"),
    text_column("次にすること", "next_step"),
    _later("次に動く日", "review_on"),
    text_column("結果", "result"),
    text_column("知らせたこと", "informed"),
    _later("終わった日", "ended_on"),
    text_column("記入者", "written_by"),
    Column("記入日時", Kind.MOMENT, "written_at"),
)
TALKS: Final = _own(
    "検討の経緯",
    (),
    number_column(ISSUE_NO),
    _later("日", "on", required=True),
    text_column("会議や集まり", "place"),
    text_column("参加", "who"),
    text_column("話したこと", "what"),
)


#: 書き出す順。
ADDED: Final = (
    PERSON_DETAILS,
    OTHER_NAMES,
    RESIDENCES,
    TIES,
    ECO_TIES,
    APARTS,
    CASE_ENDS,
    SHEETS_WRITTEN,
    ANSWERS,
    NOTE_DETAILS,
    PLAN_DETAILS,
    ACTIONS,
    TASKS,
    MEETING_DETAILS,
    DECISIONS,
    MATCHES,
    EXPENSES,
    RESOURCES,
    RESOURCE_NOTES,
    ISSUES,
    TALKS,
)
