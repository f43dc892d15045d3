"""The portal takes the port that was asked for, the simulator the next free one, or the demo says what is wrong."""

import socket

import pytest

from portal.demo.place import Refused
from portal.demo.ports import choose


def free_port():
    """A port with a free one after it."""
    for _ in range(50):
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = first.getsockname()[1]
        if port < 65500:
            return port
    pytest.fail("No port is free.")


def test_the_simulator_takes_the_next_port():
    port = free_port()
    portal, simulator = choose(port)
    assert portal == port
    assert port < simulator <= port + 100


def test_the_simulator_steps_over_ports_in_use():
    port = free_port()
    with socket.create_server(("127.0.0.1", port + 1)):
        assert choose(port)[1] > port + 1


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"^Port {port} is in use already. Choose another one with --port.$"):
            choose(port)


@pytest.mark.parametrize("port", [-1, 0, 65535, 70000])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Refused, match="is no port"):
        choose(port)
