"""Wrong usage is told in the language of the command line, with exit status 2."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from liaison.cli.frame import commands


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["rythm"], "没有命令 rythm", id="command"),
        pytest.param(["catalogue", "read"], "没有命令 read", id="command of a group"),
        pytest.param(["--lang", "en"], "没有选项 --lang", id="option before"),
        pytest.param(["rhythm", "--weekly"], "没有选项 --weekly", id="option"),
        pytest.param(["rhythm", "--visit"], "选项 --visit 后面要有值", id="value"),
        pytest.param(["rhythm", "--visit", ""], "--visit 的值“”不对：应为整数", id="number"),
        pytest.param(
            ["serve", "--port", "70000"],
            "--port 的值“70000”不对：应为 1 到 65535 的整数",
            id="range",
        ),
        pytest.param(["catalogue", "import"], "缺少 FILE", id="argument"),
        pytest.param(["catalogue", "import", "a", "b"], "多出了 b", id="surplus"),
        pytest.param(["leave", "1", "--from", "soon"], "应为 2026-11-30 这样的日期", id="day"),
        pytest.param(
            ["export", "everything", "a.xlsx"], "的值“everything”不对：应为 ", id="choice"
        ),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments: list[str], sentence: str) -> None:
    refused = CliRunner().invoke(commands, arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert sentence in refused.stderr
    assert "--help" in refused.stderr
    assert not re.search("Error|Invalid|Usage", refused.stderr)
