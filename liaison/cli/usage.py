"""Wrong usage of a command in the language of the command line, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from liaison.locales import Words

_COMMAND = re.compile(r"No such command '(.+)'\.")
_VALUE = re.compile(r"(?:File )?'?(.*?)'? (?:is|does not)\b", re.DOTALL)
_LONGEST_VALUE = 60
_SURPLUS = re.compile(r"Got unexpected extra arguments? \((.+)\)")


class WrongUsage(click.UsageError):
    """A usage error that shows a sentence and where the usage is told; its exit status is 2."""

    def __init__(self, sentence: str, hint: str, ctx: click.Context | None) -> None:
        super().__init__(sentence, ctx)
        self.hint = hint

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)
        click.echo(self.hint, file=file, err=file is None)


@contextmanager
def usage_in(words: Words) -> Iterator[None]:
    """Let what click refuses be told in these words; what a command refuses itself stays."""
    try:
        yield
    except (WrongUsage, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "liaison"
        hint = words("cli.usage_hint", command=path)
        raise WrongUsage(_sentence(error, words), hint, error.ctx) from error


def _sentence(error: click.UsageError, words: Words) -> str:
    if isinstance(error, click.MissingParameter):
        return words("cli.usage_missing", name=_name(error))
    if isinstance(error, click.NoSuchOption):
        return words("cli.usage_no_option", name=error.option_name)
    if isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        return words("cli.usage_needs_value", name=error.option_name)
    if isinstance(error, click.BadParameter):
        asked = _asked(error.param, words) or error.message
        found = _VALUE.match(error.message)
        value = found[1][:_LONGEST_VALUE] if found else ""
        return words("cli.usage_bad_value", name=_name(error), value=value, asked=asked)
    if found := _COMMAND.fullmatch(error.message):
        return words("cli.usage_no_command", name=found[1])
    if found := _SURPLUS.fullmatch(error.message):
        return words("cli.usage_surplus", values=found[1])
    return error.message


def _name(error: click.BadParameter) -> str:
    """The option as it is typed, or the name of the argument in the usage."""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return error.param.human_readable_name if error.param else ""


def _asked(param: click.Parameter | None, words: Words) -> str:
    """What a value of the parameter is to be, empty where its type alone does not tell."""
    kind = param.type if param else None
    if isinstance(kind, click.Choice):
        return words("cli.usage_one_of", choices=" | ".join(map(str, kind.choices)))
    if isinstance(kind, click.DateTime):
        return words("cli.usage_a_day")
    if isinstance(kind, click.Path):
        return words("cli.usage_a_file")
    if isinstance(kind, click.IntRange) and None not in (kind.min, kind.max):
        return words("cli.usage_within", least=kind.min, most=kind.max)
    return words("cli.usage_a_number") if isinstance(kind, type(click.INT)) else ""
