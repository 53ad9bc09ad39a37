"""People of every role with their clients, and a transcript with claims."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from transcripts.models import Transcript
from transcripts.services import ingest

SAID = (
    "Mayor Ada Penhallow: Our city built 4,120 homes last year. Crime fell by 12 percent.\n\n"
    "Question: Is that enough?\n\n"
    "Mayor Ada Penhallow: We spent 31 million euros on buses in 2014.\n"
)
MakePerson = Callable[..., User]


@dataclass
class Client:
    """One person at the API; `get("claims/")` and so on answer REST framework responses."""

    user: User | None
    http: APIClient

    def __getattr__(self, method: str) -> Any:
        def call(path: str, data: Any = None, *, etag: str | None = None, **extra: Any) -> Any:
            headers = {**extra.pop("headers", {}), **({"If-Match": etag} if etag else {})}
            url = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
            return getattr(self.http, method)(url, data, headers=headers, **extra)

        return call


@pytest.fixture
def person(db: None) -> MakePerson:
    """Makes an account: person("anna", Role.REVIEWER)."""

    def make(username: str, *roles: Role) -> User:
        return create_user(username=username, password="a long enough pass phrase", roles=roles)

    return make


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """The API as somebody, or as nobody, reaches it."""

    def connect(user: User | None) -> Client:
        http = APIClient()
        if user is not None:
            http.force_authenticate(User.objects.get(pk=user.pk))
        return Client(user, http)

    return connect


@pytest.fixture
def nobody(client_of: Any) -> Client:
    return client_of(None)


@pytest.fixture
def integrator(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("ingrid", Role.INTEGRATOR))


@pytest.fixture
def stranger(person: MakePerson, client_of: Any) -> Client:
    """An integrator who uploaded nothing."""
    return client_of(person("stig", Role.INTEGRATOR))


@pytest.fixture
def reviewer(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("anna", Role.REVIEWER))


@pytest.fixture
def second(person: MakePerson, client_of: Any) -> Client:
    """Another reviewer."""
    return client_of(person("bert", Role.REVIEWER))


@pytest.fixture
def third(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("cleo", Role.REVIEWER))


@pytest.fixture
def editor(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("edda", Role.EDITOR))


@pytest.fixture
def administrator(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("olga", Role.ADMINISTRATOR))


@pytest.fixture
def transcript(integrator: Client) -> Transcript:
    """Uploaded by the integrator."""
    assert integrator.user is not None
    return ingest(actor=integrator.user, data=SAID.encode(), metadata={"title": "City"}).transcript
