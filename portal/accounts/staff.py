"""Support staff: who they are, and the group that carries exactly their rights (see migration 0002)."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from portal.accounts.models import User

GROUP = "Support"


@transaction.atomic
def set_staff(*, user: User, is_staff: bool) -> User:
    """Make a user a member of support staff, with the group's rights, or an ordinary user again."""
    user.is_staff = is_staff
    user.save(update_fields=["is_staff"])
    group = Group.objects.get(name=GROUP)
    if is_staff:
        user.groups.add(group)
    else:
        user.groups.remove(group)
    return user
