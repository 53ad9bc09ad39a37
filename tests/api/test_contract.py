"""The API keeps what its schema promises: schemathesis against the application, in this process.

Left out: schemathesis' own rule that whatever the schema allows is accepted. Many rules here
cannot be said in a schema (a span ends after it starts, a level is of the round's scale).
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from knox.models import AuthToken
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from accounts.models import User
from claims import urls as claims_urls
from claims.models import Claim, RatingScale
from config.wsgi import application
from tests.api.conftest import Client, cite
from transcripts import urls as transcripts_urls
from transcripts.models import Transcript

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.ignored_auth,
    checks.unsupported_method,
]


BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SCHEMA = schemathesis.openapi.from_path(
    Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
)
SCHEMA.app = application


def _by_noun() -> dict[str, list[Any]]:
    """Operations by the first word of their path, without those that end the token in use."""
    found: dict[str, list[Any]] = {}
    for result in SCHEMA.get_all_operations():
        operation = result.ok()
        noun = operation.path.split("/")[3]
        if noun not in ("tokens", "schema", "docs"):
            found.setdefault(noun, []).append(operation)
    return found


OPERATIONS = _by_noun()


@pytest.fixture
def world(editor: Client, reviewer: Client, transcript: Transcript, claim: Claim) -> dict[str, int]:
    """Ids that exist, by the first word of the path."""
    cited = cite(reviewer, claim).json()
    said = reviewer.post(f"claims/{claim.pk}/posts/", {"body": "Which year?"}).json()
    return {
        "transcripts": transcript.pk,
        "runs": transcript.runs.get().pk,
        "claims": claim.pk,
        "citations": cited["id"],
        "posts": said["id"],
        "sources": cited["source"]["id"],
        "scales": RatingScale.objects.get(is_default=True).pk,
    }


@pytest.fixture
def web(settings: Any) -> Iterator[None]:
    """Requests share the test's transaction, so its connection stays; and no budget ends."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    rates = dict.fromkeys(("user", "anon", "login", "upload"))
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(editor: Client) -> str:
    user = User.objects.get(username="edda")
    return str(AuthToken.objects.create(user=user)[1])


@pytest.mark.parametrize("noun", sorted(OPERATIONS))
def test_answers_conform(noun: str, token: str, world: dict[str, int], web: None) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    def ask(case: Any) -> None:
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"
        for name, value in list(case.path_parameters.items()):
            if isinstance(value, int) and value % 3:
                case.path_parameters[name] = world[noun]
        case.call_and_validate(headers=headers, checks=CHECKS)

    wrong = []
    for operation, mode in itertools.product(OPERATIONS[noun], MODES):
        try:
            cases = operation.as_strategy(generation_mode=mode)
            BOUNDED(given(case=cases)(ask))()
        except Unsatisfiable:  # nothing to get wrong here
            continue
        except BaseExceptionGroup as group:
            wrong += [f"{operation.label}: {one}" for one in group.exceptions]
    assert not wrong, "\n\n".join(wrong)


def test_the_docs_page_needs_no_network(nobody: Client) -> None:
    page = nobody.get("docs/")
    assert page.status_code == 200
    assert "//" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', page.content.decode()))


def test_the_committed_schema_names_every_route() -> None:
    described = {operation.path for noun in OPERATIONS.values() for operation in noun}
    for pattern in (*transcripts_urls.urlpatterns, *claims_urls.urlpatterns):
        path = re.sub(r"<int:(\w+)>", r"{\1}", f"/api/v1/{pattern.pattern}")
        assert path.replace("{pk}", "{id}") in described
