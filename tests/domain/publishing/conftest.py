"""The newsroom of tests/domain/claims, which publishes here."""

import pytest

from tests.domain.claims.conftest import claim, desk, publisher

__all__ = ["claim", "desk", "publisher"]


@pytest.fixture(autouse=True)
def small_batches(settings):
    """So that few rows are several batches of an export."""
    settings.EXPORT_BATCH = 2
