"""What all writing shares: finding and numbering records, the audit history, the parts that lines point to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from integrations.intacct.simulator.books.chart import BY_NUMBER, CLASSES, COSTS, Account
from integrations.intacct.simulator.books.records import Department, Item, Place
from integrations.intacct.simulator.calls import Call
from integrations.intacct.simulator.failures import business_error
from integrations.intacct.simulator.filters import Changed, Test
from integrations.intacct.simulator.objects.cash import INCOME
from integrations.intacct.simulator.objects.company import Row
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import ObjectType, Table
from integrations.intacct.simulator.selecting import positions

LABELS = {label: account for account, label in (*INCOME, *COSTS)}
CREATED, MODIFIED, DELETED = "C", "M", "D"


class Writer:
    """The hand of one call in one company's books."""

    def __init__(self, call: Call) -> None:
        self.call, self.books, self.written, self.moment = call, call.books, call.written, call.moment

    def table(self, kind: ObjectType) -> Table:
        """Return a table with all that was written, whatever the lag."""
        return self.call.view(kind, shows_private=True, is_latest=True).table

    def find(self, kind: ObjectType, key: str, value: str) -> tuple[int, Any] | None:
        """Return RECORDNO and record of the first record with this key."""
        if not value or (key == "RECORDNO" and not value.isdigit()):
            return None
        view = self.call.view(kind, shows_private=True, is_latest=True)
        found = positions(view, self.call.desk.memory, Test("equalto", key, (value,)))
        return (view.table.numbers.number(found[0]), view.table.record(found[0])) if len(found) else None

    def next(self, name: str) -> int:
        kind = OBJECTS[name]
        return self.written.next_recordno(name, kind.open(self.call.company, self.books))

    def stamps(self, kind: ObjectType, recordno: int) -> dict[str, Any]:
        """Return what every new record gets; on documents WHENCREATED is their date, and stays."""
        who = self.call.login.user_id
        fields = {name: field.letter for name, field in kind.fields.items()}
        created = "WHENCREATED" if fields.get("WHENCREATED") == "ts" else "AUWHENCREATED"
        return {
            "RECORDNO": str(recordno) if fields.get("RECORDNO") == "t" else recordno,
            created: self.moment, "WHENMODIFIED": self.moment, "CREATEDBYLOGINID": who, "MODIFIEDBYLOGINID": who,
        }  # fmt: skip

    def changed(self) -> dict[str, Any]:
        """Return what every change stamps."""
        return {"WHENMODIFIED": self.moment, "MODIFIEDBYLOGINID": self.call.login.user_id}

    def note(self, mode: str, kind: ObjectType, recordno: int, natural: Any) -> None:
        """Write to the audit history, with the key in the form that the object has there."""
        key = f"{recordno}--REC" if kind.name == "GLBATCH" else f"{natural or recordno}"
        number = self.next("AUDITHISTORY")
        row = Row(number, {
            "OBJECTTYPE": kind.name.lower(), "OBJECTKEY": key, "USERID": self.call.login.user_id,
            "ACCESSTIME": self.moment, "ACCESSMODE": mode, "SOURCE": "api", "IPADDRESS": "192.0.2.20",
        })  # fmt: skip
        self.written.create("AUDITHISTORY", number, {}, at=self.moment, base=row)

    def owner(self) -> Place | None:
        """Return the entity that a new record belongs to: the one the session is in."""
        return self.books.place(self.call.location_id) if self.call.location_id else None

    def account(self, kind: str, given: dict[str, str]) -> Account:
        """Return the account of a line, by number or by label."""
        number = given.get("ACCOUNTNO") or LABELS.get(given.get("ACCOUNTLABEL", ""), "")
        if number not in BY_NUMBER:
            asked = given.get("ACCOUNTNO") or given.get("ACCOUNTLABEL", "")
            raise business_error(kind, f"Invalid GL account '{asked}' specified")
        return BY_NUMBER[number]

    def department(self, kind: str, department_id: str) -> Department | None:
        found = next((each for each in self.books.departments if each.department_id == department_id), None)
        if department_id and found is None:
            raise business_error(kind, f"Invalid Department '{department_id}' specified")
        return found

    def place(self, kind: str, location_id: str) -> Place | None:
        found = self.books.place(location_id) if location_id else self.owner()
        if location_id and found is None:
            raise business_error(kind, f"Invalid Location '{location_id}' specified")
        return found

    def item(self, kind: str, item_id: str) -> Item | None:
        found = next((each for each in self.books.items if each.item_id == item_id), None)
        if item_id and found is None:
            raise business_error(kind, f"Invalid Item '{item_id}' specified")
        return found

    def class_values(self, kind: str, class_id: str) -> dict[str, Any]:
        """Return the class of a line; its computed neighbours always have one."""
        for n, (code, name) in enumerate(CLASSES):
            if code == class_id:
                return {"CLASSID": code, "CLASSNAME": name, "CLASSDIMKEY": 41 + n * 2}
        if class_id:
            raise business_error(kind, f"Invalid Class '{class_id}' specified")
        return {"CLASSID": None, "CLASSNAME": None, "CLASSDIMKEY": None}


def plain(record: Any) -> Any:
    """Return the record under what was written over it."""
    return record.base if isinstance(record, Changed) else record


def numbered(first: int) -> Iterator[int]:
    while True:
        yield first
        first += 1
