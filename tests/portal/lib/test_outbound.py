"""Addresses that users typed are reached on the public internet only."""

from __future__ import annotations

import pytest

from portal.lib import outbound


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "fd00::1",
    ],
)
def test_a_private_host_is_refused(host):
    with pytest.raises(outbound.AddressRefused):
        outbound.public_address(host, 443)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "http://[::1]:9/", "http://2130706433/"]
)
def test_a_session_refuses_before_it_connects(url):
    with outbound.session() as session, pytest.raises(outbound.AddressRefused):
        session.get(url)


def test_a_public_host_is_resolved_to_one_address():
    assert outbound.public_address("93.184.216.34", 443) == ("93.184.216.34", 443)


def test_the_environment_cannot_route_it_elsewhere(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with outbound.session() as session:
        assert session.trust_env is False
