DROP INDEX pages_pending;
CREATE INDEX pages_pending ON pages(site_id, priority DESC, published_at DESC, id)
    WHERE state = 'pending' AND kind NOT IN ('index', 'capture');
CREATE INDEX pages_of_archives ON pages(site_id, priority DESC, published_at DESC, id)
    WHERE state = 'pending' AND kind IN ('index', 'capture');
