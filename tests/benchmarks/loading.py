"""計るための大きな事務所。架空の相談と経過を、本物の保管庫へ大きなまとまりで入れる。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import batched_pairs
from pathlib import Path
