-- Whoever asks for the newest articles asks across sites.
CREATE INDEX articles_by_publication ON articles(published_at, id);
CREATE VIEW schema_version AS
SELECT max(CAST(substr(name, 2, 3) AS INTEGER)) AS version,
    substr(max(applied_at), 1, 10) || 'T' || substr(max(applied_at), 12, 8) || 'Z' AS since
FROM _sqlite_migrations WHERE migration_set = 'moroccan-news';
CREATE VIEW latest AS
SELECT articles.id, articles.published_at, sites.name AS site, articles.language, articles.section, articles.title,
    (SELECT group_concat(name, ', ') FROM (
        SELECT authors.name FROM article_authors JOIN authors ON authors.id = author_id
        WHERE article_id = articles.id ORDER BY position
    )) AS authors,
    articles.word_count, articles.url
FROM articles JOIN sites ON sites.id = articles.site_id
WHERE articles.published_at IS NOT NULL
ORDER BY articles.published_at DESC, articles.id DESC;
CREATE VIEW daily_counts AS
SELECT sites.name AS site, substr(articles.published_at, 1, 10) AS day, count(*) AS articles
FROM articles JOIN sites ON sites.id = articles.site_id
WHERE articles.published_at IS NOT NULL
GROUP BY articles.site_id, substr(articles.published_at, 1, 10);
CREATE VIEW authors_by_site AS
SELECT sites.name AS site, authors.name AS author, count(*) AS articles,
    min(articles.published_at) AS first_published_at, max(articles.published_at) AS last_published_at
FROM article_authors
JOIN authors ON authors.id = article_authors.author_id
JOIN articles ON articles.id = article_authors.article_id
JOIN sites ON sites.id = articles.site_id
GROUP BY articles.site_id, authors.id;
CREATE VIEW site_health AS
SELECT sites.name AS site,
    (SELECT count(*) FROM articles WHERE site_id = sites.id) AS articles,
    (SELECT max(published_at) FROM articles WHERE site_id = sites.id) AS last_published_at,
    (SELECT count(*) FROM pages WHERE site_id = sites.id AND state = 'pending')
        + (SELECT count(*) FROM pages WHERE site_id = sites.id AND state = 'retry') AS waiting,
    last.mode AS last_run_mode, last.started_at AS last_run_at, last.reason AS last_run_ended,
    (SELECT max(finished_at) FROM runs WHERE site_id = sites.id AND reason = 'finished') AS last_finished_at,
    coalesce(json_extract(last.counts, '$.articles_new'), 0) AS new_articles,
    coalesce(json_extract(last.counts, '$.articles_changed'), 0) AS changed_articles,
    coalesce((SELECT sum(pages) FROM run_pages WHERE run_id = last.id AND state IN ('failed', 'retry')), 0) AS failures,
    (SELECT 1.0 * sum(articles * (method <> '')) / sum(articles) FROM run_fields
        WHERE run_id = telling.id AND field = 'published') AS with_date,
    (SELECT 1.0 * sum(articles * (method <> '')) / sum(articles) FROM run_fields
        WHERE run_id = telling.id AND field = 'authors') AS with_authors,
    (SELECT 1.0 * sum(layout_missed) / sum(articles) FROM run_fields
        WHERE run_id = telling.id AND field = 'body') AS layout_missed
FROM sites
LEFT JOIN runs AS last ON last.id = (SELECT max(id) FROM runs WHERE site_id = sites.id)
-- the newest run that brought articles
LEFT JOIN runs AS telling ON telling.id = (
    SELECT max(runs.id) FROM runs JOIN run_fields ON run_fields.run_id = runs.id WHERE runs.site_id = sites.id
);
