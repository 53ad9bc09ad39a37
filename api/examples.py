"""Examples of bodies, answers and problems that the schema shows with every operation.

Each app keeps its own in `examples.json` (beside its serializers): answers as the API gave them
once and bodies it accepts, by component. A test holds them against the schema.
"""

from functools import cache
from http import HTTPStatus
from typing import Any

from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from api.headers import headers_of
from api.problem_examples import problems_at, read_of_all_apps
from api.problems import CONTENT_TYPE

_PATCHED, _BODY, _PAGE, _LIST = "Patched", "Request", "Paginated", "List"
_Described = dict[str, Any]


@cache
def known() -> tuple[_Described, _Described]:
    """Answers and bodies by component, of all apps."""
    answers: _Described = {}
    bodies: _Described = {}
    for found in read_of_all_apps("examples.json"):
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

    def headers(self, described: _Described) -> _Described:
        return {name: self.ref("headers", name, header) for name, header in described.items()}


def illustrate(
    operation: _Described, registry: ComponentRegistry, *, path: str, marks: frozenset[str]
) -> None:
    """Adds examples and headers to an operation as drf-spectacular describes it.

    `marks` say what the plumbing adds to it: see api.problem_examples.
    """
    shared = Shared(registry)
    answers, bodies = known()
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = _component(content)
        shared.show(content, name, bodies.get(name.removeprefix(_PATCHED).removesuffix(_BODY)))
    for status, response in operation["responses"].items():
        if status[0] in "45":
            operation["responses"][status] = _problem(shared, response, status, path, marks)
            continue
        tagged = "conditional" in marks
        for content in response.get("content", {}).values():
            name = _component(content)
            shared.show(content, name, _answer(name, answers))
            tagged = tagged or shared.has_field(name, "etag")
        response["headers"] = shared.headers(headers_of(status, marks, tagged=tagged))


def _problem(
    shared: Shared, response: _Described, status: str, path: str, marks: frozenset[str]
) -> _Described:
    """The answer with its examples: shared, unless some of them are this path's alone."""
    found = {code: one for code, one in problems_at(path, marks).items() if one.status == status}
    content = response["content"][CONTENT_TYPE]
    content["examples"] = {
        code: shared.ref("examples", f"Problem.{code}", {"value": one.document})
        for code, one in found.items()
    }
    response["description"] = HTTPStatus(int(status)).phrase
    response["headers"] = shared.headers(headers_of(status, marks, tagged=False))
    if any(one.paths for one in found.values()):
        return response
    # What tells this answer from that of other operations: their own problems and headers.
    kinds = {mark for one in found.values() for mark in one.marks} & {"idempotent", "list"}
    if "Idempotency-Replayed" in response["headers"]:
        kinds.add("idempotent")
    name = f"Problem{status}" + "".join(kind.capitalize() for kind in sorted(kinds))
    return shared.ref("responses", name, response)


def _answer(component: str, answers: _Described) -> Any:
    if component.startswith(_PAGE) and component.endswith(_LIST):
        row = answers.get(component.removeprefix(_PAGE).removesuffix(_LIST))
        return None if row is None else {"results": [row], "next": None}
    return answers.get(component)


def _component(content: _Described) -> str:
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
