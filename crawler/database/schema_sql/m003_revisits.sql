-- NULL where a version was kept before its authors were.
ALTER TABLE revisions ADD COLUMN authors TEXT;
ALTER TABLE articles ADD COLUMN gone_at TEXT;
ALTER TABLE pages ADD COLUMN total INTEGER;
CREATE INDEX pages_due ON pages(site_id, next_visit_at)
    WHERE next_visit_at IS NOT NULL AND state IN ('done', 'gone', 'rejected', 'failed');
