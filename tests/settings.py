"""The portal's settings for tests: fast hashes, tasks run at once, mail stays in memory."""

import os
from pathlib import Path

os.environ.setdefault("DEBUG", "yes")
os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / ".data" / "tests")

from portal.settings import *  # noqa: E402, F403

DEBUG = False
DATABASES["default"]["ATOMIC_REQUESTS"] = True  # noqa: F405
SECRET_KEY = "a key for tests"
FERNET_KEYS = ["a fernet key for tests"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
INTACCT_GATEWAY_URL = "https://gateway.simulator.example/ia/xml/xmlgw.phtml"
INTACCT_REQUESTS_AT_ONCE = 0
PUBLIC_URL = "https://portal.ledgerbridge.example"
AXES_ENABLED = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (WhiteNoise warns of a directory that is missing)
