"""ClaimReview to and from the shapes of the Fact Check Tools API. Pure; empty fields are left out.

Each field's place in the ClaimReview is the one that the API's discovery document names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from claims.archive.markup import (
    addresses,
    first_object,
    language_of,
    moment_of,
    names,
    rating_words,
    site_of,
    text_of,
    title_of,
)

Shape = dict[str, Any]


def claim_shape(markup: Mapping[str, Any]) -> Shape:
    """One result of claims:search."""
    item = first_object(markup.get("itemReviewed"))
    url = text_of(markup.get("url"))
    review = {
        "publisher": filled({"name": next(names(markup.get("author")), ""), "site": site_of(url)}),
        "url": url,
        "title": title_of(markup),
        "reviewDate": _timestamp(markup.get("datePublished")),
        "textualRating": rating_words(first_object(markup.get("reviewRating"))),
        "languageCode": language_of(markup),
    }
    return filled(
        {
            "text": text_of(markup.get("claimReviewed")),
            "claimant": ", ".join(names(item.get("author"))),
            "claimDate": _timestamp(item.get("datePublished")),
            "claimReview": [filled(review)],
        }
    )


def markups_of_search(claim: Mapping[str, Any]) -> Iterable[Shape]:
    """The ClaimReviews that a result of claims:search tells of."""
    reviews = claim.get("claimReview")
    for review in reviews if isinstance(reviews, list) else []:
        if not isinstance(review, Mapping):
            continue
        publisher = first_object(review.get("publisher"))
        claimant = claim.get("claimant")
        yield filled(
            {
                "@type": "ClaimReview",
                "url": review.get("url"),
                "name": review.get("title"),
                "inLanguage": review.get("languageCode"),
                "datePublished": review.get("reviewDate"),
                "claimReviewed": claim.get("text"),
                "author": _typed("Organization", {"name": publisher.get("name")}),
                "itemReviewed": _typed(
                    "Claim",
                    {
                        "datePublished": claim.get("claimDate"),
                        "author": _typed("Person", {"name": claimant}),
                    },
                ),
                "reviewRating": _typed("Rating", {"alternateName": review.get("textualRating")}),
            }
        )


def page_shape(name: str, version: str, markups: list[Mapping[str, Any]], url: str) -> Shape:
    """A ClaimReviewMarkupPage; what belongs to the page is read off its first ClaimReview."""
    first = markups[0]
    author = first_object(first.get("author"))
    return filled(
        {
            "name": name,
            "pageUrl": url,
            "publishDate": text_of(first.get("datePublished")),
            "claimReviewAuthor": filled(
                {
                    "name": next(names(first.get("author")), ""),
                    "imageUrl": next(addresses(author.get("image")), ""),
                }
            ),
            "claimReviewMarkups": [_markup_shape(one, url) for one in markups],
            "versionId": version,
        }
    )


def _markup_shape(markup: Mapping[str, Any], page_url: str) -> Shape:
    item = first_object(markup.get("itemReviewed"))
    author, rating = first_object(item.get("author")), first_object(markup.get("reviewRating"))
    url = text_of(markup.get("url"))
    return filled(
        {
            "url": "" if url == page_url else url,
            "claimReviewed": text_of(markup.get("claimReviewed")),
            "claimDate": text_of(item.get("datePublished")),
            "claimLocation": text_of(item.get("name")),
            "claimFirstAppearance": next(addresses(item.get("firstAppearance")), ""),
            "claimAppearances": list(addresses(item.get("appearance"))),
            "claimAuthor": filled(
                {
                    "name": ", ".join(names(item.get("author"))),
                    "jobTitle": text_of(author.get("jobTitle")),
                    "imageUrl": next(addresses(author.get("image")), ""),
                    "sameAs": text_of(author.get("sameAs")),
                }
            ),
            "rating": filled(
                {
                    "ratingValue": _integer(rating.get("ratingValue")),
                    "worstRating": _integer(rating.get("worstRating")),
                    "bestRating": _integer(rating.get("bestRating")),
                    "textualRating": rating_words(rating),
                    "ratingExplanation": text_of(rating.get("ratingExplanation")),
                    "imageUrl": next(addresses(rating.get("image")), ""),
                }
            ),
        }
    )


def markups_of_page(page: Mapping[str, Any]) -> Iterable[Shape]:
    """The ClaimReviews of a ClaimReviewMarkupPage."""
    author = first_object(page.get("claimReviewAuthor"))
    markups = page.get("claimReviewMarkups")
    for markup in markups if isinstance(markups, list) else []:
        if not isinstance(markup, Mapping):
            continue
        yield filled(
            {
                "@type": "ClaimReview",
                "url": markup.get("url") or page.get("pageUrl"),
                "datePublished": page.get("publishDate"),
                "claimReviewed": markup.get("claimReviewed"),
                "author": _typed(
                    "Organization", {"name": author.get("name"), "image": author.get("imageUrl")}
                ),
                "itemReviewed": _item(markup),
                "reviewRating": _rating(first_object(markup.get("rating"))),
            }
        )


def _item(markup: Mapping[str, Any]) -> Shape:
    author = first_object(markup.get("claimAuthor"))
    person = {
        "name": author.get("name"),
        "jobTitle": author.get("jobTitle"),
        "image": author.get("imageUrl"),
        "sameAs": author.get("sameAs"),
    }
    appearances = markup.get("claimAppearances")
    return _typed(
        "Claim",
        {
            "name": markup.get("claimLocation"),
            "datePublished": markup.get("claimDate"),
            "author": _typed("Person", person),
            "firstAppearance": _typed("CreativeWork", {"url": markup.get("claimFirstAppearance")}),
            "appearance": [
                _typed("CreativeWork", {"url": url})
                for url in (appearances if isinstance(appearances, list) else [])
            ],
        },
    )


def _rating(rating: Mapping[str, Any]) -> Shape:
    return _typed(
        "Rating",
        {
            "ratingValue": rating.get("ratingValue"),
            "worstRating": rating.get("worstRating"),
            "bestRating": rating.get("bestRating"),
            "alternateName": rating.get("textualRating"),
            "ratingExplanation": rating.get("ratingExplanation"),
            "image": rating.get("imageUrl"),
        },
    )


def _timestamp(value: Any) -> str:
    """As Google writes a moment (RFC 3339, UTC); empty for what is none."""
    moment = moment_of(text_of(value))
    return moment.isoformat().replace("+00:00", "Z") if moment else ""


def _integer(value: Any) -> int | None:
    """The API's numbers are int32: a half is left out, "4" and 4.0 are 4."""
    try:
        found = float(value)
        whole = int(found)
    except (TypeError, ValueError, OverflowError):
        return None
    return whole if whole == found and abs(whole) < 2**31 else None


def _typed(kind: str, fields: Shape) -> Shape:
    """A node of that type; empty where it would say nothing."""
    said = filled(fields)
    return {"@type": kind, **said} if said else {}


def filled(shape: Shape) -> Shape:
    """Without what is empty, as proto3 writes JSON."""
    return {name: value for name, value in shape.items() if value not in (None, "", [], {})}
