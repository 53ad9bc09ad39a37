"""Citations: addresses, and who takes one back."""

import pytest

from api.exceptions import Forbidden, InvalidInput, WrongState
from claims import services


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org/a?b=1&utm_source=x&c=#d", "https://example.org/a?b=1&c="),
        ("https://example.org:8443/A%20b?q=a+b", "https://example.org:8443/A%20b?q=a+b"),
    ],
)
def test_canonical_urls(url, canonical):
    from claims.services.citations import canonical_url

    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://a.example/", "https://u:p@a.example/", "https://[x/", "",
     "https://a.example:0/", "https://xn--.example/"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(desk, claim, url):
    with pytest.raises(InvalidInput) as caught:
        desk.cite(desk.one, claim, url=url)
    assert caught.value.errors[0].pointer == "/url"


def test_a_citation_is_withdrawn_by_who_added_it_or_an_editor(desk, claim):
    citation = desk.cite(desk.one, claim)
    with pytest.raises(Forbidden):
        services.withdraw_citation(actor=desk.two, citation_id=citation.pk, reason="No.")
    services.withdraw_citation(actor=desk.editor, citation_id=citation.pk, reason="Wrong page.")
    with pytest.raises(WrongState):
        services.withdraw_citation(actor=desk.one, citation_id=citation.pk, reason="Again.")
