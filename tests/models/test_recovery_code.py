"""復旧コード: 紙から打ち直すもの。打ち間違いは必ず気付く。"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import format_code, parse_code
from jusou_desk.models.office import Office
from tests.models.office import ADMIN, CHEAP, PASSWORD, make

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
privates = st.binary(min_size=32, max_size=32)


@given(privates)
def test_四文字十四組で_往復する(private: bytes) -> None:
    code = format_code(private)
    assert [len(group) for group in code.split("-")] == [4] * 14
    assert set(code) <= set(ALPHABET) | {"-"}
    assert parse_code(code) == private


@given(privates, st.integers(0, 55), st.sampled_from(ALPHABET))
def test_一文字の打ち間違いは断る(private: bytes, at: int, letter: str) -> None:
    letters = list(format_code(private).replace("-", ""))
    if letters[at] == letter:
        return
    letters[at] = letter
    with pytest.raises(BadInput, match="打ち間違い"):
        parse_code("".join(letters))


@given(privates, st.integers(0, 54))
def test_隣の文字の入替わりは断る(private: bytes, at: int) -> None:
    letters = list(format_code(private).replace("-", ""))
    if letters[at] == letters[at + 1]:
        return
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    with pytest.raises(BadInput, match="打ち間違い"):
        parse_code("".join(letters))


@given(st.text())
def test_何を打たれても文で断る(text: str) -> None:
    with pytest.raises(BadInput):
        parse_code(text)


@given(privates, st.integers(0, 13))
def test_組の抜けは断る(private: bytes, missing: int) -> None:
    groups = format_code(private).split("-")
    with pytest.raises(BadInput, match="文字数"):
        parse_code("-".join(groups[:missing] + groups[missing + 1 :]))


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(privates)
def test_小文字_全角_空白区切り_紛らわしい字でも読める(private: bytes) -> None:
    code = format_code(private)
    assert parse_code(code.lower()) == private
    assert parse_code(code.translate(FULL_WIDTH)) == private
    assert parse_code(code.lower().translate(FULL_WIDTH)) == private
    assert parse_code(code.replace("-", "\u3000")) == private
    assert parse_code(code.replace("-", "ー")) == private
    assert parse_code(f"  {code}\n") == private
    assert parse_code(code.replace("0", "O").replace("1", "l")) == private


def test_よその事務所の復旧コードでは開かない(folder: Path, tmp_path: Path) -> None:
    _, other = make(tmp_path / "other")
    with pytest.raises(Refused, match="この事務所の復旧コードではありません"):
        Office(folder, NoSecrets()).reissue(other, ADMIN, PASSWORD)
    with pytest.raises(Refused, match="この事務所の復旧コードではありません"):
        Office(folder, NoSecrets()).reissue(format_code(os.urandom(32)), ADMIN, PASSWORD)


def test_再発行すると新しいパスワードだけで開く(folder: Path, code: str) -> None:
    Office(folder, NoSecrets()).reissue(code, ADMIN, "あたらしい-パスワード").close()
    with pytest.raises(Refused):
        Office(folder, NoSecrets()).sign_in(ADMIN, PASSWORD)
    Office(folder, NoSecrets()).sign_in(ADMIN, "あたらしい-パスワード").close()


def test_再発行のパスワードが短ければ何も変わらない(folder: Path, code: str) -> None:
    with pytest.raises(BadInput, match="短すぎます"):
        Office(folder, NoSecrets()).reissue(code, ADMIN, "短い")
    store = Office(folder, NoSecrets()).sign_in(ADMIN, PASSWORD)
    assert store.member_of  # 会議体の鍵も前のまま開く
    store.close()


def test_再発行してもパスワードの重さは変わらない(folder: Path, code: str) -> None:
    Office(folder, NoSecrets()).reissue(code, ADMIN, "あたらしい-パスワード").close()
    assert {s.cost for s in Office(folder, NoSecrets()).vault.bundle.slots} == {CHEAP}
