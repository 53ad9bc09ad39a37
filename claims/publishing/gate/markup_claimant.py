"""itemReviewed: what was said, by whom, when."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing

ORDER = 150


def lint(markup: Markup) -> Iterator[Missing]:
    item = markup.part("itemReviewed")
    if not item:
        yield Missing("item_reviewed", _("Nothing is said about who claimed it."), "", False)
        return
    if not item.get("datePublished"):
        yield Missing(
            "claim_date",
            _("The day on which it was said is not known."),
            "/transcript/event_date",
            blocks=False,
        )
    if "author" not in item:
        yield Missing("claimant", _("Nobody is named as the speaker."), "/speaker", blocks=False)
        return
    claimants = item["author"] if isinstance(item["author"], list) else [item["author"]]
    for one in claimants:
        if not isinstance(one, dict) or not str(one.get("name") or "").strip():
            yield Missing("claimant_name", _("The speaker has no name."), "/speaker")
        elif not one.get("sameAs"):
            yield Missing(
                "claimant_identity",
                _("%(name)s has no Wikidata number: others cannot tell namesakes apart.")
                % {"name": one["name"]},
                "/speaker/wikidata_id",
                blocks=False,
            )
