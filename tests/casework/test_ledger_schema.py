"""標準台帳ブックの形が、外との約束と符号表に合っているか。"""

from __future__ import annotations

import pytest

from jusou_desk.casework.ledger.ledger_schema import BY_NAME, SHEETS
from jusou_desk.forms import code_set

# 約束(contract §2)の写し。ここを変えるのは、外と約束し直したときだけ。
PROMISED = {
    "人物": (
        "人物番号 氏名",
        "フリガナ 性別 生年月日 年齢 年齢の基準日 住所 電話 世帯番号 続柄 住所秘匿",
    ),
    "相談受付": (
        "受付番号 受付日 同意",
        (
            "人物番号 窓口 相談方法 相談経路 来談者 本人との関係 年齢区分 課題 主たる課題 相談内容 "
            "緊急性 担当者 取扱区分"
        ),
    ),
    "支援経過": (
        "経過番号 受付番号 日時 内容",
        "方法 相手 今後の対応 期限 記録者 取扱区分 提供機関",
    ),
    "プラン": (
        "プラン番号 受付番号 種別 作成日",
        "回数 目標 支援内容 担当機関 期間開始 期間終了 次回モニタリング日 状態 終結日 終結理由",
    ),
    "会議": ("会議番号 会議体 法的区分 開催日", "開始 終了 場所 司会 記録者"),
    "議題": ("会議番号 議題番号 受付番号 目的", "要旨 決定事項 主担当機関"),
    "出席者": ("会議番号 機関 氏名", "職 役割 誓約日"),
}


def test_シートと列は約束のとおり() -> None:
    written = {
        shape.name: (
            " ".join(c.label for c in shape.columns if c.required),
            " ".join(c.label for c in shape.columns if not c.required),
        )
        for shape in SHEETS
    }
    assert written == PROMISED


@pytest.mark.parametrize(
    ("sheet", "column", "codes"),
    [
        ("人物", "性別", "sex"),
        ("相談受付", "同意", "consent"),
        ("相談受付", "相談方法", "methods"),
        ("相談受付", "年齢区分", "age_bands"),
        ("相談受付", "緊急性", "urgency"),
        ("相談受付", "取扱区分", "lanes"),
        ("支援経過", "取扱区分", "lanes"),
        ("プラン", "種別", "plan_kinds"),
        ("プラン", "状態", "plan_states"),
        ("会議", "法的区分", "meeting_kinds"),
        ("議題", "目的", "agenda_aims"),
    ],
)
def test_選択肢は符号表と同じ(sheet: str, column: str, codes: str) -> None:
    found = BY_NAME[sheet].column(column)
    assert found is not None
    assert found.choices == code_set(codes, 2026).terms


def test_番号の参照先はあるシート() -> None:
    for shape in SHEETS:
        for column in shape.columns:
            assert not column.refers or column.refers in BY_NAME
