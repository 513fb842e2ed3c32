"""引継書と引継票。"""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from jusou_desk.casework.case import intake, progress, sheets
from jusou_desk.casework.case.cases import find_case
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper import papers
from jusou_desk.casework.paper.takeover_facts import gathered, opening_of, papers_out_words
from jusou_desk.casework.paper.takeover_paper import takeover_list
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, Task
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.policy import Lane, Overlay, Purpose
from tests.casework import paper_case
from tests.casework.conftest import COORDINATOR, OUTSIDER
from tests.casework.test_papers import pdf_text, texts, xlsx_text

_LONG = "母の通院に付き添った。" * 40


def _plain(desk: Desk, **more: object) -> Case:
    values = {"received_on": date(2026, 11, 2), "person_name": "見本　太郎", "worker": COORDINATOR}
    return intake.receive(desk, values | more).case


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made, valid_until=date(2027, 2, 1), excluded_agencies="架空新聞店")
    paper_case.write_all(desk, made)
    return made


def _words(desk: Desk, worker: str = COORDINATOR, successor: str = "") -> tuple[str, str]:
    xlsx, pdf = takeover_list(desk, worker, successor)
    return xlsx_text(xlsx.data), pdf_text(pdf.data)


@pytest.mark.usefixtures("case")
def test_引継書は担当の相談を一件一行で_期日と約束と同意と注意を並べる(desk: Desk) -> None:
    for found in _words(desk, successor="後の　人"):
        for words in (
            "R8-0001",
            "髙橋　𠮷子",
            "3人(子",
            "長門市社会福祉協議会",
            "後の　人",
            "R8.12.10 モニタリング",
            "R9.2.1 同意の期間の終わり",
            "除く: 架空新聞店",
            "午前中にかける",
            "犬がいるので",
        ):
            assert words in found, words
        assert "東深川" not in found
        assert "{{" not in found


def test_引継書は過ぎた期日をそう言い_ほかの人の担当と終わった相談は載せない(
    desk: Desk, case: Case
) -> None:
    _plain(desk, person_name="他田　人子", worker=OUTSIDER)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(Task(what="保険証を返す", due_on=date(2026, 11, 1), case_id=case.id))
    for found in _words(desk):
        assert "(過ぎた)R8.11.1保険証を返す" in "".join(found.split())
        assert "他田" not in found
    with pytest.raises(BadInput, match="載せる相談がありません"):
        takeover_list(desk, "いない　人")


def test_支援会議のことは従事者が刷っても引継書と引継票に載らない(desk: Desk, case: Case) -> None:
    paper_case.add_sealed_note(desk, case)
    sealed = _plain(desk, person_name="秘田　守", lane=Lane.SEALED.label)
    found = (*_words(desk), *texts(papers.draw_sheet(desk, "takeover", case.case_no)))
    for one in found:
        assert "秘田" not in one
        assert sealed.case_no not in one
        assert "三日分の新聞" not in one


def test_居場所を伏せる人は引継書では番号だけになり_連絡の仕方も載らない(
    desk: Desk, case: Case
) -> None:
    paper_case.conceal(desk, case)
    for found in _words(desk):
        assert "R8-0001" in found
        assert "髙橋" not in found
        assert "居場所につながることを" in found
        assert "午前中にかける" not in found
        assert "犬がいるので" not in found


def test_引継票は一枚に_経緯とプランと直近三件の経過と仕事を載せる(desk: Desk) -> None:
    made = _plain(desk, content="息子が仕事を辞めた。" + _LONG, consent="書面")
    for day in range(3, 8):
        noted = {"noted_on": date(2026, 11, day), "content": f"{day}日の話。{_LONG}"}
        progress.add_note(desk, made.id, noted)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(Task(what="保険証を返す", due_on=date(2026, 12, 1), case_id=made.id))
    drawn = papers.draw_sheet(desk, "takeover", made.case_no)
    assert len(pypdf.PdfReader(io.BytesIO(drawn.files[1].data)).pages) == 1
    for found in texts(drawn):
        for words in (
            "息子が仕事を辞めた。",
            "5日の話。",
            "6日の話。",
            "7日の話。",
            "保険証を返す",
        ):
            assert words in found, words
        assert "4日の話。" not in found
        assert "(以下、画面で)" in found


def test_長い文は文の終わりで切り_伏せる語のある相談では切らない(desk: Desk) -> None:
    plain = _plain(desk, content=_LONG)
    kept = _plain(desk, person_name="見本　次郎", content=_LONG)
    paper_case.conceal(desk, kept)
    with desk.reading(Purpose.CASEWORK) as work:
        cut = opening_of(work, plain, _LONG, 30)
        assert cut == "母の通院に付き添った。" * 2 + "(以下、画面で)"
        assert opening_of(work, find_case(desk, kept.id), _LONG, 30) == _LONG
        assert opening_of(work, plain, "区切りの無い文" * 20, 30) == "区切りの無い文" * 20


def test_本人に伏せる経過からの約束には印が付く(desk: Desk) -> None:
    made = _plain(desk)
    note = {"noted_on": date(2026, 11, 3), "content": "話", "next_step": "兄に会う"}
    note |= {"due_on": date(2026, 12, 1)}
    progress.add_note(desk, made.id, note, overlays=(Overlay.FROM_PERSON,))
    with desk.reading(Purpose.CASEWORK) as work:
        assert gathered(work, made).withheld
    for found in _words(desk):
        assert "【本人に伏せる】兄に会う" in found


def test_出ている紙は渡す先のあるものだけで_戻らない紙と通報の紙を言い分ける(
    desk: Desk, case: Case
) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        for title, purpose, receiver in (
            ("つなぐシート", Purpose.REFERRAL, "架空クリニック"),
            ("庁内の控え", Purpose.CASEWORK, ""),
            ("緊急の知らせ", Purpose.EMERGENCY, "架空児童相談所"),
        ):
            work.issued.put(
                Issued(
                    issued_at=desk.now(),
                    issued_by="",
                    purpose=purpose,
                    way=Way.PRINT,
                    title=title,
                    receiver=receiver,
                    case_ids=(case.id,),
                )
            )
        said = papers_out_words(work, case)
    assert said == "R8.11.20 つなぐシート→架空クリニック"


def test_緊急連絡票は同意が無ければ出せず_通報の道を示す(desk: Desk) -> None:
    made = paper_case.received(desk)
    sheets.write_sheet(desk, made.id, "urgent", paper_case.URGENT)
    with pytest.raises(Refused, match="緊急連絡票") as caught:
        papers.draw_sheet(desk, "urgent", made.case_no)
    assert "通報・緊急" in caught.value.advice
    paper_case.agree(desk, made)
    (xlsx, _) = texts(papers.draw_sheet(desk, "urgent", made.case_no))
    assert "昨夜から母が家に戻らない" in xlsx
