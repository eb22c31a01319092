"""The roster as a Django project with django-import-export; it runs in .venv-bench."""
