"""Each list reads its page from the index meant for it, in tables of tens of thousands of rows."""

import hashlib
import json
from collections.abc import Iterator
from string import Template
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from claims.models import Claim
from desk.ordering import LONGEST_DUE
from desk.queue import Filters
from tests.api.conftest import Client, MakePerson

ROWS = 30_000
#: Rows by SQL, in the shapes that the services would leave: 300 transcripts of 100 claims each.
FILL = f"""
INSERT INTO transcripts_speaker (name, aliases, role, party, wikidata_id, version)
    SELECT 'Speaker ' || md5(n::text), '{{}}', '', '', '', 1 FROM generate_series(1, {ROWS}) n;
INSERT INTO transcripts_transcript (title, event_date, language, source_url, publisher, format,
        text, digest, completeness, created_at, withdrawn_reason, version)
    SELECT 'Meeting ' || md5(n::text), date '2000-01-01' + n / 4, 'en', '', '', 'text',
        'Words.', md5(n::text), 'complete', now(), '', 1 FROM generate_series(1, {ROWS}) n;
INSERT INTO transcripts_segment (transcript_id, position, speaker_id, role, label, start, "end")
    SELECT t.id, n, (SELECT max(id) FROM transcripts_speaker) - t.id % 300, 'speaker', '', n, n + 1
    FROM (SELECT id FROM transcripts_transcript ORDER BY id DESC LIMIT 300) t,
        generate_series(0, 99) n;
INSERT INTO transcripts_extractionrun (transcript_id, segment_range, mode, status, attempt,
        max_attempts, not_before, cancel_requested, stage, done, total, claims_found, failure_code,
        failure_detail, worker, created_at, finished_at)
    SELECT id, '[0,)', 'adopt', CASE WHEN id % 100 = 0 THEN 'failed' ELSE 'succeeded' END, 1,
        3, now(), false, '', 0, 0, 0, CASE WHEN id % 100 = 0 THEN 'internal' ELSE '' END,
        '', '', now(), now() FROM transcripts_transcript;
INSERT INTO claims_claim (transcript_id, start, "end", text, role, first_segment_id,
        last_segment_id, context_start, context_end, score, rank, reasons, entities, quantities,
        dates, suggested_normalised, suggested_type, suggested_speaker_id, normalised, wording,
        status, round, version, created_at, superseded_at, not_found_at)
    SELECT s.transcript_id, s.start, s."end", 'Claim ' || md5(s.id::text), 'speaker', s.id,
        s.id, s.start, s."end", (s.id % 1000) / 1000.0, s.id % 1000 * 10, '[]', '[]', '[]',
        '[]', '', CASE WHEN s.id % 500 = 0 THEN 'law' ELSE 'quantity' END, s.speaker_id, null, 1,
        CASE WHEN s.id % 200 = 0 THEN 'disputed' ELSE 'extracted' END, 1, 1, now(),
        CASE WHEN s.id % 997 = 0 THEN now() END, CASE WHEN s.id % 991 = 0 THEN now() END
    FROM transcripts_segment s;
INSERT INTO claims_scoredsentence (run_id, start, "end", role, score, is_claim, type, reasons)
    SELECT r.id, s.start, s."end", 'speaker', 0.5, true, 'quantity', '[]'
    FROM transcripts_segment s JOIN transcripts_extractionrun r USING (transcript_id);
INSERT INTO claims_source (url, canonical_url, title, publisher, kind, added_by_id, created_at,
        version, machine_filled)
    SELECT 'https://s.example/' || n, 'https://s.example/' || n, 'Table ' || md5(n::text),
        'Office ' || md5(n::text), CASE WHEN n % 2 = 0 THEN 'primary' ELSE 'secondary' END,
        $editor, now(), 1, '{{}}' FROM generate_series(1, {ROWS}) n;
INSERT INTO claims_factcheckimport (name, url, size, sha256, content, format, status, attempt,
        max_attempts, not_before, done, total, created, updated, unchanged, refused, report,
        failure_code, failure_detail, seconds_spent, created_at, finished_at)
    SELECT 'feed', '', 2, '', '', 'jsonld', 'succeeded', 1, 3, now(), 0, 0, 0, 0, 0, 0, '[]', '',
        '', 0, now(), now() FROM generate_series(1, {ROWS}) n;
INSERT INTO claims_review (claim_id, reviewer_id, round, lease_expires_at, outcome, draft,
        created_at, ended_at)
    SELECT id, CASE WHEN id % 300 = 0 THEN $reviewer ELSE $editor END, 1,
        now() + interval '1 hour', CASE WHEN id % 300 = 0 THEN 'open' ELSE 'rated' END, '{{}}',
        now(), CASE WHEN id % 300 = 0 THEN null ELSE now() END FROM claims_claim;
INSERT INTO claims_rating (claim_id, review_id, reviewer_id, round, level_id, confidence,
        rationale, wording, after_reveal, created_at)
    SELECT claim_id, id, reviewer_id, 1, $level, 'high', 'Seen.', 1, false, now()
    FROM claims_review WHERE outcome = 'rated';
INSERT INTO claims_citation (claim_id, source_id, round, excerpt, stance, added_by_id, created_at,
        withdrawn_reason)
    SELECT c.id, (SELECT max(id) FROM claims_source) - c.id % 1000, 1, '', 'refutes', $editor,
        now(), '' FROM claims_claim c;
INSERT INTO claims_supersession (source_id, reason, said_by_id, created_at, withdrawn_reason)
    SELECT id, 'Revised.', $editor, now(), '' FROM claims_source WHERE id % 50 = 0;
INSERT INTO claims_post (claim_id, author_id, round, body, blind, created_at, withdrawn_reason,
        withdrawn_blind)
    SELECT id, $reviewer, 1, 'Which year?', false, now(), '', false FROM claims_claim;
INSERT INTO claims_verdict (claim_id, round, level_id, level_label, claim_text, claim_normalised,
        wording, speaker_name, speaker_role, speaker_wikidata_id, appearance_url,
        appearance_title, citations, summary, reason, decided_by_id, decided_at, ratings_count,
        ratings_required, correction_note, retracted_reason, twin_reason,
        due_because, superseded_sources, published_at)
    SELECT id, 1, $level, 'False', text, text, 1, '', '', '', '', '', '[]', '', '',
        $editor, now(), 2, 2, '', '', '', '[]', '[]', now() FROM claims_claim;
INSERT INTO audit_auditevent (action, target_type, target_id, digests, values, reason,
        request_id, created_at, seq, previous_hash, hash)
    SELECT 'take', 'claims.claim', id, '{{}}', '{{}}', '', '', now(), 1, '', '' FROM claims_claim;
SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid
    WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin');
ANALYZE
"""


@pytest.fixture
def full(person: MakePerson, levels: Any) -> dict[str, Any]:
    """Ids that exist in the filled tables, and who asks."""
    editor, reviewer = person("edda", Role.EDITOR), person("anna", Role.REVIEWER)
    people = {"editor": editor.pk, "reviewer": reviewer.pk, "level": levels[0].pk}
    with connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            cursor.execute(Template(statement).substitute(people))
    claim = Claim.objects.filter(
        reviews__outcome="rated", transcript__runs__status="succeeded"
    ).earliest("pk")
    return {
        "claim": claim.pk,
        "words": claim.text.removeprefix("Claim "),
        "transcript": claim.transcript_id,
        "speaker": claim.suggested_speaker_id,
        "reviewer": reviewer.pk,
        "part": hashlib.md5(b"17").hexdigest()[:12],
    }


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def plan_of(client: Client, path: str, table: str) -> list[dict[str, Any]]:
    """The plan of the statement that reads the page of `table`."""
    statements = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = client.get(path)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["results"], f"{path} finds nothing"
    page = [s for s in statements if f'FROM "{table}"' in s[0] and "ORDER BY" in s[0]]
    sql, params = next(s for s in page if "LIMIT" in s[0] or table == "audit_auditevent")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
    found = json.loads(found) if isinstance(found, str) else found
    return list(nodes(found[0]["Plan"]))


#: path, table, the index that the page is to be read from. "~" where the rows that are found
#: are then sorted: few, or of one claim. "|" between two that serve as well: which of them is
#: taken hangs on how many dead rows other tests have left in them.
LISTS = """
claims/                                             claims_claim           claim_rank
claims/?ordering=id                                 claims_claim           claims_claim_pkey
claims/?status=disputed                             claims_claim           claim_by_status
claims/?status=disputed&status=extracted            claims_claim           claim_rank
claims/?transcript={transcript}                     claims_claim           claim_by_transcript
claims/?speaker={speaker}                           claims_claim           claim_by_speaker
claims/?type=law                                    claims_claim           claim_by_type
claims/?type=quantity                               claims_claim           claim_by_type
claims/?min_score=0.5                               claims_claim           claim_rank
claims/?max_score=0.1                               claims_claim           claim_rank
claims/?assignee={reviewer}                         claims_claim           review_assignee~
claims/?date_from=2020-07-01&date_to=2020-07-01     claims_claim           transcript_event_date~
claims/?search={words}                              claims_claim           claim_search~
claims/?superseded=true                             claims_claim           claim_superseded~
claims/?flagged=true                                claims_claim           claim_flagged~
transcripts/                                        transcripts_transcript transcripts_transcript_pkey
transcripts/?title={part}                           transcripts_transcript transcript_title_words~
transcripts/?date_from=2010-07-01&date_to=2010-07-03 transcripts_transcript transcript_event_date~
transcripts/{transcript}/segments/                  transcripts_segment    segment_position_unique
transcripts/{transcript}/sentences/                 claims_scoredsentence  sentence_start_unique|claims_scoredsentence_run_id~
runs/                                               transcripts_extractionrun transcripts_extractionrun_pkey
runs/?transcript={transcript}                       transcripts_extractionrun run_by_transcript
runs/?status=failed                                 transcripts_extractionrun run_by_status
speakers/                                           transcripts_speaker    speaker_by_name
speakers/?name={part}                               transcripts_speaker    speaker_name_words~
sources/                                            claims_source          claims_source_pkey
sources/?kind=primary                               claims_source          claims_source_pkey
sources/?title={part}                               claims_source          source_title_trgm~
sources/?publisher={part}                           claims_source          source_publisher_trgm~
sources/?superseded=true                            claims_source          supersession_one_standing~
imports/                                            claims_factcheckimport claims_factcheckimport_pkey
claims/{claim}/ratings/                             claims_rating          claims_rating_claim_id~
claims/{claim}/citations/                           claims_citation        claims_citation_claim_id~
claims/{claim}/posts/                               claims_post            post_by_claim
claims/{claim}/reviews/                             claims_review          claims_review_claim_id~
claims/{claim}/verdicts/                            claims_verdict         claims_verdict_claim_id~
claims/{claim}/history/                             audit_auditevent       audit_target_seq_unique
"""  # noqa: E501
NEXT_PAGES = ("claims/", "claims/?type=quantity", "claims/?ordering=id", "sources/", "speakers/")


def wrong_with(plan: list[dict[str, Any]], table: str, index: str) -> str:
    """What the plan does that it should not; empty: nothing."""
    used = [str(node.get("Index Name", "")) for node in plan]
    scans = [n for n in plan if n["Node Type"] == "Seq Scan" and n["Relation Name"] == table]
    sorts = [n for n in plan if n["Node Type"] == "Sort"]
    wanted = tuple(index.rstrip("~").split("|"))
    if scans or not any(name.startswith(wanted) for name in used):
        return f"wants {index}, uses {sorted(set(used))}" + (", scans all" if scans else "")
    if sorts and (not index.endswith("~") or max(n["Plan Rows"] for n in sorts) > 1_000):
        return f"sorts {sorts[0]['Plan Rows']} rows"
    return ""


def test_each_page_is_read_from_its_index(full: dict[str, Any], client_of: Any) -> None:
    """As the reviewer, who sees less than the editor: the harder question."""
    reviewer = client_of(User.objects.get(username="anna"))
    editor = client_of(User.objects.get(username="edda"))
    wrong = []
    for line in LISTS.strip().splitlines():
        path, table, index = line.split()
        asked = path.format(**full)
        client = editor if path.endswith("/ratings/") else reviewer
        if fault := wrong_with(plan_of(client, asked, table), table, index):
            wrong.append(f"{path} {fault}")
        if path in NEXT_PAGES:
            following = client.get(asked).json()["next"]
            if fault := wrong_with(plan_of(client, following, table), table, index):
                wrong.append(f"{path} second page {fault}")
    assert not wrong, "\n".join(wrong)


#: Every fiftieth verdict came back to the desk, each at a moment of its own.
DUE = """
UPDATE claims_claim SET status = 'published';
UPDATE claims_verdict SET due_at = now() - id * interval '1 minute',
    due_because = '[{"code": "date"}]' WHERE id % 50 = 0;
ANALYZE claims_claim, claims_verdict
"""


@pytest.fixture
def due(full: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in DUE.split(";\n"):
            cursor.execute(statement)


def test_the_pages_of_what_is_due_are_read_in_their_order(due: None, client_of: Any) -> None:
    """Its first page and one from the middle, both from the index and without a sort."""
    for name in ("edda", "anna"):
        client = client_of(User.objects.get(username=name))
        middle = client.get("claims/?due=true&page_size=200").json()["next"]
        for asked in ("claims/?due=true", middle):
            plan = plan_of(client, asked, "claims_claim")
            assert not wrong_with(plan, "claims_verdict", "verdict_due"), asked
            whole = {n["Relation Name"] for n in plan if n["Node Type"] == "Seq Scan"}
            assert whole <= {"claims_ratingscale"}, "the one table that is small"
    within = next(n for n in plan if n.get("Index Name") == "verdict_due")
    assert "ROW(" in within["Index Cond"], "a later page begins where the one before ended"


def test_what_is_due_is_read_in_its_order_from_its_index(due: None) -> None:
    """The desk's list: its first page and one from the middle, without sorting what is due."""
    filters, order = Filters({"due": "yes"}), LONGEST_DUE
    for name in ("edda", "anna"):
        claims = filters.apply(User.objects.get(username=name))
        middle = claims[300]
        for asked in (claims, order.after(claims, (middle.due_at, middle.pk))):
            found = json.loads(asked[:26].explain(format="json"))
            plan = list(nodes(found[0]["Plan"]))
            assert not wrong_with(plan, "claims_verdict", "verdict_due"), asked.query
            assert not [n for n in plan if n["Node Type"] == "Seq Scan"], plan
