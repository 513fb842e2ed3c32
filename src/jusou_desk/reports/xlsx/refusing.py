"""ブックとして読めないファイルの断り。何のファイルらしいかと、次の一手を一文ずつ言う。"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from typing import Final

from jusou_desk.errors import BadInput

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS: Final = "Excelで開き、「Excelブック(.xlsx)」形式で保存し直してから選んでください。"
_COPY_TABLE: Final = "表をExcelに写し、「Excelブック(.xlsx)」形式で保存してから選んでください。"
_OPEN_AND_SAVE: Final = "Excelで開いて保存し直してから、もう一度選んでください。"
#: OLE の目次に載る名前(UTF-16)→断り。
_OLE_KINDS: Final = (
    (
        "EncryptedPackage",
        "パスワードで守られたブックです。",
        "Excelで開いてパスワードを外し、保存し直してから選んでください。",
    ),
    (
        "WordDocument",
        "Wordの古い形式(.doc)の文書です。",
        _COPY_TABLE,
    ),
    *((name, "古い形式(.xls)のブックです。", _SAVE_AS) for name in ("Workbook", "Book")),
)
#: ファイルの始まり→何のファイルか。
_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "画像"),
    (b"\xff\xd8\xff", "画像"),
    (b"{\\rtf", "リッチテキスト"),
    (b"<!DOCTYPE html", "ホームページ"),
    (b"<html", "ホームページ"),
)
#: ZIP の中の目印→何のファイルか、次の一手。Excel で開けないものは、表を写してもらう。
_PACKAGES: Final = (
    ("xl/workbook.bin", "バイナリ形式(.xlsb)のブック", _SAVE_AS),
    ("word/document.xml", "Wordの文書", _COPY_TABLE),
    ("ppt/presentation.xml", "PowerPointの資料", _COPY_TABLE),
    ("mimetype", "OpenDocument形式(.ods など)の文書", _SAVE_AS),
)


def not_a_book(data: bytes) -> BadInput:
    """ZIP でないファイル ``data`` の断り。"""
    if data.startswith(_OLE):
        for name, title, advice in _OLE_KINDS:
            if name.encode("utf-16-le") in data:
                return BadInput(title, advice)
        return BadInput("パスワード付きのブックか、古い形式(.xls)のブックです。", _SAVE_AS)
    for start, kind in _KINDS:
        if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(start.lower()):
            return BadInput(
                f"{kind}のファイルで、Excelブック(.xlsx)ではありません。",
                "Excelで「.xlsx」形式に保存したファイルを選んでください。",
            )
    return BadInput(
        "Excelブック(.xlsx)として読めないファイルです。",
        "ファイルが壊れていないか、Excelで開けるかを確かめてください。",
    )


def other_package(names: Collection[str]) -> BadInput:
    """xlsx でない ZIP の断り。names: 中の部品の名前。"""
    for mark, kind, advice in _PACKAGES:
        if mark in names:
            return BadInput(f"{kind}で、Excelブック(.xlsx)ではありません。", advice)
    return BadInput(
        "Excelブック(.xlsx)ではないファイルです。",
        "Excelで「.xlsx」形式に保存したファイルを選んでください。",
    )


def broken_book() -> BadInput:
    """中身が読めないブックの断り。"""
    return BadInput(
        "Excelブックが途中で壊れています。",
        "元のファイルをもう一度写し直してから選んでください。",
    )


def unsafe_book() -> BadInput:
    """実体宣言など、安全に読めない XML の断り。"""
    return BadInput("安全に読めない書き方を含むブックです。", _OPEN_AND_SAVE)


def huge_book() -> BadInput:
    """展開したものが記憶に載らないブックの断り。"""
    return BadInput(
        "展開すると大きすぎるブックです。",
        "不要なシートや画像を除くか、いくつかのブックに分けてください。",
    )


def crowded_book() -> BadInput:
    """木にすると記憶を食い尽くすほど、書かれているものの多いブックの断り。"""
    return BadInput(
        "書かれているセルが多すぎるブックです。",
        "使っていない行や列を削除するか、いくつかのブックに分けてください。",
    )


def long_format() -> BadInput:
    """Excel の書けない長さの表示形式の断り。"""
    return BadInput(
        "表示形式の長すぎるブックです。",
        "Excelで開いて直し(修復の画面が出たら「はい」)、保存してから選んでください。",
    )


def wide_rules(sheet: str) -> BadInput:
    """条件付き書式を当てる升の多すぎるシートの断り。"""
    return BadInput(
        f"シート「{sheet}」の条件付き書式を当てる範囲が広すぎます。",
        "Excelの「条件付き書式」→「ルールの管理」で、適用先を要る升だけに狭めてください。",
    )


def wide_print(sheet: str) -> BadInput:
    """行や列の全体に付けた書式を刷る範囲の、広すぎるシートの断り。"""
    return BadInput(
        f"シート「{sheet}」の、塗りや罫線を刷る範囲が広すぎます。",
        "Excelで、印刷範囲を要る所だけに選び直し、その外の字や塗りや罫線を消してください。",
    )


def other_kind() -> BadInput:
    """テンプレート・アドインの断り。"""
    return BadInput(
        "テンプレート(.xltx・.xltm)やアドインは、様式に使えません。",
        _SAVE_AS,
    )


def crossing_merges(sheet: str, first: str, second: str) -> BadInput:
    """重なった結合の断り。Excel はこのブックを、壊れているといって開く。"""
    return BadInput(
        f"シート「{sheet}」の結合したセル {first} と {second} が重なっています。",
        "Excelで開いて直し(修復の画面が出たら「はい」)、保存してから選んでください。",
    )


def shared_part(sheet: str) -> BadInput:
    """二枚のシートが一つの中身を指すブックの断り。"""
    return BadInput(
        f"シート「{sheet}」の中身が、ほかのシートの中身と同じ所を指しています。", _OPEN_AND_SAVE
    )


def mixed_names() -> BadInput:
    """部品の名が、大文字と小文字だけ違うブックの断り。"""
    return BadInput("Excelブックの中の部品の名が、揃っていません。", _OPEN_AND_SAVE)


def lost_sheet(sheet: str) -> BadInput:
    """中身の部品の無いシートの断り。黙って飛ばすと、そのシートだけ点検も差込みもされない。"""
    return BadInput(f"シート「{sheet}」の中身が、ブックの中に見つかりません。", _OPEN_AND_SAVE)


def too_many_copies(most: int) -> BadInput:
    """写しや続紙が増えすぎる差込みの断り。一部だけを黙って出さない。

    写しのシートの名は人の名のことがあるので、文に入れない。
    """
    return BadInput(
        f"件数が多く、写しや続紙を合わせてシートが{most}枚を超えるため、作れません。",
        "期間や対象を絞って、何回かに分けて出してください。",
    )


def strict_book() -> BadInput:
    """台帳に使えない「Strict Open XML」の断り(様式には使える)。"""
    return BadInput(
        "「Strict Open XML」形式のブックは、台帳として読めません。",
        "Excelで「Excelブック(.xlsx)」形式に保存し直してください。",
    )


@contextlib.contextmanager
def expecting_sound_book() -> Iterator[None]:
    """番地や番号が数になっていないなど、部品の中身がおかしいブックを断る。"""
    try:
        yield
    except (ValueError, IndexError, ArithmeticError) as error:
        raise BadInput("様式のブックの中の書き方が正しくありません。", _OPEN_AND_SAVE) from error
