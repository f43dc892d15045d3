"""The portal's settings for a demo: the defaults of development, and the pages that people really meet.

Chosen through ``DJANGO_SETTINGS_MODULE`` together with ``DEBUG=yes``; see ``portal.demo.environment``.
"""

from portal.settings import *  # noqa: F403
from portal.settings import DATA_DIR

DEBUG = False  # no tracebacks and no list of addresses where a customer meets a 404
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
