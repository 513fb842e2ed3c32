"""一つの許可のもとでの仕事。記録を読み書きする棚(Shelf)を持つ。

棚は普段の表と秘匿の記録を合わせて見せる。秘匿の鍵は、許可の目的がその区分を
許すときだけここに載るので、重層的支援会議の資料を作る仕事には鍵そのものが無い。
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Connection,
    Table,
)

from jusou_desk.errors import Refused
from jusou_desk.models import (
    community_records,
    family_records,
    merge_records,
    office_records,
    records,
    register_records,
    secrecy_records,
    tables,
)
from jusou_desk.models.audit import AuditLog
from jusou_desk.models.disclosing import Disclosing
from jusou_desk.models.issued import IssuedFiles
from jusou_desk.models.keeping import Keeping
from jusou_desk.models.lanes import LaneKey, LaneRing
from jusou_desk.models.likeness import PersonKeys
from jusou_desk.models.merged import Merged
from jusou_desk.models.merging import Merging
from jusou_desk.models.moving import Moving
from jusou_desk.models.own_forms import OwnForms
from jusou_desk.models.parting import Parting
from jusou_desk.models.protecting import Protecting
from jusou_desk.models.relating import Relating
from jusou_desk.models.sealed_records import SealedRecords
from jusou_desk.models.search import SearchIndex
from jusou_desk.models.searching import around, beside, searchable
from jusou_desk.models.settings import Settings
from jusou_desk.models.shelf import Shelf
from jusou_desk.models.shielding import Shield
from jusou_desk.models.sources import Sources
from jusou_desk.models.versions import Versions
from jusou_desk.policy import SEALED_AUDIT, Lane, Permit, Purpose

R = TypeVar("R", bound=records.Entry)
_AS_ISSUED: Final = "外へ出た紙とファイルの控えは、出たときのまま残ります。"


_BARE: Final[dict[type[records.Entry], Table]] = {
    records.Person: tables.person,
    records.Case: tables.consultation,
    records.Note: tables.progress_note,
    records.Sheet: tables.sheet,
    secrecy_records.Protection: tables.protection,
    register_records.Match: tables.matching,
    family_records.Residence: tables.residence,
    family_records.FamilyTie: tables.family_tie,
    family_records.EcoTie: tables.eco_tie,
    family_records.PictureLayout: tables.picture_layout,
    merge_records.Apart: tables.apart,
}


class Work:
    """一つの許可のもとの読み書き。``Store.reading`` / ``Store.writing`` だけが作る。"""

    def __init__(
        self,
        connection: Connection,
        permit: Permit,
        lane_keys: tuple[LaneKey, ...],
        *,
        writing: bool,
        now: Callable[[], datetime],
    ) -> None:
        self.connection = connection
        self.permit = permit
        self.consented_only = permit.consented_only
        self._writing = writing
        ring = LaneRing(lane_keys)
        self.merged = Merged(self)
        self.sealed = SealedRecords(connection, ring, self.merged, now)
        self.audit = AuditLog(connection, ring, members_only=permit.purpose in SEALED_AUDIT)
        self.versions = Versions(self, connection, ring, now)
        self.search = SearchIndex(connection)
        self.person_keys = PersonKeys(self, connection)
        self.settings = Settings(connection, self._check_setting)
        self.own_forms = OwnForms(connection, self._check_administering)
        self.shield = Shield(self, permit.purpose)
        self.sources = Sources(self, permit)
        self.people = Shelf(self, records.Person, tables.person, self.shield)
        self.cases = Shelf(self, records.Case, tables.consultation)
        self.residences = Shelf(self, family_records.Residence, tables.residence, self.shield)
        self.family_ties = Shelf(self, family_records.FamilyTie, tables.family_tie)
        self.eco_ties = Shelf(self, family_records.EcoTie, tables.eco_tie)
        self.picture_layouts = Shelf(self, family_records.PictureLayout, tables.picture_layout)
        self.merges = Shelf(self, merge_records.Merge, tables.merge)
        self.aparts = Shelf(self, merge_records.Apart, tables.apart)
        self.consents = Shelf(self, records.Consent, tables.consent)
        self.notes = Shelf(self, records.Note, tables.progress_note)
        self.sheets = Shelf(self, records.Sheet, tables.sheet, self.shield)
        self.plans = Shelf(self, records.Plan, tables.support_plan)
        self.meetings = Shelf(self, records.Meeting, tables.meeting)
        self.agenda = Shelf(self, records.AgendaItem, tables.agenda_item)
        self.tasks = Shelf(self, records.Task, tables.task)
        self.copies = Shelf(self, records.PacketCopy, tables.packet_copy)
        self.issued = Shelf(self, secrecy_records.Issued, tables.issued)
        self.issued_files = IssuedFiles(connection, ring)
        self.transfers = Shelf(self, secrecy_records.Transfer, tables.transfer)
        self.protections = Shelf(self, secrecy_records.Protection, tables.protection)
        self.members = Shelf(self, secrecy_records.Member, tables.member)
        self.info_requests = Shelf(self, secrecy_records.InfoRequest, tables.info_request)
        self.disclosures = Shelf(self, secrecy_records.Disclosure, tables.disclosure)
        self.media = Shelf(self, office_records.Medium, tables.medium)
        self.medium_entries = Shelf(self, office_records.MediumEntry, tables.medium_entry)
        self.resources = Shelf(self, register_records.Resource, tables.resource)
        self.matches = Shelf(self, register_records.Match, tables.matching, self.shield)
        self.issues = Shelf(self, community_records.CommunityIssue, tables.community_issue)
        self.expenses = Shelf(self, community_records.Expense, tables.expense, self.shield)
        self.drafts = Shelf(self, office_records.Draft, tables.draft)
        self.staff = Shelf(self, office_records.Staff, tables.staff)
        self._moving = Moving(self)
        self.merging = Merging(self)
        self.parting = Parting(self)
        self.disclosing = Disclosing(self)
        self._protecting = Protecting(self)
        self._keeping = Keeping(self)
        self._relating = Relating(self)

    def bare(self, kind: type[R]) -> Shelf[R]:
        """覆いも、町の絞りも無い棚。覆い(``Shield``、``Sources``)が、伏せる語を残らず集めるために使う。"""
        return Shelf(self, kind, _BARE[kind], whole=True)

    def shelf_of(self, kind: type[records.Entry]) -> Shelf[Any]:
        """その種類の棚。"""
        return next(
            one for one in vars(self).values() if isinstance(one, Shelf) and one.kind is kind
        )

    def expect_disposing(self) -> None:
        """廃棄してよい仕事であること。"""
        self._check_administering()

    def _check_writing(self) -> None:
        if not self._writing or not self.permit.may_write:
            raise Refused(
                "この操作では記録を書き換えられません。",
                "書込みのできる役割で行うか、担当の方に頼んでください。",
            )

    def _check_setting(self, name: str) -> None:
        self._check_writing()
        self._keeping.check_setting(name)

    def _check_administering(self) -> None:
        self._check_writing()
        self._keeping.expect_administering()

    def check_write(self, record: records.Entry) -> None:
        """書いてよいかを、許可の表と記録の区分で確かめる。"""
        if isinstance(record, secrecy_records.Issued):
            self._check_new(record)
        else:
            self._check_writing()
        if record.lane > self.permit.ceiling:
            raise Refused(
                f"「{self.permit.purpose}」では「{record.lane.label}」の記録を書けません。",
                "支援会議の画面から記録してください。",
            )
        if self.permit.purpose is Purpose.SUPPORT_MEETING and record.lane is not Lane.SEALED:
            raise Refused(
                "支援会議で書いた記録は、通常の区分には入れられません。",
                "支援会議の記録として保存してください。",
            )
        if self.permit.purpose is Purpose.TRANSFER:
            self._moving.check(record)
        self._moving.check_signature(record)
        self.merging.check(record)
        self.disclosing.check(record)
        self._protecting.check(record)
        self._keeping.check(record)
        self._relating.check(record)

    def _check_new(self, issued: secrecy_records.Issued) -> None:
        """発行控は足すだけ。監査と同じく、読むだけの許可で出した紙の分も残す。"""
        if not self._writing:
            self._check_writing()
        if self.issued.get(issued.id):
            raise Refused("発行控は書き換えられません。", _AS_ISSUED)

    def check_remove(self, record: records.Entry) -> None:
        """消してよいか。発行控は、出した人にも管理者にも消せない。"""
        if isinstance(record, secrecy_records.Issued):
            raise Refused("発行控は消せません。", _AS_ISSUED)
        self._moving.check_remove(record)
        self.merging.check_remove(record)
        self.disclosing.check_remove(record)
        self._protecting.check_remove(record)
        self._keeping.check_remove(record)
        self.check_write(record)

    def reindex(self, record: records.Entry) -> None:
        found = searchable(record, self)
        if found:
            self.search.put(found[0], record.id, found[1])
        if isinstance(record, records.Person):
            self.person_keys.put(record)

    def settle(self, record: records.Entry, near: str = "") -> None:
        """書いた記録で伏せる人や語や名が変わったら、覚えを捨て、関わる索引を作り直す。

        near: 情報源の名が変わりうる相談(id)。
        """
        if near:
            self.sources.forget()
            for one in beside(self, near):
                self.reindex(one)
        before = self.shield.affected(record)
        if before:
            self.shield.forget()
            for one in around(self, before | self.shield.affected(record)):
                self.reindex(one)

    def unindex(self, record: records.Entry) -> None:
        found = searchable(record, self)
        if found:
            self.search.remove(found[0], record.id)
        if isinstance(record, records.Person):
            self.person_keys.remove(record.id)
