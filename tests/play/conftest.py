"""実演の土台: 本物の事務所にサインインした机と、本物の窓。"""

from __future__ import annotations

from tests.casework.conftest import clock, desk, office
from tests.ui.conftest import _worker_ends, dressed
from tests.ui.screens.conftest import open_workspace

__all__ = ["_worker_ends", "clock", "desk", "dressed", "office", "open_workspace"]
