"""How the roster is imported, at django-import-export's quickest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import DateWidget, Widget

from bench.rival_site.models import Area, Enterprise, Industry, Status

COLUMNS = (
    "name", "uscc", "county", "town", "address", "industry", "contact_name", "contact_phone",
    "status", "resumed_on", "employees", "employees_on_duty",
)  # fmt: skip


class ByName(Widget):
    """The code of a named thing, all of them read in one query: its own cached widget is slower."""

    def __init__(self, model: type[Area | Industry | Status]) -> None:
        super().__init__()
        self._codes = dict(model.objects.values_list("name", "code"))

    def clean(self, value: Any, row: object = None, **_: object) -> str | None:
        if not value:
            return None
        try:
            return self._codes[value]
        except KeyError:
            raise ValueError(f"{value} is not known") from None


class Day(DateWidget):
    """A day out of a cell that openpyxl reads as a moment, which never equals the stored day."""

    def clean(self, value: Any, row: object = None, **_: object) -> date | None:
        found = super().clean(value)
        return found.date() if isinstance(found, datetime) else found


class EnterpriseResource(ModelResource):
    """With the widgets that come with it for text, numbers and days.

    Its DateWidget lets a row whose day came out of a date cell count as changed: it is updated.
    """

    county = Field(attribute="county_id")
    town = Field(attribute="town_id")
    industry = Field(attribute="industry_id")
    status = Field(attribute="status_id")

    class Meta:
        # Everything that its manual names for speed, and none of what costs time on top: no HTML of
        # differences, no log entry a row, no full_clean() (a query a row), no instances retained.
        model = Enterprise
        fields = COLUMNS
        import_id_fields = ("uscc",)
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = 1000
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        for key, header in headers.items():
            self.fields[key].column_name = header
        self.fields["county"].widget = self.fields["town"].widget = ByName(Area)
        self.fields["industry"].widget = ByName(Industry)
        self.fields["status"].widget = ByName(Status)


class MendedResource(EnterpriseResource):
    """With a widget written for it, so that unchanged rows are skipped: its best."""

    resumed_on = Field(attribute="resumed_on", widget=Day())


RESOURCES = {"as it comes": EnterpriseResource, "mended": MendedResource}
