"""Sums that the database keeps itself with every write."""

from __future__ import annotations

# Kept by the writer, so that the page of a story that runs for years costs what a young one does.
SUMMARIES = """
CREATE TABLE story_days (
  story TEXT NOT NULL REFERENCES stories(id),
  day TEXT NOT NULL,
  what TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (story, what, day, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_months (
  story TEXT NOT NULL REFERENCES stories(id),
  month TEXT NOT NULL,
  what TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (story, what, month, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER story_months_new AFTER INSERT ON story_days BEGIN
  INSERT INTO story_months VALUES (new.story, substr(new.day, 1, 7), new.what, new.name, new.count)
  ON CONFLICT DO UPDATE SET count = count + excluded.count; END;
CREATE TRIGGER story_months_more AFTER UPDATE OF count ON story_days BEGIN
  UPDATE story_months SET count = count + new.count - old.count
  WHERE story = new.story AND month = substr(new.day, 1, 7) AND what = new.what AND name = new.name; END;

CREATE TABLE story_counts (
  story TEXT PRIMARY KEY REFERENCES stories(id),
  claims INTEGER NOT NULL DEFAULT 0,
  contested INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TRIGGER story_days_event AFTER INSERT ON events WHEN new.story IS NOT NULL AND new.baseline = 0 BEGIN
  INSERT INTO story_days VALUES (new.story, date(new.at), 'event', new.kind, 1)
  ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TRIGGER story_days_article AFTER INSERT ON article_stories BEGIN
  INSERT INTO story_days SELECT new.story, date(coalesce(published, first_seen)), 'article', outlet, 1
  FROM articles WHERE id = new.article AND duplicate_of IS NULL
  ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TRIGGER story_days_redated AFTER UPDATE OF published, outlet, duplicate_of ON articles
WHEN (old.published, old.outlet, old.duplicate_of) IS NOT (new.published, new.outlet, new.duplicate_of) BEGIN
  UPDATE story_days SET count = count - 1
  WHERE old.duplicate_of IS NULL AND what = 'article' AND name = old.outlet
    AND day = date(coalesce(old.published, old.first_seen))
    AND story IN (SELECT story FROM article_stories WHERE article = old.id);
  INSERT INTO story_days SELECT story, date(coalesce(new.published, new.first_seen)), 'article', new.outlet, 1
  FROM article_stories WHERE article = new.id AND new.duplicate_of IS NULL
  ON CONFLICT DO UPDATE SET count = count + 1; END;

-- A sentence counts where it comes from, on the day of its article, once that is known and as long as it is ours.
CREATE TRIGGER story_days_origin AFTER INSERT ON mentions WHEN new.origin IS NOT NULL BEGIN
  INSERT INTO story_days SELECT new.story, date(coalesce(a.published, a.first_seen)), 'origin', n.name, 1
  FROM articles a JOIN origins n ON n.id = new.origin WHERE a.id = new.article
  ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TRIGGER story_days_traced AFTER UPDATE OF origin, retired_by ON mentions
WHEN (old.origin, old.retired_by) IS NOT (new.origin, new.retired_by) BEGIN
  UPDATE story_days SET count = count - 1 WHERE old.retired_by IS NULL AND story = old.story AND what = 'origin'
    AND name = (SELECT name FROM origins WHERE id = old.origin)
    AND day = (SELECT date(coalesce(published, first_seen)) FROM articles WHERE id = old.article);
  INSERT INTO story_days SELECT new.story, date(coalesce(a.published, a.first_seen)), 'origin', n.name, 1
  FROM articles a JOIN origins n ON n.id = new.origin WHERE a.id = new.article AND new.retired_by IS NULL
  ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TRIGGER story_days_origin_redated AFTER UPDATE OF published ON articles
WHEN old.published IS NOT new.published BEGIN
  INSERT INTO story_days
  SELECT m.story, date(coalesce(old.published, old.first_seen)), 'origin', n.name, -count(*)
  FROM mentions m JOIN origins n ON n.id = m.origin
  WHERE m.article = old.id AND m.retired_by IS NULL GROUP BY m.story, n.name
  ON CONFLICT DO UPDATE SET count = count + excluded.count;
  INSERT INTO story_days
  SELECT m.story, date(coalesce(new.published, new.first_seen)), 'origin', n.name, count(*)
  FROM mentions m JOIN origins n ON n.id = m.origin
  WHERE m.article = new.id AND m.retired_by IS NULL GROUP BY m.story, n.name
  ON CONFLICT DO UPDATE SET count = count + excluded.count; END;

CREATE TRIGGER story_counts_story AFTER INSERT ON stories BEGIN
  INSERT INTO story_counts(story) VALUES (new.id); END;
CREATE TRIGGER story_counts_claim AFTER INSERT ON claims WHEN new.part_of IS NULL BEGIN
  UPDATE story_counts SET claims = claims + 1, contested = contested + new.contested WHERE story = new.story; END;
CREATE TRIGGER story_counts_changed AFTER UPDATE OF contested, part_of ON claims BEGIN
  UPDATE story_counts SET
    claims = claims + (new.part_of IS NULL) - (old.part_of IS NULL),
    contested = contested + (new.part_of IS NULL) * new.contested - (old.part_of IS NULL) * old.contested
  WHERE story = new.story; END;
"""
