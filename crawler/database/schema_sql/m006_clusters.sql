CREATE TABLE clusters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    articles INTEGER NOT NULL
) STRICT;
CREATE TABLE article_clusters (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    cluster_id INTEGER NOT NULL REFERENCES clusters(id),
    similar_to INTEGER NOT NULL REFERENCES articles(id),
    similarity REAL NOT NULL
) STRICT;
CREATE INDEX article_clusters_by_cluster ON article_clusters(cluster_id);
CREATE TABLE article_sketches (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    period INTEGER NOT NULL,
    numbers BLOB NOT NULL
) STRICT;
-- The first numbers of each sketch, to be found by them. Those of one time lie together: what is printed now is read
-- and written in a part of the table that stays in memory, however long the rest has become.
CREATE TABLE sketch_index (
    period INTEGER NOT NULL,
    number INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (period, number, article_id)
) STRICT, WITHOUT ROWID;
-- By when an article was out, as far as is known: a date without a time of day ends with the day, an article
-- without a date was out when it was first seen.
CREATE VIEW cluster_articles AS
SELECT cluster_id, article_id, similarity, similar_to, sites.name AS site, articles.title, url, source,
    coalesce(
        CASE published_precision WHEN 'day' THEN substr(published_at, 1, 10) || 'T23:59:59Z' ELSE published_at END,
        first_seen_at
    ) AS out_by
FROM article_clusters
JOIN articles ON articles.id = article_id
JOIN sites ON sites.id = site_id;
CREATE VIEW stories AS
SELECT clusters.id AS cluster_id, articles,
    (SELECT count(DISTINCT site) FROM cluster_articles WHERE cluster_id = clusters.id) AS sites,
    first.article_id AS first_article_id, first.site AS first_site, first.title AS first_title, first.out_by AS first_out_by,
    (SELECT source FROM cluster_articles WHERE cluster_id = clusters.id AND source IS NOT NULL
        ORDER BY out_by, article_id LIMIT 1) AS agency
FROM clusters
JOIN cluster_articles AS first ON first.article_id = (
    SELECT article_id FROM cluster_articles WHERE cluster_id = clusters.id ORDER BY out_by, article_id LIMIT 1
);
CREATE VIEW most_linked AS
SELECT target.id AS article_id, sites.name AS site, target.title, target.url,
    count(DISTINCT links.article_id) AS articles, count(DISTINCT origin.site_id) AS sites
FROM links
JOIN pages ON pages.id = links.page_id
JOIN articles AS target ON target.id = pages.article_id
JOIN articles AS origin ON origin.id = links.article_id
JOIN sites ON sites.id = target.site_id
WHERE links.article_id <> target.id
GROUP BY target.id
ORDER BY articles DESC, target.id;
