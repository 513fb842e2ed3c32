"""何が出てよいか。設計図と法の決まりだけから判断し、プログラムの判断(disclose・terms_of)は使わない。

根拠: 社会福祉法第106条の6(支援会議の事実は、その会議体の従事者と、その会議の席だけ)、
重層的支援会議と機関への提供は本人の同意の中だけ(範囲・目的・提供先・期間・除く機関)、
DV等支援措置の居場所はどの紙にも出さない(domain.md §1.4、§3、§5.4)。
誰から聞いたか(情報源秘匿)は、どの紙にも、暗号化しない台帳にも、読むだけの職員にも出さない。本人に
伏せる事実は、本人か家族の手に渡る紙に出さない(§1.2、§3.6)。通報・緊急の提供は、承認された文だけを、
その相手にだけ(§3.5)。町が狭めた役割は、その分だけ狭い。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jusou_desk.policy import Purpose, Role
from tests.secrecy.planting import NOW, Held, Planted, Secret
from tests.secrecy.random_office import OWN_PEOPLE, SITTING, Agreement, Narrowing

Rule = Callable[[Secret], bool]
#: 自由に書く文。
FREE = ("経過", "プラン", "議題")
#: 相談の紙には載らない種類。会議の頁・従事者の頁・本人だけの頁のもの。
ELSEWHERE = (
    "打ちかけ",
    "番号",
    "会議",
    "議題",
    "移替え",
    "出所",
    "措置",
    "依頼",
    "名簿",
    "通報",
    "受入先",
)
#: 外の機関に渡す紙と、本人に渡すか本人の署名をもらう紙(様式の使い方。domain.md §2)。
LEAVING = frozenset({"plan", "participation-plan", "referral", "urgent"})
#: 家族の図の載る紙。
PICTURED = frozenset({"assessment", "family"})
FOR_PERSON = frozenset(
    {
        "intake",
        "plan",
        "participation-plan",
        "evaluation",
        "referral",
        "urgent",
        "consent",
        "progress-copy",
    }
)

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


def unless_withheld(rule: Rule) -> Rule:
    """本人か家族の手に渡る紙。"""
    return lambda one: rule(one) and not one.withheld


@dataclass(frozen=True)
class Oracle:
    """一つの事務所についての判断。職員は番号で言う。"""

    at: Planted

    # --- 人 -------------------------------------------------------------------

    def serves(self, worker: int, body: str) -> bool:
        """その職員が、その会議体の従事者か。閲覧の役割は従事者になれない。"""
        plan = self.at.plan.staff[worker]
        if worker not in self.at.present:
            return False
        bodies = self.at.desks[0].town.support_bodies
        mine = {bodies[one % len(bodies)].id for one in plan.serves}
        if self.narrowed(worker, Purpose.SUPPORT_MEETING):
            return False
        return plan.role is not Role.READER and (worker == 0 or body in mine)

    def narrowed(self, worker: int, purpose: Purpose) -> Narrowing | None:
        """町が、その職員の役割のその目的を狭めたか。"""
        limit = self.at.plan.narrowed
        if limit is None or worker < 0 or limit.purpose is not purpose:
            return None
        return limit.how if self.at.plan.staff[worker].role is limit.role else None

    def counts(self, worker: int, case: int) -> bool:
        """その職員の作る報告に、その相談を数えるか。"""
        own = self.at.cases[case]
        if self.narrowed(worker, Purpose.STATISTICS) is Narrowing.CONSENTED:
            return not own.sealed and self.agreed_case(case)
        return not own.sealed or self.serves(worker, own.body_id)

    def only_reads(self, worker: int) -> bool:
        """普段の記録を読むだけの職員か。誰から聞いたかは見せない。"""
        if worker < 0:
            return False
        reader = self.at.plan.staff[worker].role is Role.READER
        return reader or self.narrowed(worker, Purpose.CASEWORK) is not None

    def agreed_case(self, case: int) -> bool:
        """通常の相談で、最後の同意が書面か口頭か。"""
        latest = self._latest(case)
        return latest is not None and latest.status in ("書面", "口頭")

    def _agreed_only(self, one: Secret) -> bool:
        """「同意のある分だけ」に狭めた職員に見えてよいか。"""
        if one.record:
            mine = (n for n, case in enumerate(self.at.cases) if case.person_id == one.record)
            return any(map(self.agreed_case, mine))
        if one.kind == "家族" and one.case >= 0:
            # 間がらと支援関係は人にかかるので、その人の別の相談に同意があれば見える。
            who = self.at.cases[one.case].person_id
            return any(
                self.agreed_case(n) for n, c in enumerate(self.at.cases) if c.person_id == who
            )
        return one.case < 0 or self.agreed_case(one.case)

    def bodies(self, worker: int) -> tuple[str, ...]:
        """その職員の従事する会議体。"""
        bodies = self.at.desks[0].town.support_bodies
        return tuple(body.id for body in bodies if self.serves(worker, body.id))

    def everyday(self, worker: int) -> Rule:
        """普段の画面。支援会議の事実は、従事者にも出さない。打ちかけは本人のだけ。居場所は覆う。"""
        return self._on_screen(worker, ())

    def in_support(self, worker: int) -> Rule:
        """支援会議の画面。従事する会議体の事実だけが混ざる。"""
        return self._on_screen(worker, self.bodies(worker))

    def widest(self, worker: int) -> Rule:
        """従事者には支援会議の許可で作る、普段の画面(今日、受付の開き直し)。支援会議の事実は出さない。

        町が普段の記録を狭めた役割でも、従事者なら、支援会議の許可で見える通常の記録までは見える。
        """
        return self._on_screen(-1, ()) if self.bodies(worker) else self.everyday(worker)

    def on_everyday_screen(self) -> Rule:
        """打ちかけのほかの、普段の画面に見えてよいもの(どの職員にも同じ)。"""
        return self._on_screen(-1, ())

    def at_meeting(self, worker: int, purpose: Purpose) -> Rule:
        """会議の頁。議題の文を書ける職員には、自分たちの打ったとおりに出る。"""
        role = self.at.plan.staff[worker].role
        writes = role is not Role.READER and self.narrowed(worker, purpose) is None
        return self._on_screen(worker, self.bodies(worker), writes=writes)

    def _on_screen(self, worker: int, bodies: tuple[str, ...], *, writes: bool = False) -> Rule:
        veiled = self.veiled(bodies)
        reads = self.only_reads(worker) and not bodies and not writes
        limit = self.narrowed(worker, Purpose.CASEWORK) if not bodies else None
        agreed = limit is Narrowing.CONSENTED
        return lambda one: (
            (one.body in bodies if one.sealed else True)
            and one.owner in (-1, worker)
            and one.record not in veiled.get(one.kind, ())
            and not (one.source and reads)
            and (not agreed or self._agreed_only(one))
        )

    def plain_book(self, worker: int, bodies: tuple[str, ...] = ()) -> Rule:
        """暗号化しない台帳。居場所も、誰から聞いたかも、文の中まで消える。"""
        screen = self._on_screen(-1, bodies)
        may = self._may_write_book(worker, bodies)
        return lambda one: may and screen(one) and not one.source

    def locked_book(self, worker: int, bodies: tuple[str, ...] = ()) -> Rule:
        """暗号化した台帳。取り込めば元に戻るよう、普段の覆いはかけない。"""
        may = self._may_write_book(worker, bodies)
        return lambda one: may and one.owner == -1 and (one.body in bodies if one.sealed else True)

    def _may_write_book(self, worker: int, bodies: tuple[str, ...]) -> bool:
        return bool(bodies) or self.narrowed(worker, Purpose.LEDGER_EXPORT) is None

    def page(self, rule: Rule, bodies: tuple[str, ...] = (), worker: int | None = None) -> Rule:
        """書いた文の見える頁。欄の居場所は覆うが、文は打ったとおりに見える。"""
        return lambda one: (
            rule(one)
            or (
                one.kind == "住所"
                and one.prose
                and (one.body in bodies if one.sealed else True)
                and (worker is None or self._seen_whole(worker, one))
            )
        )

    def _seen_whole(self, worker: int, one: Secret) -> bool:
        limit = self.narrowed(worker, Purpose.CASEWORK)
        return limit is not Narrowing.CONSENTED or self._agreed_only(one)

    def veiled(self, bodies: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """居場所を覆う人物(id)。伏せる人と、その今の世帯。措置を知る区分でだけ。"""
        people = self.at.plan.people
        seen = {p for p, body in self.at.hidden.items() if body in ("", *bodies)}
        whose = {one.record: one.person for one in self.at.secrets if one.record}
        # 受け付け直しでできた人物には、世帯のつながりが書かれていない。
        apart = self.at.apart
        homes = {people[whose[p]].household for p in seen - apart} - {0}
        mates = {p for p, n in whose.items() if people[n].household in homes and p not in apart}
        return {"住所": frozenset(seen | mates)}

    def family(self, case: int, rule: Rule, bodies: tuple[str, ...]) -> Rule:
        """その相談の家族の図と表。本人が伏せる人でなければ、伏せる人も、その人と暮らす人も出ない。"""
        own = self.at.cases[case].person_id
        seen = {p for p, body in self.at.hidden.items() if body in ("", *bodies)}
        if own in seen:
            return rule
        whose = {one.record: one.person for one in self.at.secrets if one.person >= 0}

        def elsewhere(person: str) -> bool:
            """本人とは別の所に暮らす人か。"""
            homes = [
                0
                if one in self.at.apart or one not in whose
                else self.at.plan.people[whose[one]].household
                for one in (person, own)
            ]
            return homes[0] != homes[1] or not homes[0]

        living = {one for one in self.veiled(bodies)["住所"] if elsewhere(one)}
        born = {one for one, mother in self.at.born.items() if mother in seen and elsewhere(mother)}
        gone = seen | living | born
        return lambda one: rule(one) and one.record not in gone

    def numbers_too(self, worker: int) -> Rule:
        """従事者の監査・今日・会議の一覧。支援会議の番号と会議は見えるが、中身は出ない。"""
        support = self.in_support(worker)
        return lambda one: one.kind in ("番号", "会議") and support(one)

    def restricted(self, worker: int, case: int) -> bool:
        """「制限情報あり」と出すか。示すと決めた事務所で、見えない会議体のある職員にだけ。"""
        limit = self.narrowed(worker, Purpose.CASEWORK)
        if limit is Narrowing.CONSENTED and not self.agreed_case(case):
            return False
        if self.at.plan.tells not in ("初め", "終わり") or self.at.cases[case].sealed:
            return False
        every = {body.id for body in self.at.desks[0].town.support_bodies}
        # 受け付け直してできた相談には、支援会議の側に申し出がある。
        anew = case in self.at.opened.values()
        told = anew or any(one.sealed and one.case == case for one in self.at.secrets)
        return told and not every <= set(self.bodies(worker))

    def may_approve(self, worker: int, body: str, proposer: int) -> bool:
        """移替えを承認できるか。申し出た人とは別の、その会議体の従事者。"""
        role = self.at.plan.staff[worker].role
        return self.serves(worker, body) and worker != proposer and role is not Role.COUNSELLOR

    # --- 紙 -------------------------------------------------------------------

    def _mates(self, case: int, body: str) -> set[int]:
        """その相談の本人のほかの、同じ世帯の人。

        登録のある人だけ。よその会議体だけが知る人のことは、この紙からは分からない。
        """
        people = self.at.plan.people
        who = self.at.persons[case][0]
        house = people[who].household
        known = {n for n, where in self.at.received if where in ("", body)}
        return {n for n in known if house and people[n].household == house and n != who}

    def about(self, case: int, *, sealed_body: str = "") -> Rule:
        """その相談の紙に載ってよい事実。よその世帯の事実、秘匿の居場所、打ちかけは載らない。"""
        mates = self._mates(case, sealed_body)
        veiled = self.veiled((sealed_body,))["住所"]
        hidden = {p for p, body in self.at.hidden.items() if body in ("", sealed_body)}
        who, _ = self.at.persons[case]
        own = self.at.cases[case].person_id
        together = own in hidden

        def rule(one: Secret) -> bool:
            told = bool(one.told_to) and one.told_to == sealed_body
            if (one.kind in ELSEWHERE and not told) or one.source:
                return False
            if one.sealed and one.body != sealed_body:
                return False
            if one.kind == "住所" and (own in veiled or one.record != own):
                return False
            if one.person >= 0:
                shown = together or one.record not in hidden
                return one.person == who or (one.person in mates and shown)
            return one.case == case

        return rule

    def sheet(self, case: int, name: str, receiver: str = "") -> Rule:
        """様式の紙 ``name``。receiver: つなぎ先。"""
        rule = self.office_paper(case)
        if name in LEAVING:
            rule = self.passed_on(case, receiver if name in ("referral", "urgent") else "")
        if name == "takeover":
            rule = self._handed_on(case)
        if name in PICTURED:
            rule = self.pictured(case, rule)
        return unless_withheld(rule) if name in FOR_PERSON else rule

    def pictured(self, case: int, rule: Rule, body: str = "") -> Rule:
        """家族の図の載る紙。世帯と間がらでつながる人の名・読み・施設も、①のうちとして載る。"""
        if self.at.cases[case].sealed and not body:
            return rule
        near = self._connected(self.at.persons[case][0], body)

        def kin(one: Secret) -> bool:
            mine = one.person if one.person >= 0 else self.at.persons[one.case][0]
            facility = one.kind == "住所" and one.what.endswith("施設")
            told = one.kind in ("氏名", "読み", "家族") or facility
            ours = not one.sealed or (bool(body) and one.body == body)
            return told and ours and mine in near and not one.source

        return self.family(case, lambda one: rule(one) or kin(one), (body,) if body else ())

    def _connected(self, who: int, body: str) -> set[int]:
        """世帯と、仕込んだ間がら(逃れた人と相手方)をたどって行き着く人。"""
        people = self.at.plan.people
        known = {n for n, where in self.at.received if where in ("", body)}
        pairs = {frozenset((g.who, g.other)) for g in self.at.plan.guards if g.other is not None}
        found, ahead = {who}, {who}
        while ahead:
            house = {people[one].household for one in ahead} - {0}
            after = {n for n in known if people[n].household in house}
            after |= {n for pair in pairs for n in pair if pair & ahead}
            ahead = after - found
            found |= ahead
        return found

    def sheet_by(self, worker: int, case: int, name: str, receiver: str = "") -> Rule:
        """その職員が作る様式の紙。町が断った目的の紙は作れない。"""
        purpose = Purpose.REFERRAL if name in LEAVING else Purpose.CASEWORK
        if name == "progress-copy":
            purpose = Purpose.TO_PERSON
        limit = self.narrowed(worker, purpose)
        if limit is Narrowing.REFUSED:
            return nothing
        rule = self.sheet(case, name, receiver)
        if limit is not Narrowing.CONSENTED:
            return rule
        return lambda one: rule(one) and self._agreed_only(one)

    def _handed_on(self, case: int) -> Rule:
        """引継票。支援会議でない会議で決まり、済んでいない仕事も載る。"""
        office = self.office_paper(case)
        sealed = self.at.cases[case].sealed

        def decided(one: Secret) -> bool:
            ours = one.case == case and not (one.sealed or sealed or one.source)
            return ours and one.kind == "議題" and "決定" in one.what

        return lambda one: office(one) or decided(one)

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
        items = [c for c in held.items if self.receives(held, seat_no, c)]
        rules = {case: self._item_rule(held, number, case) for case in items}

        around = self.around(held, number)
        rule: Rule = lambda one: (  # noqa: E731 - 判断は一行
            around(one) or any(allowed(one) for allowed in rules.values())
        )
        person = held.plan.seats[seat_no].agency in OWN_PEOPLE
        return unless_withheld(rule) if person else rule

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
        around, typed = self.around(held, number), self.typed(held.items, held.meeting.body_id)
        return lambda one: (
            around(one) or typed(one) or (one.kind == "議題" and one.meeting == number)
        )

    def typed(self, cases: list[int], body: str) -> Rule:
        """文の中に書いた、伏せなくてよい(伏せるのをやめた)人の居場所。"""
        own = {self.at.cases[case].person_id for case in cases}
        veiled = self.veiled((body,))["住所"]
        return lambda one: one.prose and one.record in own - veiled

    def whole_packet(self, held: Held, number: int) -> Rule:
        """事務局の全部入り。"""
        rules = [self._item_rule(held, number, case) for case in held.items]
        return lambda one: self.around(held, number)(one) or any(rule(one) for rule in rules)

    def expected(self, held: Held, number: int, seat_no: int) -> Rule:
        """その人の資料に必ず載ること(議題の要旨と確認した事実、同意の範囲なら相談の中身)。"""
        rule = self.packet(held, number, seat_no)
        kept = {c for c in held.items if self.receives(held, seat_no, c)}

        def must(one: Secret) -> bool:
            if one.case not in kept or not rule(one):
                return False
            shown = one.what.endswith(("の内容", "の要旨", "の確認した事実"))
            return shown or (one.kind == "氏名" and self.at.persons[one.case][0] == one.person)

        return must

    def receives(self, held: Held, seat_no: int, case: int) -> bool:
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
        before = self._before(held, case)
        typed = self.typed([case], held.meeting.body_id)
        latest = self._latest(case)
        if not held.meeting.sealed:
            use = _MEETING if held.meeting.kind == "重層的支援会議" else _OTHER
            if latest is None or not self._agreed(latest, use):
                return nothing

        def rule(one: Secret) -> bool:
            if one.kind == "議題":
                decided = "の決定" in one.what and one.meeting in before
                if one.case != case or not (one.meeting == number or decided):
                    return False
            elif not about(one):
                return False
            if held.meeting.sealed or latest is None:
                return held.meeting.sealed
            # 伏せていない人の居場所は、文の中に書かれていれば、その文の範囲で出る。
            return _in_scope(latest, one) or (typed(one) and "6" in latest.scope)

        if not held.meeting.sealed and (latest is None or "1" not in latest.scope):
            return rule
        # 事例票の様式に家族の図があれば、家族の名も①のうちとして載る。
        near = self.pictured(case, rule, held.meeting.body_id)
        return lambda one: near(one) and (rule(one) or one.kind != "住所")

    def _before(self, held: Held, case: int) -> frozenset[int]:
        """前回の決定事項を載せてよい会議。支援会議のことは、同じ会議体の支援会議の資料でだけ言える。"""
        own = held.meeting

        def may_be_told(one: Held) -> bool:
            same = own.sealed and one.meeting.body_id == own.body_id
            earlier = one.meeting.held_on < own.held_on
            return earlier and case in one.items and (same or not one.meeting.sealed)

        told = {n: one.meeting.held_on for n, one in enumerate(self.at.held) if may_be_told(one)}
        return frozenset(n for n, on in told.items() if on == max(told.values()))

    def request_register(self, body: str) -> Rule:
        """情報提供依頼の台帳。番号と、求めた情報と目的まで。氏名も回答も居場所も載らない。"""
        about = [n for n, one in enumerate(self.at.cases) if one.body_id in ("", body)]
        typed = self.typed(about, body)
        return lambda one: typed(one) or (one.body == body and one.kind in ("依頼", "番号"))

    def disclosure(self, alarm: int) -> Rule:
        """緊急連絡票・通報書。承認された一件の文と、誰のことか。居場所は、承認されたときだけ。"""
        told = self.at.alarms[alarm]
        if told.state != "承認":
            return nothing
        about = self.about(told.case, sealed_body=told.body)
        own = self.at.cases[told.case].person_id

        def rule(one: Secret) -> bool:
            if one.kind == "通報":
                # 却下のわけも、返事も、居場所を知らせるわけも、相手に渡す紙のことではない。
                inside = ("内容", "相手", "相手の人", "根拠", "方法", "口頭で承認した人")
                return one.alarm == alarm and one.what.rpartition("通報の")[2] in inside
            if one.kind == "番号":
                return bool(told.body) and one.body == told.body
            if one.record != own or one.kind not in ("氏名", "読み", "住所"):
                return False
            return about(one) or (one.kind == "住所" and told.whereabouts)

        return rule

    def may_draw(self, worker: int, alarm: int) -> bool:
        """その紙を作れる職員か。承認の後の、読むだけでない役割で、支援会議の一件なら従事者。"""
        told = self.at.alarms[alarm]
        if self.narrowed(worker, Purpose.EMERGENCY):
            return False
        if self.at.plan.staff[worker].role is Role.READER or told.state != "承認":
            return False
        return not told.body or self.serves(worker, told.body)

    def may_allow(self, worker: int, alarm: int) -> bool:
        """その一件を承認できるか。頼んだ人とは別の、管理者か推進員。支援会議の一件なら従事者。"""
        told = self.at.alarms[alarm]
        role = self.at.plan.staff[worker].role
        return (
            role in (Role.ADMIN, Role.COORDINATOR)
            and worker != told.asker
            and (not told.body or self.serves(worker, told.body))
        )

    def may_see_home(self, worker: int) -> bool:
        """伏せた居場所を見てよい役割か。"""
        return self.at.plan.staff[worker].role is not Role.READER

    def request_letter(self, held: Held, number: int, case: int) -> Rule:
        """情報提供依頼書。求める情報と、誰についてか(氏名・住所)だけ。"""
        about = self.about(case, sealed_body=held.meeting.body_id)
        around = self.around(held, number)

        def rule(one: Secret) -> bool:
            if one.kind == "依頼":
                return one.meeting == number and one.case == case and not one.source
            return around(one) or (about(one) and one.kind in ("氏名", "読み", "住所"))

        return rule

    def recall(self, case: int) -> Rule:
        """撤回に伴う回収一覧。誰の紙を、どの会議で誰に渡したか。中身は載らない。"""
        body = self.at.cases[case].body_id
        about = self.about(case, sealed_body=body)
        return lambda one: (
            (about(one) and one.kind == "氏名")
            # 緊急連絡票も外に出た紙なので、誰に渡したかは載る。
            or (
                one.kind == "通報"
                and one.case == case
                and one.what.endswith(("の相手", "の相手の人"))
                and (not one.sealed or one.body == body)
            )
            or (
                (one.kind == "番号" or (one.kind == "会議" and "出席者" in one.what))
                and (not one.sealed or one.body == body)
            )
        )

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
    """情報の範囲が同意の中か。自由に書く文には何が書かれるか分からないので、⑥の内とみなす。"""
    scope = "6" if secret.kind in FREE else secret.scope
    return not scope or scope in one.scope
