"""居場所を伏せる前に、居場所の載ったまま出た紙。誰の手元にあるかを並べ、回収を頼む仕事にする。

伏せるのは設けた時からなので、その前に出た紙には、いまの住所や通院先が載っていることがある。
何が載って出たかは、覚えや紙の種類からではなく、発行控の中身を読んで確かめる。探す言葉は、いま紙の文から
消しているものと同じ(``Shield``)。domain.md §5.4。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.case.concealing import heads
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.parties import their_side
from jusou_desk.casework.case.tasks import expect_untouched
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall.held_papers import (
    IN_HOUSE,
    back_words,
    copy_of,
    put_away_words,
    still_here,
    unhanded_words,
    where_words,
)
from jusou_desk.casework.recall.issuing import IssuedPaper, issued_with, papers_of
from jusou_desk.casework.recall.unkept import unkept_with
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Person, Task
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.scrubbing import scrub

UNREAD: Final = "中身は控えていないため、載っているものとみてください"
_ORIGIN: Final = "支援措置"


@dataclass(frozen=True)
class PaperWith:
    """居場所の載った紙一つ。

    kinds: 載っているもの(住所・電話・学校など)。空なら、控に中身が無く確かめられない。
    state: いまどこにあるか。outstanding: 回収を頼む要がある。
    """

    paper: IssuedPaper
    kinds: tuple[str, ...]
    state: str
    outstanding: bool

    @property
    def shown(self) -> str:
        """何が載っているか。"""
        return f"載っているもの　{'、'.join(self.kinds)}" if self.kinds else UNREAD


def papers_with_whereabouts(
    desk: Desk, person_id: str, purpose: Purpose = Purpose.CASEWORK
) -> tuple[PaperWith, ...]:
    """``person_id`` と、一緒に伏せている世帯の人の居場所の載った紙。頼む要のあるものが先で、新しい順。

    世帯の人と相手方の側(元の世帯)の相談の紙も読む。支援会議の分は ``purpose`` が支援会議のときだけ
    混ざる。居場所を伏せていない人なら空。
    """
    with desk.reading(purpose) as work:
        person = work.people.get(person_id)
        if person is None or not work.shield.hides(person):
            return ()
        words = work.shield.words_by_kind(person, heads(desk.town))
        found = [
            _looked(work, paper, kinds)
            for paper in papers_of(issued_about(work, person))
            if (kinds := _kinds(work, paper, words, _hidden_since(work, person))) is not None
        ]
    return tuple(sorted(found, key=lambda one: not one.outstanding))


class Exposure:
    """いま伏せている人の居場所が、どの紙に載っているか。一つの仕事の中で、紙を続けて確かめるためのもの。"""

    def __init__(self, desk: Desk, work: Work) -> None:
        self._work = work
        self._hidden = [
            (
                {one.id for one in issued_about(work, person)},
                work.shield.words_by_kind(person, heads(desk.town)),
                _hidden_since(work, person),
            )
            for person in work.people.among("id", set(work.shield.kin))
        ]

    def shows(self, issued: Issued) -> bool:
        """その紙に載っているか(伏せる前に刷った部を、もう配らせないため)。

        中身を読めない紙は、伏せ始めた後に出したと分かるもののほかは、載っているものとみる。
        """
        mine = [(words, since) for papers, words, since in self._hidden if issued.id in papers]
        if not any(words for words, _ in mine):
            return False
        printed = _read(self._work, issued)
        if printed is None:
            return any(words and not _after(issued, since) for words, since in mine)
        return any(_kinds_in([printed], words) for words, _ in mine)


def issued_about(work: Work, person: Person) -> tuple[Issued, ...]:
    """本人・世帯の人・相手方の側の人の相談の載った控と、載っているものとみる控の無い部。"""
    home = work.people.where(household_no=person.household_no) if person.household_no else ()
    people = {person.id, *(one.id for one in home)}
    for one in work.shield.standing:
        if one.person_id in people:
            people |= set(their_side(work, one))
    cases = work.cases.among("person_id", people)
    found = ((*issued_with(work, case), *unkept_with(work, case)) for case in cases)
    return tuple({one.id: one for those in found for one in those}.values())


def _hidden_since(work: Work, person: Person) -> datetime | None:
    """いまの支援措置で伏せ始めた時。住所秘匿の印だけの人は分からない。"""
    starts = [
        one.set_at for one in work.shield.standing if one.person_id == person.id and one.set_at
    ]
    return min(starts, default=None)


def _kinds(
    work: Work,
    paper: IssuedPaper,
    words: Mapping[str, tuple[str, ...]],
    since: datetime | None,
) -> tuple[str, ...] | None:
    """その紙に載っている居場所の種類。載っていなければ None、確かめられなければ空。"""
    read = [_read(work, one) for one in paper.files]
    printed = [text for text in read if text is not None]
    if not printed:
        # 伏せてからの台帳のブックなどには、載っていない。
        return None if _after(paper.first, since) else ()
    return _kinds_in(printed, words) or None


def _after(issued: Issued, since: datetime | None) -> bool:
    """伏せ始めた後に出したと分かる紙か。"""
    return since is not None and issued.issued_at > since


def _kinds_in(printed: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """``printed`` のどれかに載っている居場所の種類。"""
    return tuple(
        kind
        for kind, hidden in words.items()
        if any(scrub(text, hidden, "") != text for text in printed)
    )


def _read(work: Work, issued: Issued) -> str | None:
    data = work.issued_files.get(issued)
    # 窓が開くときに読み込まないように、要るときに読む
    from jusou_desk.reports.printed_words import printed_words

    return None if data is None else printed_words(data)


def _looked(work: Work, paper: IssuedPaper, kinds: tuple[str, ...]) -> PaperWith:
    issued = paper.first
    if issued.meeting_id and not issued.receiver:  # 事務局の控え
        return PaperWith(paper, kinds, IN_HOUSE, outstanding=False)
    copy = copy_of(work, issued)
    if copy is not None and still_here(copy):
        state = str(copy.exception) or unhanded_words(paper)
        then = f"渡さずに{put_away_words(paper)}、資料を出し直してください"
        return PaperWith(paper, kinds, f"{state}。{then}", outstanding=False)
    back = back_words(paper, copy)
    if back is not None:
        return PaperWith(paper, kinds, back, outstanding=False)
    return PaperWith(paper, kinds, where_words(issued, copy), outstanding=True)


# --- 頼む仕事 ---------------------------------------------------------------


def ask_back(
    desk: Desk, case_id: str, person_id: str, purpose: Purpose = Purpose.CASEWORK
) -> tuple[Task, ...]:
    """まだ戻っていない紙の「回収を頼む」仕事を、渡した先ごとに一つ作る。期日は今日。

    支援会議の紙の分は、支援会議の仕事になる。同じ渡した先へ頼む、済んでいない仕事があれば作らない。
    """
    waiting = [one for one in papers_with_whereabouts(desk, person_id, purpose) if one.outstanding]
    made: list[Task] = []
    for body_id, papers in groupby(sorted(waiting, key=_body), key=_body):
        those = list(papers)
        with desk.writing(purpose_of(those[0].paper.first.lane)) as work:
            case = work.cases.get(case_id)
            if case is None:
                raise BadInput("その相談が見つかりません。", "一覧から開き直してください。")
            asked = {one.origin for one in work.tasks.where(case_id=case_id) if not one.done_on}
            fresh = [
                work.tasks.put(one)
                for one in _tasks(desk, case_id, person_id, those)
                if one.origin not in asked
            ]
            if fresh:
                detail = f"{len(fresh)}件"
                desk.audit(work, "居場所の載った紙の回収", case.case_no, detail, body_id=body_id)
        made += fresh
    return tuple(made)


def _body(one: PaperWith) -> str:
    return one.paper.first.body_id


def _tasks(desk: Desk, case_id: str, person_id: str, papers: Sequence[PaperWith]) -> Iterator[Task]:
    def receiver(one: PaperWith) -> str:
        return one.paper.first.receiver

    for agency, those in groupby(sorted(papers, key=receiver), key=receiver):
        listed = list(those)
        titles = "、".join(dict.fromkeys(one.paper.first.title for one in listed))
        whom = f"{agency}に" if agency else "渡した先を確かめ、"
        yield Task(
            lane=listed[0].paper.first.lane,
            body_id=_body(listed[0]),
            what=f"{whom}回収を頼む({titles})",
            due_on=desk.today(),
            case_id=case_id,
            person=desk.me.name,
            origin=f"{_ORIGIN}:{person_id}:{agency}",
        )


def undo_asking(desk: Desk, tasks: Sequence[Task]) -> None:
    """作ったばかりの仕事を取り消す。その後に済みにされたか直されていれば ``Refused``。"""
    with desk.reading(widest_reading(desk)) as work:
        expect_untouched(work, tasks)
    for task in tasks:
        with desk.writing(purpose_of(task.lane)) as work:
            work.tasks.remove(task)
            desk.audit(work, "居場所の載った紙の回収の取消し", body_id=task.body_id)
