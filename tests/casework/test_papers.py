"""一件の帳票。規則の試験は日本語の名で、職員が読める。"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from openpyxl import Workbook, load_workbook

from jusou_desk.casework.case import consent, intake, plans, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.layouts import shipped_layout
from jusou_desk.casework.paper import papers
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import code_set, form
from jusou_desk.models.records import Case, CaseStatus, Person
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.continuation import TO_BE_CONTINUED
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.tags import parse_tags
from jusou_desk.towns import town
from tests.casework import paper_case
from tests.casework.conftest import MovableClock

TOWN = town("nagato")
NAMES = tuple(kind.name for kind in papers.SHEETS if shipped_layout(TOWN, kind.layout))
# 紙に欄を置かない項目と、その理由。
NOT_ON_PAPER = {
    "intake": {"取扱区分"},  # 右上の取扱いの表示が代わり
    "consent": {"同意が得られていない理由"},  # 受付票に載る
    "progress": {"取扱区分"},
}
# 一つの欄にまとめて刷る項目。
JOINED = {
    "progress": {
        "日時": {"対応日", "開始時刻", "終了時刻"},
        "方法・相手": {"方法", "相手", "提供機関"},
        "今後の対応・期限": {"今後の対応", "期限"},
    },
    "consent": {"同意": {"同意"}},
}


@pytest.fixture
def case(desk: Desk) -> Case:
    """同意があり、どの様式も書かれた相談。"""
    made = paper_case.received(desk)
    paper_case.agree_orally(desk, made)
    paper_case.agree(desk, made)
    paper_case.write_all(desk, made)
    return made


def xlsx_text(data: bytes) -> str:
    """xlsx の中のどの部品の文字も。"""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def pdf_text(data: bytes) -> str:
    """PDF から取り出した文字。行の折返しは詰める。"""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def texts(drawn: papers.DrawnSheet) -> tuple[str, str]:
    xlsx, pdf = drawn.files
    return xlsx_text(xlsx.data), pdf_text(pdf.data)


def layout_tags(name: str) -> set[tuple[str, tuple[str, ...]]]:
    """様式にあるタグ。繰返しの名前は外す。"""
    path = shipped_layout(TOWN, papers.sheet_kind(name).layout)
    assert path is not None
    book = load_workbook(path)
    return {
        (tag.name.rpartition(".")[2], tag.modifiers)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        for tag in parse_tags(str(cell.value or ""))
    }


@pytest.mark.parametrize("name", NAMES)
def test_長い文が入っても何も失われない(desk: Desk, case: Case, name: str) -> None:
    drawn = papers.draw_sheet(desk, name, case.case_no)
    assert drawn.problems == ()
    for text in texts(drawn):
        assert "髙橋　𠮷子" in text
        assert "R8-0001" in text
        assert "取扱注意" in text


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("name", NAMES)
def test_手書きの用紙は誰の名も載せず同じ枚数で刷れる(desk: Desk, name: str) -> None:
    drawn = papers.draw_sheet(desk, name)
    assert drawn.problems == ()
    xlsx, pdf = texts(drawn)
    for text in (xlsx, pdf):
        assert "髙橋" not in text
        assert "{{" not in text
    pages = {"assessment": 4, "family": 1}
    pages |= dict.fromkeys(
        ("referral", "urgent", "oral-consent", "progress", "progress-copy", "takeover"), 1
    )
    assert len(pypdf.PdfReader(io.BytesIO(drawn.files[1].data)).pages) == pages.get(name, 2)


FORM_IDS = sorted({papers.sheet_kind(name).form_id for name in NAMES})


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_様式のどの項目にもどれかの紙の上に場所がある(form_id: str) -> None:
    kinds = [name for name in NAMES if papers.sheet_kind(name).form_id == form_id]
    on_paper = {tag for name in kinds for tag, _ in layout_tags(name)}
    joined = {
        part for tag, parts in JOINED.get(form_id, {}).items() if tag in on_paper for part in parts
    }
    wanted = {field.tag for field in form(form_id).fields} - NOT_ON_PAPER.get(form_id, set())
    assert wanted <= on_paper | joined


@pytest.mark.parametrize("name", NAMES)
def test_紙の選択肢は符号表と同じ(name: str) -> None:
    shown: dict[str, set[str]] = {}
    for tag, modifiers in layout_tags(name):
        for modifier in modifiers:
            if modifier.startswith("☑") and len(modifier) > 1:
                shown.setdefault(tag, set()).add(modifier[1:])
    form_id = papers.sheet_kind(name).form_id
    fields = {field.tag: field for field in form(form_id).fields if field.codes}
    shown.pop("同意", None) if form_id == "consent" else None
    assert set(shown) <= set(fields)
    for tag, terms in shown.items():
        assert terms | {"その他"} == set(code_set(fields[tag].codes, 9999).terms) | {"その他"}


def test_その他の書き添えと古い年度の語も紙に残る(desk: Desk) -> None:
    more = {"issues": ("家族が不仲", "介護"), "main_issue": "家族が不仲"}
    old = paper_case.received(desk, **more, informant_withheld=False)
    xlsx, pdf = texts(papers.draw_sheet(desk, "intake", old.case_no))
    assert "☑その他(ケーブルテレビの告知を見て" in pdf
    assert "☑その他(飼い猫の世話" in pdf
    assert "☑その他(家族が不仲" in pdf
    assert "☑介護のこと" in pdf
    assert "☐住まいのこと" in pdf
    assert "飼い猫の世話" in xlsx


def test_古い年度の語がいくつあっても収まる(desk: Desk) -> None:
    terms = ("認知症・精神障害等", "家族が不仲", "住まい", "その他(親の会から紹介された相談)")
    old = paper_case.received(desk, issues=terms, main_issue=terms[0])
    drawn = papers.draw_sheet(desk, "intake", old.case_no)
    assert drawn.problems == ()
    assert "認知症・精神障害等、家族が不仲、住まい、親の会から紹介された相談" in texts(drawn)[1]


def test_とても長い相談内容は次の紙に続き一字も欠けない(desk: Desk) -> None:
    story = "".join(f"{number}日目に母が外へ出た。" for number in range(1, 400))
    made = paper_case.received(desk, content=story)
    drawn = papers.draw_sheet(desk, "intake", made.case_no)
    first, rest, *_ = load_workbook(io.BytesIO(drawn.files[0].data)).worksheets
    begun = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value]
    (kept,) = [text for text in begun if text.endswith(TO_BE_CONTINUED)]
    more = [str(cell.value) for (cell,) in rest.iter_rows(min_row=3)]
    assert kept.removesuffix(TO_BE_CONTINUED) + "".join(more) == story
    assert [problem for problem in drawn.problems if rest.title in problem]
    assert len(pypdf.PdfReader(io.BytesIO(drawn.files[1].data)).pages) > 2


def test_プランは種別ごとの紙にその種別のものが載る(desk: Desk, case: Case) -> None:
    found = {
        name: texts(papers.draw_sheet(desk, name, case.case_no))[1]
        for name in ("plan", "outreach-plan", "participation-plan")
    }
    for name, words in (
        ("outreach-plan", str(paper_case.OUTREACH["approach_pace"])),
        ("participation-plan", str(paper_case.PARTICIPATION["host"])),
    ):
        assert [one for one, text in found.items() if words[:20] in text] == [name]
    assert "☑手紙・声かけ" in found["outreach-plan"]
    assert len({re.search(r"R8-プラン-\d+", text)[0] for text in found.values()}) == 3  # type: ignore[index]


def test_口頭で聞いた言葉は役場の控えに載り_署名する同意書には載らない(
    desk: Desk, case: Case
) -> None:
    words = paper_case.STORY[:20]
    assert words in texts(papers.draw_sheet(desk, "oral-consent", case.case_no))[1]
    assert words not in texts(papers.draw_sheet(desk, "consent", case.case_no))[1]


# ---- 同意 ----


@pytest.mark.parametrize("name", ["plan", "participation-plan", "referral"])
@pytest.mark.parametrize("status", ["未取得", "拒否", "撤回"])
def test_同意の無い相談は外へ渡す紙にならない(
    desk: Desk, case: Case, name: str, status: str
) -> None:
    consent.record_consent(desk, case.id, {"status": status, "decided_on": date(2026, 11, 19)})
    with pytest.raises(Refused) as refused:
        papers.draw_sheet(desk, name, case.case_no)
    assert case.case_no in refused.value.title
    assert "同意書" in refused.value.advice
    assert "髙橋" not in refused.value.title + refused.value.advice


def test_同意の期間が過ぎるとつなぐシートを出せない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    paper_case.agree(desk, case, decided_on=date(2026, 11, 19), valid_until=date(2026, 12, 1))
    papers.draw_sheet(desk, "referral", case.case_no)
    clock.pass_days(20)
    with pytest.raises(Refused):
        papers.draw_sheet(desk, "referral", case.case_no)


def test_同意の無い相談の役場の紙には本人同意なしと刷る(desk: Desk) -> None:
    made = paper_case.received(desk)
    for name in ("intake", "assessment", "outreach-plan", "evaluation", "progress"):
        for text in texts(papers.draw_sheet(desk, name, made.case_no)):
            assert "本人同意なし" in text
            assert "取扱注意" not in text
    for text in texts(papers.draw_sheet(desk, "consent", made.case_no)):
        assert "本人同意なし" not in text


def test_同意書には断られた事情を載せない(desk: Desk) -> None:
    made = paper_case.received(desk)
    consent.record_consent(
        desk,
        made.id,
        {
            "status": "未取得",
            "decided_on": date(2026, 10, 6),
            "no_consent_reason": "接触したが拒否",
            "note": "長男が玄関で怒鳴った",
            "agencies": "架空クリニック",
        },
    )
    xlsx, pdf = texts(papers.draw_sheet(desk, "consent", made.case_no))
    for text in (xlsx, pdf):
        assert "拒否" not in text
        assert "怒鳴った" not in text
        assert "架空クリニック" in text
    assert "☐書面　☐口頭" in pdf


def test_つなぎ先が本人の除いた機関か同意の提供先に無い機関なら断る(desk: Desk, case: Case) -> None:
    paper_case.agree(desk, case, decided_on=date(2026, 11, 18), agencies="架空クリニック")
    with pytest.raises(Refused, match="同意の提供先に入っていない"):
        papers.draw_sheet(desk, "referral", case.case_no)
    paper_case.agree(
        desk,
        case,
        decided_on=date(2026, 11, 19),
        agencies="架空クリニック",
        excluded_agencies="市民環境課、長門市社会福祉協議会",
    )
    with pytest.raises(Refused, match="伝えないでほしい"):
        papers.draw_sheet(desk, "referral", case.case_no)


def test_事実の区分は欄と相談の厳しい方になる(desk: Desk) -> None:
    made = paper_case.received(desk)
    kind = papers.sheet_kind("intake")
    with desk.reading(Purpose.CASEWORK) as work:
        before = papers.sheet_record(desk, work, kind, made, kind.builder(work, made))
    assert before.facts["氏名"].lane is Lane.UNCONSENTED
    assert {row.lane for row in before.groups["世帯員"]} == {Lane.UNCONSENTED}
    paper_case.agree(desk, made)
    with desk.reading(Purpose.CASEWORK) as work:
        agreed = work.cases.get(made.id)
        assert agreed is not None
        after = papers.sheet_record(desk, work, kind, agreed, kind.builder(work, agreed))
    assert after.facts["氏名"].lane is Lane.OPEN
    assert after.facts["情報提供者"].lane is Lane.UNCONSENTED


# ---- 支援会議 ----


@pytest.mark.parametrize("name", NAMES)
def test_支援会議の記載はどの帳票にも出ない(desk: Desk, case: Case, name: str) -> None:
    paper_case.add_sealed_note(desk, case)
    for text in texts(papers.draw_sheet(desk, name, case.case_no)):
        assert paper_case.SEALED_WORDS not in text
        assert "新聞販売店" not in text


def test_支援会議の区分の相談はこの帳票にならず会議の資料へ案内する(
    desk: Desk, outsider: Desk
) -> None:
    sealed = paper_case.received(desk, lane=Lane.SEALED.label)
    for name in NAMES:
        with pytest.raises(Refused) as refused:
            papers.draw_sheet(desk, name, sealed.case_no)
        assert "会議の資料" in refused.value.advice
        with pytest.raises(BadInput, match="見つかりません"):
            papers.draw_sheet(outsider, name, sealed.case_no)


# ---- 住所の秘匿 ----


@pytest.mark.parametrize("name", NAMES)
def test_秘匿した住所と電話はどの帳票にも出ない(desk: Desk, case: Case, name: str) -> None:
    paper_case.conceal(desk, case)
    drawn = papers.draw_sheet(desk, name, case.case_no)
    for text in texts(drawn):
        assert "東深川" not in text
        assert paper_case.PHONE not in text
        assert "午前中にかける" not in text
    if name in ("intake", "referral", "consent"):
        assert CONCEALED in texts(drawn)[1]


def test_文の中に書かれた秘匿の住所と電話も消える(desk: Desk) -> None:
    made = paper_case.received(
        desk,
        content=f"新しい住まいは{paper_case.ADDRESS.removeprefix('長門市')}、電話は05000001234。",
    )
    paper_case.conceal(desk, made)
    for text in texts(papers.draw_sheet(desk, "intake", made.case_no)):
        assert "東深川" not in text
        assert "05000001234" not in text
        assert f"新しい住まいは{CONCEALED}、電話は{CONCEALED}。" in text


def test_秘匿した家族は元の世帯の紙に載らず世帯の住所も出ない(desk: Desk) -> None:
    made = paper_case.received(desk)
    with desk.writing(Purpose.CASEWORK) as work:
        hidden = Person(
            person_no="P777",
            name="髙橋　渚",
            household_no="S-0012",
            address="架空町隠里9番地",
            address_concealed=True,
        )
        work.people.put(hidden)
    for text in texts(papers.draw_sheet(desk, "intake", made.case_no)):
        assert "髙橋　渚" not in text
        assert "隠里" not in text
        assert "東深川" not in text
        assert "髙橋　誠" in text


def test_本人も秘匿なら一緒にいる家族は世帯員に載る(desk: Desk) -> None:
    made = paper_case.received(desk)
    paper_case.conceal(desk, made)
    with desk.writing(Purpose.CASEWORK) as work:
        child = work.people.one(name="髙橋　恵")
        assert child is not None
        work.people.put(replace(child, address_concealed=True))
    assert "髙橋　恵" in texts(papers.draw_sheet(desk, "intake", made.case_no))[1]


# ---- まだ書かれていない様式・匿名 ----


@pytest.mark.parametrize(
    "name",
    [
        *("assessment", "plan", "outreach-plan", "participation-plan", "evaluation", "referral"),
        *("progress", "oral-consent"),
    ],
)
def test_まだ書かれていない様式は基本情報だけの用紙になり職員に知らせる(
    desk: Desk, name: str
) -> None:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    drawn = papers.draw_sheet(desk, name, made.case_no)
    (notice,) = drawn.problems
    assert "まだ" in notice
    assert "髙橋　𠮷子" in texts(drawn)[1]
    if name.endswith("plan"):
        book = load_workbook(io.BytesIO(drawn.files[0].data))
        cells = {cell for sheet in book for line in sheet.values for cell in line}
        assert CaseStatus.OPEN not in cells, "書いていないプランに、相談の状態を写さない"


def test_匿名の相談も刷れる(desk: Desk) -> None:
    made = intake.receive(
        desk, {"received_on": desk.today(), "content": "名乗らない電話。", "consent": "未取得"}
    ).case
    drawn = papers.draw_sheet(desk, "intake", made.case_no)
    assert drawn.problems == ()
    assert "(匿名)" in texts(drawn)[1]


# ---- 出力 ----


def test_帳票は決まった名前の二つのファイルになり監査に残る(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    handed = papers.hand_out_sheet(desk, "intake", case.case_no, tmp_path / "out")
    assert [path.name for path in handed.files] == ["intake.xlsx", "intake.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "intake.pdf",
        "intake.xlsx",
    ]
    with desk.reading(Purpose.CASEWORK) as work:
        lines = [line for line in work.audit.entries() if line.subject == f"intake {case.case_no}"]
    assert {line.action for line in lines} == {
        "出力の開始(相談支援の記録)",
        "出力の完了(相談支援の記録)",
    }


def test_同じ内容からは同じバイト列になる(desk: Desk, case: Case) -> None:
    first, second = (papers.draw_sheet(desk, "assessment", case.case_no) for _ in range(2))
    assert [file.data for file in first.files] == [file.data for file in second.files]


def test_町の様式にも同じ言葉で差し込めて余白に取扱いを刷る(desk: Desk) -> None:
    made = paper_case.received(desk)
    template = own_form(
        "本人 {{氏名}}({{年齢}}歳) {{住所}}",
        "{{相談方法:☑来所}}来所 {{相談方法:☑電話}}電話",
        "受付 {{受付日:略暦}} {{首長}} 様 {{出力者}}",
    )
    drawn = papers.draw_sheet(desk, "intake", made.case_no, template=template)
    assert drawn.problems == ()
    xlsx, pdf = texts(drawn)
    for text in (xlsx, pdf):
        assert "髙橋　𠮷子(84歳)" in text
        assert "☐来所 ☑電話" in text
        assert "受付 R8.10.5 長門市長 様 大田　文江" in text
    assert "本人同意なし" in pdf


def test_町の様式の知らないタグは近い言葉を添えて知らせる(desk: Desk, case: Case) -> None:
    template = own_form("{{氏　名}} {{支援会議の記載}}")
    problems = papers.draw_sheet(desk, "intake", case.case_no, template=template).problems
    assert len(problems) == 2
    packet, _ = papers.sheet_packet(desk, papers.sheet_kind("intake"), case.case_no)
    assert fill(template, packet).problems == problems


def test_つなぐシートの中身に同意未取得の欄は入らない(desk: Desk, case: Case) -> None:
    packet, _ = papers.sheet_packet(desk, papers.sheet_kind("referral"), case.case_no)
    assert packet.ceiling is Lane.OPEN
    assert "情報提供者" not in packet.values
    assert packet.values["つなぎ先"] == "長門市社会福祉協議会"


@pytest.mark.parametrize("wrong", ["", "packet", "intake.xlsx", "INTAKE"])
def test_知らない帳票の名前は一覧を示して断る(desk: Desk, case: Case, wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        papers.draw_sheet(desk, wrong, case.case_no)
    assert all(name in refused.value.advice for name in NAMES)


def test_ブックでないものは様式として受け取らない(desk: Desk, case: Case) -> None:
    with pytest.raises(BadInput):
        papers.draw_sheet(desk, "intake", case.case_no, template=b"not a workbook")


def test_書き直した様式は新しい方が載る(desk: Desk, case: Case) -> None:
    newer = paper_case.REFERRAL | {"made_on": date(2026, 11, 10), "reason": "新しい理由。"}
    sheets.write_sheet(desk, case.id, "referral", newer)
    plans.write_plan(
        desk, case.id, paper_case.PLAN | {"made_on": date(2026, 11, 12), "goal": "次の目標。"}, ()
    )
    assert "新しい理由。" in texts(papers.draw_sheet(desk, "referral", case.case_no))[1]
    assert "次の目標。" in texts(papers.draw_sheet(desk, "plan", case.case_no))[1]
    assert "次の目標。" in texts(papers.draw_sheet(desk, "evaluation", case.case_no))[1]


def test_後から参加支援のプランを作っても_会議で決まった多機関協働のプランを刷れる(
    desk: Desk, case: Case
) -> None:
    newer = {"kind": "参加支援", "made_on": date(2026, 11, 12), "goal": "畑の手伝いを続ける。"}
    plans.write_plan(desk, case.id, paper_case.PLAN | newer, ())
    for name, mine, theirs in (
        ("plan", str(paper_case.PLAN["goal"]), "畑の手伝いを続ける。"),
        ("participation-plan", "畑の手伝いを続ける。", str(paper_case.PLAN["goal"])),
    ):
        text = "".join(texts(papers.draw_sheet(desk, name, case.case_no))[1].split())
        assert "".join(mine.split())[:8] in text
        assert "".join(theirs.split())[:8] not in text


def test_生年月日の分かる人の年齢区分は_受付日の年齢で印が付く(desk: Desk) -> None:
    born = {"birth_date": date(1960, 11, 21)}  # 受付日の翌日に 66 歳
    case = paper_case.received(desk, received_on=date(2026, 11, 20), **born)
    for name in ("intake", "intake-unconsented"):
        for text in texts(papers.draw_sheet(desk, name, case.case_no)):
            assert "☑65歳以上" in text
            assert "☐年齢不明" in text


def test_撤回された相談の受付票に_同意の得られていない理由は残らない(desk: Desk) -> None:
    why = {"consent": "未取得", "no_consent_reason": "未接触"}
    case = paper_case.received(desk, **why)
    assert "☑未接触" in texts(papers.draw_sheet(desk, "intake-unconsented", case.case_no))[1]
    paper_case.agree(desk, case)
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    for text in texts(papers.draw_sheet(desk, "intake-unconsented", case.case_no)):
        assert "☑撤回" in text
        assert "☐未接触" in text


@pytest.mark.parametrize("fax", ["", "050-0000-0199"])
def test_返信票は_FAXの番号が無ければ見出しも刷らない(desk: Desk, case: Case, fax: str) -> None:
    sheets.write_sheet(
        desk, case.id, "referral", {**paper_case.REFERRAL, "from_fax": fax, "reason": "頼む。"}
    )
    assert ("FAX" in texts(papers.draw_sheet(desk, "referral", case.case_no))[1]) is bool(fax)
    assert "FAX" in texts(papers.draw_sheet(desk, "referral"))[1], "手書きの用紙には書く場所がある"


@pytest.mark.parametrize(
    ("name", "words"),
    [("plan", paper_case.PLAN["goal"]), ("referral", paper_case.REFERRAL["reason"])],
)
def test_同意の範囲の外の欄は空け_そのことを知らせる(
    desk: Desk, case: Case, name: str, words: str
) -> None:
    paper_case.agree(desk, case, decided_on=desk.today(), scope=paper_case.SCOPES[:1])
    drawn = papers.draw_sheet(desk, name, case.case_no)
    for text in texts(drawn):
        assert "髙橋　𠮷子" in text
        assert "".join(words.split())[:12] not in "".join(text.split())
    assert any("⑥" in one and "その欄は空けてあります" in one for one in drawn.problems)


def own_form(*lines: str) -> bytes:
    """町が自分で作った、飾りのない様式。"""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, line in enumerate(lines, 1):
        sheet.cell(number, 1, line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
