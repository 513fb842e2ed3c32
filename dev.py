"""支度・起動・点検をひとつの命令で。標準ライブラリだけで動く（Linux と Windows、Python 3.11～3.13）。

    python3 dev.py run  [引数…]     支度して窓を開く（引数なしは長門市の練習用）。引数は jusou-desk へ渡る
    python3 dev.py test [引数…]     支度して、すべての点検と試験。引数があれば、その引数で pytest だけ
    python3 dev.py check            試験のほかの点検（ruff, mypy, 層の約束）だけ
    python3 dev.py cover            支度して、通った行を数えながらすべての試験
    python3 dev.py bench [--json]   速さを計り、裸の部品との比を出す（空いている機械で、2～3分）
    python3 dev.py lock [--upgrade] requirements.lock を作り直す

支度とは、.venv を作り、requirements.lock の部品をハッシュで確かめて入れること。lock が変わったときだけやり直す。
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
MARKER = VENV / "jusou-desk-ready"
LOG = VENV / "setup.log"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
VERSIONS = ((3, 11), (3, 14))
LOCK_TOOL = "uv==0.13.9"

# 共有ライブラリの名 -> それを持つ Debian のパッケージ。Qt の窓・offscreen・印刷に要る。
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbrotlidec.so.1": "libbrotli1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
# 試験だけが使う命令。なければ、それを使う試験は飛ばされる。
TEST_TOOLS = {"pdftotext": "poppler-utils", "soffice": "libreoffice-calc-nogui"}

CHECKS = (
    ("書き方 (ruff check)", ("ruff", "check", ".")),
    ("体裁 (ruff format)", ("ruff", "format", "--check", ".")),
    ("型 (mypy)", ("mypy",)),
    ("層の約束 (import-linter)", ("lint-imports", "--no-logo", "--no-cache")),
)
# 通った行を数えながらだと三割ほど延びるので、数えるのは cover だけ。
WHOLE_SUITE = ("-n", "auto")
COVERED_SUITE = (*WHOLE_SUITE, "--cov", "--cov-report=term")


class Stop(Exception):
    """ここで止める。文は利用者が読む。"""


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # cp1252 の画面でも止まらない
    verbs = {
        "run": run, "test": test, "check": check, "cover": cover, "bench": bench, "lock": lock,
    }  # fmt: skip
    if not arguments or arguments[0] not in verbs:
        say(__doc__ or "")
        return 2
    try:
        require_python()
        return verbs[arguments[0]](arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n中断しました。同じ命令で続きからやり直せます。", file=sys.stderr)
        return 130


def run(arguments: list[str]) -> int:
    """支度をして jusou-desk を動かす。"""
    opens_window = (
        not arguments
        or arguments[0] in ("practice", "start")
        or (len(arguments) == 1 and Path(arguments[0]).is_dir())
    )
    if opens_window:
        require_display()
    set_up()
    # 「start」は始めの頁(事務所を開く・作る・戻す)。何も言わなければ練習。
    words = [] if arguments == ["start"] else arguments or ["practice", "nagato"]
    return call("python", "-m", "jusou_desk", *words)


def test(arguments: list[str]) -> int:
    """支度をして点検と試験。どれかが落ちても最後まで進み、pytest のまとめを最後に出す。"""
    set_up(for_tests=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if arguments:
        return call("python", "-m", "pytest", *arguments)
    failed = failing_checks()
    say("== 試験 (pytest)")
    status = call("python", "-m", "pytest", *WHOLE_SUITE)
    return status or int(bool(failed))


def check(arguments: list[str]) -> int:
    """支度をして、試験のほかの点検だけ。"""
    if arguments:
        raise Stop("check は引数を取りません。試験を選ぶには test に続けて書いてください。")
    set_up()
    return int(bool(failing_checks()))


def cover(arguments: list[str]) -> int:
    """支度をして、通った行を数えながらすべての試験。"""
    set_up(for_tests=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return call("python", "-m", "pytest", *COVERED_SUITE, *arguments)


def bench(arguments: list[str]) -> int:
    """支度をして速さを計る。"""
    set_up()
    return call("python", "-m", "tests.benchmarks", *arguments)


def failing_checks() -> list[str]:
    failed = []
    for title, command in CHECKS:
        say(f"== {title}")
        if call(*command) != 0:
            failed.append(title)
    if failed:
        say("!! 通らなかった点検: " + "、".join(failed))
    return failed


def lock(arguments: list[str]) -> int:
    """使い捨ての環境の uv で lock を作り直す。すでにある版は、--upgrade がなければ動かさない。"""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home, symlinks=not WINDOWS, with_pip=True)
        python = home / PYTHON.relative_to(VENV)
        pip(python, home / "lock.log", "install", LOCK_TOOL)
        command = [
            *(str(python), "-m", "uv", "pip", "compile", "pyproject.toml", "--group", "dev"),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-emit-index-url", "--no-header", "--quiet", "-o", LOCK.name, *arguments),
        ]
        return subprocess.call(command, cwd=ROOT)


def call(program: str, *arguments: str) -> int:
    """.venv にある命令を動かし、終わりの番号を返す。中断は子に任せて待つ。"""
    found = shutil.which(program, path=str(PYTHON.parent))
    if found is None:
        raise Stop("作業用の環境 .venv が壊れています。.venv を消して、もう一度打ってください。")
    with subprocess.Popen([found, *arguments], cwd=ROOT) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.wait()
            raise


# --- 支度 -------------------------------------------------------------------------------


def require_python() -> None:
    lowest, limit = VERSIONS
    if not lowest <= sys.version_info[:2] < limit:
        here = ".".join(map(str, sys.version_info[:3]))
        how = "py -3.12 dev.py" if WINDOWS else "python3.12 dev.py"
        raise Stop(
            f"Python 3.11～3.13 で動かしてください（いまは {here}）。\n"
            f"入っていれば、たとえば「{how} {' '.join(sys.argv[1:])}」と打ちます。"
        )


def require_display() -> None:
    """窓を出せる画面があるか。Windows と macOS では問わない。"""
    if not sys.platform.startswith("linux"):
        return
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise Stop(
            "窓を出す画面がないので、画面のある端末で打つか、"
            "「xvfb-run -a python3 dev.py run」（xvfb と xauth が要ります）と打ってください。"
        )


def set_up(for_tests: bool = False) -> None:
    system_packages(for_tests)
    wanted = fingerprint()
    if MARKER.is_file() and PYTHON.exists() and MARKER.read_text(encoding="utf-8") == wanted:
        return
    say("支度をしています。部品を取り寄せるので、初めては数分かかります。")
    try:
        venv.create(VENV, clear=True, symlinks=not WINDOWS, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop(
            "作業用の環境 .venv を作れませんでした。開いている重層デスクと端末を閉じ、"
            f"空き容量を確かめて、もう一度打ってください（{error}）。"
        ) from None
    pip(PYTHON, LOG, "install", "--require-hashes", "-r", str(LOCK))
    pip(PYTHON, LOG, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    MARKER.write_text(wanted, encoding="utf-8")
    say("支度ができました。")


def fingerprint() -> str:
    """支度をやり直すべきかを決める印。lock、組み立ての設定、Python の版、置き場所から作る。"""
    parts = (LOCK.read_bytes(), sys.version.encode(), str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def pip(python: Path, log: Path, *arguments: str) -> None:
    """pip を静かに動かす。しくじれば記録を残し、分かる言葉で止める。"""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    output = done.stdout + done.stderr
    with log.open("a", encoding="utf-8") as file:
        file.write(output)
    if done.returncode != 0:
        raise Stop(explain(output))


def explain(output: str) -> str:
    """pip の出力から、利用者に伝える一文と次の一手を選ぶ。"""
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "取り寄せた部品が控えと違うため、入れませんでした。回線を替えてもう一度打ってください。"
        )
    if "No space left" in output or "Errno 28" in output:
        return "ディスクの空きが足りません。1 GB ほど空けて、もう一度打ってください。"
    offline = ("NewConnectionError", "Failed to establish", "Temporary failure", "timed out")
    if any(sign in output for sign in (*offline, "ProxyError", "Could not find a version")):
        return "部品を取り寄せられませんでした。回線とプロキシの設定を確かめて、もう一度打ってください。"
    last = "\n".join(output.strip().splitlines()[-8:])
    return f"部品を入れられませんでした。次の知らせを添えて、管理者に相談してください。\n{last}"


def system_packages(for_tests: bool) -> None:
    """足りないシステムの部品を、Debian で root なら入れ、そうでなければ打つべき一行を示す。"""
    if not sys.platform.startswith("linux"):
        return
    needed = missing_libraries()
    if importlib.util.find_spec("ensurepip") is None:
        needed.append("python3-venv")
    wished = [p for tool, p in TEST_TOOLS.items() if for_tests and not shutil.which(tool)]
    if not needed and not wished:
        return
    apt = shutil.which("apt-get")
    line = "apt-get install -y --no-install-recommends " + " ".join([*needed, *wished])
    if apt and os.geteuid() == 0:
        say("システムの部品を入れています: " + " ".join([*needed, *wished]))
        install_packages(apt, [*needed, *wished])
        return
    how = (
        f"sudo {line}" if apt else "お使いの Linux で同じ部品を入れる（" + line + " に当たるもの）"
    )
    if needed:
        raise Stop(f"システムの部品が足りません。次の一行を打ってから、もう一度どうぞ。\n    {how}")
    say(f"一部の試験を飛ばします。すべて試すには次の一行を打ってください。\n    {how}")


def missing_libraries() -> list[str]:
    finder = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        listed = subprocess.run([finder, "-p"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []  # 調べられない Linux では、Qt 自身の知らせに任せる
    present = {line.split()[0] for line in listed.splitlines() if "=>" in line}
    return [package for library, package in LIBRARIES.items() if library not in present]


def install_packages(apt: str, packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        [apt, "-qq", "update"],
        [apt, "-qq", "install", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode != 0 and "install" in command:
            raise Stop(
                "システムの部品を入れられませんでした。回線を確かめて、もう一度打ってください。\n"
                + "\n".join(done.stderr.strip().splitlines()[-4:])
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
