ALTER TABLE articles ADD COLUMN read_on INTEGER REFERENCES pages(id);
ALTER TABLE articles ADD COLUMN extractor TEXT;
ALTER TABLE revisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'change';
ALTER TABLE revisions ADD COLUMN extractor TEXT;
CREATE TABLE rebuilds (
    arguments TEXT NOT NULL,
    path TEXT NOT NULL,
    done INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    damage TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (arguments, path)
) STRICT, WITHOUT ROWID;
