"""A transcript's text as HTML: who speaks, when in the recording, and claims marked in place."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from desk.marking import Paragraph, Piece
from desk.recording import clock, moment_url
from desk.strip import Strip, name_of
from desk.templatetags.desk import score, weight
from transcripts.languages import language_name

register = template.Library()


@register.filter
def voice(segment: Any) -> str:
    """Who says a segment."""
    return name_of(segment)


@register.filter
def in_words(tag: str) -> str:
    """A language by its name, in the reader's."""
    return language_name(tag, translated=True)


@register.simple_tag
def moment(source_url: str | None, milliseconds: int | None) -> SafeString | str:
    """The time into the recording, as a link into it where there is one."""
    if milliseconds is None:
        return ""
    time = format_html('<time class="num">{}</time>', clock(milliseconds))
    url = moment_url(source_url or "", milliseconds)
    if not url:
        return format_html('<span class="moment">{}</span>', time)
    return format_html(
        '<a class="moment" href="{}" rel="noreferrer" title="{}">{}</a>',
        url,
        _("Hear it in the recording"),
        time,
    )


@register.simple_tag
def bin_links(strip: Strip) -> SafeString:
    """A link over each bin of the strip, to its place in the text."""
    return format_html_join(
        "\n",
        '<a href="?at={0}#at" tabindex="-1" data-at="{0}"><title>{1}</title>'
        '<rect class="bin" x="0" width="1000" y="{2}" height="{3}"/></a>',
        ((one.start, one.title, one.top, one.height) for one in strip.bins),
    )


@register.simple_tag
def words(paragraph: Paragraph, here: Any = None) -> SafeString:
    """A paragraph's words and nothing else: the browser counts them to find a selected span."""
    return mark_safe("".join(_piece(piece, here) for piece in paragraph.pieces))


def _piece(piece: Piece, here: Any) -> SafeString:
    if piece.claim is not None:
        return _claim(piece, here)
    if piece.sentence is None:
        return conditional_escape(piece.text)
    return format_html('<span class="left">{}{}</span>', piece.text, _why(piece))


def _claim(piece: Piece, here: Any) -> SafeString:
    claim = piece.claim
    if claim == here:
        return format_html('<mark class="here">{}</mark>', piece.text)
    names = f"claim w{weight(claim.points)} {claim.status}"
    title = claim.get_status_display()
    if piece.ends:
        names += " ends"
    if claim.not_found_at is not None:
        names += " flagged"
        title += " · " + _("a later reading no longer finds it")
    start = SafeString("")
    if piece.starts:
        start = format_html(' id="c{}" data-score="{}"', claim.pk, score(claim.points))
    url = reverse("admin:desk_claim", args=[claim.pk])
    return format_html(
        '<a class="{}" href="{}" title="{}"{}>{}</a>', names, url, title, start, piece.text
    )


def _why(piece: Piece) -> SafeString:
    """The control that asks why a sentence was left out; its words are drawn by the style."""
    if not piece.asks:
        return SafeString("")
    said = score(piece.sentence.points)
    url = f"?sentence={piece.sentence.pk}"
    label = _("Score %(score)s: why was this left out?") % {"score": said}
    return format_html(
        '<a class="why" href="{}#why" hx-get="{}" data-score="{}" aria-label="{}"></a>',
        url,
        url,
        said,
        label,
    )
