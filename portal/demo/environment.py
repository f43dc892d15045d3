"""What every process of a demo runs with, decided once before any of them starts."""

from __future__ import annotations

from portal.demo.place import Place
from portal.demo.ports import HOST

SETTINGS = "portal.demo.settings"
GATEWAY_PATH = "/ia/xml/xmlgw.phtml"


def environment(place: Place, *, portal_port: int, simulator_port: int) -> dict[str, str]:
    """The variables to set. ``DATABASE_URL``, ``REDIS_URL`` and ``CELERY_BROKER_URL`` stay as they are."""
    return {
        **place.keys(),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DEBUG": "yes",
        "DATA_DIR": str(place.folder),
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "PUBLIC_URL": f"http://{HOST}:{portal_port}",
        "TRUSTED_PROXIES": "0",
        "INTACCT_GATEWAY_URL": f"http://{HOST}:{simulator_port}{GATEWAY_PATH}",
        "NO_PROXY": f"{HOST},localhost",
        "no_proxy": f"{HOST},localhost",
        "PYTHONUNBUFFERED": "1",
    }
