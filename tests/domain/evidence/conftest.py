"""A site on loopback with a page that is cited, and people who cite it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from claims import services
from claims.evidence import keeping
from claims.evidence.models import Snapshot
from claims.models import Citation, Claim
from tests.factories import ClaimFactory, UserFactory
from tests.support.site import Site, answer

EXCERPT = "In 2025 the unemployment rate fell to 4.1 percent"
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Labour market in 2025</title>
<meta property="og:site_name" content="Statistics Office">
<meta property="article:published_time" content="2026-01-15T08:00:00Z">
</head><body><nav>Home News About</nav><article><h1>Labour market in 2025</h1>
<p>{EXCERPT}, the lowest since the series began in 1999. The figure rests on the survey of
households, which the office has carried out each month since then.</p>
<p>Youth unemployment, at 9.6 percent, was little changed over the year. The number of people
in work rose by 120,000 to 3.4 million, most of them in the north.</p></article>
<script>alert(1)</script></body></html>""".encode()


@pytest.fixture
def site(settings: Any, db: None) -> Iterator[Site]:
    made = Site()
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    settings.OUTBOUND_PORTS = [made.port]
    settings.RUN_BACKOFF = 0.0
    made.pages["/report"] = answer(PAGE)
    yield made
    made.close()


@pytest.fixture
def claim(db: None) -> Claim:
    made: Claim = ClaimFactory()
    return made


@pytest.fixture
def cite(site: Site, claim: Claim) -> Callable[..., Citation]:
    """`cite("/path", excerpt=...)`: brings a page of the site to the claim."""
    actor = UserFactory()

    def bring(path: str = "/report", **changes: Any) -> Citation:
        given = {
            "url": site.url(path),
            "title": "",
            "publisher": "",
            "kind": "primary",
            "excerpt": EXCERPT,
            "stance": "refutes",
            **changes,
        }
        return services.cite(actor=given.pop("actor", actor), claim_id=claim.pk, **given)

    return bring


def work() -> list[Snapshot]:
    """What a network worker would do with all that is due, in this process."""
    done = list(Snapshot.objects.due().order_by("id").values_list("pk", flat=True))
    for pk in done:
        keeping.keep_source(pk)
    return list(Snapshot.objects.filter(pk__in=done).order_by("id"))
