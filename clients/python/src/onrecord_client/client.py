"""The client: everything the API offers, for one person or program."""

from typing import Any, Self

from onrecord_client.judging import JudgingCalls
from onrecord_client.records import Token
from onrecord_client.session import record
from onrecord_client.transcripts import TranscriptCalls


class Client(TranscriptCalls, JudgingCalls):
    """``Client(base_url, token)``: one connection pool, to be closed (or used in ``with``).

    ``timeout`` (seconds) is for connecting, sending and each wait for data; ``retries`` says
    how often a request is sent again, ``transport`` is httpx's. Lists are iterators that ask
    for a page when they need it. Errors: ``onrecord_client.problems``.
    """

    @classmethod
    def login(cls, base_url: str, username: str, password: str, **options: Any) -> Self:
        """Swap a password for a token (``client.token``; it ends after 90 days)."""
        client = cls(base_url, **options)
        body = {"username": username, "password": password}
        try:
            found = record(Token, client.send("POST", "tokens/", json=body))
        except BaseException:
            client.close()
            raise
        client.use_token(found.token)
        return client

    def logout(self) -> None:
        """End the token, here and everywhere."""
        self.send("DELETE", "tokens/current/")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"
