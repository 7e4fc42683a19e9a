"""The sums behind `outlet_record`, as SQL: kept by triggers, but for what only `monitor.store.records` can tell."""

from __future__ import annotations

_WINDOW = 100  # articles of an outlet, the claims of which are counted

RECORD_TABLES = """
CREATE TABLE outlet_counts (
  outlet TEXT PRIMARY KEY REFERENCES outlets(name),
  since INTEGER NOT NULL DEFAULT 0,
  articles INTEGER NOT NULL DEFAULT 0,
  reread INTEGER NOT NULL DEFAULT 0,
  mentions INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  shared INTEGER NOT NULL DEFAULT 0,
  first INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  contradicted INTEGER NOT NULL DEFAULT 0,
  confirmed INTEGER NOT NULL DEFAULT 0,
  corroborated INTEGER NOT NULL DEFAULT 0,
  revisions INTEGER NOT NULL DEFAULT 0,
  silent_edits INTEGER NOT NULL DEFAULT 0,
  corrections INTEGER NOT NULL DEFAULT 0,
  removals INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE record_claims (
  claim INTEGER NOT NULL REFERENCES claims(id),
  outlet TEXT NOT NULL REFERENCES outlets(name),
  article INTEGER NOT NULL REFERENCES articles(id),
  shared INTEGER NOT NULL,
  first INTEGER NOT NULL,
  repeated INTEGER NOT NULL,
  contradicted INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  corroborated INTEGER NOT NULL,
  PRIMARY KEY (claim, outlet)
) STRICT, WITHOUT ROWID;

CREATE TABLE records_due (
  claim INTEGER PRIMARY KEY REFERENCES claims(id)
) STRICT;
"""

_BASE = f"""
SELECT o.name, coalesce((SELECT id FROM articles WHERE outlet = o.name ORDER BY id DESC LIMIT 1 OFFSET {_WINDOW}), 0),
  (SELECT count(*) FROM articles WHERE outlet = o.name AND duplicate_of IS NULL),
  (SELECT count(*) FROM articles WHERE outlet = o.name AND duplicate_of IS NULL AND reads > 1),
  (SELECT count(*) FROM mentions m JOIN articles a ON a.id = m.article WHERE a.outlet = o.name),
  (SELECT count(*) FROM articles WHERE outlet = o.name AND gone_noticed IS NOT NULL),
  coalesce(e.revisions, 0), coalesce(e.silent_edits, 0), coalesce(e.corrections, 0)
FROM outlets o LEFT JOIN (
  SELECT a.outlet, count(DISTINCT v.id) FILTER (WHERE e.kind = 'revision') AS revisions,
    count(DISTINCT v.id) FILTER (WHERE e.kind = 'revision' AND v.notice IS NULL) AS silent_edits,
    count(DISTINCT v.id) FILTER (WHERE e.kind = 'correction') AS corrections
  FROM events e JOIN articles a ON a.id = e.article JOIN versions v ON v.id = e.version
  WHERE e.kind IN ('revision', 'correction') GROUP BY a.outlet) e ON e.outlet = o.name"""

REFILL = (
    "DELETE FROM record_claims;",
    "DELETE FROM outlet_counts;",
    f"""INSERT INTO outlet_counts(outlet, since, articles, reread, mentions, removals, revisions, silent_edits,
      corrections) {_BASE};""",
    """INSERT OR IGNORE INTO records_due SELECT m.claim FROM outlet_counts o
      JOIN articles a ON a.outlet = o.outlet AND a.id > o.since JOIN mentions m ON m.article = a.id
      WHERE m.claim IS NOT NULL;""",
)
"""Counts everything anew; the claims follow when the transaction ends."""

_FINDINGS = ("shared", "first", "repeated", "contradicted", "confirmed", "corroborated")
_MORE = ", ".join(f"{name} = {name} + new.{name}" for name in _FINDINGS)
_LESS = ", ".join(f"{name} = {name} - old.{name}" for name in _FINDINGS)

RECORD_TRIGGERS = f"""
CREATE TRIGGER outlet_counts_outlet AFTER INSERT ON outlets BEGIN
  INSERT INTO outlet_counts(outlet) VALUES (new.name); END;
CREATE TRIGGER outlet_counts_article AFTER INSERT ON articles BEGIN
  UPDATE outlet_counts SET articles = articles + (new.duplicate_of IS NULL),
    reread = reread + (new.duplicate_of IS NULL AND new.reads > 1),
    removals = removals + (new.gone_noticed IS NOT NULL),
    since = coalesce((SELECT id FROM articles WHERE outlet = new.outlet ORDER BY id DESC LIMIT 1 OFFSET {_WINDOW}), 0)
  WHERE outlet = new.outlet;
  DELETE FROM record_claims WHERE outlet = new.outlet
    AND article = (SELECT since FROM outlet_counts WHERE outlet = new.outlet)
    AND claim IN (SELECT m.claim FROM outlet_counts o JOIN mentions m ON m.article = o.since
      WHERE o.outlet = new.outlet); END;
CREATE TRIGGER outlet_counts_reread AFTER UPDATE OF duplicate_of, reads, gone_noticed ON articles BEGIN
  UPDATE outlet_counts SET articles = articles + (new.duplicate_of IS NULL) - (old.duplicate_of IS NULL),
    reread = reread + (new.duplicate_of IS NULL AND new.reads > 1) - (old.duplicate_of IS NULL AND old.reads > 1),
    removals = removals + (new.gone_noticed IS NOT NULL) - (old.gone_noticed IS NOT NULL)
  WHERE outlet = new.outlet; END;
CREATE TRIGGER outlet_counts_mention AFTER INSERT ON mentions BEGIN
  UPDATE outlet_counts SET mentions = mentions + 1
  WHERE outlet = (SELECT outlet FROM articles WHERE id = new.article); END;
CREATE TRIGGER outlet_counts_event AFTER INSERT ON events WHEN new.kind IN ('revision', 'correction')
AND new.article IS NOT NULL AND new.version IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM events WHERE version = new.version AND kind = new.kind AND id != new.id) BEGIN
  UPDATE outlet_counts SET revisions = revisions + (new.kind = 'revision'),
    silent_edits = silent_edits
      + (new.kind = 'revision' AND (SELECT notice FROM versions WHERE id = new.version) IS NULL),
    corrections = corrections + (new.kind = 'correction')
  WHERE outlet = (SELECT outlet FROM articles WHERE id = new.article); END;
CREATE TRIGGER outlet_counts_claim AFTER INSERT ON record_claims BEGIN
  UPDATE outlet_counts SET claims = claims + 1, {_MORE} WHERE outlet = new.outlet; END;
CREATE TRIGGER outlet_counts_no_claim AFTER DELETE ON record_claims BEGIN
  UPDATE outlet_counts SET claims = claims - 1, {_LESS} WHERE outlet = old.outlet; END;

-- The claims that a change touches; what they mean for each outlet is found before the transaction ends.
CREATE TRIGGER records_due_mention AFTER INSERT ON mentions WHEN new.claim IS NOT NULL BEGIN
  INSERT OR IGNORE INTO records_due VALUES (new.claim); END;
CREATE TRIGGER records_due_moved AFTER UPDATE OF claim, origin, modality, retired_by ON mentions
WHEN (old.claim, old.origin, old.modality, old.retired_by) IS NOT (new.claim, new.origin, new.modality, new.retired_by)
BEGIN
  INSERT OR IGNORE INTO records_due SELECT old.claim WHERE old.claim IS NOT NULL;
  INSERT OR IGNORE INTO records_due SELECT new.claim WHERE new.claim IS NOT NULL; END;
CREATE TRIGGER records_due_related AFTER INSERT ON relations
WHEN new.relation IN ('same', 'supports', 'contradicts') BEGIN
  INSERT OR IGNORE INTO records_due VALUES (new.new_claim), (new.earlier_claim); END;
CREATE TRIGGER records_due_unrelated AFTER DELETE ON relations BEGIN
  INSERT OR IGNORE INTO records_due VALUES (old.new_claim), (old.earlier_claim); END;
CREATE TRIGGER records_due_rerelated AFTER UPDATE OF new_claim, earlier_claim, relation ON relations BEGIN
  INSERT OR IGNORE INTO records_due VALUES (old.new_claim), (old.earlier_claim), (new.new_claim), (new.earlier_claim);
END;
CREATE TRIGGER records_due_redated AFTER UPDATE OF published ON articles WHEN old.published IS NOT new.published BEGIN
  INSERT OR IGNORE INTO records_due SELECT claim FROM mentions WHERE article = new.id AND claim IS NOT NULL; END;
CREATE TRIGGER records_due_tier AFTER UPDATE OF tier ON outlets
WHEN (old.tier = 'primary') != (new.tier = 'primary') BEGIN
  INSERT OR IGNORE INTO records_due SELECT m.claim FROM articles a JOIN mentions m ON m.article = a.id
  WHERE a.outlet = new.name AND m.claim IS NOT NULL; END;
"""

RECORD_VIEW = """
DROP VIEW outlet_record;
CREATE VIEW outlet_record AS
SELECT o.name AS outlet, o.tier, c.articles, c.reread, c.mentions, c.claims, c.shared, c.first, c.repeated,
  c.contradicted, c.confirmed, c.corroborated, c.revisions, c.silent_edits, c.corrections, c.removals
FROM outlets o JOIN outlet_counts c ON c.outlet = o.name;
"""
