"""The frame of every command: the database, who acts, the language, and how a refusal ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from liaison.cli.usage import usage_in
from liaison.domain.errors import LiaisonError
from liaison.domain.roles import OPERATOR, Actor
from liaison.locales import DEFAULT_LANGUAGE, Words, words
from liaison.locales.sentences import error_sentence
from liaison.services.accounts import account_actor
from liaison.services.setup import require_database
from liaison.store.database import Database

DEFAULT_DATABASE = Path("data/liaison.db")

speak: Words = words(os.environ.get("LIAISON_LANGUAGE", DEFAULT_LANGUAGE))


@dataclass
class Desk:
    """What a command works with."""

    db: Database
    as_name: str | None

    @property
    def actor(self) -> Actor:
        """The local operator, or the account named by --as; asks for a database that is there.

        Either is answered in the language of the command line.
        """
        require_database(self.db)
        who = OPERATOR if self.as_name is None else account_actor(OPERATOR, self.db, self.as_name)
        return replace(who, language=speak.language)


class _Commands(click.Group):
    """Turns a refusal into one sentence on stderr and exit status 1, wrong usage into 2."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with usage_in(speak):
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with usage_in(speak):
                return super().invoke(ctx)
        except LiaisonError as error:
            refuse(error_sentence(error, speak))


def refuse(sentence: str) -> NoReturn:
    """End with status 1 and the reason."""
    click.echo(sentence, err=True)
    sys.exit(1)


def _shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--database and --as, taken before the command's name and behind it."""
    path = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--database", type=path, help=speak("cli.option_database"))(command)
    return click.option("--as", "as_name", metavar="NAME", help=speak("cli.option_as"))(command)


@click.group(cls=_Commands, help=speak("cli.about"))
@_shared_options
@click.pass_context
def commands(ctx: click.Context, database: Path | None, as_name: str | None) -> None:
    ctx.obj = {"database": database, "as_name": as_name}


def command(
    name: str, *, group: click.Group = commands, help_key: str | None = None
) -> Callable[[Callable[..., None]], click.Command]:
    """Register a command that gets a Desk first; its help is the sentence `cli.<name>`."""

    def register(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(**options: Any) -> None:
            function(_desk(click.get_current_context(), options), **options)

        registered = group.command(name, help=speak(f"cli.{help_key or name}"))
        return registered(_shared_options(run))

    return register


def _desk(ctx: click.Context, options: dict[str, Any]) -> Desk:
    given = {name: options.pop(name) or ctx.obj[name] for name in ("database", "as_name")}
    named = given["database"] or os.environ.get("LIAISON_DATABASE") or DEFAULT_DATABASE
    return Desk(Database(named), given["as_name"])


def say_json(document: object) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))


def say(key: str, **values: object) -> None:
    """One sentence of the command line's own."""
    click.echo(speak(f"cli.{key}", **values))
