"""The lock files pin and hash everything, name no index and no machine, and agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^ ;\\]+)(?P<marker> ; [^\\]+)? \\$")


def lines(lock):
    return [
        line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.lstrip().startswith("#")
    ]


def pins(lock):
    """Name → versions; a lock for all systems may hold two of one name, told apart by markers."""
    found = {}
    for line in lines(lock):
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def test_there_are_four():
    assert [lock.name for lock in LOCKS] == [
        "requirements-dev.lock",
        "requirements-uv.lock",
        "requirements-virtualenv.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_is_a_pin_or_a_hash(lock):
    strange = [
        line
        for line in lines(lock)
        if not PIN.match(line) and not re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", line)
    ]
    assert not strange


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock):
    kept = lines(lock)
    bare = [
        line
        for line, following in zip(kept, [*kept[1:], ""], strict=True)
        if PIN.match(line) and "--hash=" not in following
    ]
    assert kept
    assert not bare


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_address_and_no_path_of_a_machine(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--(extra-)?index|--find.links|--trusted-host| @ |(^|\s)/", text)


def test_development_holds_the_runtime_in_the_same_versions():
    runtime, development = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_dependency_is_locked_in_a_version_it_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *groups["dev"], *groups["e2e"]],
        "requirements-uv.lock": groups["uv"],
        "requirements-virtualenv.lock": groups["virtualenv"],
    }
    for name, listed in wanted.items():
        locked = pins(ROOT / name)
        for requirement in map(Requirement, listed):
            versions = locked.get(canonicalize_name(requirement.name))
            assert versions, f"{name} lacks {requirement}: run scripts/lock"
            assert all(version in requirement.specifier for version in versions), f"{name}: {requirement}, {versions}"
