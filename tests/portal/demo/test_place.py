"""The demo's data folder is its own: never somebody else's, never shared, and emptied of its own things only."""

import stat
import subprocess
import sys

import pytest

from portal.demo.place import Place, Refused


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "demo"


def test_a_new_folder_is_made_for_this_user_only(folder):
    place = Place(folder)
    place.furnish()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert place.logs.is_dir()


def test_a_folder_with_other_files_is_refused_and_left_alone(folder):
    folder.mkdir()
    (folder / "accounts.csv").write_text("ours")
    with pytest.raises(Refused, match="holds other files"):
        Place(folder)
    assert [path.name for path in folder.iterdir()] == ["accounts.csv"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be used"):
        Place(tmp_path / "file" / "demo")


def test_two_demos_cannot_share_a_folder(folder):
    first = Place(folder)
    with pytest.raises(Refused, match="already"):
        Place(folder)
    first.release()
    Place(folder).release()


def test_the_lock_outlives_a_change_of_program(folder):
    """What holds it is the process, whatever it runs: ``exec`` must not give it up."""
    program = (
        "import os, sys, pathlib; from portal.demo.place import Place; Place(pathlib.Path(sys.argv[1]));"
        "os.execv(sys.executable, [sys.executable, '-c', 'print(1, flush=True); input()'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "1\n"
        with pytest.raises(Refused, match="already"):
            Place(folder)
        holder.communicate("\n", timeout=20)
    Place(folder).release()


def test_keys_are_made_once_and_for_this_user_only(folder):
    keys = Place(folder).keys()
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
    assert min(map(len, keys.values())) >= 48
    assert keys["SECRET_KEY"] != keys["FERNET_KEYS"]


def test_keys_stay_from_start_to_start(folder):
    first = Place(folder)
    keys = first.keys()
    first.release()
    assert Place(folder).keys() == keys


def test_emptying_deletes_what_demos_made_and_nothing_else(folder, tmp_path):
    place = Place(folder)
    place.furnish()
    place.keys()
    for name in (
        "ledgerbridge.sqlite3",
        "ledgerbridge.sqlite3-wal",
        "simulator.json",
        "beat-schedule.dat",
        "notes.txt",
    ):
        (folder / name).write_text("x")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("x")
    (folder / "logs").rmdir()
    (folder / "logs").symlink_to(elsewhere)
    place.empty()
    assert {path.name for path in folder.iterdir()} == {"this-is-a-demo.txt", "lock", "notes.txt"}
    assert (elsewhere / "kept").exists()
