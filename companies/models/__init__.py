"""The customers' businesses, and our right to read their books."""

from companies.models.companies import (
    Company,
    CompanyQuerySet,
    Connection,
    ConnectionQuerySet,
)
from companies.models.links import Link
from companies.models.probes import Probe, ProbeCheck
from companies.models.renewals import Renewal
from companies.naming import validate_name  # the first migration knows it by this place

__all__ = [
    "Company",
    "CompanyQuerySet",
    "Connection",
    "ConnectionQuerySet",
    "Link",
    "Probe",
    "ProbeCheck",
    "Renewal",
    "validate_name",
]
