"""What a terminal sees: the commands, their options and exit statuses are a contract."""

from liaison.cli import (  # noqa: F401 # each registers its commands
    accounts,
    bulletin,
    catalogue,
    city,
    handover,
    leave,
    maintenance,
    pairs,
    people,
    responsible,
    rhythm,
    rosters,
    work,
    workbooks,
)
from liaison.cli.frame import commands


def main() -> None:
    """The `liaison` command."""
    commands(prog_name="liaison")
