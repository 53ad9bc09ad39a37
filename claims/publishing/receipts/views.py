"""/checks/{id}/receipt.json and the public keys, for everybody."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control

from api.exceptions import DomainError
from api.methods import read_only
from api.problems import problem_response
from audit.hashing import canonical_json
from claims.publishing.checks import published_check
from claims.publishing.conditional import answer
from claims.publishing.receipts.content import receipt_of
from claims.publishing.receipts.keys import published_keys

_READABLE = {"ensure_ascii": False, "indent": 1}


@read_only
def receipt(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The receipt of what was ever published, a retracted check included; else 404."""
    check = published_check(claim_id)
    if check is None:
        raise Http404("No check was published under this number.")
    try:
        document = receipt_of(check)
    except DomainError as refusal:
        return problem_response(refusal)
    tag = hashlib.sha256(canonical_json(document)).hexdigest()[:32]
    return answer(
        request,
        tag=f"receipt-{tag}",
        changed_at=check.seen_at,
        make=lambda: JsonResponse(document, json_dumps_params=_READABLE),
    )


@read_only
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, old ones included, as a JSON Web Key Set."""
    response = JsonResponse(published_keys(), json_dumps_params=_READABLE)
    patch_cache_control(response, public=True, max_age=3600)
    return response
