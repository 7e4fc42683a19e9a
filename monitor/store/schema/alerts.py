"""Events, who was told of them and what people said, as SQL."""

from __future__ import annotations

ALERTS = """\
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  story TEXT REFERENCES stories(id),
  kind TEXT NOT NULL,
  basis TEXT,
  score REAL,
  summary TEXT NOT NULL,
  reason TEXT NOT NULL,
  article INTEGER REFERENCES articles(id),
  source TEXT REFERENCES sources(name),
  version INTEGER REFERENCES versions(id),
  origins TEXT NOT NULL,
  changes TEXT,
  baseline INTEGER NOT NULL,
  once_key TEXT NOT NULL UNIQUE,
  decided_at TEXT,
  severity TEXT,
  alert INTEGER REFERENCES alerts(id),
  untold TEXT,
  title TEXT AS (substr(summary, 1, 80))
) STRICT;
CREATE INDEX events_undecided ON events(id) WHERE decided_at IS NULL;
CREATE INDEX events_alert ON events(alert) WHERE alert IS NOT NULL;
CREATE INDEX events_article ON events(article) WHERE article IS NOT NULL;
CREATE INDEX events_source ON events(source) WHERE source IS NOT NULL;
CREATE INDEX events_version ON events(version) WHERE version IS NOT NULL;
CREATE INDEX events_at ON events(at);
CREATE INDEX events_kind ON events(kind, at);
CREATE INDEX events_story ON events(story, at);
CREATE INDEX events_story_kind ON events(story, kind, at);

CREATE TABLE event_claims (
  event INTEGER NOT NULL REFERENCES events(id),
  role TEXT NOT NULL,
  claim INTEGER NOT NULL REFERENCES claims(id),
  mention INTEGER NOT NULL REFERENCES mentions(id),
  PRIMARY KEY (event, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_claims_claim ON event_claims(claim);
CREATE INDEX event_claims_mention ON event_claims(mention);

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  event INTEGER REFERENCES events(id),
  severity TEXT NOT NULL,
  why TEXT NOT NULL,
  follows INTEGER REFERENCES alerts(id),
  last_at TEXT NOT NULL,
  note TEXT,
  acknowledged_at TEXT,
  title TEXT AS (kind || ', ' || severity || ', ' || substr(at, 1, 16))
) STRICT;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts(id),
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt TEXT,
  created_at TEXT NOT NULL,
  sent_at TEXT,
  reason TEXT,
  title TEXT AS (channel || ', ' || state)
) STRICT;
CREATE INDEX deliveries_due ON deliveries(next_attempt) WHERE state = 'due';
CREATE INDEX deliveries_ahead ON deliveries(created_at) WHERE state = 'due';
CREATE INDEX deliveries_alert ON deliveries(alert, channel);
CREATE INDEX deliveries_sent ON deliveries(channel, sent_at) WHERE state = 'sent';

CREATE TABLE tellings (
  channel TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES events(id),
  delivery INTEGER NOT NULL REFERENCES deliveries(id),
  withdrawn TEXT,
  PRIMARY KEY (channel, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX tellings_delivery ON tellings(delivery);
CREATE INDEX tellings_event ON tellings(event);

CREATE TABLE trail (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event INTEGER REFERENCES events(id),
  delivery INTEGER REFERENCES deliveries(id),
  channel TEXT,
  step TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX trail_event ON trail(event) WHERE event IS NOT NULL;
CREATE INDEX trail_delivery ON trail(delivery) WHERE delivery IS NOT NULL;

CREATE TABLE channels (
  name TEXT PRIMARY KEY,
  failing_since TEXT,
  rests_until TEXT,
  reason TEXT,
  told_at TEXT,
  told_to TEXT,
  recovered_at TEXT
) STRICT;

CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  story TEXT REFERENCES stories(id),
  event INTEGER REFERENCES events(id),
  verdict TEXT NOT NULL,
  score REAL,
  note TEXT,
  claim_a INTEGER REFERENCES claims(id),
  claim_b INTEGER REFERENCES claims(id)
) STRICT;
CREATE INDEX feedback_story ON feedback(story);
CREATE INDEX feedback_event ON feedback(event) WHERE event IS NOT NULL;

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  claim INTEGER NOT NULL REFERENCES claims(id),
  other INTEGER NOT NULL REFERENCES claims(id)
) STRICT;
CREATE INDEX decisions_kind ON decisions(kind);

CREATE TABLE mutes (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT;
CREATE INDEX mutes_until ON mutes(until);

CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
"""
