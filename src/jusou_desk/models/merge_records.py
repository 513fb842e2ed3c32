"""同じ人を一つにした記録(統合)と、別人と決めた二人の型。

統合の記録は、どの行をどう書いたかの控え(版の番号と要約値)だけを持ち、中身は持たない。中身は、書き直す
前の姿(``models.versions``)に、区分ごとに残っている。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jusou_desk.models.records import Entry


@dataclass(frozen=True, kw_only=True)
class MovedRow:
    """統合で書いた一行。number: 書く前の版の番号(新しく書いたなら 0)。after: 書いた後の要約値(消したなら空)。"""

    kind: str
    record_id: str
    number: int = 0
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Merge(Entry):
    """二人の記録を一人に統合したこと。``gone_id`` の人の記録は、統合を戻すまで無い。

    gone_no: 無くなった人物番号。この番号は、残った人を指す。own: 統合の前から残した人を指していた行
    (「型 id」)。rows: 統合で書いた行(書いた順)。支援会議の記録は書き換えず、棚から出るときに指す人を替える
    (``models.merged``)。
    """

    kept_id: str
    gone_id: str
    gone_no: str
    merged_at: datetime
    merged_by: str
    own: tuple[str, ...] = ()
    rows: tuple[MovedRow, ...] = ()
    undone_at: datetime | None = None
    undone_by: str = ""

    @property
    def order(self) -> int:
        """統合した順。無くなった人を消した版の番号なので、同じ秒の統合も見分ける。"""
        return max((one.number for one in self.rows if one.record_id == self.gone_id), default=0)


@dataclass(frozen=True, kw_only=True)
class Apart(Entry):
    """別人と決めた二人。``person_id`` と ``other_id`` の順に意味は無い。"""

    person_id: str
    other_id: str
    said_by: str = ""
    said_at: datetime | None = None

    def names(self, one_id: str, other_id: str) -> bool:
        """その二人のことか。"""
        return {self.person_id, self.other_id} == {one_id, other_id}
