"""統合を戻すこと。

統合の控えのとおりに、どの行も書く前の版へ戻す。統合の後に書き直された行は、その中身のまま元の人に戻り、
新しく書かれた行は、尋ねて決めた人のものになる(決めなければ残した人)。同じ行に触れた後の統合があれば、
版の順が食い違って元どおりにならないので、その統合を先に戻すまで断る。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jusou_desk.errors import Refused
from jusou_desk.models.merge_records import Merge, MovedRow
from jusou_desk.models.merged import pointed, pointing
from jusou_desk.models.merging import hidden_mark, mark_of, would_show
from jusou_desk.models.records import Case, Entry, Person, entry_kinds
from jusou_desk.models.versions import digest

if TYPE_CHECKING:
    from jusou_desk.models.work import Work


class Parting:
    """一つの仕事の間の、統合を戻すこと。"""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._merging = work.merging
        self._people = work.bare(Person)

    def unmerge(self, made: Merge, to_gone: Collection[str], at: datetime) -> Merge:
        """統合を戻す。間に書き直された行は、書き直した中身のまま元の人に戻る。

        to_gone: 統合の後に書かれたもののうち、戻ってくる人のものにする行(id)。残した人の id が
        あれば、統合の後に書き直した本人の欄も、戻ってくる人のものにする。
        """
        stored = self._work.merges.get(made.id)
        if stored is None or stored.undone_at is not None:
            raise Refused("この統合は、もう戻されています。", "一覧を開き直してください。")
        kept, first = self._people.get(stored.kept_id), self.waits_for(stored)
        if kept is None or first is not None:
            raise self._out_of_turn(first)
        before = self._merging.hidden()
        written = self.written_since(stored)
        with self._merging.holding(kept.id, stored.gone_id):
            # 先に戻したことにする。まだなら、戻ってくる人の id が残した人を指す。
            undone = replace(stored, undone_at=at, undone_by=self._work.permit.actor)
            self._work.merges.put(undone)
            self._merging.follow()
            touched = self._put_back(stored, kept, written, frozenset(to_gone))
            after = self._merging.hidden()
            if (before.others - {kept.id}) - after.others:
                raise would_show()
            self._keep_hidden(stored, (before.kin - {kept.id}) - after.kin, touched)
        self._merging.reindex(before, kept.id, stored.gone_id)
        return undone

    def waits_for(self, made: Merge) -> Merge | None:
        """先に戻す、後の統合。いま戻してよければ None。

        後の統合が、この統合の書いた行かその元の行を書いたか、この統合で消えた行の指す人のものなら、先に戻す。
        その統合にも先に戻すものがあれば、一番後のもの。
        """
        later = [
            one
            for one in self._work.merges.where(undone_at=None)
            if (one.lane, one.body_id) == (made.lane, made.body_id)
            and one.order > made.order
            and self._meet(made, one)
        ]
        last = max(later, key=lambda one: one.order, default=None)
        return last and (self.waits_for(last) or last)

    def _meet(self, made: Merge, later: Merge) -> bool:
        mine, theirs = ({row.record_id for row in one.rows} for one in (made, later))
        around_me, around_them = ({mark.split(" ")[1] for mark in one.own} for one in (made, later))
        if mine & (theirs | around_them) or around_me & theirs:
            return True
        return bool({later.kept_id, later.gone_id} & self._people_of_removed(made))

    def _people_of_removed(self, made: Merge) -> set[str]:
        """統合で消えた行(二人の間の行、重なった行)の指す人。"""
        numbers = [row.number for row in made.rows if row.number and not row.after]
        removed = self._work.versions.befores(numbers, sealed=made.sealed)
        return {getattr(one, name) for one in removed for name in pointing(type(one))}

    def _out_of_turn(self, first: Merge | None) -> Refused:
        kept = self._people.get(first.kept_id) if first else None
        if first is None or kept is None:
            return Refused("残した人の記録が、もうありません。", "一覧を開き直してください。")
        return Refused(
            "この統合の後に、つながりのある記録がさらに統合されています。",
            f"先に「{first.gone_no} を {kept.person_no} に統合」を戻してください。",
        )

    def owned(self, record: Entry, removed_at: datetime) -> Entry:
        """``removed_at`` に消した相談を棚へ戻すときの姿。その後に統合が戻っていれば、元の人の相談。"""
        if not isinstance(record, Case) or record.sealed:
            return record
        for made in self._work.merges.where(kept_id=record.person_id):
            moved = any(one.record_id == record.id for one in made.rows)
            if moved and made.undone_at is not None and made.undone_at >= removed_at:
                return replace(record, person_id=made.gone_id)
        return record

    def gone(self, made: Merge) -> Person | None:
        """統合で無くなった人の、消える前の姿(覆いをかけたもの)。版を廃棄していれば None。"""
        numbers = [one.number for one in made.rows if one.record_id == made.gone_id]
        found = self._work.versions.befores(numbers, sealed=made.sealed)
        people = tuple(one for one in found if isinstance(one, Person))
        return next(iter(self._work.people.veiled(people)), None)

    def written_since(self, made: Merge) -> tuple[Entry, ...]:
        """統合の後に、残した人について新しく書かれた普段の行。"""
        known = {one.rpartition(" ")[0] for one in made.own}
        known |= {f"{one.kind} {one.record_id}" for one in made.rows}
        rows = self._merging.pointing_at(made.kept_id)
        return tuple(one for one in rows if f"{type(one).__name__} {one.id}" not in known)

    def sealed_between(self, made: Merge) -> tuple[Entry, ...]:
        """統合の間に、残した人について新しく書かれた支援会議の行。戻していないか、見えない目的では空。

        戻すときには尋ねない。戻す職員に見えないことも、戻す目的では支援会議の記録を書けないこともあるため。
        """
        if made.undone_at is None:
            return ()
        return self._work.sealed.pointing_between(made.kept_id, made.merged_at, made.undone_at)

    def give(self, made: Merge, chosen: Iterable[Entry]) -> None:
        """``chosen`` の行を、戻ってきた人のものにする。"""
        for one in chosen:
            shelf: Any = self._work.bare(type(one))
            shelf.put(pointed(one, made.kept_id, made.gone_id))

    def rewritten(self, made: Merge) -> tuple[str, ...]:
        """統合の後に書き直された、残した人の本人の欄の名。"""
        row = next(one for one in made.rows if one.record_id == made.kept_id)
        now = self._people.stored_as(made.kept_id, sealed=made.sealed)
        base = self._after(made, row)
        if now is None or base is None:
            return ()
        return tuple(
            f.name for f in fields(Person) if getattr(now, f.name) != getattr(base, f.name)
        )

    def _after(self, made: Merge, row: MovedRow) -> Person | None:
        """統合した直後の、残した人。"""
        now = self._people.stored_as(row.record_id, sealed=made.sealed)
        if now is None or digest(now) == row.after:
            return now
        for one in self._work.versions.later(now, row.number):
            if isinstance(one.before, Person) and digest(one.before) == row.after:
                return one.before
        return now

    def _put_back(
        self, made: Merge, kept: Person, written: tuple[Entry, ...], to_gone: frozenset[str]
    ) -> bool:
        """どの行も元の人に戻す。統合の後に、残る人の居場所が書かれたかもしれなければ真。"""
        staying = [one for one in written if one.id not in to_gone]
        touched = bool(staying) or self._own_changed(made)
        changed = self.rewritten(made)
        keep_mark = touched or (bool(changed) and made.kept_id not in to_gone)
        mine = next(one for one in made.rows if one.record_id == made.kept_id)
        base = self._after(made, mine)
        for row in reversed(made.rows):
            if row.record_id != made.kept_id:
                self._restore(made, row, kept.id, changed if made.kept_id in to_gone else ())
        self.give(made, (one for one in written if one.id in to_gone))
        first = self._first(made, mine, kept)
        mixed = first
        if made.kept_id not in to_gone and base is not None:
            mixed = replace(first, **{name: getattr(kept, name) for name in changed})
        if kept.address_concealed and not mixed.address_concealed:
            # 伏せている間に書かれた居場所が残るなら、印も残す。外すのは二人で行う。
            if keep_mark:
                mixed = replace(mixed, address_concealed=True)
            self._merging.unmark(mixed.id)
        self._people.put(mixed)
        return keep_mark

    def _keep_hidden(self, made: Merge, lost: frozenset[str], touched: bool) -> None:
        """統合で同じ世帯になって伏せていた人。その間に何か書かれていれば、印を付けて伏せ続ける。"""
        for one in self._people.among("id", lost):
            if touched or hidden_mark(one) not in made.own:
                self._people.put(replace(one, address_concealed=True))

    def _first(self, made: Merge, mine: MovedRow, kept: Person) -> Person:
        """統合する前の、残した人。統合で欄が変わらなかったなら、統合した直後と同じ。"""
        if mine.number:
            found = self._work.versions.raw(mine.number, sealed=made.sealed).before
            assert isinstance(found, Person)
            return found
        return self._after(made, mine) or kept

    def _own_changed(self, made: Merge) -> bool:
        kept = self._people.stored_as(made.kept_id, sealed=made.sealed)
        moved = {one.record_id for one in made.rows}
        ids = {one.split(" ")[1] for one in made.own}
        now = {
            mark_of(one)
            for one in (self._merging.around(kept.id) if kept else ())
            if one.id in ids and one.id not in moved
        }
        return bool(now - set(made.own))

    def _restore(self, made: Merge, row: MovedRow, kept_id: str, changed: Collection[str]) -> None:
        kind = next(one for one in entry_kinds() if one.__name__ == row.kind)
        shelf: Any = self._people if kind is Person else self._work.bare(kind)
        now = shelf.stored_as(row.record_id, sealed=made.sealed)
        if not row.number:
            if now is not None and digest(now) == row.after:
                shelf.remove(now)
            return
        before = self._work.versions.raw(row.number, sealed=made.sealed).before
        if now is None:
            if not row.after and self._known(before):
                # 統合で消した行。後で消された行(``after`` がある)は、消えたまま。
                kept = self._people.get(kept_id)
                if kind is Person and changed and kept is not None:
                    before = replace(before, **{name: getattr(kept, name) for name in changed})
                shelf.put(before)
        elif digest(now) == row.after:
            shelf.put(before)
        elif now != before:
            mine = [n for n in pointing(kind) if getattr(before, n) == made.gone_id]
            shelf.put(replace(now, **dict.fromkeys(mine, made.gone_id)))

    def _known(self, record: Entry) -> bool:
        """指す人がみないるか。ほかの統合で無くなった人なら、いま残っている人を指して戻る。"""
        written = {getattr(record, name) for name in pointing(type(record))} - {""}
        ids = set(map(self._work.merged.person, written))
        return all(self._people.stored_as(one, sealed=record.sealed) for one in ids)
