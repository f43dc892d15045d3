"""``lookup`` and ``inspect``: what objects and fields there are. Both ignore permissions, as in Intacct.

Reference: developer.intacct.com, *Object definitions*.
"""

from __future__ import annotations

from dataclasses import dataclass

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.failures import unknown_object
from integrations.intacct.simulator.objects.custom import kind_of, names_of
from integrations.intacct.simulator.objects.schema import Field, ObjectType, escape
from integrations.intacct.simulator.wire import Element, missing, text_of, truth

DIMENSIONS = ("DEPARTMENT", "LOCATION", "PROJECT", "CUSTOMER", "VENDOR", "EMPLOYEE", "ITEM", "CLASS")


@dataclass(frozen=True)
class Lookup:
    object_name: str
    transaction: str = ""
    has_detail: bool = False


def read(element: Element) -> Lookup:
    if element.find("object") is None:
        raise missing(element, "object")
    return Lookup(text_of(element, "object"), text_of(element, "docparid"), truth(element.get("detail", "0")))


def _kind(call: Call, name: str) -> ObjectType:
    kind = kind_of(call.company, name)
    if kind is None:
        raise unknown_object(name)
    return kind


def _field(field: Field) -> str:
    values = "".join(f"<VALIDVALUE>{escape(value)}</VALIDVALUE>" for value in field.values)
    return (
        f"<Field><ID>{field.name}</ID><LABEL>{escape(field.label)}</LABEL><DESCRIPTION>{escape(field.label)}</DESCRIPTION>"
        f"<REQUIRED>{'true' if field.is_required else 'false'}</REQUIRED>"
        f"<READONLY>{'true' if field.name == 'RECORDNO' else 'false'}</READONLY><DATATYPE>{field.datatype}</DATATYPE>"
        f"{f'<VALIDVALUES>{values}</VALIDVALUES>' if values else ''}"
        f"<ISCUSTOM>{'true' if field.is_custom else 'false'}</ISCUSTOM></Field>"
    )


def run_lookup(call: Call, asked: Lookup) -> Answer:
    kind = _kind(call, asked.object_name)
    fields = "".join(map(_field, kind.fields.values()))
    relations = "".join(
        f"<Relationship><OBJECTPATH>{relation.path}</OBJECTPATH><OBJECTNAME>{relation.target}</OBJECTNAME>"
        f"<LABEL>{escape(relation.label)}</LABEL><RELATIONSHIPTYPE>MANY2ONE</RELATIONSHIPTYPE>"
        f"<RELATEDBY>{relation.related_by}</RELATEDBY></Relationship>"
        for relation in kind.relations
    )
    return Answer(
        f'<data listtype="All" count="1"><Type Name="{kind.name}" DocumentType="{escape(asked.transaction)}">'
        f"<Fields>{fields}</Fields><Relationships>{relations}</Relationships></Type></data>"
    )


def run_inspect(call: Call, asked: Lookup) -> Answer:
    if asked.object_name == "*":
        names = names_of(call.company)
        types = "".join(f'<type typename="{name.lower()}">{name.capitalize()}</type>' for name in names)
        return Answer(f'<data listtype="All" count="{len(names)}">{types}</data>')
    kind = _kind(call, asked.object_name)
    if asked.has_detail:
        inner = "".join(
            f"<Field><Name>{field.name}</Name><GroupName></GroupName><dataName>{field.datatype}</dataName>"
            f"<externalDataName>{field.datatype.lower()}</externalDataName><isRequired>"
            f"{'true' if field.is_required else 'false'}</isRequired><isReadOnly>false</isReadOnly>"
            "<maxLength>0</maxLength>"
            f"<DisplayLabel>{escape(field.label)}</DisplayLabel><Description></Description><id></id></Field>"
            for field in kind.fields.values()
        )
    else:
        inner = "".join(f"<Field>{name}</Field>" for name in kind.fields)
    return Answer(
        f'<data listtype="All" count="1"><Type Name="{kind.name}"><Fields>{inner}</Fields></Type></data>'
    )  # fmt: skip


def run_dimensions(call: Call, plan: None) -> Answer:
    """List the dimensions of the ledger, the company's own last. That it needs no permission is assumed."""
    rows = "".join(
        f"<dimension><objectName>{escape(name)}</objectName><objectLabel>{escape(label)}</objectLabel>"
        f"<termLabel>{escape(label)}</termLabel><userDefinedDimension>{own}</userDefinedDimension>"
        "<enabledInGL>true</enabledInGL></dimension>"
        for name, label, own in (
            *((name, name.capitalize(), "false") for name in DIMENSIONS),
            *((name.lower(), name.capitalize(), "true") for name in call.company.dimensions),
        )
    )
    return Answer(f"<data><dimensions>{rows}</dimensions></data>")


GET_DIMENSIONS = Handler(lambda element: None, run_dimensions)
LOOKUP = Handler(read, run_lookup)
INSPECT = Handler(read, run_inspect)
