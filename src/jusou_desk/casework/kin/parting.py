"""統合を戻すことと、戻した後に、統合の間に支援会議で書かれたものを付け替えること。"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import called
from jusou_desk.casework.kin.uniting import PARTS
from jusou_desk.errors import Refused
from jusou_desk.models.family_records import EcoTie, FamilyTie, Residence
from jusou_desk.models.merge_records import Merge
from jusou_desk.models.records import Case, Entry, Person
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

PARTED: Final = "人物の統合を戻した"
GIVEN: Final = "統合の間の記録を付け替えた"


@dataclass(frozen=True)
class Written:
    """統合の後に書かれたもの。どちらの人のものかを尋ねる。id は選ぶときに渡す印。"""

    id: str
    words: str


@dataclass(frozen=True)
class United:
    """統合の一つ。written: 統合の後に書かれたもの。first: いま戻せないわけの文(戻せるなら空)。

    gone: 無くなった人の呼び方(``same_people.called``)。
    undone: もう戻した統合。written は、統合の間に支援会議で書かれて、残った人に付いたままのもの。
    """

    merge_id: str
    gone: str
    words: str
    written: tuple[Written, ...]
    first: str = ""
    undone: bool = False


@dataclass(frozen=True)
class Parted:
    """統合を戻した二人。told: 知らせの文。"""

    kept: Person
    gone: Person
    told: str


def united_into(
    desk: Desk, person_id: str = "", purpose: Purpose = Purpose.CASEWORK
) -> tuple[United, ...]:
    """戻していない統合と、支援会議の行を尋ねる戻した統合。新しい順。

    person_id: その人に統合したものだけ(空なら事務所の全部)。
    """
    with desk.reading(purpose) as work:
        asked = {"kept_id": person_id} if person_id else {}
        found = work.merges.where(**asked)
        made = (_united(work, one) for one in sorted(found, key=_newest_first))
        return tuple(one for one in made if one is not None)


def _newest_first(one: Merge) -> tuple[float, int]:
    return -one.merged_at.timestamp(), -one.order


def _united(work: Work, one: Merge) -> United | None:
    kept = work.people.get(one.kept_id)
    if kept is None:
        return None
    shown = United(one.id, _both_called(work, one)[0], _told(work, one), ())
    if one.undone_at is not None:
        left = tuple(Written(row.id, _words(row)) for row in work.parting.sealed_between(one))
        left = tuple(row for row in left if row.words)
        return replace(shown, written=left, undone=True) if left else None
    if first := _not_now(work, one):
        return replace(shown, first=first)
    written = [
        Written(row.id, words) for row in work.parting.written_since(one) if (words := _words(row))
    ]
    changed = work.parting.rewritten(one)
    labels = [part.label for part in PARTS if set(part.fields) & set(changed)]
    if labels:
        written.append(Written(kept.id, f"本人の欄の書直し（{'、'.join(labels)}）"))
    return replace(shown, written=tuple(written))


def _not_now(work: Work, one: Merge) -> str:
    if work.permit.purpose is Purpose.SUPPORT_MEETING and not one.sealed:
        return "普段の記録の統合です。支援会議の区分でない相談の頁から戻してください。"
    first = work.parting.waits_for(one)
    return f"先に「{_told(work, first)}」を戻すと、戻せます。" if first else ""


def _told(work: Work, one: Merge) -> str:
    gone, kept = _both_called(work, one)
    return f"{gone} を {kept} に統合　{format_short(one.merged_at.date())}　{one.merged_by}"


def _both_called(work: Work, one: Merge) -> tuple[str, str]:
    """(無くなった人, 残した人)。残した人が、その後にほかの人へ統合されていれば、そのときの名で。"""
    again = work.merges.one(gone_id=one.kept_id, undone_at=None)
    now = work.people.get(one.kept_id)
    kept = work.parting.gone(again) if again else now
    gone = work.parting.gone(one)
    kept_no = again.gone_no if again else now.person_no if now else ""
    # 一人が伏せる人なら、二人とも番号だけ。統合の間は同じ人なので、片方の名から知れる。
    if any(work.shield.hides(person) for person in (gone, kept, now)):
        return one.gone_no, kept_no
    return called(work, gone) if gone else one.gone_no, called(work, kept) if kept else kept_no


def _words(row: Entry) -> str:
    match row:
        case Case():
            return f"相談 {row.case_no}（{format_short(row.received_on)} 受付）"
        case Residence():
            return f"世帯にいた間（{row.kind}）"
        case FamilyTie():
            return f"家族の間がら（{row.word or row.kind}）"
        case EcoTie():
            return "支援関係の一本"
        case Protection():
            return f"支援措置（{format_short(row.since)} から）"
        case _:
            return ""


def part_again(
    desk: Desk,
    merge_id: str,
    to_gone: Collection[str] = (),
    purpose: Purpose = Purpose.CASEWORK,
) -> Parted:
    """統合を戻す。

    to_gone: 統合の後に書かれたもの(``Written``)のうち、戻ってくる人のものにするもの。
    """
    with desk.writing(purpose) as work:
        made = work.merges.get(merge_id)
        if made is None:
            raise Refused("その統合が見つかりません。", "一覧を開き直してください。")
        work.parting.unmerge(made, to_gone, desk.now())
        kept, gone = work.people.get(made.kept_id), work.people.get(made.gone_id)
        assert kept is not None
        assert gone is not None
        numbers = f"{kept.person_no} ← {gone.person_no}"
        desk.audit(work, PARTED, kept.person_no, numbers, body_id=kept.body_id)
        two = f"{called(work, gone)} と {called(work, kept)}"
    return Parted(kept, gone, f"統合を戻しました。{two} は、元の二人です。")


def give_to_returned(
    desk: Desk, merge_id: str, chosen: Collection[str], purpose: Purpose = Purpose.SUPPORT_MEETING
) -> None:
    """戻した統合の間に支援会議で書かれたもの(``Written``)を、戻ってきた人のものにする。"""
    with desk.writing(purpose) as work:
        made = work.merges.get(merge_id)
        if made is None or work.people.get(made.gone_id) is None:
            raise Refused("その統合が見つかりません。", "一覧を開き直してください。")
        rows = [one for one in work.parting.sealed_between(made) if one.id in chosen]
        work.parting.give(made, rows)
        for body_id in sorted({one.body_id for one in rows}):
            desk.audit(work, GIVEN, made.gone_no, body_id=body_id)
