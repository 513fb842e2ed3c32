"""Excel が刷る大きさに合わせる。物差しの紙を両方から刷って測り、その比を事務所の設定に持つ。

Excel は列の幅を画面の px で数え、紙にはプリンターの都合で少し広く(狭く)刷る。その比は
計算では分からない。比は、事務所が取り込んだ様式の PDF を描くときに使う。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over, note_printing
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.errors import BadInput
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.paths import resource
from jusou_desk.policy import Lane, Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.setting.ruler import EXACT, Calibration

TITLE: Final = "物差しの紙"
_ACROSS, _DOWN = "calibration:across", "calibration:down"
# これを超えて違うのは、測り違いか、倍率を変えて刷ったとき。
_LEAST, _MOST = 0.9, 1.1
_LONGEST: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Measured:
    """太い枠を測った mm。横は左の線から右の線まで、縦は上の線から下の線まで。"""

    excel_across: float
    excel_down: float
    own_across: float
    own_down: float


def calibration(work: Work) -> Calibration:
    """事務所の Excel が刷る大きさの、計算に対する比。測っていなければ 1。"""
    across, down = (float(work.settings.get(name, "1")) for name in (_ACROSS, _DOWN))
    return Calibration(across, down)


def office_calibration(desk: Desk) -> Calibration:
    """いまの比。"""
    with desk.reading(Purpose.CASEWORK) as work:
        return calibration(work)


def calibrate(desk: Desk, measured: Measured | None) -> Calibration:
    """測った長さから比を決めて残す。``None`` なら計算どおりに戻す。

    長さが 0 以下か、1 割を超えて違えば ``BadInput``。
    """
    found = EXACT if measured is None else _ratio(measured)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(_ACROSS, repr(found.across))
        work.settings.put(_DOWN, repr(found.down))
        desk.audit(work, "刷る大きさの変更", f"横 {found.across:.4f} 縦 {found.down:.4f}")
    return found


def read_measured(written: Sequence[str]) -> Measured:
    """画面に書かれた四つの長さ(mm)。数でなければ ``BadInput``。"""
    try:
        return Measured(
            *(float(one.strip().removesuffix("mm").replace("．", ".")) for one in written)
        )
    except ValueError as error:
        raise BadInput(
            "測った長さが数になっていません。", "171.5 のように、四つとも mm で入れてください。"
        ) from error


def _ratio(measured: Measured) -> Calibration:
    lengths = (
        measured.excel_across, measured.excel_down, measured.own_across, measured.own_down,
    )  # fmt: skip
    if not all(0 < length < _LONGEST for length in lengths):
        raise BadInput("測った長さが入っていません。", "四つとも mm で入れてください。")
    across = measured.excel_across / measured.own_across
    down = measured.excel_down / measured.own_down
    if not all(_LEAST <= ratio <= _MOST for ratio in (across, down)):
        raise BadInput(
            "Excel の枠とこのプログラムの枠が、1割を超えて違います。",
            "どちらも倍率100%で刷ったか、同じ枠を測ったかを確かめてください。",
        )
    return Calibration(round(across, 4), round(down, 4))


def draw_ruler(desk: Desk) -> tuple[OutgoingFile, ...]:
    """物差しの紙の xlsx と pdf(まだ外へは出さない)。比を掛けずに描く。"""
    packet = disclose(Record(facts(Lane.OPEN)), desk.permit(Purpose.CASEWORK))
    book = fill(resource("layouts", "ruler.xlsx").read_bytes(), packet)
    pdf = draw([book], stamp(desk), title=TITLE)
    return tuple(
        OutgoingFile(f"ruler.{kind}", data, title=TITLE, keep=Keep.NOTHING, portable=True)
        for kind, data in (("xlsx", book.to_xlsx()), ("pdf", pdf))
    )


def hand_out_ruler(desk: Desk, files: tuple[OutgoingFile, ...], folder: Path) -> tuple[Path, ...]:
    """物差しの紙を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, Purpose.CASEWORK, TITLE, files, folder)


def note_ruler_printed(desk: Desk, what: str) -> None:
    """刷る前後に、監査の一行を置く。"""
    note_printing(desk, Purpose.CASEWORK, TITLE, what)
