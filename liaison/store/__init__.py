"""Where it is kept: the only room with SQL."""

import sys
from importlib import import_module


def _load_without_pandas() -> None:
    """Load sqlite-utils but not pandas, which it loads wherever it is installed.

    It would know the types of its columns, which never come here; pandas takes 80 MB and a third
    of a second of every command. Who uses pandas finds it as ever.
    """
    if "pandas" not in sys.modules:
        sys.modules["pandas"] = None  # type: ignore[assignment] # as an import of it would fail
        try:
            import_module("sqlite_utils")
        finally:
            del sys.modules["pandas"]


_load_without_pandas()
