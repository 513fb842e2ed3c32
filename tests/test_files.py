"""ファイルは途中の姿を残さずに置き換え、OS の断りは利用者の文になる。"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from jusou_desk.errors import BadInput, OutsideTrouble
from jusou_desk.files import outside, read_whole, write_together, write_whole
from tests.models.office import fill, read_only, small_disk


def test_新しく書き_置き換える(tmp_path: Path) -> None:
    path = tmp_path / "記録.xlsx"
    for data in (b"first", b"", b"second" * 100_000):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_一杯のディスクでは前の内容がそのまま残る(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        path = disk / "keys.json"
        write_whole(path, b"before")
        fill(disk)
        with pytest.raises(OutsideTrouble, match="空きが足りません") as refused:
            write_whole(path, b"after" * 10_000)
        assert refused.value.advice
        assert path.read_bytes() == b"before"
        assert sorted(p.name for p in disk.iterdir()) == ["fill.bin", "keys.json"]


def test_書込み禁止の媒体は一文で断る(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    with (
        read_only(tmp_path / "usb"),
        pytest.raises(OutsideTrouble, match="「usb」に書き込めません"),
    ):
        write_whole(tmp_path / "usb" / "a.pdf", b"x")
    assert list((tmp_path / "usb").iterdir()) == []


def test_置き換える先がフォルダでも途中の姿は残らない(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OutsideTrouble):
        write_whole(tmp_path / "a.pdf", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_抜かれた媒体は一文で断る(tmp_path: Path) -> None:
    with pytest.raises(OutsideTrouble, match="「抜かれたUSB」を読み書きできませんでした"):
        write_whole(tmp_path / "抜かれたUSB" / "a.pdf", b"x")
    assert list(tmp_path.iterdir()) == []


def test_何冊かを一度に書き前の回のものは残さない(tmp_path: Path) -> None:
    files = {tmp_path / name: b"old" for name in ("a.pdf", "b.pdf")}
    with write_together(files):
        pass
    with write_together(dict.fromkeys(files, b"new")):
        pass
    assert {path.read_bytes() for path in files} == {b"new"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


def test_途中の一冊が書けなければ前のファイルが元のまま残る(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    (tmp_path / "c.pdf").mkdir()
    files = {tmp_path / name: b"new" for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf")}
    with pytest.raises(OutsideTrouble, match="はフォルダです"), write_together(files):
        pass
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "c.pdf"]


def test_一杯になれば前の回の何冊もが元のまま残る(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        (disk / "a.pdf").write_bytes(b"old")
        files = {disk / "a.pdf": b"new", disk / "b.pdf": b"x" * 400_000}
        with pytest.raises(OutsideTrouble, match="空きが足りません"), write_together(files):
            pass
        assert (disk / "a.pdf").read_bytes() == b"old"
        assert [p.name for p in disk.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "空きが足りません"),
        (errno.EDQUOT, "空きが足りません"),
        (errno.EROFS, "書き込めません"),
        (errno.EACCES, "書き込めません"),
        (errno.EPERM, "書き込めません"),
        (errno.EIO, "読み書きできませんでした"),
        (errno.ENODEV, "読み書きできませんでした"),
    ],
)
def test_OSの断りは利用者の文になり_人の名を含むファイル名を出さない(
    number: int, sentence: str
) -> None:
    trouble = outside(OSError(number, os.strerror(number)), Path("usb") / "試見さざなみ.pdf")
    assert sentence in trouble.title
    assert trouble.advice
    assert "さざなみ" not in trouble.title + trouble.advice


def test_フォルダの名の無い書き方でも_どこかを言う(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trouble = outside(OSError(errno.EIO, "I/O"), Path("a.pdf"))
    assert trouble.title.startswith(f"「{tmp_path.name}」を")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="パイプをファイルの所に置けない")
def test_終わりの来ないものは読まずに断る(tmp_path: Path) -> None:
    pipe = tmp_path / "パイプ"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(BadInput, match="装置やパイプ"):
            read_whole(path)


def test_大きすぎるファイルは上限まで読んで断る(tmp_path: Path) -> None:
    book = tmp_path / "台帳.xlsx"
    book.write_bytes(b"x" * 11)
    assert read_whole(book, limit=11) == b"x" * 11
    with pytest.raises(BadInput, match="超えています"):
        read_whole(book, limit=10)
    with pytest.raises(OutsideTrouble, match="見つかりません"):
        read_whole(tmp_path / "無い.xlsx")
    with pytest.raises(OutsideTrouble, match="フォルダです"):
        read_whole(tmp_path)
