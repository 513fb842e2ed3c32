"""出力の続き: 移替え、支援措置、依頼、名簿、月報、発行控、一件の頁の脇、退任した職員。

どれも ``outputs.Watcher`` と職員の番号を受け取る。新しい出力を作ったら、関数を一つ書いて ``MORE`` に足す。
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from jusou_desk.casework.case import cases, reopening, timeline, unfinished
from jusou_desk.casework.case.timeline import Happening
from jusou_desk.casework.community import (
    issue_paper,
    issues,
    naming,
    spending,
    spending_paper,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import register_book
from jusou_desk.casework.meeting import info_requests, members
from jusou_desk.casework.office import handing_on
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.printing import meeting_papers, packets
from jusou_desk.casework.recall import issuing, withdrawing
from jusou_desk.casework.register import listing, matching, serving
from jusou_desk.casework.secrecy import protecting, restricting, transfers
from jusou_desk.casework.trail import accounting, sightings
from jusou_desk.errors import DeskError
from jusou_desk.models.register_records import ResourceKind
from jusou_desk.models.secrecy_records import Issued, Member
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in
from tests.secrecy.oracle import Rule, nothing
from tests.secrecy.planting import NAMES, PASSWORD, Sent

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher

_LISTED = (ResourceKind.AGENCY, ResourceKind.HOST)
BOTH = (Purpose.CASEWORK, Purpose.SUPPORT_MEETING)


def moves(watcher: Watcher, number: int) -> None:
    """移替えの一覧と、承認の口。承認は、申し出た本人にも従事者でない人にもできない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    support = oracle.page(oracle.in_support(number), oracle.bodies(number))
    for index, case in enumerate(watcher.at.cases):
        watcher.attempt(
            who, f"相談{index}の移替え", partial(transfers.overview, desk, case.id), support,
            nothing if case.sealed else _of(support, "移替え", case=index),
        )  # fmt: skip
    for asked, body, proposer in watcher.at.moved:
        if oracle.may_approve(number, body, proposer):
            continue
        done = watcher.attempt(
            who, "承認できない移替えの承認", partial(transfers.approve, desk, asked), nothing
        )
        if done:
            watcher.leak(who, "移替えの承認", "漏れ 承認できない職員が承認できた")


def _of(rule: Rule, kind: str, *, case: int = -1, meeting: int = -1) -> Rule:
    """その相談か会議の、``kind`` の事実で、``rule`` が許すもの。"""
    return lambda one: (
        one.kind == kind
        and rule(one)
        and (one.case == case if case >= 0 else one.meeting == meeting)
    )


def _told_on_page(desk: Desk, case_id: str) -> tuple[str, ...]:
    """相談の頁の頭に出る知らせ。"""
    return cases.case_page(desk, case_id, purpose=cases.widest_reading(desk)).warnings


def _or_named(rule: Rule) -> Rule:
    """措置の相手方の名は、措置を受ける人の記録なので、町が狭めた職員にも見える。"""
    return lambda one: rule(one) or (one.kind == "氏名" and not one.sealed)


def _lives(record: str) -> Rule:
    """その人物の居場所。"""
    return lambda one: one.record == record and one.kind == "住所"


def protections(watcher: Watcher, number: int) -> None:
    """支援措置の頁と知らせと、理由を述べて見る居場所。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    support = oracle.in_support(number)
    mine = oracle.bodies(number)
    for (n, body), person in watcher.at.received.items():
        there = watcher.attempt(
            who, f"人{n}の支援措置", partial(protecting.protected, desk, person), _or_named(support)
        )
        # 開いてよい人には、理由を述べればその人の居場所だけが見える。
        watcher.attempt(
            who, f"人{n}の居場所の確認", partial(protecting.reveal, desk, person, "連絡のため"),
            _lives(person),
        )  # fmt: skip
        sealed = any(one.record == person and one.sealed for one in watcher.at.secrets)
        if there and sealed and body not in mine:
            watcher.leak(who, f"人{n}の支援措置", "漏れ よその会議体の人が見えた")
    warned = _warned(oracle.numbers_too(number))
    for index, case in enumerate(watcher.at.cases):
        page = partial(_told_on_page, desk, case.id)
        watcher.attempt(who, f"相談{index}の知らせ", page, warned)
        for held in watcher.at.held:
            watcher.attempt(
                who,
                f"相談{index}を議題にする知らせ",
                partial(protecting.warnings_on_agenda, desk, held.meeting.id, case.id),
                warned,
            )
    for one in watcher.at.secrets:
        if one.kind in ("氏名", "措置"):
            values = {"person_name": one.word, "visitor": one.word, "person_kana": one.word}
            said = repr(protecting.warnings_while_typing(desk, values))
            watcher.check(who, "打っている間の知らせ", said, warned, asked=one.word)
            if one.sealed and one.body not in mine and said != "()":
                watcher.leak(who, "打っている間の知らせ", f"漏れ {one} を打つと分かる")


def _warned(numbers: Rule) -> Rule:
    """知らせの文には番号だけが出て、氏名は出ない。"""
    return lambda one: one.kind == "番号" and numbers(one)


def requests(watcher: Watcher, number: int) -> None:
    """情報提供の依頼の台帳と、依頼書。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    support = oracle.page(oracle.in_support(number), oracle.bodies(number))
    for n, held in enumerate(watcher.at.held):
        if not held.meeting.sealed:
            continue
        watcher.attempt(
            who,
            f"会議{n}の依頼の台帳",
            partial(info_requests.requests_of, desk, held.meeting.id),
            support,
            _of(support, "依頼", meeting=n),
        )
        may = watcher.may_hold(number, held)
        if may and watcher.skips(n + number):
            continue
        cases_of = {case.id: index for index, case in enumerate(watcher.at.cases)}
        try:
            drawn = meeting_papers.draw_paper(desk, "info-request", held.meeting.id)
        except DeskError as error:
            words = f"{error.title}{error.advice}"
            watcher.check(who, f"会議{n}の依頼書の断り", words, nothing)
            continue
        for letter in drawn.letters:
            index = cases_of[letter.case_ids[0]]
            rule = oracle.request_letter(held, n, index)
            watcher.check(who, f"会議{n}の依頼書", words_in(letter.data), rule)


def registers(watcher: Watcher, number: int) -> None:
    """構成員名簿、出席者の候補、会議の前の知らせ、誓約書。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday, support = oracle.everyday(number), oracle.in_support(number)
    for body in desk.town.bodies:
        sealed = any(kind.sealed for kind in body.kinds)
        listed: list[Member] = []

        def rows(body_id: str = body.id, listed: list[Member] = listed) -> object:
            listed[:] = members.members_of(desk, body_id)
            return listed, [members.received_by(desk, one) for one in listed]

        there = watcher.attempt(who, f"{body.name}の名簿", rows, support if sealed else everyday)
        if there and sealed and not oracle.serves(number, body.id):
            watcher.leak(who, f"{body.name}の名簿", "漏れ 従事者でない人が開けた")
        if there and listed and not watcher.skips(number):
            drawn = meeting_papers.draw_pledges(desk, body.id)
            for letter in drawn.letters:
                name = letter.receiver_name
                rule = _named(name, [one for one in listed if one.name == name])
                watcher.check(who, f"{body.name}の誓約書", words_in(letter.data), rule)
    for n, held in enumerate(watcher.at.held):
        rule = support if held.meeting.sealed else everyday
        meeting = held.meeting.id
        watcher.attempt(
            who, f"会議{n}の出席者の候補", partial(members.candidates, desk, meeting), support
        )
        watcher.attempt(who, f"会議{n}の前の知らせ", partial(members.warnings, desk, meeting), rule)
        watcher.attempt(who, f"会議{n}の管理表", partial(packets.copies_of, desk, meeting), rule)


def _named(name: str, rows: list[Member]) -> Rule:
    """誓約書には、その人の氏名と職だけが載る。"""
    told = name + "".join(one.post for one in rows)
    return lambda one: one.word in told


def month(watcher: Watcher, number: int) -> None:
    """月報。普段の月報には、支援会議の番号も載らない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    today = desk.today()
    for sealed, rule in ((False, nothing), (True, oracle.numbers_too(number))):
        made: list[accounting.Month] = []

        def count(sealed: bool = sealed, made: list[accounting.Month] = made) -> object:
            made.append(accounting.month_of(desk, today, sealed=sealed))
            return made

        there = watcher.attempt(who, f"月報(支援会議{sealed})", count, rule)
        if there and watcher.at.plan.staff[number].role is not Role.ADMIN:
            watcher.leak(who, "月報", "漏れ 管理者でない人が作れた")
        if there and not watcher.skips(number + sealed, 6):
            files = accounting.draw_month(desk, made[0])
            text = "".join(file.name + words_in(file.data) for file in files)
            watcher.check(who, f"月報の紙(支援会議{sealed})", text, rule)


# --- 一件の頁の脇 ------------------------------------------------------------------------


def beside_case(watcher: Watcher, number: int) -> None:
    """「この記録を開いた人」、出した紙、回収の状況、制限情報の印、書いたものの開き直し。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday, support = oracle.everyday(number), oracle.in_support(number)
    rules = {
        Purpose.CASEWORK: oracle.page(everyday, worker=number),
        Purpose.SUPPORT_MEETING: oracle.page(support, oracle.bodies(number)),
    }
    watcher.attempt(who, "打ちかけの一覧", partial(unfinished.unfinished, desk), everyday)
    for index, case in enumerate(watcher.at.cases):
        marked = _marked(desk, case.id)
        if marked is not oracle.restricted(number, index):
            watcher.leak(who, f"相談{index}の制限情報の印", f"漏れ 印が{marked}")
        for purpose in BOTH:
            watcher.attempt(
                who,
                f"相談{index}の脇({purpose})",
                partial(_aside, desk, case.id, purpose),
                rules[purpose],
            )
        seen = _sights(desk, case.id)
        watcher.check(who, f"相談{index}を開いた人", seen, oracle.everyday(number))
        if "支援会議" in seen:
            watcher.leak(who, f"相談{index}を開いた人", "漏れ 支援会議の記録のあること")
    for happening in _everything_written(watcher):
        for purpose in BOTH:
            watcher.attempt(
                who,
                f"{happening.kind}の開き直し({purpose})",
                partial(reopening.reopen_record, desk, happening, purpose),
                rules[purpose],
            )


def hosts(watcher: Watcher, number: int) -> None:
    """機関の名簿: 関わっている相談の番号、受入先探し、Excel。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle

    def names() -> object:
        listing.refresh(desk)
        return [serving.serving(desk, row) for row in desk.resources if row.kind in _LISTED]

    def book() -> str:
        place = watcher.folder / f"register-{number}-{len(watcher.outputs)}.xlsx"
        written = register_book.write_register(desk, place)
        read = register_book.read_register(desk, written)
        return words_in(written.read_bytes()) + repr(read)

    watcher.attempt(who, "機関の関わる相談", names, _of(oracle.everyday(number), "番号"))
    watcher.attempt(who, "機関の名簿の Excel", book, nothing)
    for plan_id in _plans(watcher):
        look = partial(matching.matches_of, desk, plan_id)
        watcher.attempt(who, "受入先探し", look, oracle.in_support(number))


def community(watcher: Watcher, number: int) -> None:
    """地域課題と、参加支援の費用の受払簿。課題には、誰の相談のことも一字も載らない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    year = FiscalYear.of(desk.today())

    def issue_words() -> str:
        found = issues.issues(desk)
        papers = [issue_paper.issue_paper(desk, one.id) for one in found[:1]]
        counted = [issues.count_evidence(desk, year, small_too=small) for small in (True, False)]
        return repr(found) + repr(counted) + "".join(words_in(p[0].data) for p in papers)

    def register() -> str:
        files = spending_paper.spending_paper(desk, year)
        return repr(spending.spending(desk, year)) + "".join(words_in(f.data) for f in files)

    watcher.attempt(who, "地域課題", issue_words, nothing)
    watcher.attempt(
        who, "地域課題の文の名", partial(naming.names_in, desk, ("架空の地区の話",)), nothing
    )
    watcher.attempt(who, "費用の受払簿", register, oracle.everyday(number))
    for plan_id in _plans(watcher):
        look = partial(spending.paid_for, desk, plan_id)
        watcher.attempt(who, "プランの費用", look, oracle.everyday(number))


def _plans(watcher: Watcher) -> Iterator[str]:
    """全部の会議体に従事する最初の職員から見た、全部のプラン。"""
    with watcher.at.desks[0].reading(Purpose.SUPPORT_MEETING) as work:
        yield from [plan.id for plan in work.plans.where()]


def _marked(desk: Desk, case_id: str) -> bool:
    """「制限情報あり」の印。その相談の見えない職員には、出ない。"""
    try:
        return restricting.restricted(desk, case_id)
    except DeskError:
        return False


def _aside(desk: Desk, case_id: str, purpose: Purpose) -> str:
    page = cases.case_page(desk, case_id, purpose=purpose)
    return repr(sightings.seen_by(desk, page, purpose))


def _sights(desk: Desk, case_id: str) -> str:
    """普段の頁の「この記録を開いた人」の、したこと。"""
    try:
        page = cases.case_page(desk, case_id)
    except DeskError:
        return ""
    return "、".join(one.what for one in sightings.seen_by(desk, page, Purpose.CASEWORK))


def _everything_written(watcher: Watcher) -> Iterator[Happening]:
    """全部の会議体に従事する最初の職員から見た、全部の出来事(番号を知られた攻め手の代わり)。"""
    if watcher.happenings is None:
        watcher.happenings = []
        for case in watcher.at.cases:
            page = cases.case_page(watcher.at.desks[0], case.id, purpose=Purpose.SUPPORT_MEETING)
            watcher.happenings += timeline.timeline(page)
    every = 1 if watcher.thorough else 4
    yield from watcher.happenings[watcher.at.plan.turn % every :: every]


# --- 出した紙 --------------------------------------------------------------------------


def kept_copies(watcher: Watcher, number: int) -> None:
    """発行控。出したときのままで、その会議体の従事者(普段の紙は誰でも)だけが開ける。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday, support = oracle.everyday(number), oracle.in_support(number)
    found: dict[str, Issued] = {}
    for index, case in enumerate(watcher.at.cases):
        for purpose, rule in zip(BOTH, (everyday, support), strict=True):

            def listed(case_id: str = case.id, purpose: Purpose = purpose) -> object:
                papers = issuing.issued_for_case(desk, case_id, purpose)
                found.update((one.id, one) for paper in papers for one in paper.files)
                return papers

            watcher.attempt(who, f"相談{index}の出した紙({purpose})", listed, rule)
    for n, held in enumerate(watcher.at.held):

        def at_meeting(meeting: str = held.meeting.id) -> object:
            papers = issuing.issued_at_meeting(desk, meeting)
            found.update((one.id, one) for paper in papers for one in paper.files)
            return papers

        watcher.attempt(
            who, f"会議{n}の出した紙", at_meeting, support if held.meeting.sealed else everyday
        )
    for one in _all_issued(watcher):
        _open(watcher, number, one, known=one.id in found)


def _all_issued(watcher: Watcher) -> Iterable[Issued]:
    """仕込みの間に出た、全部の控。"""
    if watcher.issued is None:
        digests = {one.digest for one in watcher.at.sent}
        with watcher.at.desks[0].reading(Purpose.SUPPORT_MEETING) as work:
            watcher.issued = [one for one in work.issued.where() if one.digest in digests]
    return watcher.issued


def _open(watcher: Watcher, number: int, one: Issued, *, known: bool) -> None:
    desk, who = watcher.at.desks[number], watcher.called(number)
    sent = next(s for s in watcher.at.sent if s.digest == one.digest)
    may = watcher.oracle.serves(number, sent.body) if sent.body else True
    if known and not may:
        watcher.leak(who, "発行控の一覧", f"漏れ {one.title}")
    for purpose in BOTH:
        try:
            data = issuing.open_issued(desk, one.id, "確かめ", purpose)
        except DeskError as error:
            words = f"{error.title}{error.advice}"
            watcher.check(who, "発行控の断り", words, nothing)
            continue
        if not may or (sent.body and purpose is Purpose.CASEWORK):
            watcher.leak(who, "発行控", f"漏れ {one.title} が{purpose}で開いた")
        if sent.whereabouts and not watcher.oracle.may_see_home(number):
            watcher.leak(who, "発行控", f"漏れ {one.title} の、伏せた居場所")
        if hashlib.sha256(data).hexdigest() != sent.digest:
            watcher.leak(who, "発行控", f"欠け {one.title} が出したときと違う")
        if sent.digest not in watcher.read:
            watcher.read.add(sent.digest)
            watcher.check(who, f"発行控 {one.title}", words_in(data), _as_sent(sent))


def _as_sent(sent: Sent) -> Rule:
    """出した時に載ってよかった言葉。番号は、出した後に秘密と数えた。"""
    own = bool(sent.body)
    return lambda one: (
        one.word in sent.allowed or (one.kind == "番号" and own and one.body == sent.body)
    )


def recalls(watcher: Watcher, number: int) -> None:
    """回収の一覧。外へ渡した紙はみな載り、支援会議の紙は普段の相談の一覧に載らない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday, support = oracle.everyday(number), oracle.in_support(number)
    for index, case in enumerate(watcher.at.cases):
        listed: set[str] = set()

        def out(case_id: str = case.id, listed: set[str] = listed) -> object:
            papers = withdrawing.papers_out(desk, case_id)
            listed.update(one.digest for paper in papers for one in paper.paper.files)
            return papers

        rule = support if case.sealed else everyday
        there = watcher.attempt(who, f"相談{index}の回収の状況", out, rule)
        # 「同意のある分だけ」に狭めた職員には、同意の無い人も載った控は見えない。
        whole = watcher.oracle.narrowed(number, Purpose.CASEWORK) is None
        for sent in watcher.at.sent if there and whole else ():
            mine = index in sent.cases
            if mine and sent.outside and not sent.body and sent.digest not in listed:
                watcher.leak(who, f"相談{index}の回収の状況", "欠け 渡した紙が載っていない")
            if sent.body and not case.sealed and sent.digest in listed:
                watcher.leak(who, f"相談{index}の回収の状況", "漏れ 支援会議の紙が載っている")
        if there and watcher.skips(index + number):
            continue
        watcher.attempt(
            who,
            f"相談{index}の回収一覧",
            partial(_words, desk, case.id),
            oracle.recall(index),
        )


def _words(desk: Desk, case_id: str) -> str:
    files: tuple[OutgoingFile, ...] = withdrawing.withdrawal_sheet(desk, case_id)
    return "".join(file.name + words_in(file.data) for file in files)


# --- 退任した職員 -----------------------------------------------------------------------


def hands(watcher: Watcher, number: int) -> None:
    """担当替えの一枚。支援会議のものは、その従事者にだけ並ぶ。"""
    desk, who = watcher.at.desks[number], watcher.called(number)
    support = watcher.oracle.in_support(number)
    watcher.attempt(who, "担当のいない相談", partial(handing_on.left_behind, desk), support)
    for name in {case.worker for case in watcher.at.cases} - {""}:
        watcher.attempt(who, "手にあるもの", partial(handing_on.holdings, desk, name), support)


def gone(watcher: Watcher) -> None:
    """締め出された職員。入り直せず、開いたままだった机からも、後のことは一字も読めない。"""
    number, desk = watcher.at.plan.leaver, watcher.at.gone
    assert desk is not None
    who = f"退いた{watcher.called(number)}"
    signed = watcher.attempt(
        who,
        "サインイン",
        partial(sign_in, watcher.at.office, NAMES[number], PASSWORD),
        nothing,
    )
    if signed:
        watcher.leak(who, "サインイン", "漏れ 入れた")
    # 番号は、前からあったものも最後に数えるので、除く。
    later = {one.word for one in watcher.at.secrets[watcher.at.gone_after :] if one.kind != "番号"}
    rule: Rule = lambda one: one.word not in later  # noqa: E731 - 判断は一行
    looks: list[Callable[[], object]] = [
        lambda: cases.case_list(desk),
        lambda: cases.case_list(desk, purpose=Purpose.SUPPORT_MEETING),
        *(
            partial(cases.case_page, desk, case.id, purpose=purpose)
            for case in watcher.at.cases
            for purpose in BOTH
        ),
        lambda: sightings.audit_trail(desk),
    ]
    for n, look in enumerate(looks):
        watcher.attempt(who, f"開いたままの机({n})", look, rule)


MORE: Final[tuple[Callable[[Watcher, int], None], ...]] = (
    moves,
    protections,
    requests,
    registers,
    month,
    beside_case,
    hosts,
    community,
    kept_copies,
    recalls,
    hands,
)
