"""Secrets that no key of this installation decrypts."""

from django.db import connection

FOREIGN = b"gAAAAA-written-with-a-key-that-is-gone"


def lose(model, column):
    """Leave a column of all rows as if it had been encrypted with a key that is gone."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s", [FOREIGN])  # noqa: S608
