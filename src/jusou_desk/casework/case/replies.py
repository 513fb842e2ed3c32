"""つないだ先の返信。番号で元のつなぐシートを引き、返ってきた結果を入れ、次にすることを残す。

支援会議の記録は、普段の目的では読めない。番号で引いても、無い番号と同じ答えになる。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from jusou_desk.casework.case.answers import Values, day, text, unpack
from jusou_desk.casework.case.colliding import Seen
from jusou_desk.casework.case.due import Names, label_of
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.numbering import body_of, note_number
from jusou_desk.casework.case.reply_codes import read_code, reply_code
from jusou_desk.casework.case.sheets import write_sheet
from jusou_desk.casework.desk import Desk, nothing_else
from jusou_desk.errors import BadInput
from jusou_desk.forms import known_codes
from jusou_desk.models.records import LIVE, Case, Note, Sheet, Task, new_id
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Overlay, Purpose
from jusou_desk.wareki import format_short

FORM: Final = "referral"
#: 返信を書く節(id)。
SECTION: Final = "reply"
_OUTCOMES: Final = "referral_outcomes"
#: 符号表 referral_outcomes の符号。語は町が替えてよい。
REFUSED: Final = "4"
SENT_BACK: Final = "5"
_NEXT: Final = {
    REFUSED: "受け手がいない。ほかのつなぎ先を探す",
    SENT_BACK: "つなぎ戻し。主担当を決める",
}
_REPLY: Final = ("result", "refusal", "outcome")


@dataclass(frozen=True)
class Slip:
    """番号で引いたつなぐシート。label: 誰の件か(受付番号と氏名)。"""

    sheet: Sheet
    case: Case
    label: str
    agency: str
    made_on: date
    replied: bool

    @property
    def words(self) -> str:
        """どのシートかの一行。"""
        agency = self.agency or "つなぎ先は未記入"
        return f"{agency}　{format_short(self.made_on)}作成　{self.label}"


def outcome_code(values: Values) -> str:
    """つないだ結果の符号。まだ無いか、どの版にも無い語なら空。"""
    found = known_codes(_OUTCOMES).get(text(values, "result"))
    return found.code if found else ""


def next_of(values: Values) -> str:
    """その結果なら、次にすること。無ければ空。"""
    return _NEXT.get(outcome_code(values), "")


def replied(values: Values) -> bool:
    """返信が書かれているか。"""
    written = text(values, "result") or text(values, "outcome").strip()
    return bool(written or day(values, "replied_on"))


def find_slips(desk: Desk, typed: str) -> tuple[Slip, ...]:
    """その返信番号のつなぐシートを、返信の無いものから、新しい順に。

    番号は短いので、別のシートとたまたま同じになることがある。番号の書き方が違うか、
    その番号のシートが(普段の目的で読める中に)無ければ ``BadInput``。
    """
    code = read_code(typed)
    with desk.reading(Purpose.CASEWORK) as work:
        found = _coded(work, code, {case.id for case in work.cases.among("status", LIVE)})
        if all(slip.replied for slip in found):
            # 終わった相談は年ごとに積もるので、終わっていない相談に無いときだけ見渡す
            found = _coded(work, code)
    if not found:
        raise BadInput(
            "その返信番号のつなぐシートは、見つかりません。",
            "番号を確かめてください。ごみ箱へ入れたシートには入れられません。",
        )
    return tuple(sorted(found, key=lambda one: (one.replied, -one.made_on.toordinal())))


def _coded(work: Work, code: str, cases: set[str] | None = None) -> list[Slip]:
    """その番号のシート。cases: 探す相談(id)。None なら、どの相談でも。"""
    known = work.sheets.ids(form_id=FORM, of=None if cases is None else ("case_id", cases))
    ids = {one for one in known if reply_code(one) == code}
    return [slip for one in work.sheets.among("id", ids) if (slip := _slip(work, one))]


def _slip(work: Work, sheet: Sheet) -> Slip | None:
    case = work.cases.get(sheet.case_id)
    if case is None or sheet.sealed or sheet.form_id != FORM:
        return None
    person = work.people.get(case.person_id) if case.person_id else None
    names: Names = {person.id: person.name} if person else {}
    return slip_of(sheet, case, names)


def slip_of(sheet: Sheet, case: Case, names: Names) -> Slip:
    """読んであるつなぐシート。names: その人の氏名(id → 氏名)。"""
    values = unpack(sheet)
    made = day(values, "made_on") or sheet.written_on
    agency = text(values, "to_agency").strip()
    return Slip(sheet, case, label_of(case, names), agency, made, replied(values))


def write_referral(
    desk: Desk,
    case_id: str,
    values: Values,
    *,
    sheet_id: str = "",
    sealed: bool = False,
    body_id: str = "",
    withheld: Collection[str] | None = None,
    seen: Seen | None = None,
) -> tuple[Sheet, Note | None]:
    """つなぐシートを書く(引数は ``write_sheet`` と同じ)。

    つないだ結果が新しく入れば、返信日(空なら今日)と経過の一行も書く。受けられない・つなぎ戻しなら、
    次にすることを今日の期日の仕事にする。わけの無い「受けられない」は ``BadInput``。
    """
    values = _settled(values, desk.today())
    noted: list[Note] = []
    before = _before(desk, sheet_id, sealed=sealed)
    changed = any(text(before, name) != text(values, name) for name in _REPLY)

    def note(work: Work) -> None:
        case = work.cases.get(case_id)
        if case is None or case.sealed:
            return
        hidden = withheld if withheld is not None else _withheld(work, sheet_id)
        written = _note(desk, work, case, values, hidden)
        noted.append(work.notes.put(written))
        if what := next_of(values):
            # 経過の「今後の対応」にすると、次の経過を書いただけで今日から消える
            today = desk.today()
            work.tasks.put(Task(what=what, due_on=today, case_id=case.id, person=desk.me.name))
        desk.audit(work, "支援経過の記入", written.note_no)

    returned = changed and bool(text(values, "result")) and not sealed
    sheet = write_sheet(
        desk,
        case_id,
        FORM,
        values,
        sheet_id=sheet_id,
        sealed=sealed,
        body_id=body_id,
        withheld=withheld,
        seen=seen,
        together=note if returned else nothing_else,
    )
    return sheet, noted[0] if noted else None


def _settled(values: Values, today: date) -> Values:
    """返信の欄を揃えた値。"""
    if not text(values, "result"):
        return values
    refused = outcome_code(values) == REFUSED
    if refused and not text(values, "refusal"):
        raise BadInput(
            "受けられないわけが空いています。",
            "返信票に無ければ「その他」を選んでください。",
            "refusal",
        )
    replied_on = day(values, "replied_on") or today
    refusal = text(values, "refusal") if refused else ""
    return {**values, "replied_on": replied_on, "refusal": refusal}


def _before(desk: Desk, sheet_id: str, *, sealed: bool) -> Values:
    """書き直す前の値。新しいシートなら空。"""
    if not sheet_id:
        return {}
    with desk.reading(purpose_of(Lane.SEALED if sealed else Lane.OPEN)) as work:
        return unpack(work.sheets.get(sheet_id))


def _withheld(work: Work, sheet_id: str) -> Collection[str]:
    sheet = work.sheets.get(sheet_id) if sheet_id else None
    return sheet.withheld if sheet else ()


def _note(desk: Desk, work: Work, case: Case, values: Values, withheld: Collection[str]) -> Note:
    """返信を写した経過の一行。シートで本人に伏せてある欄から写すものがあれば、経過も本人に伏せる。"""
    agency = text(values, "to_agency").strip()
    refusal = text(values, "refusal")
    result = text(values, "result") + (f"（{refusal}）" if refusal else "")
    said = f"つないだ先（{agency}）の返信: {result}。{text(values, 'outcome').strip()}"
    hidden = frozenset(withheld) & {*_REPLY, "to_agency"}
    return Note(
        id=new_id(),
        lane=case.lane,
        body_id=case.body_id,
        note_no=note_number(work, body_of(desk.town, case.body_id)),
        case_id=case.id,
        at=datetime.combine(day(values, "replied_on") or desk.today(), time()),
        content=said,
        counterpart=agency,
        recorder=desk.me.name,
        overlays=(Overlay.FROM_PERSON,) if hidden else (),
    )


def returned_words(sheets: Iterable[Sheet]) -> str:
    """つないだ先が受けなかったことの一文(評価のとき、その後の主担当を決めるために)。無ければ空。

    機関ごとに一番新しい返信で見る。sheets: 一件の相談のシート。
    """
    newest: dict[str, tuple[date, Values]] = {}
    for one in sheets:
        values = unpack(one) if one.form_id == FORM and not one.sealed else {}
        on, agency = day(values, "replied_on"), text(values, "to_agency").strip()
        if on and agency and (agency not in newest or newest[agency][0] <= on):
            newest[agency] = (on, values)
    back = [
        f"{agency}（{format_short(on)}「{text(values, 'result')}」）"
        for agency, (on, values) in newest.items()
        if next_of(values)
    ]
    if not back:
        return ""
    return f"{'、'.join(back)}は、受けていません。終結するときは、その後の主担当機関を決めます。"
