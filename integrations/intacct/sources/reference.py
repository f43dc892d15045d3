"""Tracking categories, items, tax rates."""

from integrations.intacct.mapping import reference
from integrations.intacct.sources.base import Source, Sources, plain
from integrations.records import Kind


def _dimension(subject: str, label: str, fields: tuple[str, ...]) -> Source:
    return Source(
        subject=subject,
        fields=fields,
        to_record=plain(reference.tracking_category(subject, label)),
        part=subject,
        named_by=f"{subject}ID",
        is_master=True,
    )


SOURCES: Sources = {
    Kind.TRACKING_CATEGORIES: (
        _dimension("DEPARTMENT", "Department", reference.DEPARTMENT_FIELDS),
        _dimension("LOCATION", "Location", reference.LOCATION_FIELDS),
        _dimension("CLASS", "Class", reference.CLASS_FIELDS),
        _dimension("PROJECT", "Project", reference.PROJECT_FIELDS),
    ),
    Kind.ITEMS: (
        Source(subject="ITEM", fields=reference.ITEM_FIELDS, to_record=plain(reference.item), named_by="ITEMID"),
    ),
    Kind.TAX_RATES: (
        Source(
            subject="TAXDETAIL",
            fields=reference.TAX_FIELDS,
            to_record=plain(reference.tax_rate),
            named_by="DETAILID",
            is_master=True,
        ),
    ),
}
