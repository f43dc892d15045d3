"""Encrypted text and JSON columns: the one way in for secrets, and the only importer of ``fernet_fields``.

The library encrypts whatever Django hands it on the way to the database. ``bulk_update`` hands it SQL expressions, and
those it would encrypt as text, destroying the secret; other expressions, passed through, would be stored in the clear.
Hence ``Encrypted``: values are encrypted, the expression that ``bulk_update`` builds from encrypted values passes, and
every other expression and every lookup or transform is refused.

A row is loaded with its secrets ``Sealed``; they are decrypted when the attribute is read. A page that only names the
row pays nothing for them and opens where the key is lost, too, and ``values()`` gives no secret away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Value
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute
from fernet_fields import EncryptedTextField as FernetTextField


class UnreadableSecret(Exception):
    """A stored secret cannot be decrypted with any of ``FERNET_KEYS``."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it lies in the database."""

    token: bytes = field(repr=False)


class SealedAttribute(DeferredAttribute):
    """The attribute of a model: decrypts when it is first read.

    Raises:
        UnreadableSecret
    """

    field: Any

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(value)
            self.__set__(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:  # so that what lies in the row is not read past __get__
        instance.__dict__[self.field.attname] = value

    def __delete__(self, instance: Any) -> None:
        del instance.__dict__[self.field.attname]


class Encrypted:
    """What an encrypted column refuses, and when it decrypts. Put before a field of ``fernet_fields``."""

    descriptor_class = SealedAttribute

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)  # type: ignore[misc]
        if not self._is_of_bulk_update(value):
            raise FieldError("An encrypted column takes values, not expressions.")
        return value

    def _is_of_bulk_update(self, expression: Any) -> bool:
        """Recognise the one expression whose values each come back here to be encrypted: they name this column."""
        case = expression.source_expressions[0] if isinstance(expression, Cast) else expression
        if not isinstance(case, Case):
            return False
        this: Any = self
        results = [case.default, *(when.result for when in case.cases)]
        return all(isinstance(each, Value) and (each.value is None or each.output_field == this) for each in results)

    def get_transform(self, name: str) -> None:
        return None

    def from_db_value(self, value: Any, expression: Any, connection: Any, *args: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def opened(self, sealed: Sealed) -> Any:
        """What was sealed.

        Raises:
            UnreadableSecret
        """
        try:
            return super().from_db_value(sealed.token, None, None)  # type: ignore[misc]
        except InvalidToken as error:
            raise UnreadableSecret("A stored secret cannot be read with the keys in FERNET_KEYS.") from error


if TYPE_CHECKING:  # the library is untyped; to a type checker these are the columns they imitate
    EncryptedTextField = models.TextField
    EncryptedJSONField = models.JSONField
else:

    class EncryptedTextField(Encrypted, FernetTextField):
        """A text that lies encrypted in the database."""

    class EncryptedJSONField(Encrypted, FernetTextField):
        """A JSON value that lies encrypted in the database."""

        def get_prep_value(self, value: Any) -> Any:
            if value is None or hasattr(value, "as_sql"):
                return value
            return super().get_prep_value(json.dumps(value, cls=DjangoJSONEncoder))

        def opened(self, sealed: Sealed) -> Any:
            return json.loads(super().opened(sealed))
