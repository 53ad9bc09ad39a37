"""The schema documents what the plumbing adds to every operation."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.api.plumbing import urls


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator(patterns=urls.urlpatterns).get_schema(request=None, public=True)


def parameters(operation):
    return {parameter["name"] for parameter in operation.get("parameters", [])}


def test_errors_are_documented_as_problems(schema):
    answer = schema["paths"]["/api/v1/users/"]["get"]["responses"]["400"]
    assert answer["$ref"] == "#/components/responses/Problem400List"
    answer = schema["components"]["responses"]["Problem400List"]
    reference = answer["content"]["application/problem+json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/Problem"
    assert "errors" in schema["components"]["schemas"]["Problem"]["properties"]


def test_lists_are_documented_as_keyset_pages(schema):
    operation = schema["paths"]["/api/v1/users/"]["get"]
    assert {"cursor", "page_size"} <= parameters(operation)
    page = schema["components"]["schemas"]["PaginatedUserList"]
    assert set(page["properties"]) == {"results", "next"}


def test_preconditions_are_documented_where_they_are_read(schema):
    act = schema["paths"]["/api/v1/users/{id}/act/"]["post"]
    assert "If-Match" in parameters(act)
    assert {"412", "428"} <= set(act["responses"])
    assert "ETag" in act["responses"]["200"]["headers"]
    retrieve = schema["paths"]["/api/v1/users/{id}/"]["get"]
    assert "If-Match" not in parameters(retrieve)


def test_idempotency_is_documented_where_it_is_offered(schema):
    assert "Idempotency-Key" in parameters(schema["paths"]["/api/v1/effect/"]["post"])
    assert "Idempotency-Key" not in parameters(schema["paths"]["/api/v1/tokens/"]["post"])
