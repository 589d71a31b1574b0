CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    status INTEGER NOT NULL,
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    original_id INTEGER REFERENCES captures(id)
) STRICT;
CREATE INDEX captures_by_page ON captures(page_id, id);
ALTER TABLE articles ADD COLUMN capture_id INTEGER REFERENCES captures(id);
ALTER TABLE revisions ADD COLUMN capture_id INTEGER REFERENCES captures(id);
