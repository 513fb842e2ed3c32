"""様式のブックを選ぶ、ただ一つの所。

事務所が取り込んで使っている様式(``own_forms``)があれば、それを使う。無ければ同梱の、町の様式
(``resources/towns/<町>/layouts/<名>.xlsx``)か標準の様式(``resources/layouts/<名>.xlsx``)を使う。
町にだけある様式は、ほかの町では出せない。

支援会議の紙には、支援会議のために取り込んだ様式だけを使う。ほかの会議のための様式には「本人の同意を
得て」のような、支援会議の紙では偽りになる字が刷ってあるかもしれないため。
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import calibration
from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet
from jusou_desk.paths import resource
from jusou_desk.policy import Purpose
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.inspection.inspecting_leaks import expect_harmless
from jusou_desk.reports.inspection.inspecting_tags import PlacedTag, shown_tags, tags_in
from jusou_desk.reports.inspection.inspecting_unseen import unseen
from jusou_desk.reports.inspection.linking import put_tags
from jusou_desk.reports.inspection.outsized import expect_moderate
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.setting.ruler import EXACT, Calibration
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.workbook import Workbook
from jusou_desk.towns import Town

_SEALED: Final = "-sealed"
#: 様式の右上に刷る取扱いの欄。同梱の様式は升に持ち、町の様式では余白に刷る。
_HANDLING: Final = ("取扱", "取消")


@dataclass(frozen=True)
class Layout:
    """差し込む様式。own: 事務所が取り込んだもの(余白の印の入れ方が、同梱の様式と違う)。

    moment: 紙を出す時。様式の数式の TODAY と NOW の値になる。
    ratio: 役所の Excel が刷る大きさ。同梱の様式は紙の幅に合わせて縮めるので、違いが出ない。
    """

    data: bytes = field(repr=False)
    digest: str
    own: bool
    moment: datetime
    ratio: Calibration = EXACT

    def fill(
        self, packet: Packet, only: Collection[str] = (), *, listing: bool = False
    ) -> FilledBook:
        """差し込んだブック。only: 使うシートの、差し込む前の名(空なら全部)。

        listing: 件数で長さの変わる一覧か。同梱の様式なら、頁の終わりを整える。

        取り込んだ様式にそのシートが無ければ ``BadInput``。
        """
        missing = [name for name in only if self.own and name not in self._sheets]
        if missing:
            raise BadInput(
                f"いま使っている町の様式に、シート「{missing[0]}」がありません。",
                "管理者に、「様式の取り込み」でそのシートのある様式を取り込むか、"
                "使うのをやめるよう頼んでください。",
            )
        return fill(
            self.data,
            packet,
            only=only,
            calibration=self.ratio,
            moment=self.moment,
            ending_well=listing and not self.own,
        )

    def margin_words(self, packet: Packet) -> tuple[str, ...]:
        """町の様式の余白に刷る語: 取扱いと、終結を取り消した評価シートの印。"""
        found = (packet.values.get(name) for name in _HANDLING if self.own)
        return tuple(str(words) for words in found if words)

    def xlsx(self, book: FilledBook, printed: Stamp, *, marked: bool = False) -> bytes:
        """外へ出す xlsx。

        町の様式のヘッダーは町のものなので、そのまま出す。同梱の様式と、取扱いの印の要る紙
        (marked: 会議資料など)では、PDF の余白と同じものをヘッダーに入れる。
        """
        return book.to_xlsx() if self.own and not marked else book.stamped_xlsx(printed)

    @cached_property
    def tags(self) -> frozenset[str]:
        """様式に書いてあるタグの名。"""
        return frozenset(one.tag.name for one in self._placed)

    def lacks(self, tag: str, only: Collection[str] = ()) -> bool:
        """取り込んだ様式の、使うシート(only。空なら全部)の紙に出る所に、タグ ``tag`` が無いか。"""
        return self.own and tag not in {
            one.tag.name for one in self._shown if not only or one.sheet in only
        }

    @cached_property
    def _shown(self) -> tuple[PlacedTag, ...]:
        book = Workbook(self.data)
        return tuple(shown_tags(self._placed, unseen(book, Vocabulary(()))))

    @cached_property
    def _placed(self) -> tuple[PlacedTag, ...]:
        return tuple(tags_in(Workbook(self.data)))

    @cached_property
    def _sheets(self) -> frozenset[str]:
        return frozenset(sheet.name for sheet in Workbook(self.data).sheets)


def form_key(name: str, *, sealed: bool) -> str:
    """取り込んだ様式が、何の紙に使うものか。支援会議の紙と、ほかの紙は別に取り込む。"""
    return f"{name}{_SEALED}" if sealed else name


def layout_in_use(desk: Desk, name: str, *, sealed: bool = False) -> Layout:
    """紙 ``name`` に今日使う様式。結んだ升には、タグを書き入れてある。

    sealed: 支援会議の紙か。取り込んだ様式が無く、同梱の様式もこの町に無ければ ``BadInput``。
    """
    with desk.reading(Purpose.CASEWORK) as work:
        form = work.own_forms.in_use(form_key(name, sealed=sealed), desk.today())
        data = work.own_forms.data(form) if form else b""
        ratio = calibration(work)
    if form is not None:
        data = put_tags(data, form.links)
        return Layout(data, form.digest, own=True, moment=desk.now(), ratio=ratio)
    return _layout(layout_for(desk, name), desk.now(), own=False)


def given_layout(desk: Desk, template: bytes) -> Layout:
    """命令で渡された、町の様式。

    窓から取り込むときに大きさと漏れの点検で断るもの(外へつながるもの、見えない値の付いたものなど)は、
    ここでも ``BadInput``。タグの誤りは断らず、``FilledBook.problems`` で知らせる: 取り込んで使い続ける
    様式と違って一度きりで、入らなかった所はその場の紙に見える。
    """
    with expecting_sound_book():
        book = Workbook(template)
        expect_moderate(book)
        expect_harmless(book)
    with desk.reading(Purpose.CASEWORK) as work:
        return _layout(template, desk.now(), own=True, ratio=calibration(work))


def _layout(data: bytes, moment: datetime, *, own: bool, ratio: Calibration = EXACT) -> Layout:
    return Layout(data, hashlib.sha256(data).hexdigest(), own, moment, ratio)


def layout_for(desk: Desk, name: str) -> bytes:
    """同梱の様式 ``name`` のブック。この町に無ければ ``BadInput``。"""
    found = shipped_layout(desk.town, name)
    if found is None:
        raise BadInput(
            f"「{desk.town.name}」には、その様式がありません。",
            "ほかの様式を選ぶか、Excel の様式を指定してください。",
        )
    return found.read_bytes()


def shipped_layout(town: Town, name: str) -> Path | None:
    """同梱の様式。町のものが先で、町にも標準にも無ければ None。"""
    own = resource("towns", town.id, "layouts", f"{name}.xlsx")
    standard = resource("layouts", f"{name}.xlsx")
    return next((path for path in (own, standard) if path.is_file()), None)
