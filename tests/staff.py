"""Support staff for tests."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from portal.accounts.staff import set_staff
from tests.factories import UserFactory

migration = import_module("portal.accounts.migrations.0002_support_group")


def support_user():
    """A member of support staff: in the group, not a superuser.

    Tests that commit empty every table afterwards, the migration's rows too; so the group is made again.
    """
    migration.create(apps, None)
    return set_staff(user=UserFactory(email="support@ledgerbridge.example"), is_staff=True)
