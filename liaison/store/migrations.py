"""The schema, one migration a step; append only, a released step is never edited.

Columns hold ISO text dates, integer booleans and JSON text: the subset that PostgreSQL shares.
"""

from __future__ import annotations

import sqlite_utils

from liaison.store.arrivals import ARRIVALS
from liaison.store.counters import AREA_COUNTERS, CHANGES_COUNTED, NEW_ENTERPRISES_COUNTED
from liaison.store.day_counters import DAY_COUNTERS
from liaison.store.full_text import SEARCH_INDEX
from liaison.store.kind_counters import KIND_COUNTERS

migrations = sqlite_utils.Migrations("liaison")

_REFERENCE = (
    """
    CREATE TABLE areas (
        code TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_en TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('city', 'county', 'zone', 'street', 'town', 'township')),
        parent TEXT REFERENCES areas(code),
        also_in TEXT NOT NULL DEFAULT '',
        aliases TEXT NOT NULL DEFAULT '',
        position INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE industries (
        code TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_en TEXT NOT NULL,
        aliases TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE measures (
        code TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        title_en TEXT NOT NULL,
        description TEXT NOT NULL,
        description_en TEXT NOT NULL,
        unit TEXT NOT NULL,
        unit_en TEXT NOT NULL,
        evidence TEXT NOT NULL,
        evidence_en TEXT NOT NULL,
        applies_to TEXT NOT NULL,
        applies_to_en TEXT NOT NULL,
        default_days INTEGER NOT NULL CHECK (default_days >= 0),
        retired_on TEXT,
        version INTEGER NOT NULL DEFAULT 1
    )
    """,
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

_ROSTER = (
    """
    CREATE TABLE enterprises (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL DEFAULT 1,
        name TEXT NOT NULL CHECK (name <> ''),
        name_key TEXT NOT NULL,
        search_text TEXT NOT NULL,
        uscc TEXT UNIQUE,
        legacy_id TEXT,
        county_code TEXT REFERENCES areas(code),
        town_code TEXT REFERENCES areas(code),
        grid TEXT,
        address TEXT,
        industry TEXT REFERENCES industries(code),
        above_scale TEXT NOT NULL DEFAULT 'unknown'
            CHECK (above_scale IN ('above', 'below', 'unknown')),
        size TEXT CHECK (size IN ('L', 'M', 'S', 'XS')),
        contact_name TEXT,
        contact_phone TEXT,
        filing_status TEXT NOT NULL DEFAULT 'not_filed' CHECK (filing_status IN
            ('not_filed', 'filed', 'under_review', 'approved', 'returned', 'refused', 'withdrawn')),
        status TEXT NOT NULL DEFAULT 'not_resumed' CHECK (status IN
            ('not_resumed', 'partial', 'full', 'always_open', 'postponed', 'suspended',
             'not_operating')),
        planned_on TEXT,
        resumed_on TEXT,
        employees INTEGER CHECK (employees >= 0),
        employees_on_duty INTEGER CHECK (employees_on_duty >= 0),
        capacity_percent REAL CHECK (capacity_percent BETWEEN 0 AND 200),
        power_kwh REAL CHECK (power_kwh >= 0),
        base_power_kwh REAL CHECK (base_power_kwh >= 0),
        remark TEXT,
        tracked_on TEXT,
        contacted_on TEXT,
        visited_on TEXT,
        link_number INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX enterprises_by_area ON enterprises (county_code, town_code)",
    "CREATE INDEX enterprises_by_name ON enterprises (name_key, county_code)",
    """
    CREATE TABLE liaisons (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL DEFAULT 1,
        role TEXT NOT NULL CHECK (role IN ('officer', 'commissioner')),
        staff_no TEXT NOT NULL CHECK (staff_no <> ''),
        name TEXT NOT NULL CHECK (name <> ''),
        search_text TEXT NOT NULL,
        unit TEXT NOT NULL,
        position TEXT,
        county_code TEXT REFERENCES areas(code),
        town_code TEXT REFERENCES areas(code),
        grid TEXT,
        phone TEXT,
        capacity INTEGER CHECK (capacity >= 0),
        is_primary TEXT CHECK (is_primary IN ('primary', 'deputy')),
        started_on TEXT,
        ended_on TEXT,
        liaison_status TEXT NOT NULL DEFAULT 'on_duty'
            CHECK (liaison_status IN ('on_duty', 'away', 'disabled')),
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (role, staff_no)
    )
    """,
    """
    CREATE TABLE pairings (
        id INTEGER PRIMARY KEY,
        enterprise_id INTEGER NOT NULL REFERENCES enterprises(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('officer', 'commissioner')),
        liaison_id INTEGER NOT NULL REFERENCES liaisons(id),
        started_at TEXT NOT NULL,
        ended_at TEXT
    )
    """,
    # What makes "exactly one in each role" true: at most one here, the gaps are counted.
    """
    CREATE UNIQUE INDEX pairings_in_force ON pairings (enterprise_id, role)
        WHERE ended_at IS NULL
    """,
    """
    CREATE INDEX pairings_by_liaison ON pairings (liaison_id, enterprise_id)
        WHERE ended_at IS NULL
    """,
    # All that the figures ask of people, so that they are counted without a look at their rows.
    """
    CREATE INDEX liaisons_by_area ON liaisons (county_code, town_code, role, liaison_status)
    """,
    "CREATE INDEX pairings_of_enterprise ON pairings (enterprise_id, role, started_at)",
)

_WORK = (
    """
    CREATE TABLE support (
        enterprise_id INTEGER NOT NULL REFERENCES enterprises(id) ON DELETE CASCADE,
        measure_code TEXT NOT NULL REFERENCES measures(code),
        state TEXT NOT NULL DEFAULT 'not_started' CHECK (state IN
            ('not_started', 'in_progress', 'done', 'blocked', 'not_applicable')),
        due_on TEXT,
        note TEXT,
        updated_at TEXT,
        updated_by TEXT,
        version INTEGER NOT NULL DEFAULT 1,
        PRIMARY KEY (enterprise_id, measure_code)
    ) WITHOUT ROWID
    """,
    """
    CREATE INDEX support_open_by_due ON support (due_on, enterprise_id)
        WHERE state IN ('not_started', 'in_progress', 'blocked')
    """,
    """
    CREATE TABLE support_counts (
        county_code TEXT NOT NULL,
        town_code TEXT NOT NULL,
        measure_code TEXT NOT NULL,
        state TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (county_code, town_code, measure_code, state)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE visits (
        id INTEGER PRIMARY KEY,
        enterprise_id INTEGER NOT NULL REFERENCES enterprises(id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('on_site', 'phone', 'online')),
        visited_on TEXT NOT NULL,
        note TEXT NOT NULL,
        next_step TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
    )
    """,
    "CREATE INDEX visits_of_enterprise ON visits (enterprise_id, visited_on)",
    """
    CREATE TABLE requests (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL DEFAULT 1,
        enterprise_id INTEGER NOT NULL REFERENCES enterprises(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        body TEXT NOT NULL CHECK (body <> ''),
        status TEXT NOT NULL DEFAULT 'submitted' CHECK (status IN
            ('submitted', 'accepted', 'assigned', 'answered', 'settled', 'reopened', 'declined')),
        submitted_at TEXT NOT NULL,
        submitted_by TEXT NOT NULL,
        due_at TEXT NOT NULL,
        liaison_id INTEGER REFERENCES liaisons(id),
        answered_at TEXT,
        answer TEXT,
        settled_at TEXT,
        rating INTEGER CHECK (rating BETWEEN 1 AND 5),
        reason TEXT,
        reopens INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX requests_of_enterprise ON requests (enterprise_id, submitted_at)",
    "CREATE INDEX requests_by_status ON requests (status, due_at)",
    """
    CREATE TABLE snapshots (
        day TEXT NOT NULL,
        area_code TEXT NOT NULL REFERENCES areas(code),
        figure TEXT NOT NULL,
        numerator REAL NOT NULL,
        denominator REAL,
        PRIMARY KEY (day, area_code, figure)
    ) WITHOUT ROWID
    """,
)

_RECORDS = (
    """
    CREATE TABLE imports (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        counts TEXT NOT NULL,
        undone_at TEXT,
        undone_by TEXT
    )
    """,
    """
    CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        entity TEXT NOT NULL,
        entity_id TEXT NOT NULL,
        enterprise_id INTEGER,
        batch_id INTEGER REFERENCES imports(id),
        changes TEXT NOT NULL,
        chain TEXT NOT NULL
    )
    """,
    "CREATE INDEX history_of_enterprise ON history (enterprise_id, id)",
    "CREATE INDEX history_of_batch ON history (batch_id) WHERE batch_id IS NOT NULL",
    """
    CREATE TABLE exports (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        kind TEXT NOT NULL,
        area_code TEXT,
        as_of TEXT,
        language TEXT NOT NULL,
        file_name TEXT NOT NULL,
        rows INTEGER NOT NULL
    )
    """,
)

_ACCOUNTS = (
    """
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL DEFAULT 1,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('officer', 'commissioner', 'official', 'administrator')),
        area_code TEXT REFERENCES areas(code),
        liaison_id INTEGER REFERENCES liaisons(id),
        language TEXT NOT NULL DEFAULT 'zh-CN',
        password_hash TEXT NOT NULL,
        password_is_one_time INTEGER NOT NULL DEFAULT 0,
        failed_attempts INTEGER NOT NULL DEFAULT 0,
        locked_until TEXT,
        disabled_at TEXT,
        created_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        enterprise_id INTEGER REFERENCES enterprises(id) ON DELETE CASCADE,
        language TEXT,
        created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        CHECK ((account_id IS NULL) <> (enterprise_id IS NULL))
    )
    """,
    "CREATE INDEX sessions_of_account ON sessions (account_id)",
    """
    CREATE TABLE one_time_links (
        token_hash TEXT PRIMARY KEY,
        purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'invite')),
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        used_at TEXT
    )
    """,
)

# The counters follow every insert, delete, change of state and move of an enterprise, so the
# dashboard reads a few hundred rows however many measures there are. `check` recounts them.
_ADD = """
    INSERT INTO support_counts (county_code, town_code, measure_code, state, n)
    SELECT COALESCE(county_code, ''), COALESCE(town_code, ''),
           {row}.measure_code, {row}.state, {sign}
      FROM enterprises WHERE id = {row}.enterprise_id
    ON CONFLICT (county_code, town_code, measure_code, state) DO UPDATE SET n = n + {sign};
"""
_COUNTERS = (
    "CREATE TRIGGER support_counted AFTER INSERT ON support BEGIN "
    + _ADD.format(row="NEW", sign=1)
    + "END",
    "CREATE TRIGGER support_recounted AFTER UPDATE OF state ON support "
    "WHEN OLD.state <> NEW.state BEGIN "
    + _ADD.format(row="OLD", sign=-1)
    + _ADD.format(row="NEW", sign=1)
    + "END",
    # BEFORE: a cascade deletes these rows while the enterprise's row is still to be seen.
    "CREATE TRIGGER support_uncounted BEFORE DELETE ON support BEGIN "
    + _ADD.format(row="OLD", sign=-1)
    + "END",
    """
    CREATE TRIGGER support_moved AFTER UPDATE OF county_code, town_code ON enterprises
    WHEN OLD.county_code IS NOT NEW.county_code OR OLD.town_code IS NOT NEW.town_code BEGIN
        UPDATE support_counts SET n = n - (
            SELECT COUNT(*) FROM support
             WHERE enterprise_id = OLD.id AND measure_code = support_counts.measure_code
               AND state = support_counts.state)
         WHERE county_code = COALESCE(OLD.county_code, '')
           AND town_code = COALESCE(OLD.town_code, '');
        INSERT INTO support_counts (county_code, town_code, measure_code, state, n)
        SELECT COALESCE(NEW.county_code, ''), COALESCE(NEW.town_code, ''), measure_code, state, 1
          FROM support WHERE enterprise_id = NEW.id
        ON CONFLICT (county_code, town_code, measure_code, state) DO UPDATE SET n = n + 1;
    END
    """,
    # A cascade from a deleted enterprise finds no row to tell the area: delete its rows first.
    """
    CREATE TRIGGER support_gone BEFORE DELETE ON enterprises BEGIN
        DELETE FROM support WHERE enterprise_id = OLD.id;
    END
    """,
)


@migrations()
def m001_first_schema(database: sqlite_utils.Database) -> None:
    """Everything the main job needs."""
    parts = (_REFERENCE, _ROSTER, _WORK, _RECORDS, _ACCOUNTS, _COUNTERS, AREA_COUNTERS)
    for part in parts:
        for statement in part:
            database.execute(statement)


_IMPORTS_REMEMBERED = (
    # How a person read a form once: by what its header says, so that it need not be said again.
    """
    CREATE TABLE layouts (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('enterprises', 'liaisons')),
        signature TEXT NOT NULL,
        name TEXT NOT NULL,
        choices TEXT NOT NULL,
        answers TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        UNIQUE (kind, signature)
    )
    """,
    "CREATE INDEX enterprises_by_number ON enterprises (legacy_id) WHERE legacy_id IS NOT NULL",
    "CREATE INDEX history_of_liaison ON history (CAST(entity_id AS INTEGER), id) "
    "WHERE entity = 'liaison'",
)


@migrations()
def m002_imports_remembered(database: sqlite_utils.Database) -> None:
    """Layouts that a person corrected, what is asked when a roster comes again, quick counting."""
    for statement in (*_IMPORTS_REMEMBERED, *NEW_ENTERPRISES_COUNTED):
        database.execute(statement)


_PEOPLE_COME_AND_GO = (
    # Who was given what at one press, so that it can be told and taken back as one.
    """
    CREATE TABLE pairing_runs (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('proposal', 'handover')),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        from_id INTEGER REFERENCES liaisons(id),
        note TEXT,
        balance INTEGER NOT NULL,
        started INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        undone_at TEXT,
        undone_by TEXT
    )
    """,
    "CREATE INDEX pairing_runs_from ON pairing_runs (from_id, at) WHERE from_id IS NOT NULL",
    "ALTER TABLE pairings ADD COLUMN started_run_id INTEGER REFERENCES pairing_runs(id)",
    "ALTER TABLE pairings ADD COLUMN ended_run_id INTEGER REFERENCES pairing_runs(id)",
    "CREATE INDEX pairings_of_run ON pairings (started_run_id) WHERE started_run_id IS NOT NULL",
    "CREATE INDEX pairings_ended_by_run ON pairings (ended_run_id) WHERE ended_run_id IS NOT NULL",
    "CREATE INDEX pairings_ever_of_liaison ON pairings (liaison_id, started_at)",
    # A pair is of the person's own role, and nobody who left is in charge of anything.
    """
    CREATE TRIGGER pairing_of_somebody_who_may BEFORE INSERT ON pairings
    WHEN NEW.ended_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM liaisons
         WHERE id = NEW.liaison_id AND role = NEW.role AND liaison_status <> 'disabled')
    BEGIN SELECT RAISE(ABORT, 'nobody of that role who may be in charge'); END
    """,
    """
    CREATE TRIGGER pairing_stays_of_whom_it_is BEFORE UPDATE OF role, liaison_id ON pairings
    BEGIN SELECT RAISE(ABORT, 'a pair is ended and another started'); END
    """,
    """
    CREATE TRIGGER liaison_keeps_the_role BEFORE UPDATE OF role ON liaisons
    WHEN NEW.role <> OLD.role AND EXISTS (SELECT 1 FROM pairings WHERE liaison_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the role of who was in charge stays'); END
    """,
    """
    CREATE TRIGGER liaison_leaves_with_pairs BEFORE UPDATE OF liaison_status ON liaisons
    WHEN NEW.liaison_status = 'disabled' AND OLD.liaison_status <> 'disabled' AND EXISTS (
        SELECT 1 FROM pairings WHERE liaison_id = NEW.id AND ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'the pairs of who leaves are ended first'); END
    """,
    # A leave without a deputy is one whose deputy left meanwhile.
    """
    CREATE TABLE leaves (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL DEFAULT 1,
        liaison_id INTEGER NOT NULL REFERENCES liaisons(id) ON DELETE CASCADE,
        deputy_id INTEGER REFERENCES liaisons(id) ON DELETE CASCADE,
        first_on TEXT NOT NULL,
        last_on TEXT NOT NULL,
        note TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        cancelled_at TEXT,
        CHECK (last_on >= first_on),
        CHECK (deputy_id <> liaison_id)
    )
    """,
    "CREATE INDEX leaves_of_liaison ON leaves (liaison_id, last_on) WHERE cancelled_at IS NULL",
    "CREATE INDEX leaves_of_deputy ON leaves (deputy_id, last_on) WHERE cancelled_at IS NULL",
    # When a person last did something for an enterprise.
    "CREATE INDEX history_of_worker ON history (actor, id) "
    "WHERE entity IN ('support', 'visit', 'request')",
)


@migrations()
def m003_people_come_and_go(database: sqlite_utils.Database) -> None:
    """Runs of pairing that can be taken back, leaves with a deputy, what a pair must be."""
    for statement in _PEOPLE_COME_AND_GO:
        database.execute(statement)


_CATALOGUE_EDITED = (
    # Which enterprises a measure is for, as JSON; empty is for all of them.
    "ALTER TABLE measures ADD COLUMN rule TEXT NOT NULL DEFAULT '{}'",
    # The work on retired measures, out of the way of every figure and list until one returns.
    """
    CREATE TABLE retired_support (
        enterprise_id INTEGER NOT NULL REFERENCES enterprises(id) ON DELETE CASCADE,
        measure_code TEXT NOT NULL REFERENCES measures(code),
        state TEXT NOT NULL,
        due_on TEXT,
        note TEXT,
        updated_at TEXT,
        updated_by TEXT,
        version INTEGER NOT NULL,
        PRIMARY KEY (measure_code, enterprise_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX retired_support_of_enterprise ON retired_support (enterprise_id)",
    "CREATE INDEX history_of_measure ON history (entity_id, id) WHERE entity = 'measure'",
)


@migrations()
def m004_catalogue_edited(database: sqlite_utils.Database) -> None:
    """Measures with a rule, and what becomes of the work when one is retired."""
    for statement in _CATALOGUE_EDITED:
        database.execute(statement)


@migrations()
def m005_ready_for_a_province(database: sqlite_utils.Database) -> None:
    """What is due by day, people, everything by kind, and what a search looks through.

    All of it is counted and indexed from what is there already.
    """
    for part in (CHANGES_COUNTED, DAY_COUNTERS, KIND_COUNTERS, SEARCH_INDEX, ARRIVALS):
        for statement in part:
            database.execute(statement)


_OWN_WORK_AND_SETTINGS = (
    # What a person did for an enterprise: edits of the enterprise itself too, no imports.
    "DROP INDEX history_of_worker",
    "CREATE INDEX history_of_worker ON history (actor, id) "
    "WHERE entity IN ('support', 'visit', 'request', 'enterprise') AND batch_id IS NULL",
    "CREATE INDEX history_of_settings ON history (id) WHERE entity = 'setting'",
)


@migrations()
def m006_own_work_and_settings(database: sqlite_utils.Database) -> None:
    """All that a person did by one index; who changed the settings by another."""
    for statement in _OWN_WORK_AND_SETTINGS:
        database.execute(statement)


_DAYS_WITH_MORE_THAN_AREAS = (
    # One row a county, its places packed; the keys are those by which a day is looked at.
    """
    CREATE TABLE day_counts (
        dimension TEXT NOT NULL,
        day TEXT NOT NULL,
        county_code TEXT NOT NULL,
        counts BLOB NOT NULL,
        PRIMARY KEY (dimension, day, county_code)
    )
    """,
)


@migrations()
def days_with_more_than_areas(database: sqlite_utils.Database) -> None:
    """Past days by industry, scale, size, unit and person, with their measures and requests."""
    for statement in _DAYS_WITH_MORE_THAN_AREAS:
        database.execute(statement)


_EXPORTS_DESK = (
    # What a file was narrowed by, as an address names it, and how large it was.
    "ALTER TABLE exports ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE exports ADD COLUMN size_bytes INTEGER",
    "CREATE INDEX exports_of_actor ON exports (actor, id)",
    """
    CREATE TABLE export_presets (
        id INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        settings TEXT NOT NULL,
        is_shared INTEGER NOT NULL DEFAULT 0,
        changed_at TEXT NOT NULL,
        UNIQUE (owner, name)
    )
    """,
    # What changed on a day, whoever did it.
    "CREATE INDEX history_of_moment ON history (at)",
)


@migrations()
def exports_desk(database: sqlite_utils.Database) -> None:
    """Orders of files that are kept: in the log and as presets; the history by time."""
    for statement in _EXPORTS_DESK:
        database.execute(statement)
