"""The full-text indexes, as SQL."""

from __future__ import annotations

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
