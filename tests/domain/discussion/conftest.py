"""The desk's people and claim, and short ways to say something."""

from tests.domain.claims.conftest import claim, desk, publisher

__all__ = ["claim", "desk", "publisher"]
