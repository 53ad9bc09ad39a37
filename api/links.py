"""Where an answer leads: OpenAPI links, read off the paths and components of the schema.

A noun is the first word of a path with an id: `claims` of /api/v1/claims/{id}/take/. An answer
1. that shows a noun's object leads on by the object's `id`, a list by that of its first row;
2. below an object that it does not show (ratings, a verdict) leads back by the id of the path;
3. with a field named after a noun (`claim: 1`, `run: {id: 2}`) leads to that object;
4. whose object is a filter of a list (`claims/?transcript=`) leads to that list.
What asks for If-Match is led to only from an answer with an ETag, which goes along.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_Described = dict[str, Any]


@dataclass(frozen=True)
class _Operation:
    method: str
    path: str
    described: _Described

    @property
    def words(self) -> list[str]:
        return self.path.strip("/").split("/")[2:]  # without api/v1

    @property
    def name(self) -> str:
        return str(self.described["operationId"])

    @property
    def noun(self) -> str:
        return self.words[0]

    @property
    def parameter(self) -> str:
        """The name of the id after the noun; empty where there is none."""
        second = self.words[1] if len(self.words) > 1 else ""
        return second.strip("{}") if second.startswith("{") else ""

    @property
    def is_detail(self) -> bool:
        return self.method == "get" and bool(self.parameter) and len(self.words) == 2

    @property
    def asks_for(self) -> set[str]:
        """Names of its parameters."""
        return {str(one["name"]) for one in self.described.get("parameters", ())}

    def answers(self) -> Iterator["_Answer"]:
        """Each answer that is no error and shows a component."""
        for status, response in self.described["responses"].items():
            content = response.get("content", {}).get("application/json", {})
            if status.startswith("2") and (shown := _component(content.get("schema", {}))):
                yield _Answer(self, response, shown)


@dataclass(frozen=True)
class _Answer:
    source: _Operation
    response: _Described
    component: str

    @property
    def tagged(self) -> bool:
        return "ETag" in self.response.get("headers", {})


@dataclass(frozen=True)
class _Link:
    """To `target`, whose `parameter` is what `expression` finds in the request or the answer."""

    target: _Operation
    parameter: str
    expression: str
    origin: str  # what tells links to one target apart

    @property
    def key(self) -> str:
        return self.target.name + (f".from_{self.origin}" if self.origin else "")

    def described(self) -> _Described:
        parameters = {self.parameter: self.expression}
        if "If-Match" in self.target.asks_for:
            parameters["If-Match"] = "$response.header.ETag"
        return {"operationId": self.target.name, "parameters": parameters}


def add_links(result: _Described, **_: Any) -> _Described:
    """POSTPROCESSING_HOOKS of drf-spectacular."""
    operations = [
        _Operation(method, path, described)
        for path, methods in result["paths"].items()
        for method, described in methods.items()
    ]
    routes = _Routes(operations, result["components"].get("schemas", {}))
    shared: _Described = {}
    for answer in (answer for operation in operations for answer in operation.answers()):
        links = {link.target.name: link for link in routes.from_answer(answer)}
        if links:
            shared |= {link.key: link.described() for link in links.values()}
            answer.response["links"] = {
                name: {"$ref": f"#/components/links/{link.key}"} for name, link in links.items()
            }
    if shared:
        result["components"]["links"] = dict(sorted(shared.items()))
    return result


class _Routes:
    """All operations, by the noun they belong to, and the noun that each component shows."""

    def __init__(self, operations: list[_Operation], schemas: _Described) -> None:
        self.operations = operations
        self.schemas = schemas
        self.under: dict[str, list[_Operation]] = {}
        for operation in operations:
            if operation.parameter:
                self.under.setdefault(operation.noun, []).append(operation)
        self.shows: dict[str, str] = {}
        for noun, below in self.under.items():
            details = [one for one in below if one.is_detail] or below
            collections = [one for one in operations if one.words == [noun]]
            for operation in (*details, *collections):
                for answer in operation.answers():
                    self.shows.setdefault(self._row(answer.component) or answer.component, noun)

    def from_answer(self, answer: _Answer) -> Iterator[_Link]:
        """Every link of an answer, the more telling one of two to the same target last."""
        if row := self._row(answer.component):
            if noun := self.shows.get(row):
                yield from self._to_detail(noun, "/results/0/id", "row")
            return
        for field, pointer in self._fields_named_after_nouns(answer.component):
            yield from self._to_detail(field, pointer, pointer.split("/")[1])
        if noun := self.shows.get(answer.component):
            yield from self._from_object(answer, noun)
        elif answer.source.parameter:
            yield from self._from_below(answer)

    def _from_object(self, answer: _Answer, noun: str) -> Iterator[_Link]:
        source, expression = answer.source, "$response.body#/id"
        # An act on an object leads to the next act; reading or making it leads everywhere.
        made = "Location" in answer.response.get("headers", {})
        act = source.noun == noun and source.parameter and not source.is_detail and not made
        for target in self.under[noun]:
            if self._may_follow(target, answer) and not (act and self._only_reads_below(target)):
                yield _Link(target, target.parameter, expression, "")
        singular = noun.removesuffix("s")
        for target in () if act else self.operations:
            if target.method == "get" and not target.parameter and singular in target.asks_for:
                yield _Link(target, singular, expression, singular)

    def _from_below(self, answer: _Answer) -> Iterator[_Link]:
        name = answer.source.parameter
        for target in self.under[answer.source.noun]:
            if target.is_detail or (answer.tagged and "If-Match" in target.asks_for):
                yield _Link(target, target.parameter, f"$request.path.{name}", name)

    def _to_detail(self, noun: str, pointer: str, origin: str) -> Iterator[_Link]:
        for target in self.under[noun]:
            if target.is_detail:
                yield _Link(target, target.parameter, f"$response.body#{pointer}", origin)

    @staticmethod
    def _may_follow(target: _Operation, answer: _Answer) -> bool:
        return answer.tagged or "If-Match" not in target.asks_for

    @staticmethod
    def _only_reads_below(target: _Operation) -> bool:
        return not target.is_detail and "If-Match" not in target.asks_for

    def _fields_named_after_nouns(self, component: str) -> Iterator[tuple[str, str]]:
        """The noun, and the pointer to the id."""
        for name, described in self.schemas[component].get("properties", {}).items():
            if (noun := f"{name}s") in self.under:
                yield noun, f"/{name}/id" if _component(described) else f"/{name}"

    def _row(self, component: str) -> str:
        """Of a list the component of a row; else empty."""
        results = self.schemas[component].get("properties", {}).get("results", {})
        return _component(results.get("items", {}))


def _component(described: _Described) -> str:
    """The name of the component, also where it may be null or has a note beside it."""
    ways = [described, *described.get("allOf", ()), *described.get("oneOf", ())]
    refs = [str(way["$ref"]) for way in ways if "$ref" in way]
    return refs[0].rpartition("/")[2] if refs else ""
