"""The twelve columns of the roster, with the areas and industries that they name."""

from __future__ import annotations

from django.db import models


class Area(models.Model):
    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60, unique=True)


class Industry(models.Model):
    code = models.CharField(max_length=1, primary_key=True)
    name = models.CharField(max_length=60, unique=True)


class Status(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60, unique=True)


class Enterprise(models.Model):
    name = models.CharField(max_length=200, db_index=True)
    uscc = models.CharField(max_length=18, unique=True)
    county = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=200, blank=True)
    industry = models.ForeignKey(Industry, models.PROTECT, null=True, db_index=False)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    status = models.ForeignKey(Status, models.PROTECT, db_index=False)
    resumed_on = models.DateField(null=True)
    employees = models.PositiveIntegerField(null=True)
    employees_on_duty = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["county", "town"]),)

    def __str__(self) -> str:
        return self.name
