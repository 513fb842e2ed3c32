"""様式を、わたしたちと LibreOffice とで PDF にして比べる。

    python -m tests.compare 様式.xlsx ... [--columns lo|excel] [--out 絵のフォルダ]

LibreOffice は Excel ではない。数字の幅を px に丸めないので、列の幅が Excel と違う。
``--columns lo``(既定)はその数え方に合わせて描き、字の置き方だけを比べる。
○×の後は、頁数(相手/わたしたち)、1 mm 以内の字の割合、縮小・行分けの選び方で動く字を除いた割合、
LibreOffice のほうが Excel と違うと分かっているセルも除いた割合と、そのために除いた字の割合。
「(多い)」と出た様式は、絵を見て、除いたわけを確かめる。* は縮小・行分けか、判断(``judgements``)のあるセル。
``--fonts shared``(既定)は、様式の書体をどちらもが持つ書体に替えてから比べる。``named`` は替えない。
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.compare.copies import with_shared_faces, with_short_tags
from tests.compare.match import MANY_EXCLUDED, Comparison
from tests.compare.overlay import overlay
from tests.compare.run import compare_all


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.compare")
    parser.add_argument("forms", nargs="+", type=Path)
    parser.add_argument("--columns", choices=("lo", "excel"), default="lo")
    parser.add_argument("--fonts", choices=("shared", "named"), default="shared")
    parser.add_argument("--tags", action="store_true", help="タグを縮めず、書かれたまま描く")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--worst", type=int, default=8)
    options = parser.parse_args(arguments)
    if missing := [str(path) for path in options.forms if not path.is_file()]:
        parser.error(f"無いファイル: {' '.join(missing)}")
    books = {path.stem: path.read_bytes() for path in options.forms}
    if not options.tags:
        books = {name: with_short_tags(data) for name, data in books.items()}
    if options.fonts == "shared":
        books = {name: with_shared_faces(data) for name, data in books.items()}
    with tempfile.TemporaryDirectory() as temporary:
        results = compare_all(books, Path(temporary), excel_columns=options.columns == "excel")
    for name, result in results.items():
        sys.stdout.write(describe(name, result.comparison, options.worst))
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            draw = partial(overlay, result.own, result.other)
            sys.stdout.writelines(f"    {path}\n" for path in draw(options.out, name))
    return 0 if all(result.comparison.is_alike for result in results.values()) else 1


def describe(name: str, found: Comparison, worst: int) -> str:
    look = "(多い)" if found.excluded > MANY_EXCLUDED else ""
    head = (
        f"{'○' if found.is_alike else '×'} {name}: 頁 {found.pages[0]}/{found.pages[1]}  字 {len(found.pairs)}"
        f"  1mm以内 {found.overall:.1%}  縮小・行分けを除き {found.plain:.1%}"
        f"  相手の違いを除き {found.fair:.1%}  除いた字 {found.excluded:.1%}{look}"
        f"  中央値 {found.middle:.2f} mm"
    )
    lines = [head]
    lines += [f"    判断: {why} {count}字" for why, count in found.reasons.items()]
    lines += [
        f"    {where}  {count}字  最大 {far:.1f} mm  {text}"
        for where, count, far, text in found.worst(worst)
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
