"""Places that are counted across workers: in Redis, and in locked files."""

import multiprocessing
import os
import threading
import time
import uuid

import pytest
import redis

from portal.lib import slots
from portal.lib.slots import FileSlots, NoSlot, RedisSlots, slot

REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"


def redis_or_skip():
    client = redis.Redis.from_url(REDIS, socket_connect_timeout=0.5)
    try:
        client.ping()
    except redis.RedisError:
        pytest.skip("no Redis answers")
    return client


@pytest.fixture(params=["files", "redis"])
def places(request, tmp_path):
    return FileSlots(tmp_path) if request.param == "files" else RedisSlots(redis_or_skip())


@pytest.fixture
def name():
    return f"test-{uuid.uuid4()}"


def test_lends_as_many_as_there_are(places, name):
    held = [places.take(name, 2) for _ in range(3)]
    assert [each is not None for each in held] == [True, True, False]
    places.give_back(held[0])
    assert places.take(name, 2) is not None


def test_counts_each_name_by_itself(places, name):
    assert places.take(name, 1) and places.take(f"{name}-other", 1)


def test_waits_for_a_place_and_gives_it_back(places, name):
    busy = places.take(name, 1)
    threading.Timer(0.2, places.give_back, [busy]).start()
    with slot(places, name, 1, patience=5):
        assert places.take(name, 1) is None
    assert places.take(name, 1) is not None


def test_gives_up_when_none_comes_free(places, name):
    places.take(name, 1)
    with pytest.raises(NoSlot), slot(places, name, 1, patience=0.2):
        pass


def test_gives_a_place_back_after_an_error(places, name):
    with pytest.raises(ZeroDivisionError), slot(places, name, 1, patience=1):
        raise ZeroDivisionError
    assert places.take(name, 1) is not None


def test_never_lets_more_in_than_there_are_places(places, name):
    inside, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal inside, most
        for _ in range(5):
            with slot(places, name, 2, patience=30):
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.002)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_limits_nobody_where_nobody_counts(name):
    with slot(None, name, 2, patience=0):
        pass
    with slot(FileSlots("/nowhere"), name, 0, patience=0):
        pass


def test_a_place_is_kept_for_as_long_as_its_holder_waits(name):
    holder, other = RedisSlots(redis_or_skip(), lease=0.6), RedisSlots(redis_or_skip(), lease=0.6)
    held = holder.take(name, 1)
    time.sleep(1.5)
    assert other.take(name, 1) is None
    holder.give_back(held)
    assert other.take(name, 1) is not None


def test_no_thread_is_left_when_all_is_given_back(name):
    places, others = RedisSlots(redis_or_skip(), lease=0.3), set(threading.enumerate())
    for _ in range(2):
        places.give_back(places.take(name, 1))
        (keeper,) = set(threading.enumerate()) - others
        keeper.join(5)
        assert not keeper.is_alive()


def test_counts_for_nobody_when_redis_is_away(name):
    places = RedisSlots(redis.Redis(port=1, socket_connect_timeout=0.2))
    with slot(places, name, 1, patience=0), slot(places, name, 1, patience=0):
        pass


def die_with_a_place(folder, name):
    places = FileSlots(folder) if folder else RedisSlots(redis_or_skip(), lease=1.0)
    os._exit(9 if places.take(name, 1) else 1)


@pytest.mark.parametrize("kind", ["files", "redis"])
def test_frees_the_place_of_a_process_that_died(kind, tmp_path, name):
    places = FileSlots(tmp_path) if kind == "files" else RedisSlots(redis_or_skip())
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=die_with_a_place, args=(tmp_path if kind == "files" else None, name))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    with slot(places, name, 1, patience=3):
        pass


def test_a_forked_process_does_not_renew_for_its_parent(settings, tmp_path):
    settings.REDIS_URL, settings.DATA_DIR = "", tmp_path
    slots.shared.cache_clear()
    ours, child = slots.shared(), os.fork()
    if not child:
        os._exit(7 if slots.shared() is not ours else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    slots.shared.cache_clear()


def test_are_shared_through_redis_where_there_is_one(settings, tmp_path):
    slots.shared.cache_clear()
    settings.REDIS_URL, settings.DATA_DIR = "", tmp_path
    assert isinstance(slots.shared(), FileSlots)
    slots.shared.cache_clear()
    settings.REDIS_URL = REDIS
    assert isinstance(slots.shared(), RedisSlots)
    slots.shared.cache_clear()
