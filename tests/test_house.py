"""The house as its plan draws it: floors, rooms, and what is found in none of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    {"portal.lib", "portal.icons", "portal.formats", "portal.templatetags"},
    {"portal.accounts"},
    {"portal.organisations"},
    {"portal.audit"},
    {"portal.api"},
    {"portal.webhooks", "portal.mails"},
    {"portal.people"},
    {"integrations"},
    {"companies"},
    {"companies.datasets"},
    {"linkflow"},
    {"portal.dashboard", "portal.demo"},
)
WIRING = {"portal", "portal.apps", "portal.celery", "portal.checks", "portal.settings", "portal.urls", "portal.views"}
WIRING |= {"portal.wsgi", "portal.demo.settings"}
ROOMS = {"models": 0, "forms": 1, "tasks": 2, "actions": 3, "views": 4, "api": 4, "admin": 4, "urls": 5}
"""The rooms of an app, in the order in which they are entered; rooms of other names stand between any two of them."""
FORBIDDEN_NAMES = {"utils", "helpers", "services", "constants", "signals", "managers", "selectors"}
LONGEST = 400
A_PROVIDER_MAY_IMPORT = {
    "integrations.provider",
    "integrations.pages",
    "integrations.records",
    "integrations.errors",
    "portal.lib",
}


class Module:
    """A source file, and what it imports from us at run time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.is_package = parts[-1] == "__init__"
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    def __repr__(self) -> str:
        return self.name

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every dotted name that an import statement names, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    here = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
                    base = ".".join([*here[: len(here) - node.level + 1], *filter(None, [base])])
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def ours(self) -> Iterator[tuple[Module, int]]:
        """The modules of ours that it imports, with the line."""
        for name, line in self.imports():
            if found := MODULES.get(name) or MODULES.get(name.rpartition(".")[0]):
                yield found, line


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def source_files() -> list[Path]:
    found = [ROOT / "manage.py"]
    for package in ("portal", "integrations", "companies", "linkflow"):
        found += [path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]
    return found


MODULES = {module.name: module for module in map(Module, source_files())}
PROVIDERS = {
    f"integrations.{path.parent.name}"
    for path in (ROOT / "integrations").glob("*/__init__.py")
    if path.parent.name not in ("migrations", "records")
}
PACKAGES = sorted((package for floor in FLOORS for package in floor), key=len, reverse=True)


def package_of(name: str) -> str | None:
    """The deepest of our packages that a module lies in."""
    return next((package for package in PACKAGES if is_within(name, package)), None)


def provider_of(name: str) -> str | None:
    return next((provider for provider in PROVIDERS if is_within(name, provider)), None)


def floor_of(name: str) -> int:
    return next(height for height, floor in enumerate(FLOORS) if package_of(name) in floor)


def room_of(module: Module) -> int | None:
    """The height of a module's room in its app; ``None`` for rooms with a name of their own."""
    rest = module.name.removeprefix(package_of(module.name) or "").strip(".").split(".")[0]
    return ROOMS.get(rest)


def said(faults: list[str]) -> str:
    return "\n".join(["", *faults])


def test_every_module_lies_on_a_floor():
    homeless = [name for name in MODULES if name not in WIRING | {"manage"} and package_of(name) is None]
    assert not homeless, said(homeless)


def test_imports_point_down():
    faults = []
    for module in MODULES.values():
        if module.name in WIRING | {"manage"}:
            continue
        for target, line in module.ours():
            wired = target.name in WIRING and target.name != "portal"
            if wired or (target.name != "portal" and floor_of(target.name) > floor_of(module.name)):
                faults.append(f"{module}:{line} imports {target}, which lies above it")
            elif target.name != "portal" and is_beside(module.name, target.name):
                faults.append(f"{module}:{line} imports {target}, which lies beside it")
    assert not faults, said(faults)


def is_beside(name: str, other: str) -> bool:
    """Two packages of one floor, of which neither may know the other; the cellar is one room."""
    return floor_of(name) == floor_of(other) > 0 and package_of(name) != package_of(other)


def test_rooms_are_entered_in_one_order():
    faults = []
    for module in MODULES.values():
        room = room_of(module)
        if room is None or provider_of(module.name):
            continue
        for way in rooms_behind(module, (module,)):
            if (room_of(way[-1]) or 0) > room or (room == ROOMS["forms"] and room_of(way[-1]) not in (0, room)):
                faults.append(f"{' → '.join(map(str, way))}: {way[-1]} comes after {module}")
    assert not faults, said(faults)


def rooms_behind(module: Module, way: tuple[Module, ...]) -> Iterator[tuple[Module, ...]]:
    """The ways from a module, through rooms with names of their own, to the next ordered room of the same app."""
    for target in {target for target, _ in run_time_imports(module)}:
        if package_of(target.name) != package_of(module.name) or target in way:
            continue
        if room_of(target) is None:
            yield from rooms_behind(target, (*way, target))
        else:
            yield (*way, target)


def test_nothing_imports_in_circles():
    edges = {
        module.name: {target.name for target, _ in run_time_imports(module)} - {module.name, "portal"}
        for module in MODULES.values()
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join([*way[way.index(name) :], name])
        if name not in done:
            for target in sorted(edges[name]):
                visit(target, (*way, name))
            done.add(name)

    for name in edges:
        visit(name, ())


def run_time_imports(module: Module) -> Iterator[tuple[Module, int]]:
    """Imports but for those that only a type checker follows."""
    for_types = {
        line
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return ((target, line) for target, line in module.ours() if line not in for_types)


def test_nothing_imports_a_provider():
    faults = [
        f"{module}:{line} imports {target}; providers are reached through integrations.registry"
        for module in MODULES.values()
        for target, line in module.ours()
        if provider_of(target.name) and provider_of(target.name) != provider_of(module.name)
    ]
    assert not faults, said(faults)


def test_a_provider_knows_nothing_of_us():
    faults = [
        f"{module}:{line} imports {target}"
        for module in MODULES.values()
        if (own := provider_of(module.name))
        for target, line in module.ours()
        if not any(is_within(target.name, allowed) for allowed in {*A_PROVIDER_MAY_IMPORT, own})
    ]
    assert not faults, said(faults)


def test_a_provider_has_no_table_no_page_and_no_task():
    rooms = {"models", "views", "urls", "admin", "tasks", "actions", "apps"}
    faults = [
        name
        for name in MODULES
        if (own := provider_of(name)) and name.removeprefix(own).strip(".").split(".")[0] in rooms
    ]
    assert not faults, said(faults)


def test_imports_stand_at_the_top():
    faults = [
        f"{module}:{node.lineno}"
        for module in MODULES.values()
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not faults, said(faults)


def test_tasks_wait_for_the_commit_and_do_without_a_broker():
    ways = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}
    allowed = {"portal.lib.runs", "portal.demo.readiness"}  # the demo wants to know whether there is a broker
    faults = [
        f"{module}:{node.lineno} names .{node.attr}; use queue or send of portal.lib.runs"
        for module in MODULES.values()
        if module.name not in allowed and not provider_of(module.name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ways
    ]
    assert not faults, said(faults)


def test_only_the_settings_read_the_environment():
    allowed = {"manage", "portal.celery", "portal.wsgi", "portal.demo.management.commands.demo"}
    faults = [
        f"{module}:{node.lineno}"
        for module in MODULES.values()
        if module.name not in allowed
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and "'os'" in ast.dump(node.value))
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("environ.Env")
            and module.name != "portal.settings"
        )
    ]
    assert not faults, said(faults)


def test_modules_are_named_for_what_they_hold():
    faults = [name for name in MODULES if FORBIDDEN_NAMES & set(name.split("."))]
    assert not faults, said(faults)


def test_modules_are_short():
    paths = [*source_files(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "scripts").glob("*.py"))]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    faults = [f"{path.relative_to(ROOT)}: {length} lines" for path, length in lengths.items() if length > LONGEST]
    assert not faults, said(faults)
