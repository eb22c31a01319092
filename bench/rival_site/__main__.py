"""A process that does one job a line, for as long as lines come: `python -m bench.rival_site`.

A line is an object of a job's arguments, `do` among them; each is answered by a line when done.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.rival_site.settings"
django.setup()

from import_export.formats.base_formats import XLSX  # noqa: E402 # these need the set-up

from bench.rival_site.models import Area, Industry, Status  # noqa: E402
from bench.rival_site.resources import RESOURCES  # noqa: E402


def make(database: str, **names: Mapping[str, str]) -> None:
    """A database without enterprises, in which the roster's other names stand, by code."""
    _connect(database)
    call_command("migrate", run_syncdb=True, verbosity=0)
    for model in (Area, Industry, Status):
        model.objects.bulk_create(
            model(code=code, name=name) for code, name in names[model._meta.model_name].items()
        )
    connection.close()


def rest() -> None:
    """Take the garbage of the last job away, as is done on the other side before each run."""
    gc.collect()


def import_roster(
    database: str, roster: str, headers: Mapping[str, str], resource: str
) -> dict[str, int]:
    """Plan, then write, as the admin's two requests do; but the file is read only once."""
    _connect(database)
    dataset = XLSX().create_dataset(Path(roster).read_bytes())
    import_with = RESOURCES[resource]
    import_with(headers).import_data(dataset, dry_run=True, raise_errors=True)
    result = import_with(headers).import_data(dataset, raise_errors=True)
    connection.close()
    return dict(result.totals)


def _connect(database: str) -> None:
    connection.settings_dict["NAME"] = database


JOBS = {"make": make, "rest": rest, "import": import_roster}


def main() -> None:
    for line in sys.stdin:
        job: dict[str, Any] = json.loads(line)
        answer = JOBS[job.pop("do")](**job)
        print(json.dumps(answer), flush=True)  # noqa: T201 # the answer is this program's output


if __name__ == "__main__":
    main()
