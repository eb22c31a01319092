"""What the store loads: a command needs neither the time nor the room of what it does not use."""

from __future__ import annotations

import subprocess
import sys

_COMMAND = """
import sys
import liaison.services.reports
assert "pandas" not in sys.modules, "80 MB for nothing"
import pandas, sqlite_utils
assert pandas.DataFrame({"a": [1]}).shape == (1, 1)
"""


def test_an_export_does_without_pandas_which_the_pages_find_as_ever() -> None:
    subprocess.run([sys.executable, "-c", _COMMAND], check=True, timeout=60)
