"""The newsroom of tests/domain/claims, which publishes here."""

from tests.domain.claims.conftest import claim, desk, publisher

__all__ = ["claim", "desk", "publisher"]
