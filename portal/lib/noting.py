"""Write down what was done, from floors below the audit log: the recorder is named in ``settings.AUDIT_RECORDER``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def note(*, organisation: Any, actor: Any, verb: str, **facts: Any) -> None:
    """Append an audit event inside the caller's transaction; the same arguments as ``portal.audit.actions.record``."""
    import_string(settings.AUDIT_RECORDER)(organisation=organisation, actor=actor, verb=verb, **facts)
