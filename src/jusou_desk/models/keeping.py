"""書き換えてはならない記録の関所: 職員の表、会議体の鍵を渡す先の設定、同意の履歴。

町の組織の印(同意の提供先に名が無くても渡せる)は、管理の目的でだけ付ける。
職員の氏名と公開鍵は、誰が決めたかと、次の会議体の鍵を誰に渡すかを決める。管理の目的でだけ足し、足した
後は退任の日のほか何も変わらない。同意は一行ずつ足すだけで、書いた行は直すことも消すこともできない。
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jusou_desk.errors import Refused
from jusou_desk.models.community_records import Expense
from jusou_desk.models.office_records import Staff
from jusou_desk.models.records import Consent, Entry, Sheet
from jusou_desk.models.register_records import Resource
from jusou_desk.models.two_people import same_name
from jusou_desk.policy import Purpose
from jusou_desk.towns import town

if TYPE_CHECKING:
    from jusou_desk.models.work import Work

RECOVERY_PUBLIC: Final = "recovery_public"
"""復旧コードの公開鍵の設定の名。"""
TOWN: Final = "town"
"""町の設定の名。権限をどう狭めるかも、これで決まる。"""
HANDING_OVER: Final = "handing_over:"
"""鍵の引継ぎの設定の名の頭。続けて職員の id。"""
TEMPORARY: Final = "temporary:"
"""仮のパスワードの印の設定の名の頭。続けて職員の id。"""
_BY_ADMIN: Final = frozenset({RECOVERY_PUBLIC, TOWN})
_CONSENT: Final = "consent"


class Keeping:
    """一つの仕事の間の見張り。"""

    def __init__(self, work: Work) -> None:
        self._work = work

    def check(self, record: Entry) -> None:
        """書いてよいものか。だめなら ``Refused``。"""
        match record:
            case Staff():
                self._check_staff(record)
            case Consent():
                known = self._work.consents.get(record.id)
                if known not in (None, record):
                    raise _written_once()
            case Expense():
                if self._work.expenses.get(record.id):
                    raise _paid_once()
            case Sheet():
                self._check_terms(record)
            case Resource() if record.inside and not self._known_inside(record.name):
                self.expect_administering()

    def check_remove(self, record: Entry) -> None:
        """消してよいか。"""
        if isinstance(record, Staff):
            raise Refused("職員の記録は消せません。", "退いた人は、退任の手続きをしてください。")
        if isinstance(record, Consent) and self._goes_with_case(record):
            return
        if isinstance(record, Consent) or (isinstance(record, Sheet) and self._terms(record)):
            raise _written_once()

    def _goes_with_case(self, consent: Consent) -> bool:
        """誤って受けた相談をごみ箱へ入れるときの、受付で書いたただ一つの同意か。

        その相談がこの仕事の終わりまでに消えることは、``Versions.expect_settled`` が確かめる。
        """
        work, case_id = self._work, consent.case_id
        only = len(work.consents.where(case_id=case_id)) == 1
        return (
            work.versions.root == case_id and only and not work.issued.holding("case_ids", case_id)
        )

    def _known_inside(self, name: str) -> bool:
        """町の設定か名簿で、もう町の組織とされている名か。"""
        own = town(self._work.settings.get(TOWN)).own_names
        return name in own or bool(self._work.resources.where(name=name, inside=True))

    def check_setting(self, name: str) -> None:
        """その名の設定を書いてよいか。"""
        if name in _BY_ADMIN:
            self.expect_administering()
        if name.startswith((HANDING_OVER, TEMPORARY)):
            raise Refused(
                "職員の鍵の控えは、書き換えられません。", "本人がパスワードを変えると替わります。"
            )

    def _check_staff(self, record: Staff) -> None:
        self.expect_administering()
        known = self._work.staff.get(record.id)
        if known is None:
            if any(
                same_name(one.name, record.name) for one in self._work.staff.where(left_on=None)
            ):
                raise Refused(
                    "同じ氏名の職員が既にいます(字形や空白だけの違いは、同じ氏名とみます)。",
                    "区別できる書き方で登録してください。",
                )
        elif record != replace(known, left_on=record.left_on) or known.left_on not in (
            None,
            record.left_on,
        ):
            raise Refused(
                "登録した職員の氏名・役割・鍵は書き換えられません。",
                "改めるときは、退任の手続きをしてから、新しく登録してください。",
            )

    def expect_administering(self) -> None:
        """管理の目的の仕事であること。"""
        if self._work.permit.purpose is not Purpose.ADMINISTRATION:
            raise Refused(
                "職員の登録・事務所の鍵の設定・町の様式は、管理の仕事でしか書けません。",
                "管理者に頼んでください。",
            )

    def _check_terms(self, record: Sheet) -> None:
        known = self._terms(record)
        if known is not None and record != replace(known, withheld=record.withheld):
            raise _written_once()

    def _terms(self, record: Sheet) -> Sheet | None:
        """既に書いてある、同意の目的や除く機関の答え。"""
        known = self._work.sheets.get(record.id)
        return known if known is not None and known.form_id == _CONSENT else None


def _paid_once() -> Refused:
    return Refused(
        "書いた費用の行は、直すことも消すこともできません。",
        "誤りは、その行を打ち消してから、正しい行を足してください。",
    )


def _written_once() -> Refused:
    return Refused(
        "書いた同意は、直すことも消すこともできません。",
        "いまの同意を、新しい一行として記録してください。",
    )
