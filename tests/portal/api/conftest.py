from __future__ import annotations

import pytest

from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role


@pytest.fixture
def call(client, acorn, ada):
    """Call the API as a program of Acorn's with an analyst's key; hand back the answer."""
    _, key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)

    def get(path, method="get", **query):
        return getattr(client, method)(f"/api{path}", query, headers={"Authorization": f"Bearer {key}"})

    return get
