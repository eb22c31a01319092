"""LibreOffice as tests use it: one workbook saved anew, with every formula worked out again."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

#: Work every formula out when a file is loaded, whatever values it carries.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def recalculated(folder: Path, books: dict[str, bytes], ending: str = "xlsx") -> dict[str, bytes]:
    """The workbooks as LibreOffice saves them; the test is skipped where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    out = folder / "saved"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        + ["--convert-to", ending, "--outdir", str(out)]
        + [str(folder / f"{name}.xlsx") for name in books],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {name: (out / f"{name}.{ending}").read_bytes() for name in books}
