"""間がら・支援関係・図の位置を書く。どの区分に書くかは ``writing_kin`` にある。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.gathering import unseen_by
from jusou_desk.casework.kin.writing_kin import (
    ACTION,
    At,
    expect_order,
    known,
    placed,
    rewriting_kin,
    writing_kin,
)
from jusou_desk.errors import BadInput
from jusou_desk.models.family_records import (
    EcoTie,
    FamilyTie,
    PictureKind,
    PictureLayout,
)
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work


def set_tie(
    desk: Desk, case_id: str, tie: FamilyTie, *, sealed: bool = False, body_id: str = ""
) -> FamilyTie:
    """二人の間がらを書く(``tie.id`` が書いてあるものなら、書き直す)。

    区分は二人と ``sealed`` で決まり、新しい行では ``tie`` の区分を見ない。親子なら ``person_id`` が親。
    同じ人どうしか、始まりが終わりより後なら ``BadInput``。
    """
    expect_order(tie.since, tie.until)
    if tie.person_id == tie.other_id:
        raise BadInput("同じ人どうしの間がらは書けません。", "相手の人を選び直してください。")
    with writing_kin(
        desk, case_id, sealed=sealed or tie.sealed, body_id=body_id or tie.body_id
    ) as at:
        old = at.work.family_ties.get(tie.id)
        ends = known(at.work, tie.person_id), known(at.work, tie.other_id)
        lane, where = (old.lane, old.body_id) if old else placed(at, *ends)
        put = at.work.family_ties.put(replace(tie, lane=lane, body_id=where))
        desk.audit(at.work, ACTION, at.case_no, body_id=where)
    return put


def remove_tie(desk: Desk, case_id: str, tie_id: str) -> None:
    """書いた間がらを消す。続柄の語から読める間がらを無くすには、``TieKind.NONE`` を書く。"""
    with rewriting_kin(desk, case_id, FamilyTie, tie_id) as (at, tie):
        at.work.family_ties.remove(tie)
        desk.audit(at.work, ACTION, at.case_no, body_id=tie.body_id)


# --- 支援関係と、図の位置 ---------------------------------------------------


def set_eco_tie(
    desk: Desk, case_id: str, tie: EcoTie, *, sealed: bool = False, body_id: str = ""
) -> EcoTie:
    """エコマップの線を書く(``tie.id`` が書いてあるものなら、書き直す)。

    ``tie.person_id`` は見ずに、相談の本人のものにする。機関か人の一方だけでなければ ``BadInput``。
    """
    expect_order(tie.since, tie.until)
    if bool(tie.agency.strip()) == bool(tie.other_id):
        raise BadInput(
            "機関か人の、どちらか一つを入れてください。", "機関の名か、人を選んでください。"
        )
    with writing_kin(
        desk, case_id, sealed=sealed or tie.sealed, body_id=body_id or tie.body_id
    ) as at:
        others = (known(at.work, tie.other_id),) if tie.other_id else ()
        old = at.work.eco_ties.get(tie.id)
        lane, where = (old.lane, old.body_id) if old else placed(at, at.subject, *others)
        wanted = replace(tie, person_id=at.subject.id, lane=lane, body_id=where)
        written = at.work.eco_ties.put(wanted)
        desk.audit(at.work, "支援関係の記入", at.case_no, body_id=where)
    return written


def remove_eco_tie(desk: Desk, case_id: str, tie_id: str) -> None:
    """エコマップの線を消す。動かした並びからも抜くので、残りの並びは変わらない。"""
    with rewriting_kin(desk, case_id, EcoTie, tie_id) as (at, tie):
        at.work.eco_ties.remove(tie)
        for layout in _layouts_at(at, PictureKind.ECOMAP):
            if tie_id in layout.nudges:
                left = {key: spot for key, spot in layout.nudges.items() if key != tie_id}
                at.work.picture_layouts.put(replace(layout, nudges=left))
        desk.audit(at.work, "支援関係の記入", at.case_no, body_id=tie.body_id)


def eco_ties_of(work: Work, case: Case) -> tuple[EcoTie, ...]:
    """相談の本人の、エコマップの線(載せない人との線を除く)。"""
    subject = work.people.get(case.person_id) if case.person_id else None
    if subject is None:
        return ()
    hidden = unseen_by(work, subject)
    ties = work.eco_ties.where(person_id=subject.id)
    return tuple(tie for tie in ties if tie.other_id not in hidden)


def layout_of(work: Work, case: Case, picture: PictureKind) -> PictureLayout | None:
    """動かした図の位置。支援会議の仕事では、支援会議で動かした方が勝つ。"""
    if not case.person_id:
        return None
    found = work.picture_layouts.where(person_id=case.person_id, picture=picture)
    return max(found, key=lambda one: one.sealed, default=None)


def keep_layout(
    desk: Desk,
    case_id: str,
    picture: PictureKind,
    nudges: Mapping[str, tuple[float, int | None]],
    *,
    sealed: bool = False,
    body_id: str = "",
) -> PictureLayout:
    """動かした位置を残す。sealed: 支援会議の図で動かしたか(通常の図の位置は変わらない)。"""
    with writing_kin(desk, case_id, sealed=sealed, body_id=body_id) as at:
        same = _layouts_at(at, picture)
        base = (
            same[0]
            if same
            else PictureLayout(
                lane=at.lane, body_id=at.body_id, person_id=at.subject.id, picture=picture
            )
        )
        return at.work.picture_layouts.put(replace(base, nudges=dict(nudges)))


def _layouts_at(at: At, picture: PictureKind) -> list[PictureLayout]:
    """書く区分に残した位置(多くても一つ)。"""
    known = at.work.picture_layouts.where(person_id=at.subject.id, picture=picture)
    return [one for one in known if (one.lane, one.body_id) == (at.lane, at.body_id)]
