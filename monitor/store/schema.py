"""The history's tables, as SQL. Column comments are the source of docs/history.md."""

from __future__ import annotations

TABLES = """
CREATE TABLE stories (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  definition TEXT NOT NULL,
  added_at TEXT NOT NULL,
  threshold REAL NOT NULL DEFAULT 0.8
) STRICT;

CREATE TABLE outlets (
  name TEXT PRIMARY KEY,
  tier TEXT NOT NULL
) STRICT;

CREATE TABLE hosts (
  host TEXT PRIMARY KEY,
  paused_until TEXT,
  asked TEXT
) STRICT;

CREATE TABLE robots (
  host TEXT PRIMARY KEY,
  checked TEXT NOT NULL,
  text TEXT,
  reason TEXT NOT NULL,
  read TEXT
) STRICT;

CREATE TABLE sources (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  outlet TEXT NOT NULL REFERENCES outlets(name),
  active INTEGER NOT NULL DEFAULT 1,
  state TEXT,
  reason TEXT,
  etag TEXT,
  last_modified TEXT,
  body_hash TEXT,
  baseline_at TEXT,
  last_poll TEXT,
  last_ok TEXT,
  next_poll TEXT,
  why_next TEXT,
  hints TEXT,
  memory TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  down_since TEXT,
  entries INTEGER NOT NULL DEFAULT 0,
  last_whole TEXT,
  moved_url TEXT,
  moving_to TEXT,
  moving_since TEXT
) STRICT;
CREATE INDEX sources_due ON sources(next_poll) WHERE active = 1;

CREATE TABLE subscriptions (
  source TEXT PRIMARY KEY REFERENCES sources(name),
  hub TEXT NOT NULL,
  topic TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  asked TEXT NOT NULL,
  next_request TEXT NOT NULL,
  active_until TEXT,
  failures INTEGER NOT NULL,
  pushed TEXT
) STRICT;

CREATE TABLE polls (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES sources(name),
  at TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  entries INTEGER NOT NULL DEFAULT 0,
  new_entries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX polls_source ON polls(source, at);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  outlet TEXT NOT NULL REFERENCES outlets(name),
  source TEXT NOT NULL REFERENCES sources(name),
  title TEXT NOT NULL,
  author TEXT,
  published TEXT,
  language TEXT,
  first_seen TEXT NOT NULL,
  status TEXT,
  reason TEXT,
  etag TEXT,
  last_modified TEXT,
  next_read TEXT,
  reads INTEGER NOT NULL DEFAULT 0,
  prompts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  missing_since TEXT,
  gone_at TEXT,
  gone_noticed TEXT,
  baseline INTEGER NOT NULL DEFAULT 0,
  duplicate_of INTEGER REFERENCES articles(id)
) STRICT;
CREATE INDEX articles_due ON articles(next_read) WHERE next_read IS NOT NULL;
CREATE INDEX articles_gone ON articles(gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX articles_outlet ON articles(outlet);

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES sources(name),
  identity TEXT NOT NULL,
  url TEXT,
  title TEXT NOT NULL,
  author TEXT,
  published TEXT,
  updated TEXT,
  summary TEXT NOT NULL,
  content_html TEXT,
  form TEXT NOT NULL DEFAULT 'link',
  about TEXT NOT NULL DEFAULT '',
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  baseline INTEGER NOT NULL,
  listed INTEGER NOT NULL DEFAULT 1,
  article INTEGER REFERENCES articles(id),
  UNIQUE (source, identity)
) STRICT;
CREATE INDEX entries_article ON entries(article) WHERE article IS NOT NULL;
CREATE INDEX entries_last_seen ON entries(last_seen);
CREATE INDEX entries_listed ON entries(source) WHERE listed = 1;
CREATE INDEX entries_times ON entries(source, coalesce(published, first_seen));

CREATE TABLE article_stories (
  article INTEGER NOT NULL REFERENCES articles(id),
  story TEXT NOT NULL REFERENCES stories(id),
  baseline INTEGER NOT NULL,
  PRIMARY KEY (article, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_stories_story ON article_stories(story);

CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  text_hash TEXT NOT NULL,
  page TEXT,
  release TEXT NOT NULL,
  notice TEXT,
  notice_kind TEXT,
  silent INTEGER NOT NULL DEFAULT 0,
  rebasing INTEGER NOT NULL DEFAULT 0,
  last_seen TEXT,
  stage TEXT NOT NULL,
  UNIQUE (article, number)
) STRICT;
CREATE INDEX versions_unfinished ON versions(stage) WHERE stage != 'done';
CREATE INDEX versions_release ON versions(release);

CREATE TABLE captures (
  version INTEGER PRIMARY KEY REFERENCES versions(id),
  asked_url TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL
) STRICT;

CREATE TABLE origins (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL
) STRICT;

CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  story TEXT NOT NULL REFERENCES stories(id),
  text TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  baseline INTEGER NOT NULL,
  contested INTEGER NOT NULL DEFAULT 0,
  part_of INTEGER REFERENCES claims(id),
  title TEXT AS (substr(text, 1, 80))
) STRICT;
CREATE INDEX claims_story ON claims(story, last_seen);
CREATE INDEX claims_part_of ON claims(part_of) WHERE part_of IS NOT NULL;
CREATE INDEX claims_contested ON claims(story) WHERE contested = 1;

CREATE TABLE mentions (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES versions(id),
  article INTEGER NOT NULL REFERENCES articles(id),
  story TEXT NOT NULL REFERENCES stories(id),
  claim INTEGER REFERENCES claims(id),
  origin INTEGER REFERENCES origins(id),
  text TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  in_title INTEGER NOT NULL,
  modality TEXT NOT NULL,
  attribution TEXT,
  polarity TEXT NOT NULL,
  analysis TEXT NOT NULL,
  release TEXT NOT NULL,
  dropped_at TEXT,
  dropped_version INTEGER REFERENCES versions(id),
  retired_by TEXT,
  by_hand INTEGER REFERENCES claims(id),
  title TEXT AS (substr(text, 1, 80))
) STRICT;
CREATE INDEX mentions_claim ON mentions(claim);
CREATE INDEX mentions_article ON mentions(article);
CREATE INDEX mentions_version ON mentions(version);
CREATE INDEX mentions_by_hand ON mentions(by_hand) WHERE by_hand IS NOT NULL;
CREATE INDEX mentions_dropped_version ON mentions(dropped_version) WHERE dropped_version IS NOT NULL;

CREATE TABLE frames (
  mention INTEGER PRIMARY KEY REFERENCES mentions(id),
  frame BLOB NOT NULL
) STRICT;

CREATE TABLE mention_terms (
  mention INTEGER PRIMARY KEY REFERENCES mentions(id),
  story TEXT NOT NULL REFERENCES stories(id),
  terms TEXT NOT NULL,
  place INTEGER
) STRICT;
CREATE UNIQUE INDEX mention_terms_place ON mention_terms(story, place);

CREATE TABLE citations (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES versions(id),
  mention INTEGER REFERENCES mentions(id),
  step INTEGER NOT NULL,
  kind TEXT NOT NULL,
  origin INTEGER REFERENCES origins(id),
  words TEXT NOT NULL,
  line TEXT,
  article INTEGER REFERENCES articles(id),
  url TEXT,
  relevant INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX citations_version ON citations(version);
CREATE INDEX citations_mention ON citations(mention) WHERE mention IS NOT NULL;
CREATE INDEX citations_origin ON citations(origin) WHERE origin IS NOT NULL;
CREATE INDEX citations_article ON citations(article) WHERE article IS NOT NULL;
CREATE INDEX citations_url ON citations(url) WHERE url IS NOT NULL;

CREATE TABLE text_bands (
  band INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE relations (
  id INTEGER PRIMARY KEY,
  story TEXT NOT NULL REFERENCES stories(id),
  new_claim INTEGER NOT NULL REFERENCES claims(id),
  earlier_claim INTEGER NOT NULL REFERENCES claims(id),
  new_mention INTEGER NOT NULL REFERENCES mentions(id),
  earlier_mention INTEGER NOT NULL REFERENCES mentions(id),
  relation TEXT NOT NULL,
  score REAL NOT NULL,
  basis TEXT,
  reason TEXT NOT NULL,
  judge TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES versions(id),
  at TEXT NOT NULL,
  UNIQUE (new_claim, earlier_claim, relation)
) STRICT;
CREATE INDEX relations_earlier ON relations(earlier_claim);
CREATE INDEX relations_version ON relations(version);
CREATE INDEX relations_story ON relations(story, relation);

CREATE TABLE judgements (
  id INTEGER PRIMARY KEY,
  new_mention INTEGER NOT NULL REFERENCES mentions(id),
  earlier_mention INTEGER NOT NULL REFERENCES mentions(id),
  judge TEXT NOT NULL,
  relation TEXT NOT NULL,
  contradicts REAL NOT NULL,
  supports REAL NOT NULL,
  neutral REAL NOT NULL,
  basis TEXT,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (new_mention, earlier_mention, judge)
) STRICT;
CREATE INDEX judgements_unjudged ON judgements(new_mention) WHERE relation = 'unjudged';

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

# Datasette finds the index of a table by its double quotes.
SEARCH = """
CREATE VIRTUAL TABLE versions_fts USING fts5(title, text, content="versions", content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER versions_fts_insert AFTER INSERT ON versions BEGIN
  INSERT INTO versions_fts(rowid, title, text) VALUES (new.id, new.title, new.text); END;
CREATE TRIGGER versions_fts_delete AFTER DELETE ON versions BEGIN
  INSERT INTO versions_fts(versions_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); END;
CREATE TRIGGER versions_fts_update AFTER UPDATE OF title, text ON versions BEGIN
  INSERT INTO versions_fts(versions_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO versions_fts(rowid, title, text) VALUES (new.id, new.title, new.text); END;

CREATE VIRTUAL TABLE claims_fts USING fts5(text, content="claims", content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER claims_fts_insert AFTER INSERT ON claims BEGIN
  INSERT INTO claims_fts(rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER claims_fts_delete AFTER DELETE ON claims BEGIN
  INSERT INTO claims_fts(claims_fts, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER claims_fts_update AFTER UPDATE OF text ON claims BEGIN
  INSERT INTO claims_fts(claims_fts, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO claims_fts(rowid, text) VALUES (new.id, new.text); END;
"""
