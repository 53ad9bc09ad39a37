"""How each route is asked, by noun: (noun, action) -> method, path, body.

Names in braces are ids of the world in conftest.py.
"""

from typing import Any

from tests.api.permissions.requests import claims, evidence, notify, transcripts

REQUESTS: dict[tuple[str, str], tuple[str, str, Any]] = {
    **transcripts.REQUESTS,
    **claims.REQUESTS,
    **evidence.REQUESTS,
    **notify.REQUESTS,
}
