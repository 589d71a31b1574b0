CREATE TABLE run_fields (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    field TEXT NOT NULL,
    method TEXT NOT NULL,
    articles INTEGER NOT NULL,
    layout_missed INTEGER NOT NULL,
    PRIMARY KEY (run_id, field, method)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_pages (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (run_id, kind, state, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_sources (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    page_id INTEGER NOT NULL REFERENCES pages(id),
    state TEXT NOT NULL,
    reason TEXT,
    announced INTEGER,
    PRIMARY KEY (run_id, page_id)
) STRICT, WITHOUT ROWID;
