"""What the articles say, where it comes from and how it relates, as SQL."""

from __future__ import annotations

CLAIMS = """\
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

"""
