"""reviewRating: the verdict in words, which are those of the published scale."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing

ORDER = 130


def lint(markup: Markup) -> Iterator[Missing]:
    rating = markup.part("reviewRating")
    label = rating.get("alternateName")
    if not label and rating.get("name"):
        label = rating["name"]
        yield Missing(
            "rating_by_name",
            _("The verdict is named in “name”; readers look for it in “alternateName”."),
            "/level",
            blocks=False,
        )
    if not label:
        yield Missing("rating", _("The verdict is not said in words."), "/level")
    elif markup.labels and label not in markup.labels:
        yield Missing(
            "rating_not_in_scale",
            _("“%(label)s” is no level of the scale.") % {"label": label},
            "/level",
            blocks=False,
        )
