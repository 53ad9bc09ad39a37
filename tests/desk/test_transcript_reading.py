"""A long transcript on its page: read in parts, from any offset, with and without a script."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.desk.transcript_page import LINE, SignIn, html, part, said, url
from tests.factories import ClaimFactory
from transcripts.models import Transcript


def test_a_long_transcript_comes_in_parts_that_join_to_the_whole(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.REVIEWER)
    page = html(client, url(long))
    words, parts = said(page), 1
    while more := re.search(r'hx-get="(\?at=\d+)"\s+hx-trigger="revealed', page):
        page = part(client, url(long) + more[1])
        assert "<html" not in page
        words, parts = words + said(page), parts + 1
    assert words == [LINE] * 400
    assert parts == 4


def test_without_a_script_each_part_is_a_page(sign_in: SignIn, long: Transcript) -> None:
    client = sign_in(Role.REVIEWER)
    links = re.findall(r'<a href="(\?at=\d+)">Next part</a>', html(client, url(long)))
    second = html(client, url(long) + links[0])
    assert "<html" in second
    assert said(second)[0] == LINE
    assert "Earlier part" in second


def test_an_offset_leads_to_its_paragraph(sign_in: SignIn, long: Transcript) -> None:
    segment = long.segments.get(position=333)
    page = html(sign_in(Role.REVIEWER), f"{url(long)}?at={segment.start + 7}")
    assert f'<i id="at"></i><p class="said" id="s{segment.position}"' in page


@pytest.mark.parametrize("at", ["-4", "x", "9" * 30, "99999999", ""])
def test_an_offset_that_makes_no_sense_still_shows_the_text(
    sign_in: SignIn, long: Transcript, at: str
) -> None:
    assert said(html(sign_in(Role.REVIEWER), f"{url(long)}?at={at}"))


def test_a_part_inside_an_unnamed_voices_turn_says_whose(sign_in: SignIn, long: Transcript) -> None:
    long.segments.update(speaker=None, label="")
    long.segments.filter(position=0).update(label="Woman in the gallery")
    page = html(sign_in(Role.REVIEWER), f"{url(long)}?at=14000")
    assert '<b class="voice" dir="auto">Woman in the gallery</b>' in page


def test_a_claim_over_the_edge_of_a_part_is_marked_in_both(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.REVIEWER)
    edge = int(re.findall(r'\?at=(\d+)">Next part', html(client, url(long)))[0])
    claim = ClaimFactory(transcript=long, start=edge - 30, end=edge + 30)
    link = f'href="{reverse("admin:desk_claim", args=[claim.pk])}"'
    assert f'id="c{claim.pk}"' in html(client, url(long))
    marks = part(client, f"{url(long)}?at={edge}")
    assert link in marks
    assert f'id="c{claim.pk}"' not in marks
