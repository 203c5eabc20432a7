"""A desk after years: many complaints, incidents and cases, written by the database itself. PostgreSQL only."""

from __future__ import annotations

from django.db import connection

# Each makes complaints, or what belongs to them, from number %(first)s up to %(last)s, ten to a case.
_STATEMENTS = (
    """
    INSERT INTO complaints_rawmessage (sha256, size_bytes, stored_at, erasing)
    SELECT encode(sha256(('crowd ' || n)::bytea), 'hex'), 5000, now() - n * interval '20 seconds', false
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO complaints_case (kind, state, account_id, campaign_id, title, channel, grouping, open_key, priority,
        priority_addends, version, opened_at, last_incident_at, decided_at,
        forgotten_rule, legal_hold)
    SELECT 'spam', CASE WHEN n %% 5 = 0 THEN 'open' ELSE 'decided' END, a.account_id, 'campaign-' || n, 'Offer ' || n,
        'public', md5('crowd ' || n), CASE WHEN n %% 5 = 0 THEN md5('crowd ' || n) END, n %% 100, '[]', 0,
        now() - n * interval '3 minutes', now() - n * interval '2 minutes',
        CASE WHEN n %% 5 = 0 THEN NULL ELSE now() END, '', false
    FROM generate_series((%(first)s + 9) / 10, %(last)s / 10) n
    JOIN (SELECT account_id, row_number() OVER () - 1 AS k, count(*) OVER () AS many FROM accounts_account) a
        ON a.k = n %% a.many
    """,
    """
    INSERT INTO complaints_complaint (raw_id, received_at, mail_from, rcpt_to, peer, door, channel, state, lease,
        attempts, processed_at, error, status, format, recogniser, kind, feedback_type, reporter_address, reporter_kind,
        reporter_authenticated, subject, message_id, comment, needs, trace, version,
        forgotten_rule)
    SELECT encode(sha256(('crowd ' || n)::bytea), 'hex'), now() - n * interval '20 seconds', 'fbl@isp.example', '[]',
        '192.0.2.1', 'lmtp', 'public', 'processed', '', 1, now(), '', 'accepted', 'arf', 'arf', '', 'abuse',
        'reporter' || n %% 5000 || '@isp.example', 'person', false, 'FW: Offer ' || n, '<r' || n || '@isp.example>', '',
        '[]', '[]', 0, ''
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO complaints_incident (complaint_id, position, fingerprint, original_id, case_id, message_id, recipient,
        subject, from_address, source_ip, headers, exact, cut_from, account_id, campaign_id, list_id, origin,
        confidence, reasons, competing, evidence, compromise_signs, recipient_matches)
    SELECT c.id, 0, md5('crowd ' || c.id), c.raw_id, k.id, '<o' || c.id || '@shop.example>',
        'u' || c.id || '@isp.example', 'Offer', 'sale@shop.example', '192.0.2.7', 'full', false, '', k.account_id,
        k.campaign_id, '', 'strong', 0.9,
        '[]', '[]', '{}', false, true
    FROM (SELECT id, raw_id, row_number() OVER (ORDER BY id) AS n FROM complaints_complaint
          WHERE door = 'lmtp' AND id > %(after)s) c
    JOIN (SELECT id, account_id, campaign_id, row_number() OVER (ORDER BY id) AS n FROM complaints_case
          WHERE campaign_id LIKE 'campaign-%%' AND id > %(after_case)s) k ON k.n = 1 + (c.n - 1) / 10
    """,
    """
    INSERT INTO complaints_caseevent (case_id, kind, sentence, at, facts)
    SELECT case_id, 'incident', 'Incident ' || id, now(), '{}' FROM complaints_incident
    WHERE complaint_id > %(after)s AND case_id IS NOT NULL
    """,
)


def grow(first: int, last: int) -> None:
    """Add complaints number `first` to `last`, ten to a case, a fifth of the cases open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        after = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_case")
        numbers = {"first": first, "last": last, "after": after, "after_case": cursor.fetchone()[0]}
        for statement in _STATEMENTS:
            cursor.execute(statement, numbers)
        cursor.execute("ANALYZE")
