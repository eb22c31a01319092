"""All that Django must be told. The database's file is named with each job."""

INSTALLED_APPS = ["bench.rival_site"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = False
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        # As durable as our own database, which is as quick as that can be had.
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            "transaction_mode": "IMMEDIATE",
        },
    }
}
