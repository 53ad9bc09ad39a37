"""Examples of bodies, answers and problems that the schema shows with every operation.

Each app keeps its own in `examples.json` (beside its serializers): answers as the API gave them
once and bodies it accepts, by component. A test holds them against the schema.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from api.headers import headers_of
from api.problems import problem

_PATCHED, _BODY, _PAGE, _LIST = "Patched", "Request", "Paginated", "List"
_Described = dict[str, Any]


#: status -> code, title, detail, what else the document says
_PROBLEMS: dict[str, tuple[str, str, str, _Described]] = {
    "400": ("invalid", "Invalid input", "/title: This must be text.", {}),
    "401": ("not_authenticated", "Unauthorized", "Authentication credentials were not given.", {}),
    "403": ("permission_denied", "Not allowed", "Your role does not allow this.", {}),
    "404": ("not_found", "Not found", "Not found.", {}),
    "406": ("not_acceptable", "Not Acceptable", "Only application/json is spoken here.", {}),
    "409": (
        "wrong_state",
        "Not possible in this state",
        "This cannot be done while the claim is dismissed.",
        {"allowed_actions": ["reopen"]},
    ),
    "411": (
        "length_required",
        "Content-Length required",
        "Send the body with a Content-Length.",
        {},
    ),
    "412": (
        "stale_version",
        "Changed in the meantime",
        "This was changed since you read it. Read it again and decide anew.",
        {},
    ),
    "413": ("too_large", "Too large", "A request body has at most 20,000,000 bytes.", {}),
    "415": ("unsupported_media_type", "Unsupported media type", "text/csv is not read here.", {}),
    "422": (
        "idempotency_key_reused",
        "Cannot be processed",
        "This Idempotency-Key was used for another request.",
        {},
    ),
    "428": ("precondition_required", "If-Match required", "Send If-Match with the ETag.", {}),
    "429": ("throttled", "Too Many Requests", "Request was throttled. Try in 12 seconds.", {}),
}


def _problem(status: str) -> _Described:
    code, title, detail, extra = _PROBLEMS[status]
    document = problem(int(status), code, title, detail, extra=extra)
    if status == "400":
        document["errors"] = [
            {"pointer": "/title", "detail": "This must be text.", "code": "invalid"}
        ]
    return {**document, "request_id": "5f0c3f8f2b7d4f0c9d8a6b1e2c3d4e5f"}


@cache
def known() -> tuple[_Described, _Described]:
    """Answers and bodies by component, of all apps."""
    answers: _Described = {}
    bodies: _Described = {}
    for config in apps.get_app_configs():
        for folder in (Path(config.path), Path(config.path) / "api"):
            if (file := folder / "examples.json").is_file():
                found = json.loads(file.read_text(encoding="utf-8"))
                answers |= found["answers"]
                bodies |= found["requests"]
    return answers, bodies


class Shared:
    """What many operations show is described once, under `components`."""

    def __init__(self, registry: ComponentRegistry) -> None:
        self.registry = registry

    def ref(self, kind: str, name: str, described: _Described) -> _Described:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=name, type=kind, object=name, schema=described
        )
        self.registry.register_on_missing(component)
        ref: _Described = component.ref
        return ref

    def has_field(self, component: str, field: str) -> bool:
        """Whether this component's objects have the field."""
        key = (component, ResolvedComponent.SCHEMA)
        return bool(component) and field in self.registry[key].schema.get("properties", {})

    def show(self, content: _Described, name: str, value: Any) -> None:
        if value is not None:
            content["examples"] = {"example": self.ref("examples", name, {"value": value})}


def illustrate(
    operation: _Described, registry: ComponentRegistry, *, marks: frozenset[str]
) -> None:
    """Adds examples and headers to an operation as drf-spectacular describes it.

    `marks` of its view method: idempotent, conditional, located.
    """
    shared = Shared(registry)
    answers, bodies = known()
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = _component(content)
        shared.show(content, name, bodies.get(name.removeprefix(_PATCHED).removesuffix(_BODY)))
    for status, response in operation["responses"].items():
        tagged = "conditional" in marks
        for content in response.get("content", {}).values():
            name = _component(content)
            if status in _PROBLEMS:
                shared.show(content, f"Problem{status}", _problem(status))
            else:
                shared.show(content, name, _answer(name, answers))
                tagged = tagged or shared.has_field(name, "etag")
        headers = headers_of(status, marks, tagged=tagged)
        response["headers"] = {
            name: shared.ref("headers", name, described) for name, described in headers.items()
        }
        if status in _PROBLEMS:
            response["description"] = f"{_PROBLEMS[status][1]}."
            usual = headers_of(status, frozenset(), tagged=False)
            name = f"Problem{status}" + ("" if headers == usual else "Idempotent")
            operation["responses"][status] = shared.ref("responses", name, response)


def _answer(component: str, answers: _Described) -> Any:
    if component.startswith(_PAGE) and component.endswith(_LIST):
        row = answers.get(component.removeprefix(_PAGE).removesuffix(_LIST))
        return None if row is None else {"results": [row], "next": None}
    return answers.get(component)


def _component(content: _Described) -> str:
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
