"""A site on loopback, permitted by the list that closed networks use."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.site import Site


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    made = Site()
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    settings.OUTBOUND_PORTS = [80, 443, made.port]
    yield made
    made.close()
