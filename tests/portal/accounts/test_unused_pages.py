"""Pages of django-allauth that nobody here needs do not exist."""

import pytest


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/change/", "password/set/", "reauthenticate/", ""]
)
def test_are_not_found(client, ada, signed_in, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert signed_in(ada).get(f"/accounts/{path}").status_code == 404
