"""While a round is open, no page, list, filter, order or count tells another's judgement."""

import re
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims.models import Claim, Rating
from tests.desk.conftest import RATIONALE, Blind, act, claim_page, rate, version

SECRETS = (RATIONALE, "is-refutes")
CHOICES = re.compile(
    r'<input type="radio"\s+name="stance"[^>]*>[^<]*|<label for="\w+-level-\d+".*?</label>', re.S
)


def pages(claim: Claim) -> list[str]:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label in ("claims", "transcripts")
    ]
    return [
        *lists,
        reverse("admin:index"),
        reverse("admin:desk_claim", args=[claim.pk]),
        reverse("admin:desk_transcript", args=[claim.transcript_id]),
        reverse("admin:claims_claim_change", args=[claim.pk]),
        reverse("admin:claims_review_change", args=[claim.reviews.first().pk]),
        reverse("admin:claims_citation_change", args=[claim.citations.first().pk]),
    ]


@pytest.mark.parametrize("who", ["two", "editor", "stranger"])
def test_nothing_of_the_other_rating_on_any_page(
    sign_in: Callable[..., Client], blind: Blind, who: str
) -> None:
    people = {"two": blind.two, "editor": Role.EDITOR, "stranger": Role.REVIEWER}
    client = sign_in(people[who])
    for url in pages(blind.claim):
        page = client.get(url, follow=True).content.decode()
        for secret in SECRETS:
            assert secret not in page, url
        assert not re.search(r">\s*refutes( it)?\s*<", CHOICES.sub("", page)), url


@pytest.mark.parametrize("who", ["two", "editor", "stranger"])
def test_the_claim_page_names_levels_as_choices_alone(
    sign_in: Callable[..., Client], blind: Blind, who: str
) -> None:
    people = {"two": blind.two, "editor": Role.EDITOR, "stranger": Role.REVIEWER}
    page = claim_page(sign_in(people[who]), blind.claim).content.decode()
    assert "Mostly false" not in CHOICES.sub("", page)
    own = claim_page(sign_in(blind.one), blind.claim).content.decode()
    assert "Mostly false" in CHOICES.sub("", own)


def test_the_other_rating_is_no_row_of_the_admin(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    rating = Rating.objects.get(claim=blind.claim)
    url = reverse("admin:claims_rating_changelist")
    for client in (sign_in(blind.two), sign_in(Role.EDITOR)):
        assert "0 ratings" in client.get(url).content.decode()
        change = reverse("admin:claims_rating_change", args=[rating.pk])
        assert client.get(change).status_code == 302  # "doesn't exist", back to the index
    assert sign_in(blind.one).get(url).context["cl"].result_count == 1


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("citation", "stance=refutes"),
        ("citation", "stance__exact=refutes"),
        ("review", "draft__level=1"),
        ("review", "ratings__level__number=2"),
        ("claim", "ratings__level__number=2"),
        ("claim", "citations__stance=refutes"),
        ("source", "citations__stance=refutes"),
        ("ratinglevel", "rating__claim=1"),
    ],
)
def test_addresses_cannot_ask_for_it(
    sign_in: Callable[..., Client], blind: Blind, model: str, query: str
) -> None:
    """Refused alike, whether or not it would have matched."""
    client = sign_in(blind.two)
    answer = client.get(reverse(f"admin:claims_{model}_changelist") + f"?{query}")
    assert answer.status_code in (302, 400)


def test_the_excerpt_is_shared_the_stance_is_not(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    page = sign_in(blind.two).get(reverse("admin:desk_claim", args=[blind.claim.pk]))
    text = page.content.decode()
    assert "The series stands at 4.1 percent" in text
    assert "stance hidden for now" in text
    own = sign_in(blind.one).get(reverse("admin:desk_claim", args=[blind.claim.pk]))
    assert "is-refutes" in own.content.decode()


def test_history_says_that_somebody_rated_and_not_how(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    page = sign_in(blind.two).get(reverse("admin:desk_claim", args=[blind.claim.pk]))
    acts = [(line.what, line.who, line.level) for line in page.context["history"]]
    assert ("rated", blind.one, None) in acts
    assert page.context["judgements"] == []


def test_once_the_round_is_full_both_are_shown(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    rate(blind.two, blind.claim, 5, "The opposite.")
    page = sign_in(blind.two).get(reverse("admin:desk_claim", args=[blind.claim.pk]))
    text = page.content.decode()
    assert RATIONALE in text
    assert "is-refutes" in text


def test_filters_show_no_counts(sign_in: Callable[..., Client], blind: Blind) -> None:
    for model in ("claim", "rating", "citation", "review"):
        url = reverse(f"admin:claims_{model}_changelist")
        assert "Show counts" not in sign_in(blind.two).get(url).content.decode()


def test_a_refused_act_shows_no_more_than_the_page(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    """What happened since, beside a stale save, is the history that is open to the reader."""
    editor = sign_in(Role.EDITOR)
    stale = {"version": version(blind.claim) - 1, "seen": 0, "reason": "Not worth it."}
    page = act(editor, blind.claim, "dismiss", **stale)
    assert page.status_code == 412
    since = [(line.what, line.level) for line in page.context["conflict"].since]
    assert ("rated", None) in since
    assert "Mostly false" not in CHOICES.sub("", page.content.decode())
    assert RATIONALE not in page.content.decode()


def test_what_a_member_of_the_round_says_is_hidden_from_the_other(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    client = sign_in(blind.one)
    act(client, blind.claim, "post", body="It is plainly false, see the table.")
    for reader in (blind.two, Role.EDITOR, Role.REVIEWER):
        page = claim_page(sign_in(reader), blind.claim)
        assert "plainly false" not in page.content.decode()
        assert page.context["discussion"] == []
    assert "plainly false" in claim_page(client, blind.claim).content.decode()
    rate(blind.two, blind.claim, 5, "The opposite.")
    page = claim_page(sign_in(blind.two), blind.claim)
    assert "plainly false" in page.content.decode()
