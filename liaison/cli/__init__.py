"""What a terminal sees: the commands, their options and exit statuses are a contract."""

from liaison.cli import accounts, city, maintenance, pairs, rosters, work, workbooks  # noqa: F401 # each registers its commands
from liaison.cli.frame import commands


def main() -> None:
    """The `liaison` command."""
    commands(prog_name="liaison")
