"""ソースの形: 小さな部屋、小さな関数、黙って握りつぶさない、出口はひとつ。"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jusou_desk"
MODULE_LINES = 400
FUNCTION_LINES = 80
WRITING_CALLS = {"write_bytes", "write_text", "write_whole", "write_together"}
# ファイルに書いてよいのは models（台帳と鍵）と casework（持ち出し・控え）だけ。
SILENT_ROOMS = ("ui", "reports")


def sources() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def place(path: Path, node: ast.expr | ast.stmt | ast.excepthandler) -> str:
    try:
        return f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
    except ValueError:
        return f"{path.name}:{node.lineno}"


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def long_functions(path: Path) -> list[str]:
    return [
        f"{place(path, node)} {node.name}"
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]


def swallowed(path: Path) -> list[str]:
    """何でも捕まえて、何もしない except。"""
    return [
        place(path, node)
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and _catches_all(node.type)
        and all(_does_nothing(step) for step in node.body)
    ]


def _catches_all(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_catches_all(part) for part in caught.elts)
    return caught is None or (
        isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}
    )


def _does_nothing(step: ast.stmt) -> bool:
    return isinstance(step, ast.Pass | ast.Continue) or (
        isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
    )


def packets_made(path: Path) -> list[str]:
    """Packet を作る呼び出しと、見分けをつかなくする別名。"""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Call) and _called(node) == "Packet":
            found.append(place(path, node))
        if isinstance(node, ast.ImportFrom) and any(
            alias.name == "Packet" and alias.asname for alias in node.names
        ):
            found.append(place(path, node))
    return found


def files_written(path: Path) -> list[str]:
    return [
        place(path, node) for node in nodes(path) if isinstance(node, ast.Call) and _writes(node)
    ]


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _writes(call: ast.Call) -> bool:
    name = _called(call)
    if name == "open":
        # 組み込みの open は第 2 引数、Path.open は第 1 引数がモード。
        modes = [*call.args[:2], *(k.value for k in call.keywords if k.arg == "mode")]
        return any(
            isinstance(mode, ast.Constant)
            and isinstance(mode.value, str)
            and len(mode.value) <= 3
            and bool(set(mode.value) & set("wax+"))
            for mode in modes
        )
    return name in WRITING_CALLS


def test_部屋は小さい() -> None:
    sizes = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in sources()}
    assert [f"{p.relative_to(SOURCE)} {n}" for p, n in sizes.items() if n > MODULE_LINES] == []


def test_関数は短い() -> None:
    assert [found for path in sources() for found in long_functions(path)] == []


def test_誤りを黙って握りつぶさない() -> None:
    assert [found for path in sources() for found in swallowed(path)] == []


def test_Packetを作るのはpacketだけ() -> None:
    makers = [p for p in sources() if packets_made(p)]
    assert [p.relative_to(SOURCE).as_posix() for p in makers] == ["packet.py"]


@pytest.mark.parametrize("room", SILENT_ROOMS)
def test_画面と帳票はファイルに書かない(room: str) -> None:
    inside = sorted((SOURCE / room).rglob("*.py"))
    assert inside, f"{room} が見当たらない"
    assert [found for path in inside for found in files_written(path)] == []


@pytest.mark.parametrize(
    ("text", "finder"),
    [
        ("try:\n    go()\nexcept Exception:\n    pass\n", swallowed),
        ("for _ in x:\n    try:\n        go()\n    except:\n        continue\n", swallowed),
        ("try:\n    go()\nexcept (OSError, BaseException):\n    ...\n", swallowed),
        ("import jusou_desk.packet as p\np.Packet(1, 2)\n", packets_made),
        ("from jusou_desk.packet import Packet as Plain\n", packets_made),
        ("from pathlib import Path\nPath('x').write_bytes(b'')\n", files_written),
        ("with open('x', 'w') as f:\n    f.write('')\n", files_written),
        ("with path.open('ab') as f:\n    f.write(b'')\n", files_written),
        ("def f():\n" + "    go()\n" * FUNCTION_LINES, long_functions),
    ],
)
def test_見張りは植えた違反を見つける(tmp_path: Path, text: str, finder: object) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(text, encoding="utf-8")
    assert callable(finder)
    assert len(finder(planted)) == 1


@pytest.mark.parametrize(
    ("text", "finder"),
    [
        ("try:\n    go()\nexcept Exception as error:\n    show(error)\n", swallowed),
        ("try:\n    go()\nexcept FileNotFoundError:\n    pass\n", swallowed),
        ("with path.open('rb') as f:\n    f.read()\n", files_written),
        ("def f():\n" + "    go()\n" * (FUNCTION_LINES - 1), long_functions),
    ],
)
def test_見張りは正しい形をとがめない(tmp_path: Path, text: str, finder: object) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(text, encoding="utf-8")
    assert callable(finder)
    assert finder(planted) == []
