"""図形と画像の凍った模型。長さはポイント、角度は度(時計回り)、右と下が正。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jusou_desk.reports.drawing.guides import Custom
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.paint import Paint, Rgb


@dataclass(frozen=True, slots=True)
class Box:
    """置き場所。"""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """セルの左上からの位置。行・列は 1 から。"""

    row: int
    column: int
    across: float
    down: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """シートの上の置き場所。``start`` が無ければ ``box`` がシートの左上からの位置。

    ``end`` が無ければ、大きさは ``box`` のもの。
    """

    start: Spot | None
    end: Spot | None
    box: Box = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Turn:
    """回転と裏返し。"""

    angle: float = 0.0
    mirrored: bool = False
    upside_down: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """線の端の形。``wide``・``long`` は線の太さの何倍か。"""

    kind: str
    wide: float = 3.0
    long: float = 3.0


@dataclass(frozen=True, slots=True)
class Pen:
    """線。``dash`` は線の太さの何倍かで書いた破線の型。"""

    color: Rgb
    width: float
    dash: tuple[float, ...] = ()
    alpha: float = 1.0
    double: bool = False
    head: Arrow | None = None
    tail: Arrow | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """図形の中の段落。``pitch`` は行送りの倍率、``exact`` があれば行送りそのもの。"""

    spans: tuple[Span, ...]
    align: str = "left"
    indent: float = 0.0
    first: float = 0.0
    pitch: float = 1.0
    exact: float = 0.0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Body:
    """図形の中の文。insets: 左・上・右・下の余白。

    vertical: ``""`` 横書き / ``"stacked"`` 縦書き / ``"down"`` 右へ 90 度 / ``"up"`` 左へ 90 度。
    """

    paragraphs: tuple[Paragraph, ...]
    insets: tuple[float, float, float, float] = (7.2, 3.6, 7.2, 3.6)
    anchor: str = "top"
    centered: bool = False
    vertical: str = ""
    wrap: bool = True
    scale: float = 1.0
    upright: bool = False

    @property
    def text(self) -> str:
        return "\n".join("".join(s.text for s in p.spans) for p in self.paragraphs)


@dataclass(frozen=True)
class Shape:
    """図形一つ。custom があれば、その輪郭で描く。link: 文の代わりに写すセル。"""

    box: Box
    turn: Turn = Turn()
    preset: str = "rect"
    adjust: Mapping[str, float] = field(default_factory=dict)
    custom: Custom | None = None
    fill: Paint | None = None
    alpha: float = 1.0
    pen: Pen | None = None
    body: Body | None = None
    link: str = ""


@dataclass(frozen=True)
class Picture:
    """画像一つ。crop: 左・上・右・下から切り落とす割合。"""

    box: Box
    content: bytes
    turn: Turn = Turn()
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    alpha: float = 1.0
    pen: Pen | None = None


@dataclass(frozen=True)
class Group:
    """まとめた図形。inner: 中の図形が使う座標での、まとまりの範囲。"""

    box: Box
    inner: Box
    members: tuple[Node, ...]
    turn: Turn = Turn()


@dataclass(frozen=True)
class Control:
    """フォームの部品一つ。

    kind: ``check`` ``radio`` ``button`` ``frame`` ``label`` ``edit`` ``drop``。
    on: 印が付いているか。どちらでもない(灰色の印)なら ``None``。
    """

    kind: str
    on: bool | None
    body: Body | None
    box: Box = Box(0, 0, 0, 0)
    turn: Turn = Turn()


Node = Shape | Picture | Group | Control


@dataclass(frozen=True)
class Drawing:
    """シートの上に置いた図形一つ。cell: 左上のセル(人に知らせるため)。"""

    anchor: Anchor
    node: Node
    cell: str = ""
