"""The diagnosis exam's score line: ``python -m benchmarks.exam``. Faults are listed below it, and fail the command."""

from __future__ import annotations

import logging
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.integrations.intacct.exam.marking import score  # noqa: E402 - settings first


def main() -> int:
    logging.getLogger().handlers[:] = [logging.NullHandler()]  # the exam listens by itself
    line, faults = score()
    print(f"diagnosis exam: {line}")
    for fault in faults:
        print(f"  {fault}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
