"""Stories, sources and what is read of them, as SQL."""

from __future__ import annotations

ARTICLES = """
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

"""
