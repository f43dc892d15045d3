"""The portal's settings for a benchmark: as in production, on servers that are thrown away afterwards.

``benchmarks.rig`` names those servers in the environment, together with ``DEBUG=yes``, which lets the keys be the
defaults of development. ``DEBUG`` itself is off, because Django would keep every query in memory.
"""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES

DEBUG = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
