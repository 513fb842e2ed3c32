"""何が出てよいか。設計図と法の決まりだけから判断し、プログラムの判断(disclose・terms_of)は使わない。

根拠: 社会福祉法第106条の6(支援会議の事実は、その会議体の従事者と、その会議の席だけ)、
重層的支援会議と機関への提供は本人の同意の中だけ(範囲・目的・提供先・期間・除く機関)、
DV等支援措置の居場所はどの紙にも出さない(domain.md §1.4、§3、§5.4)。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jusou_desk.policy import Role
from tests.secrecy.planting import NOW, Held, Planted, Secret
from tests.secrecy.random_office import SITTING, Agreement

Rule = Callable[[Secret], bool]

#: 同意の目的の語が、どの紙を許すか。
_MEETING, _OTHER, _PASSING = "重層的支援会議", "その他", "提供"
_USES = {
    "関係機関との情報共有": {_MEETING, _OTHER, _PASSING},
    "重層的支援会議での協議": {_MEETING},
    "つなぎ先への提供": {_PASSING},
    "事業の利用申込み": set[str](),
}


def nothing(_: Secret) -> bool:
    return False


@dataclass(frozen=True)
class Oracle:
    """一つの事務所についての判断。職員は番号で言う。"""

    at: Planted

    # --- 人 -------------------------------------------------------------------

    def serves(self, worker: int, body: str) -> bool:
        """その職員が、その会議体の従事者か。閲覧の役割は従事者になれない。"""
        plan = self.at.plan.staff[worker]
        bodies = self.at.desks[0].town.support_bodies
        mine = {bodies[one % len(bodies)].id for one in plan.serves}
        return plan.role is not Role.READER and (worker == 0 or body in mine)

    def everyday(self, worker: int) -> Rule:
        """普段の画面と紙。支援会議の事実は、従事者にも出さない。打ちかけは本人のだけ。"""
        return lambda one: not one.sealed and one.owner in (-1, worker)

    def in_support(self, worker: int) -> Rule:
        """支援会議の画面。従事する会議体の事実だけが混ざる。"""
        return lambda one: (
            (self.serves(worker, one.body) if one.sealed else True) and one.owner in (-1, worker)
        )

    def numbers_too(self, worker: int) -> Rule:
        """従事者の監査・今日・会議の一覧。支援会議の番号と会議は見えるが、中身は出ない。"""
        return lambda one: one.kind in ("番号", "会議") and self.in_support(worker)(one)

    # --- 紙 -------------------------------------------------------------------

    def _households(self, case: int, body: str) -> tuple[set[int], bool]:
        """(その相談の本人のほかの、同じ世帯の人, 本人か同じ世帯の誰かが秘匿か)。

        登録のある人だけ。よその会議体だけが知る人のことは、この紙からは分からない。
        """
        people = self.at.plan.people
        who = self.at.persons[case][0]
        house = people[who].household
        known = {n for n, where in self.at.received if where in ("", body)}
        mates = {n for n in known if house and people[n].household == house and n != who}
        return mates, any(people[n].concealed for n in (who, *mates))

    def about(self, case: int, *, sealed_body: str = "") -> Rule:
        """その相談の紙に載ってよい事実。よその世帯の事実、秘匿の居場所、打ちかけは載らない。"""
        mates, hidden = self._households(case, sealed_body)
        who = self.at.persons[case][0]
        people = self.at.plan.people

        def rule(one: Secret) -> bool:
            if one.kind in ("打ちかけ", "番号", "会議", "議題"):
                return False
            if one.sealed and one.body != sealed_body:
                return False
            if one.kind == "住所" and (hidden or one.person != who):
                return False
            if one.person >= 0:
                together = people[who].concealed or not people[one.person].concealed
                return one.person == who or (one.person in mates and together)
            return one.case == case

        return rule

    def office_paper(self, case: int) -> Rule:
        """役場に置く紙。支援会議の区分の相談は出せない。"""
        return nothing if self.at.cases[case].sealed else self.about(case)

    def passed_on(self, case: int, receiver: str) -> Rule:
        """外へ渡す紙。同意の中だけ。"""
        latest = self._latest(case)
        if self.at.cases[case].sealed or latest is None:
            return nothing
        if not self._agreed(latest, _PASSING) or not _reaches(latest, receiver, seated=False):
            return nothing
        about = self.about(case)
        return lambda one: about(one) and one.kind != "通報者" and _in_scope(latest, one)

    def consented(self, held: Held) -> bool:
        """席の外の機関に渡してよい相談ばかりの会議か(目的・受け手を問わず)。"""
        latest = [self._latest(case) for case in held.items]
        return all(one is not None and self._valid(one) for one in latest)

    def packet(self, held: Held, number: int, seat_no: int) -> Rule:
        """会議の一人分の資料。席に出る議題の、その人に渡してよい事実だけ。"""
        items = [c for c in held.items if self._receives(held, seat_no, c)]
        rules = {case: self._item_rule(held, number, case) for case in items}

        around = self.around(held, number)
        return lambda one: around(one) or any(allowed(one) for allowed in rules.values())

    def around(self, held: Held, number: int) -> Rule:
        """その会議そのものの事実(場所・出席者・番号)。同じ席の会議の場所は同じ。"""
        beside = {n for n, one in enumerate(self.at.held) if one.meeting.id == held.meeting.sitting}

        def rule(one: Secret) -> bool:
            if one.kind == "番号":
                return bool(held.meeting.body_id) and one.body == held.meeting.body_id
            same = one.meeting == number or (one.meeting in beside and "場所" in one.what)
            return one.kind == "会議" and same

        return rule

    def minutes(self, held: Held, number: int) -> Rule:
        """事務局の議事録。その会議の議題の事実だけ。"""
        around = self.around(held, number)
        return lambda one: around(one) or (one.kind == "議題" and one.meeting == number)

    def whole_packet(self, held: Held, number: int) -> Rule:
        """事務局の全部入り。"""
        rules = [self._item_rule(held, number, case) for case in held.items]
        return lambda one: self.around(held, number)(one) or any(rule(one) for rule in rules)

    def expected(self, held: Held, number: int, seat_no: int) -> Rule:
        """その人の資料に必ず載ること(議題の要旨、同意の範囲なら相談の中身)。"""
        rule = self.packet(held, number, seat_no)
        kept = {c for c in held.items if self._receives(held, seat_no, c)}

        def must(one: Secret) -> bool:
            if one.case not in kept or not rule(one):
                return False
            shown = one.what.endswith(("の内容", "の要旨"))
            return shown or (one.kind == "氏名" and self.at.persons[one.case][0] == one.person)

        return must

    def _receives(self, held: Held, seat_no: int, case: int) -> bool:
        """その席の人に、その議題を渡すか。"""
        seat = held.plan.seats[seat_no]
        if seat.only and held.items.index(case) + 1 != seat.only:
            return False
        if (seat_no, case) in held.barred:
            return False
        if held.meeting.sealed:
            return True
        use = _MEETING if held.meeting.kind == "重層的支援会議" else _OTHER
        latest = self._latest(case)
        if latest is None or not self._agreed(latest, use):
            return False
        return _reaches(latest, seat.agency, seated=use == _MEETING)

    def _item_rule(self, held: Held, number: int, case: int) -> Rule:
        about = self.about(case, sealed_body=held.meeting.body_id)
        latest = self._latest(case)
        if not held.meeting.sealed:
            use = _MEETING if held.meeting.kind == "重層的支援会議" else _OTHER
            if latest is None or not self._agreed(latest, use):
                return nothing

        def rule(one: Secret) -> bool:
            if one.kind == "議題":
                return one.meeting == number and one.case == case
            if not about(one):
                return False
            return held.meeting.sealed or (latest is not None and _in_scope(latest, one))

        return rule

    # --- 同意 -----------------------------------------------------------------

    def _latest(self, case: int) -> Agreement | None:
        """最後に決まった同意(同じ日なら後に書いた行)。相談が支援会議の区分なら、外へは何も。"""
        history = self.at.history[case]
        if self.at.cases[case].sealed or not history:
            return None
        return max(enumerate(history), key=lambda pair: (-pair[1].days_ago, pair[0]))[1]

    def _valid(self, one: Agreement) -> bool:
        today = (self.at.clock.now.date() - NOW.date()).days
        begun = one.since is None or one.since <= today
        return (
            one.status in ("書面", "口頭") and begun and (one.until is None or today <= one.until)
        )

    def _agreed(self, one: Agreement, use: str) -> bool:
        allowed = not one.purposes or any(use in _USES[purpose] for purpose in one.purposes)
        return self._valid(one) and allowed


def _reaches(one: Agreement, agency: str, *, seated: bool) -> bool:
    """その機関に渡すことまで、本人が同意しているか。町の中は、同意を受けた町自身。"""
    if agency in one.excluded:
        return False
    if agency in ("", "町") or agency in one.agencies:
        return True
    return seated and SITTING in one.agencies


def _in_scope(one: Agreement, secret: Secret) -> bool:
    return not secret.scope or secret.scope in one.scope
