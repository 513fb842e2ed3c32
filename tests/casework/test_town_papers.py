"""町の資料: 公表された表の数と名、どの町のどの資料も欠けずに刷れること、足し方、書き間違い。"""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from jusou_desk.casework.counting import town_papers
from jusou_desk.casework.counting.handing_over import hand_over_report
from jusou_desk.casework.counting.town_paper_plans import load_paper, paper_names, paper_plan
from jusou_desk.casework.counting.town_papers import (
    TownPaper,
    all_papers,
    hand_out,
    make_paper,
    offered_papers,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.outgoing.media import register_medium
from jusou_desk.casework.register.writing import new_row, write_row
from jusou_desk.errors import BadInput, Damaged
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.register_records import ResourceKind
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose, Role
from jusou_desk.programmes import load_programmes, programmes
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.towns import available_towns, town
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock
from tests.casework.sticks import Stick
from tests.libreoffice import convert, needs_libreoffice

EVERYWHERE = ("shien-flow", "kaigitai", "sanka-shien", "taisei", "soudan-kikan", "chiiki-zukuri")
OWN = {
    "nagato": {"nagato-kaigi", "nagato-jigyo-naiyo"},
    "taiki": {"taiki-soudan-kikan", "taiki-chiiki-zukuri", "juso-kaigi", "yougo-kaisetsu"},
    "daisen": {"daisen-chiiki-zukuri"},
    "komatsu": {"komatsu-shiryo1"},
    "komae": {"komae-kaigitai"},
    "standard": set[str](),
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    """町ごとの、できたばかりの事務所。"""
    made: dict[str, Desk] = {}
    for town_id in available_towns():
        office, _ = create_office(
            tmp_path_factory.mktemp(town_id) / "office",
            town_id=town_id,
            staff_name=COORDINATOR,
            password=PASSWORD,
            device=NoSecrets(),
            clock=MovableClock(datetime(2026, 11, 20, 9, 30)),
            cost=CHEAP,
        )
        made[town_id] = sign_in(office, COORDINATOR, PASSWORD)
    yield made
    for desk in made.values():
        desk.close()


@pytest.fixture(scope="module")
def papers(desks: dict[str, Desk]) -> dict[tuple[str, str], TownPaper]:
    """どの町の、どの資料も。"""
    return {
        (town_id, kind.name): make_paper(desk, kind.name)
        for town_id, desk in desks.items()
        for kind in offered_papers(desk.town)
    }


Papers = dict[tuple[str, str], TownPaper]


def sheet_of(made: TownPaper) -> Worksheet:
    sheet = load_workbook(io.BytesIO(made.book.to_xlsx())).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(made: TownPaper) -> list[list[str]]:
    """隠れていない行の、空でない升。"""
    sheet = sheet_of(made)
    found = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        if sheet.row_dimensions[number].hidden:
            continue
        said = [str(cell.value) for cell in row if cell.value not in (None, "")]
        if said:
            found.append(said)
    return found


def between(made: TownPaper, head: str) -> list[list[str]]:
    """見出しの行の次から、出典の前まで。"""
    listed = rows(made)
    start = next(n for n, row in enumerate(listed) if row[0] == head) + 1
    end = next((n for n, row in enumerate(listed) if row[0].startswith("出典")), len(listed))
    return listed[start:end]


# --- 一覧 ---------------------------------------------------------------------------


def test_町の形の資料はその町にだけ出て_代わられた資料は出ない() -> None:
    for town_id in available_towns():
        names = [kind.name for kind in offered_papers(town(town_id))]
        assert len(names) == len(set(names))
        assert set(names) - set(EVERYWHERE) == OWN[town_id]
        replaced = {name for own in OWN[town_id] for name in paper_plan(own).replaces}
        assert set(EVERYWHERE) - set(names) == replaced
        assert names[0] == "shien-flow"


def test_どの資料も組み立てと様式と描く台本を持つ() -> None:
    shipped = set(paper_names())
    assert {kind.name for kind in all_papers()} == shipped
    assert shipped == {*EVERYWHERE, *(name for names in OWN.values() for name in names)}
    for name in shipped:
        plan = paper_plan(name)
        folders = [resource("towns", one, "layouts") for one in plan.towns] or [resource("layouts")]
        assert all((folder / f"{name}.xlsx").is_file() for folder in folders), name
        assert plan.title
        assert plan.about.endswith("。")


def test_窓口も事業も無い町の一覧には_載せる行のある資料だけが出る() -> None:
    bare = replace(town("standard"), id="mura", windows=())
    assert [kind.name for kind in offered_papers(bare)] == ["kaigitai"]


# --- 公表された表と合うこと ---------------------------------------------------------


def test_長門市の会議一覧は二つずつの名称と目的(papers: Papers) -> None:
    listed = between(papers["nagato", "nagato-kaigi"], "名称")
    assert [row[0] for row in listed] == [
        "支援会議の開催",
        "長門市重層的支援会議",
        "長門市包括的支援会議",
        "その他の会議の開催",
        "重層的支援体制整備事業庁内連携会議",
        "包括的相談支援事業者連絡会議",
    ]
    assert all(row[1].endswith("。") for row in listed if len(row) > 1)


def test_長門市の事業内容は分野ごとの窓口と事業(papers: Papers) -> None:
    listed = between(papers["nagato", "nagato-jigyo-naiyo"], "分野")
    fields = [row[0] for row in listed if len(row) == 3]
    assert fields == [
        *("こども", "障害", "介護", "介護", "介護", "困窮", "市民相談", "総合"),
        *("子ども", "障害", "介護（高齢）", "生活困窮", "まちづくり"),
    ]
    named = {row[1] for row in listed if len(row) == 3}
    assert "長門市東地域包括支援センター（通・仙崎・三隅）\n《社会福祉法人福祥会（委託）》" in named
    assert "産前産後サポートステーション\n《健康増進課 健康推進班》" in named
    coordinating = [row[0] for row in listed if len(row) == 2]
    assert len(coordinating) == 2
    assert coordinating[1].count("《") == 1
    assert "福祉エリア支援員" in coordinating[1]


def test_大樹町の相談機関一覧は主分野ごとの箇所数と連絡先(papers: Papers) -> None:
    listed = between(papers["taiki", "taiki-soudan-kikan"], "主分野等")
    heads = [row[0] for row in listed if "か所" in row[0]]
    assert heads == [
        *("高齢・介護\n（2か所）",) * 2,
        "障がい\n（1か所）",
        *("子ども\n（2か所）",) * 2,
        *("生活困窮\n（2か所）",) * 2,
    ]
    names = [row[-1] for row in listed if "名　称" in row]
    assert names[:3] == [
        "① 保健福祉課 高齢者支援係・介護保険係（直営）",
        "② 大樹町社会福祉協議会（委託）",
        "保健福祉課 福祉係・高齢者支援係・療育推進係（直営）",
    ]
    contacts = [row[-1] for row in listed if row[0] == "連　絡"]
    assert contacts[1] == "電話 01558-6-4130　FAX 01558-6-4120"
    assert contacts[4] == "電話 01558-6-5875"
    addresses = [row[-1] for row in listed if row[0] == "住　所"]
    assert addresses.count("大樹町暁町8番地1") == 4
    assert addresses.count("大樹町栄通29番地6") == 2


def test_大樹町の地域づくり事業は四つの分類(papers: Papers) -> None:
    listed = between(papers["taiki", "taiki-chiiki-zukuri"], "分類")
    assert [row[0] for row in listed if "事業名称" in row] == [
        *("高齢・介護", "障がい", "子ども", "生活困窮"),
    ]
    assert [row[-1] for row in listed if row[0] == "住　所"] == [
        "大樹町栄通29番地6",
        "大樹町新通1丁目19番地",
        "大樹町西本通73番地1",
        "大樹町栄通29番地6",
    ]


def test_大樹町の体制は箇所数と人数と形態(papers: Papers) -> None:
    listed = between(papers["taiki", "taisei"], "事業")
    said = [(row[-2], row[-1]) for row in listed if len(row) > 1]
    assert ("設置箇所", "2か所　保健福祉課、社会福祉協議会") in said
    assert ("配置人数", "包括化推進員1名、相談員4名") in said
    assert ("配置人数", "包括化推進員1名、相談員3名") in said
    assert [text for name, text in said if name == "設置形態"] == [
        *("直営・委託一体的配置", "直営", "直営"),
    ]


def test_大樹町の会議の項目と用語(papers: Papers) -> None:
    items = between(papers["taiki", "juso-kaigi"], "項目")
    assert [row[0] for row in items] == [
        *("目的", "組織", "構成員", "開催方法", "開催時期", "その他"),
    ]
    terms = between(papers["taiki", "yougo-kaisetsu"], "行")
    assert [row[0] for row in terms] == [
        *("あ行", "か行", "か行", "さ行", "た行", "な行", "は行", "ま行", "や行"),
    ]
    assert terms[6][1] == "8050\n（ハチマルゴマル）"


def test_大仙市の地域づくりは五つの事業の八つの取組(papers: Papers) -> None:
    listed = between(papers["daisen", "daisen-chiiki-zukuri"], "事業")
    heads = [row[:2] for row in listed if "担当課／分野" in row]
    assert [(head[0][0], head[1]) for head in heads[:4]] == [
        *(("ア", "①"), ("ア", "②"), ("ア", "③"), ("ア", "④")),
    ]
    assert [head[0][0] for head in heads] == list("アアアアイウエオ")
    assert heads[-1][0] == ("オ　生活困窮者支援等のための地域づくり事業（新規事業・法定）")
    counts = [row[-1] for row in listed if row[0] == "箇所数等"]
    assert counts == [
        "養成講座5回開催、修了者13名（令和3年度）",
        "自主サークル47団体（令和3年度）",
        "14団体（令和3年度）",
        "11団体（令和3年度）",
        "3名（生活支援コーディネーター）、10か所（くらしサポート協議会）",
        *("1か所", "3か所", "1か所"),
    ]
    assert [row[-1] for row in listed if row[0] == "実施方式"] == ["直営"] * 4 + ["委託"] * 4


def test_小松市の資料1は各号の十四の事業(papers: Papers) -> None:
    made = papers["komatsu", "komatsu-shiryo1"]
    listed = between(made, "区分")
    groups = ("相談支援", "地域づくり支援", "新たな機能")
    heads = [row for row in listed if row[0] in groups]
    assert [row[0] for row in heads] == (
        ["相談支援"] * 4 + ["地域づくり支援"] * 6 + ["新たな機能"] * 4
    )
    assert [row[-1] for row in heads] == ["既存"] * 9 + ["新規"] * 5
    numbers = [re.findall(r"［(.+)］", row[1]) for row in heads]
    assert [found[0] if found else "" for found in numbers] == [
        *("第1号のイ", "第1号のロ", "第1号のハ", "第1号のニ"),
        *("第3号のイ", "第3号のイ", "第3号のロ", "第3号のハ", "第3号のニ", ""),
        *("第2号", "第4号", "第5号・第6号", "第5号・第6号"),
    ]
    text = "\n".join(row[-1] for row in listed)
    assert "市内189か所（町）" in text
    assert "380名（令和3年3月31日現在）" in text
    centres = next(row[-1] for row in listed if row[0] == "支援機関")
    assert len(centres.split("、")) == 10
    asked = next(row[-1] for row in listed if row[0] == "実施方式")
    assert len(asked.removeprefix("委託：").split("、")) == 9


def test_狛江市の会議体は対象者ごとに四つ(papers: Papers) -> None:
    listed = between(papers["komae", "komae-kaigitai"], "対象者")
    assert [row[:3] for row in listed[:4]] == [
        ["生活困窮者", "支援調整会議", "福祉相談課"],
        ["高齢者", "地域ケア会議", "高齢障がい課"],
        ["障がい者", "地域自立支援協議会", "福祉相談課"],
        ["子ども", "子ども家庭支援ネットワーク会議", "子ども発達支援課"],
    ]
    assert {row[3] for row in listed[:4]} == {"支援会議\n重層的支援会議"}
    assert [row[0] for row in listed[5:8]] == [
        "市民福祉推進委員会",
        "地域包括支援センター運営協議会",
        "地域共生社会推進会議",
    ]


# --- 支援フロー ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town_id", "boxes"),
    [
        (
            "nagato",
            [
                *("総合（1箇所）", "介護（3箇所）", "障害（1箇所）", "こども（1箇所）"),
                *("困窮（1箇所）", "市民相談（1箇所）"),
            ],
        ),
        (
            "taiki",
            ["高齢・介護（2箇所）", "障がい（1箇所）", "子ども（2箇所）", "生活困窮（2箇所）"],
        ),
        ("komatsu", ["介護（10箇所）", "障がい（10箇所）", "子ども（2箇所）", "生活困窮（1箇所）"]),
    ],
)
def test_支援フローの箱は町の窓口の分野と箇所数(
    papers: Papers, town_id: str, boxes: list[str]
) -> None:
    made = papers[town_id, "shien-flow"]
    assert made.sheets == (f"相談{len(boxes)}",)
    assert boxes in rows(made)


def test_支援フローは町の会議の名で描き_どの町もA4横の一枚(papers: Papers) -> None:
    for town_id in available_towns():
        made = papers[town_id, "shien-flow"]
        text = "\n".join(cell for row in rows(made) for cell in row)
        assert all(body.name in text for body in town(town_id).support_bodies)
        (page,) = PdfReader(io.BytesIO(made.files[1].data)).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_大仙市の同意ありの会議を_名前から取り違えない(papers: Papers) -> None:
    listed = rows(papers["daisen", "shien-flow"])
    (row,) = [row for row in listed if "「つながる・ささえる」ネットワーク会議" in row]
    assert row == [
        "「つながる・ささえる」ネットワーク会議",
        "大仙市社会福祉協議会",
        "「つながる・ささえる」支援会議",
    ]


# --- どの資料も ---------------------------------------------------------------------


def test_どの町のどの資料も_欠けずに刷れ_何度でも同じになる(
    papers: Papers, desks: dict[str, Desk]
) -> None:
    for (town_id, name), made in papers.items():
        assert made.problems == (), (town_id, name)
        xlsx, pdf = made.files
        book = load_workbook(io.BytesIO(xlsx.data))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
        assert not [cell.coordinate for cell in cells if "{{" in str(cell.value)], name
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
        printed = re.sub(r"\s", "", text)
        assert re.sub(r"\s", "", made.heading) in printed
        assert "令和8年11月20日作成" in printed
        document = programmes(town_id).document
        assert re.sub(r"\s", "", document) in printed, (town_id, name)
    again = make_paper(desks["komatsu"], "komatsu-shiryo1")
    assert again.files == papers["komatsu", "komatsu-shiryo1"].files


def test_続きの紙にも見出しが刷られる(papers: Papers) -> None:
    pdf = papers["komatsu", "komatsu-shiryo1"].files[1].data
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 2
    assert all("実施する事業" in page and "実施体制" in page for page in pages)


@needs_libreoffice
def test_どの資料も別の表計算が開き_同じ枚数を刷る(papers: Papers, tmp_path: Path) -> None:
    for (town_id, name), made in papers.items():
        (tmp_path / f"{town_id}-{name}.xlsx").write_bytes(made.files[0].data)
    convert(sorted(tmp_path.glob("*.xlsx")), tmp_path)
    for (town_id, name), made in papers.items():
        pages = PdfReader(tmp_path / f"{town_id}-{name}.pdf").pages
        assert len(pages) == len(made.book.pages), (town_id, name)


def test_いちばん長い値でも欠けない(desk: Desk) -> None:
    long = replace(
        new_row(ResourceKind.WINDOW),
        field="総合",
        operators=("社会福祉法人架空町社会福祉協議会西部地域事務局",),
        phone="000-000-0000(福祉)、000-000-0001(高齢)、000-000-0002(子育て)",
        fax="000-000-0003",
        address="架空県架空郡架空町大字架空字西一丁目2番地34 総合福祉センター2階",
        contents="暮らしの困りごと全般を聴き、課題をほぐして機関へつなぐ。" * 6,
    )
    with desk.writing(Purpose.CASEWORK) as work:
        for number in range(40):
            name = f"架空町立総合福祉保健子育てまるごと相談支援センター西部第{number}出張所"
            write_row(desk, work, replace(long, name=name))
    for name in ("soudan-kikan", "shien-flow"):
        assert make_paper(desk, name).problems == (), name
    assert len(make_paper(desk, "soudan-kikan").book.pages) > 3


def test_外へ出すと監査に残る(desk: Desk, tmp_path: Path) -> None:
    made = make_paper(desk, "shien-flow")
    paths = hand_out(desk, made, tmp_path / "out")
    assert [path.name for path in paths] == ["shien-flow.xlsx", "shien-flow.pdf"]
    assert paths[0].read_bytes() == made.files[0].data
    with desk.reading(Purpose.ADMINISTRATION) as work:
        after, before = work.audit.entries(newest=2)
    assert (before.action, before.subject) == ("出力の開始(統計・報告)", "shien-flow")
    assert after.action == "出力の完了(統計・報告)"


def test_登録した媒体でも渡せ_持出簿に載る(desk: Desk, tmp_path: Path) -> None:
    stick = Stick(tmp_path / "usb", "size=2m")
    try:
        register_medium(desk, stick.place, "USB-01", "USBメモリ")
        year = FiscalYear.of(desk.today())
        about = ("USB-01", "会議の資料", "架空町")
        done = hand_over_report(desk, "nagato-kaigi", year, stick.place, *about)
        book = load_workbook(io.BytesIO(decrypt_xlsx(done.files[0].read_bytes(), done.password)))
        assert book.worksheets[0]["A3"].value == "長門市 会議一覧"
        assert done.entry.report.startswith("会議一覧（名称と目的）")
    finally:
        stick.pull_out()


def test_閲覧の職員も資料を作れる(desk: Desk, office: Office, tmp_path: Path) -> None:
    staffing.add_staff(desk, "閲覧　次郎", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　次郎", PASSWORD)
    assert len(hand_out(reader, make_paper(reader, "nagato-kaigi"), tmp_path)) == 2
    reader.close()


def test_この町に無い資料は断る(desks: dict[str, Desk]) -> None:
    for name in ("nagato-kaigi", "nashi", "soudan-kensu"):
        with pytest.raises(BadInput, match="この町にはありません"):
            make_paper(desks["komae"], name)


# --- 足す・書き間違える -------------------------------------------------------------


def test_資料は組み立てと様式を置くだけで加わる(
    desks: dict[str, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("papers", "layouts", "towns"):
        shutil.copytree(resource(folder), tmp_path / folder)
    plan = resource("papers", "sanka-shien.toml").read_text(encoding="utf-8")
    (tmp_path / "papers" / "mine.toml").write_text(
        plan.replace('title = "参加支援"', 'title = "わが町の表"'), encoding="utf-8"
    )
    shutil.copy(resource("layouts", "sanka-shien.xlsx"), tmp_path / "layouts" / "mine.xlsx")
    for module in ("casework.counting.town_paper_plans", "casework.outgoing.layouts"):
        monkeypatch.setattr(f"jusou_desk.{module}.resource", tmp_path.joinpath)
    for name in ("paper_names", "paper_plan"):
        plain = getattr(town_papers, name).__wrapped__
        for module in ("town_paper_plans", "town_papers"):
            monkeypatch.setattr(f"jusou_desk.casework.counting.{module}.{name}", plain)
    desk = desks["taiki"]
    assert "わが町の表" in [kind.title for kind in offered_papers(desk.town)]
    assert make_paper(desk, "mine").problems == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('from = "windows"', 'from = "window"'),
        ('tag = "窓口"', 'tags = "窓口"'),
        ("order = 10", ""),
        ("{town}", "{町}"),
        ("order = 10", 'order = 10\nsheets_by = "会議"'),
        ("order = 10", "order = 10\nmore = 1"),
    ],
)
def test_書き間違えた組み立ては名指しで断る(tmp_path: Path, before: str, after: str) -> None:
    text = resource("papers", "soudan-kikan.toml").read_text(encoding="utf-8")
    body = text[text.index("title =") :]
    assert before in body
    broken = tmp_path / "mine.toml"
    broken.write_text(body.replace(before, after), encoding="utf-8")
    with pytest.raises(Damaged, match=r"mine\.toml"):
        load_paper(broken)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind = "地域づくり"', 'kind = "地域"'),
        ('source = "第3章2 イ（8頁）"', ""),
        ("document =", "documents ="),
        ("[[term]]", "[[terms]]"),
    ],
)
def test_書き間違えた事業の一覧は町を名指しで断る(tmp_path: Path, before: str, after: str) -> None:
    text = resource("towns", "taiki", "programmes.toml").read_text(encoding="utf-8")
    assert before in text
    folder = tmp_path / "mura"
    folder.mkdir()
    (folder / "programmes.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(Damaged, match="mura"):
        load_programmes(folder / "programmes.toml")


def test_どの事業も元の資料の所を持つ() -> None:
    for town_id in available_towns():
        listed = programmes(town_id)
        assert listed.programmes
        sources = [one.source for one in listed.programmes]
        sources += [one.source for one in listed.items] + [one.source for one in listed.terms]
        assert all(sources)
        assert bool(listed.document) == (town_id != "standard")


def drawers(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    script = resource("layouts", "draw", f"{name}.py")
    monkeypatch.syspath_prepend(str(script.parent))
    spec = importlib.util.spec_from_file_location(f"layout_{name}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, f"layout_{name}", module)
    spec.loader.exec_module(module)
    return module


def test_様式は描く台本と食い違わない(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, data in drawers("town_papers", monkeypatch).drawn():
        assert data == path.read_bytes(), path.name
    flow = drawers("shien_flow", monkeypatch).draw()
    assert flow == resource("layouts", "shien-flow.xlsx").read_bytes()


def test_一覧の紙はA4縦で左に綴じ代があり_字は読める大きさ() -> None:
    folders = [resource("layouts")] + [
        resource("towns", town_id, "layouts") for town_id in available_towns()
    ]
    found = [folder / f"{name}.xlsx" for name in paper_names() for folder in folders]
    listed = [path for path in found if path.is_file() and path.stem != "shien-flow"]
    assert len(listed) == len(paper_names()) - 1
    for path in listed:
        for sheet in load_workbook(path).worksheets:
            assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (
                *("9", "portrait"),
            )
            assert sheet.page_margins.left * 25.4 >= 25 - 0.01
            assert sheet.print_title_rows
            sizes = {c.font.size for row in sheet.iter_rows() for c in row if c.value}
            assert min(sizes) >= 9, path.name
