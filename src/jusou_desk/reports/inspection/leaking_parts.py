"""ブックの中の、外へ出しては困る部品の表。何があるか、何が困るか、どう消すかを一文ずつ言う。

赤は、渡すたびに中身が漏れるものか、開いたパソコンから外へつながるもの。ほかは黄。
部品の名と関係の種類は ECMA-376 と、Microsoft の公開仕様 [MS-XLSX]・[MS-OFFCRYPTO] などによる。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from jusou_desk.reports.inspection.findings import Grade

_CHECK: Final = "Excelの「ファイル」→「情報」→「問題のチェック」→「ドキュメント検査」で消せます。"
_JUDGE: Final = "渡してよい内容か確かめ、要らなければ消してください。"

#: 属性の一つも無い、独自の属性の部品。LibreOffice は、いつもこの部品を書く。
_NO_PROPERTY: Final = (
    rb"(?:<\?xml[^>]*>)?\s*<Properties(?:\s+xmlns(?::\w+)?=\"[^\"]*\")*\s*"
    rb"(?:/>|>\s*</Properties>)\s*\Z"
)


@dataclass(frozen=True)
class Trace:
    """部品の一種。

    heads: 部品の名の頭(小文字)。kinds: その部品を指す関係の種類。holding: 中身がこれを含むときだけ。
    what: 何があって何が困るか。advice: 次の一手。
    """

    grade: Grade
    heads: tuple[str, ...]
    kinds: frozenset[str]
    what: str
    advice: str
    holding: re.Pattern[bytes] | None = None


def _red(heads: str, kinds: str, what: str, advice: str, holding: bytes = b"") -> Trace:
    return _trace(Grade.RED, heads, kinds, what, advice, holding)


def _yellow(heads: str, kinds: str, what: str, advice: str, holding: bytes = b"") -> Trace:
    return _trace(Grade.YELLOW, heads, kinds, what, advice, holding)


def _trace(grade: Grade, heads: str, kinds: str, what: str, advice: str, holding: bytes) -> Trace:
    return Trace(
        grade,
        tuple(heads.split()),
        frozenset(kinds.split()),
        what,
        advice,
        re.compile(holding) if holding else None,
    )


#: 一つの部品には、初めに合ったものだけを言う。
TRACES: Final = (
    _red(
        "xl/pivotcache/",
        "pivotCacheDefinition pivotCacheRecords",
        "ピボットテーブルがあり、集計する前の表の中身が、見えないまま付いて出ます。",
        "ピボットテーブルを値だけの表に写し、元のピボットテーブルを消して保存し直してください。",
    ),
    _red(
        "xl/model/",
        "powerPivotData",
        "データモデルがあり、取り込んだ表の中身が、見えないまま付いて出ます。",
        "要るシートだけを新しいブックに写して、保存し直してください。",
    ),
    _red(
        "xl/revisions/",
        "revisionHeaders revisionLog usernames",
        "変更の履歴があり、前に書いてあった値が付いて出ます。",
        "ブックの共有をやめて保存し直してください。",
    ),
    # 写した値(台帳の氏名など)は、様式には見えず、リンクを切らずに渡すと相手がZIPの道具で読める。値があれば赤。
    # 値が無ければ、漏れるのは元のブックの名と置き場所だけで、開いた人にも「更新しますか」と出て分かる。黄。
    _red(
        "xl/externallinks/",
        "externalLink",
        "ほかのブックへのリンクがあり、そのブックから写した値が付いて出ます。",
        "「データ」→「リンクの編集」で解除してください。",
        rb"<(?:\w+:)?v[ >]",
    ),
    _yellow(
        "xl/externallinks/",
        "externalLink",
        "ほかのブックへのリンクがあり、そのブックの名と置き場所、シートの名が付いて出ます。",
        "「データ」→「リンクの編集」で解除してください。",
    ),
    _red(
        "xl/connections",
        "connections",
        "外のデータへの接続があり、開いた人のパソコンから、そのデータを取りに行くことがあります。",
        "「データ」→「クエリと接続」で消してください。",
    ),
    _red(
        "xl/querytables/",
        "queryTable",
        "外のデータを取り込む表があり、開いた人のパソコンから、そのデータを取りに行くことがあります。",
        "「データ」→「クエリと接続」で消し、表を値だけにしてください。",
    ),
    _red(
        "xl/webextensions/",
        "webextension webextensiontaskpanes",
        "Officeアドインがあり、開くと外のホームページにつながり、升の値を読まれることがあります。",
        "要るシートだけを新しいブックに写して、保存し直してください。",
    ),
    _red(
        "xl/macrosheets/",
        "xlMacrosheet xlIntlMacrosheet",
        "古い形のマクロ(Excel 4.0)のシートがあり、外のプログラムを動かすことがあります。",
        "シートを再表示して消すか、要るシートだけを新しいブックに写してください。",
    ),
    _yellow(
        "xl/richdata/",
        "rdRichValue rdRichValueStructure",
        "インターネットから取った値(株価や地理など)か、升の中の絵が、付いて出ます。",
        "要らなければ、その升を値か絵だけに替えてください。",
    ),
    _yellow(
        "xl/slicercaches/ xl/timelinecaches/",
        "slicerCache timelineCache",
        "スライサーがあります。PDFには描かれず、選べる項目の名が付いて出ることがあります。",
        "要らなければ、Excelで消してください。",
    ),
    _yellow(
        "xl/activex/",
        "control activeXControlBinary",
        "ActiveXの部品があり、打ってある字が付いて出て、開いた人に警告が出ることがあります。",
        "「開発」→「挿入」の「フォーム コントロール」に替えるか、消してください。",
    ),
    _yellow(
        "xl/customproperty",
        "customProperty",
        "シートに、見えない覚え書き(カスタムプロパティ)があります。",
        _CHECK,
    ),
    _yellow(
        "customui/",
        "extensibility",
        "Excelのリボンに足したボタンがあり、開いた人の画面にも出ます。",
        "要らなければ、要るシートだけを新しいブックに写してください。",
    ),
    _yellow(
        "docmetadata/",
        "classificationlabels",
        "秘密度ラベルがあり、役場の契約の番号が付いて出ます。",
        "「ホーム」→「秘密度」でラベルを外すか、このままでよいかを確かめてください。",
    ),
    _yellow(
        "xl/charts/",
        "chart chartEx",
        "グラフに、題や、じかに書いた値か、ほかのブックから写した値があり、付いて出ます。",
        "前の人のものでないかを確かめ、要らなければグラフを消してください。",
        rb"<(?:\w+:)?(?:pt[ >]|t>)",
    ),
    _yellow("xl/comments", "comments", "コメント(メモ)があります。", _JUDGE),
    _yellow("xl/threadedcomments/", "threadedComment", "コメントのやり取りがあります。", _JUDGE),
    _yellow("xl/persons/", "person", "コメントを書いた人の名前があります。", _CHECK),
    _yellow(
        "xl/embeddings/",
        "oleObject package",
        "ほかのファイルが埋め込まれていて、絵のほかの中身も付いて出ます。",
        "渡してよいものか確かめ、要らなければ消してください。",
    ),
    _yellow(
        "customxml/ xl/customxml", "customXml", "見えないデータ(カスタムXML)があります。", _CHECK
    ),
    _yellow(
        "docprops/custom",
        "custom-properties",
        "独自の属性(プロパティ)があります。",
        _CHECK,
        rb"(?s)\A(?!" + _NO_PROPERTY + rb")",
    ),
    _yellow(
        "docprops/thumbnail",
        "thumbnail",
        "縮小した絵(サムネイル)があり、保存したときの初めの頁が写っていることがあります。",
        "保存するとき「縮小版を保存する」の印を外してください。",
    ),
    _yellow(
        "xl/xmlmaps",
        "xmlMaps",
        "XMLの対応付けがあり、元のデータの項目の名や置き場所が、見えないまま付いて出ます。",
        "「開発」→「ソース」の「XML の対応付け」で消してください。",
    ),
    _yellow(
        "xl/printersettings/",
        "printerSettings",
        "プリンターの設定(プリンターの名前)があります。",
        "困るときは、別のパソコンで保存し直してください。",
    ),
    _yellow(
        "xl/vbaproject",
        "vbaProject",
        "マクロがあります。",
        "このまま使えますが、開いた人に警告が出ます。要らなければ「.xlsx」で保存してください。",
    ),
    _yellow(
        "xl/chartsheets/ xl/dialogsheets/",
        "chartsheet dialogsheet",
        "グラフかダイアログだけのシートがあります。PDFには出ませんが、xlsxには付いて出ます。",
        "要らなければ、消してください。",
    ),
)
