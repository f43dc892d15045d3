"""Settings that a production machine must not start with are refused, each by its own check and with its cure."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from portal import checks

ROOT = django_settings.BASE_DIR
KEY, OTHER_KEY = "k" * 48, "o" * 48
SOUND = {
    "DEBUG": "no",
    "SECRET_KEY": "a-long-and-random-value-" * 3,
    "FERNET_KEYS": KEY,
    "ALLOWED_HOSTS": "portal.example.com",
    "PUBLIC_URL": "https://portal.example.com",
    "DATABASE_URL": "postgres://portal:unused@database.example:5432/portal",
    "REDIS_URL": "redis://redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://portal:unused@mail.example:587",
}


@pytest.fixture
def production(settings, monkeypatch):
    """The settings of a sound production machine."""
    settings.IN_PRODUCTION = True
    settings.SECRET_KEY = SOUND["SECRET_KEY"]
    settings.FERNET_KEYS = [KEY]
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    settings.PUBLIC_URL = SOUND["PUBLIC_URL"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.CELERY_BROKER_URL = SOUND["REDIS_URL"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://r"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def found():
    return {message.id for message in run_checks(tags=[checks.TAG])}


def test_a_sound_machine_starts(production):
    assert found() == set()
    checks.insist()


def refuse_sqlite(settings):
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"


def refuse(name, value):
    return lambda settings: setattr(settings, name, value)


@pytest.mark.parametrize(
    ("number", "spoil"),
    [
        ("E001", refuse_sqlite),
        ("E002", refuse("CELERY_BROKER_URL", "filesystem://localhost")),
        ("E002", refuse("CELERY_BROKER_URL", "memory://")),
        ("E003", refuse("FERNET_KEYS", [])),
        ("E003", refuse("FERNET_KEYS", ["short"])),
        ("E003", refuse("FERNET_KEYS", [KEY, "short"])),
        ("E004", refuse("FERNET_KEYS", [KEY, SOUND["SECRET_KEY"]])),
        ("E005", refuse("ALLOWED_HOSTS", [])),
        ("E005", refuse("ALLOWED_HOSTS", ["*"])),
        ("E005", refuse("ALLOWED_HOSTS", ["portal.example.com", "*.example.com"])),
        ("E005", refuse("ALLOWED_HOSTS", ["localhost"])),
        ("E006", refuse("PUBLIC_URL", "")),
        ("E006", refuse("PUBLIC_URL", "http://portal.example.com")),
        ("E006", refuse("PUBLIC_URL", "https://localhost:8000")),
        ("E006", refuse("PUBLIC_URL", "https://portal.example.com/under/here")),
        ("E007", refuse("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})),
        ("E008", refuse("INTEGRATION_PROVIDERS", ["integrations.nowhere.Provider"])),
        ("E008", refuse("INTEGRATION_PROVIDERS", ["integrations.errors.ProviderError"])),
    ],
)
def test_one_fault_is_one_error_and_stops_the_start(production, number, spoil):
    spoil(production)
    assert found() == {f"ledgerbridge.{number}"}
    with pytest.raises(ImproperlyConfigured, match=f"ledgerbridge.{number}"):
        checks.insist()


def test_mail_in_the_log_is_a_warning_and_stops_nothing(production):
    production.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert found() == {"ledgerbridge.W001"}
    checks.insist()


def test_all_faults_are_named_at_once_each_with_its_cure(production):
    refuse_sqlite(production)
    production.FERNET_KEYS = []
    with pytest.raises(ImproperlyConfigured) as caught:
        checks.insist()
    said = str(caught.value)
    assert said.index("E001") < said.index("E003")
    assert "DATABASE_URL" in said
    assert "token_urlsafe" in said


def test_no_check_shows_a_key(production):
    production.FERNET_KEYS = ["short-secret", production.SECRET_KEY]
    said = " ".join(f"{message.msg} {message.hint}" for message in run_checks(tags=[checks.TAG]))
    assert "short-secret" not in said
    assert production.SECRET_KEY not in said


def test_development_and_tests_are_left_alone(settings):
    assert settings.IN_PRODUCTION is False
    assert found() == set()


def run(*command, **environment):
    """Run a program of ours with exactly these settings."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=60
    )


def test_the_web_server_does_not_start_with_a_fault():
    assert run("-c", "import portal.wsgi", **SOUND).returncode == 0
    refused = run("-c", "import portal.wsgi", **{**SOUND, "PUBLIC_URL": "http://portal.example.com"})
    assert refused.returncode != 0
    assert "ledgerbridge.E006" in refused.stderr


def test_the_worker_does_not_start_with_a_fault():
    refused = run("-m", "celery", "-A", "portal", "worker", **{**SOUND, "FERNET_KEYS": SOUND["SECRET_KEY"]})
    assert refused.returncode != 0
    assert "ledgerbridge.E004" in refused.stderr


def test_keys_have_no_default_in_production():
    refused = run("manage.py", "check", DEBUG="no")
    assert "SECRET_KEY" in refused.stderr
    assert run("manage.py", "check", DEBUG="yes").returncode == 0


def test_check_prints_what_is_wrong():
    said = run("manage.py", "check", DEBUG="no", SECRET_KEY=KEY, FERNET_KEYS=OTHER_KEY).stderr
    assert all(f"ledgerbridge.E00{number}" in said for number in (1, 2, 5, 6, 7))


def test_a_sound_machine_passes_djangos_own_deploy_checks():
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **SOUND)
    assert checked.returncode == 0, checked.stderr
