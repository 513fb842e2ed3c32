"""資料を渡す前に、職員が手を打てるように言うこと。

同意の外なので入らない部(誰に)と、情報の範囲の外なので空になる所(何が)。どちらも議題ごとに
一行にまとめ、次の一手を添える。会議の紙に名の載る司会・記録者が退任していることも、ここで言う。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from jusou_desk.agencies import may_mean, surely_means
from jusou_desk.casework.case.consent import IDENTITY, LIFE
from jusou_desk.casework.meeting.packet_matrix import Matrix
from jusou_desk.casework.meeting.seats import items_of
from jusou_desk.forms import known_codes
from jusou_desk.models.records import AgendaItem, Attendee, Case
from jusou_desk.packet import Barrier, Terms

_ASK_AGAIN: Final = "渡すには、本人に確かめて同意を記録し直してください。"
_NEXT: Final = MappingProxyType(
    {
        Barrier.EXCLUDED: "この議題の間は、席を外してもらってください。",
        Barrier.NO_CONSENT: "議題から外すか、同意を確かめ直すか、支援会議で検討してください。",
        Barrier.EXPIRED: "議題から外すか、同意を確かめ直すか、支援会議で検討してください。",
    }
)
#: 情報の範囲の符号 → その範囲の無い同意では、紙から消える所(packet_contents の範囲の付け方)。
_PARTS: Final = MappingProxyType(
    {
        IDENTITY: "氏名・住所など、世帯",
        LIFE: "相談内容・課題、経過、プラン・役割分担、検討すること・事実・決定",
    }
)


def packet_notices(matrix: Matrix) -> tuple[str, ...]:
    """議題の順に、入らない部と、空になる所。続けて、席と、司会・記録者のこと。"""
    barriers = matrix.barriers()
    found: list[str] = []
    for item, case in matrix.items:
        mine = [(one, barrier) for i, _, one, barrier in barriers if i.id == item.id]
        found += _barred(matrix, item, case, mine)
        if not item.sealed and len(mine) < len(matrix.attendees):
            found += _lacking(item, case, matrix.terms[case.id])
        found += _unlimited(matrix, item, case)
        found += _nobody(matrix, item, case)
    return (*found, *_perhaps(matrix), *_unread(matrix), *_renumbered(matrix), *matrix.left)


def _unlimited(matrix: Matrix, item: AgendaItem, case: Case) -> Iterator[str]:
    """範囲・提供先・期間の書かれていない同意(受付で有無だけを記入したもの、台帳から取り込んだもの)。

    書かれていないものには限りが無いとみて載せていることを、渡す前に言う。
    """
    terms = matrix.terms[case.id]
    limits = {
        "範囲": terms.scopes is None,
        "提供先": not terms.agencies,
        "期間": terms.until is None and not terms.no_end,
    }
    missing = "・".join(limit for limit, unwritten in limits.items() if unwritten)
    if matrix.gated and terms.given and missing:
        yield (
            f"議題{item.item_no} {case.case_no} は、同意の{missing}が記録に無いので、限りの無い"
            "同意とみて載せています。同意書と合っているかを確かめ、「同意を記録」に書いてください。"
        )


def _nobody(matrix: Matrix, item: AgendaItem, case: Case) -> Iterator[str]:
    """伝えないでほしいと言われた機関のうち、どの席にも、町の知る機関にも当たらないもの。

    町の知る機関なら、その席の無いことは名簿で分かるので言わない(いつも出る知らせは読まれない)。言うのは、
    書き方の違いで見落としかねないときだけ。町の一覧に「学校」とだけある町の「第一小学校」は、町の知る
    機関ではない(「民生委員の田中さん」は、機関の方で見る)。提供先の書き違いは、席の部が「入れていません」と出るので、ここでは言わない。
    """
    missing = [
        said
        for said in matrix.terms[case.id].excluded
        if not any(may_mean(said, a.agency, a.name, a.post) for a in matrix.attendees)
        and not any(surely_means(said.partition("の")[0], name) for name in matrix.known)
    ]
    if missing and matrix.gated:
        those = "".join(f"「{said}」" for said in missing)
        yield (
            f"議題{item.item_no} {case.case_no} を伝えないでほしいとされた{those}に当たる出席者は"
            "いません。席の名を確かめてください。"
        )


def _perhaps(matrix: Matrix) -> Iterator[str]:
    """本人か家族かもしれない席。"""
    those = [matrix.attendees[place].agency for place in sorted(matrix.perhaps)]
    if those:
        whose = "".join(f"「{name}」" for name in dict.fromkeys(those))
        yield (
            f"{whose}の部は、本人か家族の席かもしれないので、本人に伏せるものを載せていません。"
            "機関の席なら、名簿に機関の正式な名を入れてください。"
        )


def _unread(matrix: Matrix) -> Iterator[str]:
    """役割に出る議題が書いてあるのに、どの議題とも読めない席。"""
    known = {item.item_no for item, _ in matrix.items}
    for one in matrix.attendees:
        numbers = items_of(one.role)
        if numbers is not None and not numbers & known:
            yield (
                f"「{one.agency}」の役割「{one.role}」から、出る議題の番号を読めません。"
                "初めはどの議題も入れません。「議題1のみ」のように書き直してください。"
            )


def _renumbered(matrix: Matrix) -> Iterator[str]:
    """議題の番号が、会議の番号と違う部。"""
    called = {item.id: item.item_no for item, _ in matrix.items}
    those = [
        one.agency
        for place, one in enumerate(matrix.attendees)
        if any(called[item_id] != number for item_id, number in matrix.numbers(place).items())
    ]
    if those:
        whose = "".join(f"「{name}」" for name in dict.fromkeys(those))
        yield (
            f"{whose}の部は、載せない議題の分、番号を詰めてあります。"
            "席では、議題を受付番号で呼んでください。"
        )


def _barred(
    matrix: Matrix, item: AgendaItem, case: Case, mine: Sequence[tuple[Attendee, Barrier]]
) -> Iterator[str]:
    """わけごとに一行。同じ機関から何人も出ていても、機関の名は一度だけ。"""
    for barrier in dict.fromkeys(barrier for _, barrier in mine):
        those = [one.agency for one, other in mine if other is barrier]
        everyone = len(those) == len(matrix.attendees)
        whose = "全員" if everyone else "".join(f"「{name}」" for name in dict.fromkeys(those))
        yield (
            f"議題{item.item_no} {case.case_no} は、{whose}の部に入れていません"
            f"({barrier})。{_NEXT.get(barrier, _ASK_AGAIN)}"
        )


def _lacking(item: AgendaItem, case: Case, terms: Terms) -> Iterator[str]:
    """情報の範囲の外で、どの部でも空になる所。"""
    missing = [scope for scope in _PARTS if not terms.covers(scope)]
    if not missing:
        return
    parts = "、".join(_PARTS[scope] for scope in missing)
    names = {code.code: term for term, code in known_codes("information_scopes").items()}
    scopes = "".join(f"「{names[scope]}」" for scope in missing)
    yield (
        f"議題{item.item_no} {case.case_no} は、{parts}が、どの部にも載りません"
        f"(同意の情報の範囲に{scopes}が無い)。載せるには、本人に確かめて同意を記録し直してください。"
    )
