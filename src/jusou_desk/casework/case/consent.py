"""同意の記録。履歴で、上書きしない。相談の「いまの同意」は最後に決まった行。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from jusou_desk.agencies import surely_means
from jusou_desk.casework.case.answers import Values, day, pack, terms, text, unpack
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.forms import form, known_codes
from jusou_desk.models.records import CONSENTED, Case, Consent, Sheet
from jusou_desk.models.work import Work
from jusou_desk.packet import Barrier, Record, Terms
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

FORM: Final = "consent"
#: 情報の範囲(符号表 information_scopes): ①氏名・住所・家族関係など。
IDENTITY: Final = "1"
#: ⑥生活歴・これまでの経験・課題。
LIFE: Final = "6"
ORAL: Final = "口頭"
#: 提供先にこう書くと、その席に出る機関みなが入る(``packet.Audience.sitting``)。
EVERY_SEAT: Final = "重層的支援会議の出席機関"
#: 支援が終わるまでの同意であることの印。期限の無い同意は、空けた欄からは生まれない。
NO_END: Final = "no_end"
#: 書面・口頭の同意に要る欄。
_AGREED: Final = ("scope", "agencies", "valid_until")
#: 返事によっては要る欄。
MAY_NEED: Final = (*_AGREED, "witness")
_SPINE: Final = frozenset(
    {
        "status",
        "decided_on",
        "asked_by",
        "scope",
        "agencies",
        "valid_until",
        "witness",
        "original_kept",
        "note",
    }
)


def needed_for(status: str, *, no_end: bool = False) -> tuple[str, ...]:
    """返事が ``status`` のときに要る欄(id)。``MAY_NEED`` のうちのもの。no_end: 期限なし。"""
    needed = MAY_NEED if status == ORAL else _AGREED if status in CONSENTED else ()
    return tuple(name for name in needed if not (no_end and name == "valid_until"))


def record_consent(desk: Desk, case_id: str, values: Values) -> Consent:
    """同意・拒否・撤回などを一行足す。

    values: 様式 consent の値。書面・口頭の同意には、範囲と提供先、期間の終わり(か「期限なし」)が要る。
    """
    status, decided_on = text(values, "status"), day(values, "decided_on")
    if not status or decided_on is None:
        raise BadInput(
            "同意の状態と日付がありません。", "状態を選び、確かめた日を入れてください。", "status"
        )
    if decided_on > desk.today():
        raise BadInput("同意日が未来の日付です。", "今日までの日付を入れてください。", "decided_on")
    if status in CONSENTED and not (terms(values, "scope") and text(values, "agencies").strip()):
        raise BadInput(
            "同意した情報の範囲か、提供先の機関がありません。",
            "どの情報を、どの機関へ伝えてよいかを入れてください。",
            "agencies" if terms(values, "scope") else "scope",
        )
    if status == ORAL and not text(values, "witness").strip():
        raise BadInput(
            "口頭の同意には立会人の名前が要ります。",
            "その場にいた職員の名前を入れるか、書面で受けてください。",
            "witness",
        )
    if status in CONSENTED:
        _expect_period(values)
        _expect_no_clash(values)
    with desk.reading(Purpose.SUPPORT_MEETING if desk.serves_any else Purpose.CASEWORK) as work:
        found = work.cases.get(case_id)
    if found is None:
        raise BadInput("その相談が見つかりません。", "一覧から開き直してください。")
    with desk.writing(purpose_of(found.lane)) as work:
        consent = work.consents.put(
            Consent(
                lane=found.lane,
                body_id=found.body_id,
                case_id=case_id,
                status=status,
                decided_on=decided_on,
                asked_by=text(values, "asked_by") or desk.me.name,
                scope=terms(values, "scope"),
                agencies=terms(values, "agencies"),
                valid_until=day(values, "valid_until"),
                witness=text(values, "witness"),
                original_kept=text(values, "original_kept"),
                note=text(values, "note"),
                recorded_at=desk.now(),
            )
        )
        definition = form(FORM)
        work.sheets.put(
            Sheet(
                id=consent.id,
                lane=found.lane,
                body_id=found.body_id,
                case_id=case_id,
                form_id=FORM,
                form_version=definition.version,
                written_on=decided_on,
                author=desk.me.name,
                answers=pack(definition, values, spine=_SPINE),
            )
        )
        latest = latest_consent(work, case_id)
        work.cases.put(replace(found, consent=latest.status if latest else status))
        desk.audit(work, f"同意の記録({status})", found.case_no, body_id=found.body_id)
    return consent


def _expect_period(values: Values) -> None:
    """期間の終わりか「期限なし」の、どちらか一つがあること。"""
    until, endless = day(values, "valid_until"), bool(values.get(NO_END))
    if until is None and not endless:
        raise BadInput(
            "同意の期間の終わりがありません。",
            "終わりの日を入れるか、支援が終わるまでの同意なら「期限なし」に印を付けてください。",
            "valid_until",
        )
    if until is not None and endless:
        raise BadInput(
            f"期間終了({format_short(until)})と「期限なし」の、両方が入っています。",
            "日を消すか、「期限なし」の印を外してください。",
            "valid_until",
        )


def _expect_no_clash(values: Values) -> None:
    """提供先の機関が、除く機関にそっくり入っていないこと(「地域包括」のうち一つを除くのはよい)。"""
    excluded = terms(values, "excluded_agencies")
    receivers = (one for one in terms(values, "agencies") if one != EVERY_SEAT)
    clash = next((one for one in receivers if any(surely_means(e, one) for e in excluded)), "")
    if clash:
        raise BadInput(
            f"「{clash}」が、提供先と除く機関の両方にあります。両方にある機関には渡しません。",
            "本人に確かめて、渡してよければ除く機関から、渡さないなら提供先から消してください。",
            "excluded_agencies",
        )


def latest_consent(work: Work, case_id: str) -> Consent | None:
    """最後に決まった同意。同じ日なら後から書いた方(書いた時刻、同じなら行の並び)。"""
    history = history_of(work, case_id)
    return history[-1] if history else None


def history_of(work: Work, case_id: str) -> tuple[Consent, ...]:
    """同意の履歴を、決まった順に。"""
    rows = sorted(enumerate(work.consents.where(case_id=case_id)), key=_when)
    return tuple(consent for _, consent in rows)


def _when(pair: tuple[int, Consent]) -> tuple[date, datetime, int]:
    place, consent = pair
    return consent.decided_on, consent.recorded_at or datetime.min, place


def narrowed_since(history: Sequence[Consent], at: datetime) -> bool:
    """``at`` に効いていた同意にあった情報の範囲が、いまは無いか。範囲の無い同意は全部とみる。

    history: 決まった順の履歴(``history_of``)。
    """
    latest = history[-1] if history else None
    then = [one for one in history if told_at(one) <= at]
    if latest is None or not latest.scope or not then or then[-1] is latest:
        return False
    return not then[-1].scope or bool(set(then[-1].scope) - set(latest.scope))


def reason_now(
    barrier: Barrier | None, history: Sequence[Consent], at: datetime, *, expired_too: bool
) -> str:
    """``at`` に刷った紙を、いまの同意では渡せないわけ。渡せるなら空。

    barrier: いまの同意が、その受け手を断るわけ。expired_too: 期間が過ぎただけでも渡せないとみる
    (まだ渡していない紙)。渡した後に期間が過ぎたのは、取りやめたのではない。
    """
    if barrier is not None and (expired_too or barrier is not Barrier.EXPIRED):
        return str(barrier)
    return "情報の範囲が狭まった" if narrowed_since(history, at) else ""


def told_at(consent: Consent) -> datetime:
    """その同意が記録された時。古い行には時刻が無いので、決まった日の始まりとみる。"""
    return consent.recorded_at or datetime.combine(consent.decided_on, datetime.min.time())


def terms_of(work: Work, case: Case) -> Terms:
    """いまの同意の中身。秘匿の相談には、外へ出せる同意は無い。"""
    latest = latest_consent(work, case.id)
    # 相談の欄だけが「書面」でも、履歴の最後がそうでなければ、同意とみない
    given = case.consented and not case.sealed and (latest is None or latest.status in CONSENTED)
    if latest is None:
        return Terms(given)
    written = unpack(work.sheets.get(latest.id))
    purposes = terms(written, "purposes")
    return Terms(
        given,
        purposes=_allowed(purposes) if purposes else None,
        scopes=_codes(latest.scope) if latest.scope else None,
        agencies=latest.agencies,
        excluded=terms(written, "excluded_agencies"),
        since=day(written, "period_from"),
        until=latest.valid_until,
        no_end=bool(written.get(NO_END)),
    )


def _allowed(chosen: tuple[str, ...]) -> frozenset[Purpose]:
    """選ばれた「同意の目的」の語が許す目的(符号表 consent_purposes が決める)。"""
    known = known_codes("consent_purposes")
    return frozenset(
        Purpose(one) for term in chosen if term in known for one in known[term].purposes
    )


def _codes(chosen: tuple[str, ...]) -> frozenset[str]:
    known = known_codes("information_scopes")
    return frozenset(known[term].code for term in chosen if term in known)


def terms_of_cases(work: Work, cases: Iterable[Case]) -> dict[str, Terms]:
    """相談 id → いまの同意の中身。一つの仕事の中で、相談ごとに一度だけ読むためのもの。"""
    return {case.id: terms_of(work, case) for case in cases}


def in_force(found: Terms, today: date) -> bool:
    """本人の同意が生きているか(書面・口頭で、期間内)。目的は問わない。"""
    return found.barrier(Purpose.PLAN_MEETING, today) in (None, Barrier.OTHER_PURPOSE)


def may_disclose(work: Work, case: Case, today: date) -> bool:
    """この相談を、本人の同意のあるものとして扱ってよいか(書面・口頭で、期間内)。"""
    return in_force(terms_of(work, case), today)


def beyond_scope(record: Record) -> tuple[str, ...]:
    """同意の範囲の外にあるため紙に載らない情報の範囲(「②健康・疾病…」)。書かれているものだけ。

    record: 紙一枚の材料。行の同意は見ず、紙そのものの ``terms`` で確かめる。
    """
    terms = record.terms
    if terms is None:
        return ()
    known = {one.code: term for term, one in known_codes("information_scopes").items()}
    return tuple(known[code] for code in sorted(_scopes(record)) if not terms.covers(code))


def _scopes(record: Record) -> frozenset[str]:
    written = {fact.scope for fact in record.facts.values() if fact.value not in (None, "", ())}
    rows = (_scopes(row) | {row.scope} for group in record.groups.values() for row in group)
    return frozenset(written.union(*rows) - {""})
