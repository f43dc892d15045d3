"""Ports of this machine, on its loopback address only."""

from __future__ import annotations

import socket

from portal.demo.place import Refused

HOST = "127.0.0.1"
HIGHEST = 65535


def is_free(port: int) -> bool:
    """Say whether a port can be listened on.

    Raises:
        Refused: this user may not listen on it at all.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError as error:
            raise Refused(f"Port {port} may not be used by this user. Choose one above 1023 with --port.") from error
        except OSError:
            return False
    return True


def choose(first: int) -> tuple[int, int]:
    """The portal's port, which is ``first`` itself, and the simulator's: the next free one after it.

    Raises:
        Refused: ``first`` is taken, or is no port.
    """
    if not 0 < first < HIGHEST:
        raise Refused(f"{first} is no port. Choose one from 1024 to {HIGHEST - 1} with --port.")
    if not is_free(first):
        raise Refused(f"Port {first} is in use already. Choose another one with --port.")
    for port in range(first + 1, min(first + 100, HIGHEST) + 1):
        if is_free(port):
            return first, port
    raise Refused(f"No port after {first} is free. Choose another one with --port.")
