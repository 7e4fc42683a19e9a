"""The documented views of the history, as SQL. Their columns are listed in docs/history.md."""

from __future__ import annotations

VIEWS = """
CREATE VIEW coverage AS
SELECT a.id AS article, s.story, a.outlet, o.tier, a.title, a.url, a.published, a.first_seen, a.status,
       (SELECT count(*) FROM versions v WHERE v.article = a.id AND v.status != 'suspect') AS versions,
       (SELECT count(DISTINCT m.claim) FROM mentions m
         WHERE m.article = a.id AND m.story = s.story AND m.dropped_at IS NULL) AS claims,
       a.gone_at
FROM article_stories s JOIN articles a ON a.id = s.article JOIN outlets o ON o.name = a.outlet;

CREATE VIEW contested_claims AS
SELECT c.id AS claim, c.story, c.text, r.relation, r.score, r.basis, r.reason, other.id AS against,
       other.text AS against_text, r.at
FROM relations r
JOIN claims c ON c.id IN (r.new_claim, r.earlier_claim)
JOIN claims other ON other.id = CASE WHEN c.id = r.new_claim THEN r.earlier_claim ELSE r.new_claim END
WHERE r.relation = 'contradicts' AND c.contested = 1;

CREATE VIEW timeline AS
SELECT e.id AS event, e.at, e.story, e.kind, e.basis, e.score, e.summary, e.reason, e.baseline,
       a.outlet, a.url
FROM events e LEFT JOIN articles a ON a.id = e.article
ORDER BY e.at, e.id;

CREATE VIEW claim_history AS
SELECT m.claim, c.story, m.id AS mention, v.at AS seen, a.published, a.outlet, o.tier, m.text, m.modality,
       m.attribution, n.name AS origin, m.dropped_at, a.url
FROM mentions m JOIN claims c ON c.id = m.claim JOIN versions v ON v.id = m.version
JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet LEFT JOIN origins n ON n.id = m.origin;

CREATE VIEW claim_standing AS
WITH told AS NOT MATERIALIZED (
  SELECT m.id, m.claim, m.origin, m.modality, o.tier, n.kind, coalesce(a.published, a.first_seen) AS at
  FROM mentions m JOIN articles a ON a.id = m.article JOIN outlets o ON o.name = a.outlet
  LEFT JOIN origins n ON n.id = m.origin WHERE m.dropped_at IS NULL),
facts AS (
  SELECT c.id AS claim, c.story, c.text,
    (SELECT count(*) FROM told t WHERE t.claim = c.id) AS standing,
    (SELECT count(DISTINCT t.origin) FROM told t
      WHERE t.claim = c.id AND t.modality NOT IN ('denied', 'conditional')) AS origins,
    EXISTS (SELECT 1 FROM told t WHERE t.claim = c.id AND (t.tier = 'primary' OR t.kind = 'party')
      AND t.modality NOT IN ('denied', 'conditional')) AS by_party,
    EXISTS (SELECT 1 FROM told t WHERE t.claim = c.id AND t.modality = 'denied') AS is_denial,
    (SELECT CASE p.new_claim WHEN c.id THEN p.earlier_claim ELSE p.new_claim END
      FROM relations p JOIN told t ON t.id = CASE p.new_claim WHEN c.id THEN p.earlier_mention ELSE p.new_mention END
      WHERE (p.new_claim = c.id OR p.earlier_claim = c.id) AND p.relation = 'updates'
        AND t.at > (SELECT coalesce(a.published, a.first_seen) FROM mentions m JOIN articles a ON a.id = m.article
          WHERE m.id = CASE p.new_claim WHEN c.id THEN p.new_mention ELSE p.earlier_mention END)
      ORDER BY t.at DESC, p.id DESC LIMIT 1) AS later,
    (SELECT t.claim FROM relations p
      JOIN told t ON t.claim = CASE p.new_claim WHEN c.id THEN p.earlier_claim ELSE p.new_claim END
      WHERE (p.new_claim = c.id OR p.earlier_claim = c.id) AND p.relation = 'contradicts'
        AND (t.tier = 'primary' OR t.modality = 'denied')
      ORDER BY t.at DESC, p.id DESC LIMIT 1) AS denier,
    (SELECT t.claim FROM relations p
      JOIN told t ON t.claim = CASE p.new_claim WHEN c.id THEN p.earlier_claim ELSE p.new_claim END
      WHERE (p.new_claim = c.id OR p.earlier_claim = c.id) AND p.relation = 'contradicts'
      ORDER BY t.at DESC, p.id DESC LIMIT 1) AS rival
  FROM claims c WHERE c.part_of IS NULL)
SELECT claim, story, text, origins,
  CASE WHEN standing = 0 THEN 'withdrawn'
    WHEN later IS NOT NULL THEN 'superseded'
    WHEN denier IS NOT NULL AND NOT by_party AND NOT is_denial THEN 'denied'
    WHEN rival IS NOT NULL THEN 'contested'
    WHEN by_party THEN 'confirmed'
    WHEN origins > 1 THEN 'corroborated'
    ELSE 'unconfirmed' END AS standing,
  CASE WHEN standing = 0 THEN NULL
    WHEN later IS NOT NULL THEN later
    WHEN denier IS NOT NULL AND NOT by_party AND NOT is_denial THEN denier
    ELSE rival END AS by_claim
FROM facts;

CREATE VIEW outlet_claims AS
WITH heard AS NOT MATERIALIZED (
  SELECT m.id, m.claim, m.story, m.article, m.modality, a.outlet, coalesce(a.published, a.first_seen) AS at, m.origin,
    (SELECT o.tier = 'primary' FROM outlets o WHERE o.name = a.outlet)
      OR EXISTS (SELECT 1 FROM origins n WHERE n.id = m.origin AND n.kind = 'party') AS by_party
  FROM mentions m JOIN articles a ON a.id = m.article
  WHERE m.claim IS NOT NULL AND m.retired_by IS NULL),
said AS NOT MATERIALIZED (SELECT * FROM heard WHERE modality NOT IN ('denied', 'conditional'))
SELECT own.outlet, own.story, own.claim, own.id AS mention, own.article, own.at,
  EXISTS (SELECT 1 FROM said s WHERE s.claim = own.claim AND s.outlet != own.outlet) AS shared,
  NOT EXISTS (SELECT 1 FROM said s WHERE s.claim = own.claim AND s.outlet != own.outlet
    AND (s.at, s.id) < (own.at, own.id)) AS first,
  EXISTS (SELECT 1 FROM said s WHERE s.claim = own.claim AND s.outlet != own.outlet
    AND (s.at, s.id) < (own.at, own.id) AND s.origin = own.origin) AS repeated,
  (SELECT s.id FROM relations r
    JOIN heard s ON s.claim = CASE r.new_claim WHEN own.claim THEN r.earlier_claim ELSE r.new_claim END
    WHERE (r.new_claim = own.claim OR r.earlier_claim = own.claim) AND r.relation = 'contradicts'
      AND s.outlet != own.outlet AND s.at > own.at LIMIT 1) AS contradicted_by,
  CASE WHEN own.by_party THEN NULL ELSE coalesce(
    (SELECT s.id FROM said s
      WHERE s.claim = own.claim AND s.outlet != own.outlet AND s.at > own.at AND s.by_party LIMIT 1),
    (SELECT s.id FROM relations r
      JOIN said s ON s.claim = CASE r.new_claim WHEN own.claim THEN r.earlier_claim ELSE r.new_claim END
      WHERE (r.new_claim = own.claim OR r.earlier_claim = own.claim) AND r.relation IN ('same', 'supports')
        AND s.outlet != own.outlet AND s.at > own.at AND s.by_party LIMIT 1)) END AS confirmed_by,
  coalesce(
    (SELECT s.id FROM said s
      WHERE s.claim = own.claim AND s.outlet != own.outlet AND s.at > own.at AND s.origin != own.origin LIMIT 1),
    (SELECT s.id FROM relations r
      JOIN said s ON s.claim = CASE r.new_claim WHEN own.claim THEN r.earlier_claim ELSE r.new_claim END
      WHERE (r.new_claim = own.claim OR r.earlier_claim = own.claim) AND r.relation IN ('same', 'supports')
        AND s.outlet != own.outlet AND s.at > own.at AND s.origin != own.origin LIMIT 1)) AS corroborated_by
FROM said own
WHERE NOT EXISTS (SELECT 1 FROM said s
  WHERE s.claim = own.claim AND s.outlet = own.outlet AND (s.at, s.id) < (own.at, own.id));

-- The counts of claims come as one value, so that one pass over an outlet's claims gives them all.
CREATE VIEW outlet_record AS
WITH changed AS NOT MATERIALIZED (
  SELECT a.outlet, e.kind, e.version, v.notice
  FROM articles a JOIN events e ON e.article = a.id LEFT JOIN versions v ON v.id = e.version)
SELECT o.name AS outlet, o.tier,
  (SELECT count(*) FROM articles a WHERE a.outlet = o.name AND a.duplicate_of IS NULL) AS articles,
  (SELECT count(*) FROM articles a WHERE a.outlet = o.name AND a.duplicate_of IS NULL AND a.reads > 1) AS reread,
  (SELECT count(*) FROM mentions m JOIN articles a ON a.id = m.article WHERE a.outlet = o.name) AS mentions,
  t.value ->> 'claims' AS claims, t.value ->> 'shared' AS shared,
  t.value ->> 'first' AS first, t.value ->> 'repeated' AS repeated,
  t.value ->> 'contradicted' AS contradicted, t.value ->> 'confirmed' AS confirmed,
  t.value ->> 'corroborated' AS corroborated,
  (SELECT count(DISTINCT c.version) FROM changed c WHERE c.outlet = o.name AND c.kind = 'revision') AS revisions,
  (SELECT count(DISTINCT c.version) FROM changed c
    WHERE c.outlet = o.name AND c.kind = 'revision' AND c.notice IS NULL) AS silent_edits,
  (SELECT count(DISTINCT c.version) FROM changed c WHERE c.outlet = o.name AND c.kind = 'correction') AS corrections,
  (SELECT count(*) FROM articles a WHERE a.outlet = o.name AND a.gone_noticed IS NOT NULL) AS removals
FROM outlets o JOIN json_each((
  SELECT json_array(json_object(
    'claims', count(*), 'shared', count(*) FILTER (WHERE c.shared),
    'first', count(*) FILTER (WHERE c.shared AND c.first), 'repeated', count(*) FILTER (WHERE c.repeated),
    'contradicted', count(c.contradicted_by), 'confirmed', count(c.confirmed_by),
    'corroborated', count(c.corroborated_by)))
  FROM outlet_claims c WHERE c.outlet = o.name AND c.article > coalesce(
    (SELECT a.id FROM articles a WHERE a.outlet = o.name ORDER BY a.id DESC LIMIT 1 OFFSET 100), 0))) t;
"""
