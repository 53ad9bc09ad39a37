"""A big newsroom by SQL, in the shapes that the services would leave.

Of every ten claims one was worked on: rated by two of forty reviewers, and decided; half of
those were published since, some dismissed or reopened.
"""

from string import Template

from django.db import connection

from accounts.models import User
from accounts.roles import Role
from tests.factories import UserFactory

SPEAKERS, RATERS, A_TRANSCRIPT = 200, 40, 500
_FILL = """
INSERT INTO transcripts_speaker (name, aliases, role, party, wikidata_id, version)
    SELECT 'Big speaker ' || n, '{}', '', 'Party ' || n % 8, '', 1
    FROM generate_series(1, $speakers) n;
INSERT INTO transcripts_transcript (title, event_date, language, source_url, publisher, format,
        text, digest, completeness, created_at, withdrawn_reason, version)
    SELECT 'Big ' || n, date '2025-01-01' + n, 'en', '', '', 'text', repeat('Words. ', 2000),
        'big' || n, 'complete', now() - interval '1 year' + n * interval '1 day', '', 1
    FROM generate_series(1, $transcripts) n;
INSERT INTO transcripts_segment (transcript_id, position, speaker_id, role, label, start, "end")
    SELECT t.id, n, (SELECT max(id) FROM transcripts_speaker) - (t.id * 7 + n) % $speakers,
        'speaker', '', n, n + 1
    FROM transcripts_transcript t, generate_series(0, $size - 1) n WHERE t.digest LIKE 'big%';
INSERT INTO transcripts_extractionrun (transcript_id, segment_range, mode, status, attempt,
        max_attempts, not_before, cancel_requested, stage, done, total, claims_found, failure_code,
        failure_detail, worker, extractor_version, created_at, started_at, finished_at)
    SELECT t.id, '[0,)', 'adopt', 'succeeded', 1, 3, now(), false, '', 0, 0, 0, '', '', '',
        CASE WHEN n < 3 THEN 'version ' || n END,
        now(), now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '1 minute'
    FROM transcripts_transcript t, generate_series(1, 40) n WHERE t.digest LIKE 'big%';
INSERT INTO claims_claim (transcript_id, start, "end", text, role, first_segment_id,
        last_segment_id, context_start, context_end, score, rank, reasons, entities, quantities,
        dates, suggested_normalised, suggested_type, suggested_speaker_id, normalised, wording,
        status, round, version, created_at, worked_on_at)
    SELECT s.transcript_id, s.start, s."end", 'Claim ' || md5(s.id::text), 'speaker', s.id,
        s.id, s.start, s."end", 0.5, 5000, '[{"rule": "quantity", "points": 0.3}]', '[]', '[]',
        '[]', repeat(md5(s.id::text), 4), 'quantity', s.speaker_id, null, 1,
        CASE WHEN s.id % 10 > 0 THEN 'extracted' WHEN s.id % 20 > 0 THEN 'published'
            WHEN s.id % 40 > 0 THEN 'resolved' ELSE 'dismissed' END,
        1, 3, t.created_at, CASE WHEN s.id % 10 = 0 THEN now() END
    FROM transcripts_segment s JOIN transcripts_transcript t ON t.id = s.transcript_id
    WHERE t.digest LIKE 'big%';
INSERT INTO claims_scoredsentence (run_id, start, "end", role, score, is_claim, type, reasons)
    SELECT r.id, s.start, s."end", 'speaker', 0.5, s.id % 3 > 0, 'quantity', '[]'
    FROM transcripts_segment s JOIN transcripts_extractionrun r ON r.transcript_id = s.transcript_id
    WHERE r.extractor_version IS NOT NULL;
INSERT INTO claims_review (claim_id, reviewer_id, round, lease_expires_at, outcome, draft,
        created_at, ended_at)
    SELECT c.id, $first + (c.id / 10 + n * (1 + c.id / 400 % 3)) % $raters, 1, now(), 'rated',
        '{}', c.created_at + interval '1 day', c.created_at + n * interval '2 days'
    FROM claims_claim c, generate_series(1, 2) n WHERE c.worked_on_at IS NOT NULL;
INSERT INTO claims_rating (claim_id, review_id, reviewer_id, round, level_id, confidence,
        rationale, wording, after_reveal, created_at)
    SELECT claim_id, id, reviewer_id, 1, $level + (claim_id / 10 + reviewer_id % 2) % 5, 'high',
        'Seen.', 1, false, ended_at FROM claims_review;
INSERT INTO claims_verdict (claim_id, round, level_id, level_label, claim_text, claim_normalised,
        wording, speaker_name, speaker_role, speaker_wikidata_id, appearance_url,
        appearance_title, citations, summary, reason, decided_by_id, decided_at, ratings_count,
        ratings_required, correction_note, retracted_reason, twin_reason,
        due_because, superseded_sources, published_at)
    SELECT id, 1, $level + id / 10 % 5, 'Level ' || id / 10 % 5, text, text, 1, '', '', '', '',
        '', '[]', '', '', $first, created_at + interval '5 days', 2, 2, '', '', '',
        '[]', '[]',
        CASE WHEN status = 'published' THEN created_at + interval '6 days' END
    FROM claims_claim WHERE status IN ('published', 'resolved');
INSERT INTO audit_auditevent (action, target_type, target_id, digests, values, reason,
        request_id, created_at, seq, previous_hash, hash)
    SELECT CASE WHEN n < 6 THEN 'cite' WHEN status = 'dismissed' THEN 'dismiss' ELSE 'publish' END,
        'claims.claim', id, '{}', '{"round": 1}', '', '', created_at + interval '7 days', n, '', ''
    FROM claims_claim, generate_series(1, 6) n WHERE worked_on_at IS NOT NULL;
ANALYZE
"""


def fill(claims: int, level: int) -> User:
    """So many claims, on the scale whose first of five levels is `level`; one who may look."""
    raters = [UserFactory() for _ in range(RATERS)]
    numbers = {
        "speakers": SPEAKERS,
        "transcripts": claims // A_TRANSCRIPT,
        "size": A_TRANSCRIPT,
        "first": raters[0].pk,
        "raters": RATERS,
        "level": level,
    }
    with connection.cursor() as cursor:
        for statement in _FILL.split(";\n"):
            cursor.execute(Template(statement).substitute(numbers))
    asks: User = UserFactory(role=Role.REVIEWER)
    return asks
