CREATE TABLE clusters (
    id INTEGER PRIMARY KEY AUTOINCREMENT
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
    shingles BLOB NOT NULL
) STRICT;
-- Every number of the sketches, to be found by it.
CREATE TABLE sketch_index (
    shingle INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (shingle, article_id)
) STRICT, WITHOUT ROWID;
CREATE VIEW stories AS
SELECT clusters.id AS cluster_id,
    (SELECT count(*) FROM article_clusters WHERE cluster_id = clusters.id) AS articles,
    (SELECT count(DISTINCT site_id) FROM article_clusters JOIN articles ON articles.id = article_id
        WHERE cluster_id = clusters.id) AS sites,
    first.id AS first_article_id, sites.name AS first_site, first.title, first.published_at AS first_published_at,
    (SELECT source FROM article_clusters JOIN articles ON articles.id = article_id
        WHERE cluster_id = clusters.id AND source IS NOT NULL
        ORDER BY coalesce(published_at, first_seen_at), articles.id LIMIT 1) AS agency
FROM clusters
JOIN articles AS first ON first.id = (
    SELECT articles.id FROM article_clusters JOIN articles ON articles.id = article_id
    WHERE cluster_id = clusters.id
    ORDER BY coalesce(published_at, first_seen_at), articles.id LIMIT 1
)
JOIN sites ON sites.id = first.site_id;
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
