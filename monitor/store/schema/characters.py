"""The index of Chinese, Japanese and Korean texts by their characters, as SQL."""

from __future__ import annotations

_PIECE = 50  # characters; to reach one, SQLite walks the text from its beginning


def _parts(text: str) -> str:
    """Every character from U+2E80 on, alone and with such a one that follows, each in hexadecimal UTF-8."""
    return f"""(SELECT group_concat(part, ' ') FROM (
  WITH RECURSIVE
  pieces(start) AS (SELECT 1 UNION ALL SELECT start + {_PIECE} FROM pieces WHERE start + {_PIECE} <= length({text})),
  places(piece, place) AS (SELECT substr({text}, start, {_PIECE + 1}), 1 FROM pieces
    UNION ALL SELECT piece, place + 1 FROM places WHERE place < min({_PIECE}, length(piece))),
  letters(one, two) AS (SELECT substr(piece, place, 1), substr(piece, place + 1, 1) FROM places)
  SELECT hex(one) || CASE WHEN two >= '\u2e80' THEN ' ' || hex(one || two) ELSE '' END AS part
  FROM letters WHERE one >= '\u2e80'))"""


def _index(table: str) -> str:
    """The index of one table's texts; those without such a character are not in it."""
    name, held = f"{table}_cjk", "{} GLOB '*[\u2e80-\U0010ffff]*'"
    put = f"INSERT INTO {name}(rowid, parts) SELECT new.id, {_parts('new.text')} WHERE {held.format('new.text')}"
    drop = (
        f"INSERT INTO {name}({name}, rowid, parts) "
        f"SELECT 'delete', old.id, {_parts('old.text')} WHERE {held.format('old.text')}"
    )
    return f"""
CREATE VIRTUAL TABLE {name} USING fts5(parts, content='', detail=none, tokenize='ascii');
INSERT INTO {name}(rowid, parts) SELECT id, {_parts("text")} FROM {table} WHERE {held.format("text")};
CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN
  {put}; END;
CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN
  {drop}; END;
CREATE TRIGGER {name}_update AFTER UPDATE OF text ON {table} BEGIN
  {drop};
  {put}; END;
"""


# FTS5's own tokenizers take a run of Chinese for one word, or need three characters (`trigram`); most words have two.
CHARACTERS = _index("claims") + _index("versions")
