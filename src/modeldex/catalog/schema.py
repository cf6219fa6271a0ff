"""The compiled catalog's tables: what the build writes and the reader opens."""

from __future__ import annotations

from modeldex.catalog.columns import CATALOG_COLUMNS, sql_type

APPLICATION_ID = 0x6D647831
"""`mdx1`, in the file's header: what makes a SQLite file a catalog of ours."""

SCHEMA_VERSION = 4
"""`user_version` of the file; a reader takes this one and the one before."""

_MODELS = ", ".join(f'"{column}" {sql_type(column)}' for column in CATALOG_COLUMNS)

# In the view, 9 is the reason of what is true of a model wherever it is served (core.evidence.REASONS).
TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE sources (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
    " url TEXT, licence TEXT NOT NULL, seen_on TEXT, offerings INTEGER NOT NULL)",
    "CREATE TABLE providers (id TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL,"
    " base_url TEXT, record TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE provider_names (name TEXT PRIMARY KEY, provider TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE display_order (kind TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,"
    " PRIMARY KEY (kind, place)) WITHOUT ROWID",
    "CREATE TABLE models (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at_home INTEGER NOT NULL,"
    f" {_MODELS})",
    "CREATE TABLE columns (name TEXT PRIMARY KEY, width INTEGER NOT NULL, numbers BLOB NOT NULL,"
    " texts TEXT NOT NULL)",
    "CREATE TABLE names (name TEXT NOT NULL, is_alias INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (name, is_alias, n)) WITHOUT ROWID",
    "CREATE TABLE prices (n INTEGER NOT NULL, price_id TEXT NOT NULL, unit TEXT NOT NULL,"
    " amount TEXT NOT NULL, currency TEXT NOT NULL, service TEXT NOT NULL, above_tokens INTEGER NOT NULL,"
    " region TEXT, hours_utc TEXT, variant TEXT, valid_from TEXT, valid_to TEXT, recorded_on TEXT,"
    " kind TEXT NOT NULL, supersedes TEXT, source TEXT, PRIMARY KEY (n, price_id)) WITHOUT ROWID",
    "CREATE TABLE limits (n INTEGER NOT NULL, field TEXT NOT NULL, source TEXT NOT NULL,"
    " valid_from TEXT NOT NULL, valid_to TEXT, value INTEGER NOT NULL, recorded_on TEXT NOT NULL,"
    " kind TEXT NOT NULL, PRIMARY KEY (n, field, source, valid_from)) WITHOUT ROWID",
    "CREATE TABLE fields (f INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE pages (p INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE)",
    "CREATE TABLE claims (n INTEGER NOT NULL, f INTEGER NOT NULL, s INTEGER NOT NULL, value TEXT NOT NULL,"
    " original TEXT, p INTEGER, seen_on TEXT, place INTEGER NOT NULL, wins INTEGER NOT NULL,"
    " PRIMARY KEY (n, f, place)) WITHOUT ROWID",
    "CREATE TABLE model_claims (model TEXT NOT NULL, f INTEGER NOT NULL, place INTEGER NOT NULL,"
    " s INTEGER NOT NULL, value TEXT NOT NULL, original TEXT, p INTEGER, seen_on TEXT,"
    " PRIMARY KEY (model, f, place))"
    " WITHOUT ROWID",
    "CREATE VIEW statements AS SELECT m.id AS model, f.name AS field, c.value, s.name AS source,"
    " c.original, p.url, c.seen_on, c.wins FROM claims c JOIN models m USING (n) JOIN fields f USING (f)"
    " JOIN sources s ON s.n = c.s LEFT JOIN pages p USING (p)"
    " UNION ALL SELECT m.id, f.name, c.value, s.name, c.original, p.url, c.seen_on,"
    " 9 * (c.place = 0 AND NOT EXISTS (SELECT 1 FROM claims d WHERE d.n = m.n AND d.f = c.f))"
    " FROM models m JOIN model_claims c USING (model) JOIN fields f USING (f)"
    " JOIN sources s ON s.n = c.s LEFT JOIN pages p USING (p)",
    "CREATE VIRTUAL TABLE search USING fts5 (id, name, maker, family, tokenize = 'trigram', detail = 'none')",
)
"""In the order in which they are made."""

INDEXES = (
    "CREATE INDEX models_by_provider ON models (provider)",
    *(
        f"CREATE TRIGGER columns_after_{change} AFTER {change} ON models BEGIN DELETE FROM columns; END"  # noqa: S608
        for change in ("insert", "update", "delete")
    ),
)
"""Made once the rows are in. The table `columns` repeats the models column by column, for questions about
many of them; who changes a model in a copy empties it, and then such questions read the models."""

DIGESTED = {
    "meta": "SELECT value FROM meta WHERE key = 'version'",
    "providers": "SELECT * FROM providers ORDER BY id",
    "provider_names": "SELECT * FROM provider_names ORDER BY name",
    "display_order": "SELECT * FROM display_order ORDER BY kind, place",
    "models": "SELECT * FROM models ORDER BY id",
    "names": "SELECT names.name, is_alias, id FROM names JOIN models USING (n) ORDER BY 1, 2, 3",
    "prices": "SELECT * FROM prices ORDER BY n, price_id",
    "limits": "SELECT * FROM limits ORDER BY n, field, source, valid_from",
    "claims": "SELECT * FROM claims ORDER BY n, f, place",
    "model_claims": "SELECT * FROM model_claims ORDER BY model, f, place",
    "fields": "SELECT * FROM fields ORDER BY f",
    "pages": "SELECT * FROM pages ORDER BY p",
    "sources": "SELECT * FROM sources ORDER BY n",
}
"""What the digest covers: canonical rows in key order, not the bytes of a file. The numbers that rows
refer to follow from the sorted ids, so that the same data give the same rows. What repeats rows in another
form (`columns`, `search`) is not covered."""
