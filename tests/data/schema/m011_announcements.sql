PRAGMA application_id = 1296975191;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'moroccan-news','m001_first_schema','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'moroccan-news','m002_health','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'moroccan-news','m003_revisits','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'moroccan-news','m004_captures','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'moroccan-news','m005_rebuild','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'moroccan-news','m006_clusters','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'moroccan-news','m007_search','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'moroccan-news','m008_views','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'moroccan-news','m009_run_stats','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'moroccan-news','m010_gathering','2026-11-25 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'moroccan-news','m011_announcements','2026-11-25 09:00:00.000000+00:00');
CREATE TABLE announcements (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    channel TEXT NOT NULL,
    verdict TEXT NOT NULL,
    causes TEXT NOT NULL,
    since TEXT NOT NULL,
    announced_at TEXT NOT NULL,
    PRIMARY KEY (site_id, channel)
) STRICT, WITHOUT ROWID;
INSERT INTO "announcements" VALUES(1,'webhook','ill','["source"]','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z');
INSERT INTO "announcements" VALUES(2,'webhook','ill','["source"]','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z');
INSERT INTO "announcements" VALUES(3,'webhook','ill','["source"]','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z');
CREATE TABLE article_authors (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "article_authors" VALUES(1,1,1);
INSERT INTO "article_authors" VALUES(2,2,2);
INSERT INTO "article_authors" VALUES(3,3,3);
CREATE TABLE article_clusters (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    cluster_id INTEGER NOT NULL REFERENCES clusters(id),
    similar_to INTEGER NOT NULL REFERENCES articles(id),
    similarity REAL NOT NULL
) STRICT;
INSERT INTO "article_clusters" VALUES(1,1,1,0.1);
INSERT INTO "article_clusters" VALUES(2,2,2,0.2);
INSERT INTO "article_clusters" VALUES(3,3,3,0.3);
CREATE TABLE article_sketches (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    period INTEGER NOT NULL,
    numbers BLOB NOT NULL
) STRICT;
INSERT INTO "article_sketches" VALUES(1,1,X'01010101010101010101010101010101');
INSERT INTO "article_sketches" VALUES(2,2,X'02020202020202020202020202020202');
INSERT INTO "article_sketches" VALUES(3,3,X'03030303030303030303030303030303');
CREATE TABLE article_tags (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    tag_id INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "article_tags" VALUES(1,1,1);
INSERT INTO "article_tags" VALUES(2,2,2);
INSERT INTO "article_tags" VALUES(3,3,3);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    external_id TEXT,
    section TEXT,
    breadcrumb TEXT NOT NULL DEFAULT '[]',
    title TEXT NOT NULL,
    subtitle TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    language TEXT,
    script TEXT,
    word_count INTEGER NOT NULL,
    source TEXT,
    published_at TEXT,
    published_raw TEXT,
    published_precision TEXT,
    published_source TEXT,
    modified_at TEXT,
    modified_raw TEXT,
    modified_precision TEXT,
    modified_source TEXT,
    image_url TEXT,
    image_caption TEXT,
    image_credit TEXT,
    has_media INTEGER NOT NULL DEFAULT 0,
    truncated INTEGER NOT NULL DEFAULT 0,
    content_hash TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    revision_count INTEGER NOT NULL DEFAULT 0,
    methods TEXT NOT NULL,
    problems TEXT NOT NULL DEFAULT '[]'
, gone_at TEXT, capture_id INTEGER REFERENCES captures(id), read_on INTEGER REFERENCES pages(id), extractor TEXT, search_id INTEGER) STRICT;
INSERT INTO "articles" VALUES(1,1,'https://paper1.test/','external_id 1','section 1','["أخبار"]','title 1','subtitle 1','فقرة أولى من نص «قديم».

Paragraphe n° 1, l''été.','[["paragraph"], ["paragraph"]]','ar','Arab',1,'source 1','2026-11-01T10:00:00Z','published_raw 1','minute','published_source 1','2026-11-01T10:00:00Z','modified_raw 1','day','modified_source 1','image_url 1','image_caption 1','image_credit 1',1,1,'content_hash 1','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z',1,'{"title": "json-ld", "body": "layout"}','["layout missed: section"]','2026-11-01T10:00:00Z',1,1,'extractor 1',1);
INSERT INTO "articles" VALUES(2,2,'https://paper2.test/','external_id 2','section 2','["أخبار"]','title 2','subtitle 2','فقرة أولى من نص «قديم».

Paragraphe n° 2, l''été.','[["paragraph"], ["paragraph"]]','ar','Arab',2,'source 2','2026-11-02T10:00:00Z','published_raw 2','minute','published_source 2','2026-11-02T10:00:00Z','modified_raw 2','day','modified_source 2','image_url 2','image_caption 2','image_credit 2',0,0,'content_hash 2','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z',2,'{"title": "json-ld", "body": "layout"}','["layout missed: section"]','2026-11-02T10:00:00Z',2,2,'extractor 2',2);
INSERT INTO "articles" VALUES(3,3,'https://paper3.test/','external_id 3','section 3','["أخبار"]','title 3','subtitle 3','فقرة أولى من نص «قديم».

Paragraphe n° 3, l''été.','[["paragraph"], ["paragraph"]]','ar','Arab',3,'source 3','2026-11-03T10:00:00Z','published_raw 3','minute','published_source 3','2026-11-03T10:00:00Z','modified_raw 3','day','modified_source 3','image_url 3','image_caption 3','image_credit 3',1,1,'content_hash 3','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z',3,'{"title": "json-ld", "body": "layout"}','["layout missed: section"]','2026-11-03T10:00:00Z',3,3,'extractor 3',3);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','articles_fts','articles_fts',0,'CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_stems, body_stems, labels, content = '''', tokenize = ''ascii''
)');
CREATE TABLE 'articles_fts_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "articles_fts_config" VALUES('rank','bm25(6.0, 0.5, 2.0, 0.15, 0.0)');
INSERT INTO "articles_fts_config" VALUES('version',4);
CREATE TABLE 'articles_fts_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "articles_fts_data" VALUES(1,X'');
INSERT INTO "articles_fts_data" VALUES(10,X'00000001000000');
CREATE TABLE 'articles_fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'articles_fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL
) STRICT;
INSERT INTO "authors" VALUES(1,'name 1','folded 1');
INSERT INTO "authors" VALUES(2,'name 2','folded 2');
INSERT INTO "authors" VALUES(3,'name 3','folded 3');
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
INSERT INTO "captures" VALUES(1,1,'https://paper1.test/','2026-11-01T10:00:00Z','response',1,'digest 1','file 1',1,1,1);
INSERT INTO "captures" VALUES(2,2,'https://paper2.test/','2026-11-02T10:00:00Z','response',2,'digest 2','file 2',2,2,2);
INSERT INTO "captures" VALUES(3,3,'https://paper3.test/','2026-11-03T10:00:00Z','response',3,'digest 3','file 3',3,3,3);
CREATE TABLE clusters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    articles INTEGER NOT NULL
) STRICT;
INSERT INTO "clusters" VALUES(1,1);
INSERT INTO "clusters" VALUES(2,2);
INSERT INTO "clusters" VALUES(3,3);
CREATE TABLE health_days (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    day TEXT NOT NULL,
    verdict TEXT NOT NULL,
    causes TEXT NOT NULL,
    PRIMARY KEY (site_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO "health_days" VALUES(1,'2026-11-01','ill','["source"]');
INSERT INTO "health_days" VALUES(2,'2026-11-02','ill','["source"]');
INSERT INTO "health_days" VALUES(3,'2026-11-03','ill','["source"]');
CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "links" VALUES(1,1,'inline','text 1',1);
INSERT INTO "links" VALUES(2,2,'inline','text 2',2);
INSERT INTO "links" VALUES(3,3,'inline','text 3',3);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    site_id INTEGER REFERENCES sites(id),
    key BLOB NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL DEFAULT 0,
    published_at TEXT,
    modified_at TEXT,
    found_on INTEGER REFERENCES pages(id),
    found_at TEXT NOT NULL,
    campaign_id INTEGER REFERENCES runs(id),
    attempts INTEGER NOT NULL DEFAULT 0,
    hops INTEGER NOT NULL DEFAULT 0,
    next_visit_at TEXT,
    visited_at TEXT,
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    fingerprint BLOB,
    target_id INTEGER REFERENCES pages(id),
    article_id INTEGER REFERENCES articles(id)
, total INTEGER) STRICT;
INSERT INTO "pages" VALUES(1,1,X'01010101010101010101010101010101','https://paper1.test/','article','done','reason 1',1,1,'2026-11-01T10:00:00Z','2026-11-01T10:00:00Z',1,'2026-11-01T10:00:00Z',1,1,1,'2026-11-01T10:00:00Z','2026-11-01T10:00:00Z',1,'etag 1','last_modified 1',X'01010101010101010101010101010101',1,1,1);
INSERT INTO "pages" VALUES(2,2,X'02020202020202020202020202020202','https://paper2.test/','article','done','reason 2',2,2,'2026-11-02T10:00:00Z','2026-11-02T10:00:00Z',2,'2026-11-02T10:00:00Z',2,2,2,'2026-11-02T10:00:00Z','2026-11-02T10:00:00Z',2,'etag 2','last_modified 2',X'02020202020202020202020202020202',2,2,2);
INSERT INTO "pages" VALUES(3,3,X'03030303030303030303030303030303','https://paper3.test/','article','done','reason 3',3,3,'2026-11-03T10:00:00Z','2026-11-03T10:00:00Z',3,'2026-11-03T10:00:00Z',3,3,3,'2026-11-03T10:00:00Z','2026-11-03T10:00:00Z',3,'etag 3','last_modified 3',X'03030303030303030303030303030303',3,3,3);
CREATE TABLE rebuilds (
    arguments TEXT NOT NULL,
    path TEXT NOT NULL,
    done INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    damage TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (arguments, path)
) STRICT, WITHOUT ROWID;
INSERT INTO "rebuilds" VALUES('{}','path 1',1,1,'damage 1');
INSERT INTO "rebuilds" VALUES('{}','path 2',2,2,'damage 2');
INSERT INTO "rebuilds" VALUES('{}','path 3',3,3,'damage 3');
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    title TEXT NOT NULL,
    subtitle TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    modified_at TEXT,
    seen_from TEXT NOT NULL,
    seen_to TEXT NOT NULL
, authors TEXT, capture_id INTEGER REFERENCES captures(id), kind TEXT NOT NULL DEFAULT 'change', extractor TEXT) STRICT;
INSERT INTO "revisions" VALUES(1,1,'title 1','subtitle 1','فقرة أولى من نص «قديم».

Paragraphe n° 1, l''été.','[["paragraph"], ["paragraph"]]','content_hash 1','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z','["كاتبة", "Une autrice"]',1,'kind 1','extractor 1');
INSERT INTO "revisions" VALUES(2,2,'title 2','subtitle 2','فقرة أولى من نص «قديم».

Paragraphe n° 2, l''été.','[["paragraph"], ["paragraph"]]','content_hash 2','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z','["كاتبة", "Une autrice"]',2,'kind 2','extractor 2');
INSERT INTO "revisions" VALUES(3,3,'title 3','subtitle 3','فقرة أولى من نص «قديم».

Paragraphe n° 3, l''été.','[["paragraph"], ["paragraph"]]','content_hash 3','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z','["كاتبة", "Une autrice"]',3,'kind 3','extractor 3');
CREATE TABLE run_fields (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    field TEXT NOT NULL,
    method TEXT NOT NULL,
    articles INTEGER NOT NULL,
    layout_missed INTEGER NOT NULL,
    PRIMARY KEY (run_id, field, method)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_fields" VALUES(1,'field 1','method 1',1,1);
INSERT INTO "run_fields" VALUES(2,'field 2','method 2',2,2);
INSERT INTO "run_fields" VALUES(3,'field 3','method 3',3,3);
CREATE TABLE run_pages (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (run_id, kind, state, reason)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_pages" VALUES(1,'article','done','reason 1',1);
INSERT INTO "run_pages" VALUES(2,'article','done','reason 2',2);
INSERT INTO "run_pages" VALUES(3,'article','done','reason 3',3);
CREATE TABLE run_sources (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    page_id INTEGER NOT NULL REFERENCES pages(id),
    state TEXT NOT NULL,
    reason TEXT,
    announced INTEGER,
    PRIMARY KEY (run_id, page_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_sources" VALUES(1,1,'done','reason 1',1);
INSERT INTO "run_sources" VALUES(2,2,'done','reason 2',2);
INSERT INTO "run_sources" VALUES(3,3,'done','reason 3',3);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    campaign_id INTEGER REFERENCES runs(id),
    mode TEXT NOT NULL,
    arguments TEXT NOT NULL,
    versions TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}'
, stats TEXT NOT NULL DEFAULT '{}') STRICT;
INSERT INTO "runs" VALUES(1,1,1,'mode 1','{}','{"scrapy": "2.19.0"}','2026-11-01T10:00:00Z','2026-11-01T10:00:00Z','reason 1','{"pages": 3}','stats 1');
INSERT INTO "runs" VALUES(2,2,2,'mode 2','{}','{"scrapy": "2.19.0"}','2026-11-02T10:00:00Z','2026-11-02T10:00:00Z','reason 2','{"pages": 3}','stats 2');
INSERT INTO "runs" VALUES(3,3,3,'mode 3','{}','{"scrapy": "2.19.0"}','2026-11-03T10:00:00Z','2026-11-03T10:00:00Z','reason 3','{"pages": 3}','stats 3');
CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_ar TEXT,
    home TEXT NOT NULL,
    languages TEXT NOT NULL
) STRICT;
INSERT INTO "sites" VALUES(1,'name 1','title 1','title_ar 1','https://paper1.test/','["ar", "fr"]');
INSERT INTO "sites" VALUES(2,'name 2','title 2','title_ar 2','https://paper2.test/','["ar", "fr"]');
INSERT INTO "sites" VALUES(3,'name 3','title 3','title_ar 3','https://paper3.test/','["ar", "fr"]');
CREATE TABLE sketch_index (
    period INTEGER NOT NULL,
    number INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    PRIMARY KEY (period, number, article_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "sketch_index" VALUES(1,1,1);
INSERT INTO "sketch_index" VALUES(2,2,2);
INSERT INTO "sketch_index" VALUES(3,3,3);
CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL
) STRICT;
INSERT INTO "tags" VALUES(1,'name 1','folded 1');
INSERT INTO "tags" VALUES(2,'name 2','folded 2');
INSERT INTO "tags" VALUES(3,'name 3','folded 3');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX runs_by_site ON runs(site_id, id);
CREATE UNIQUE INDEX articles_by_external_id ON articles(site_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX articles_by_content ON articles(content_hash, site_id);
CREATE INDEX articles_by_date ON articles(site_id, published_at);
CREATE INDEX pages_retry ON pages(site_id, next_visit_at) WHERE state = 'retry';
CREATE INDEX pages_noted ON pages(site_id) WHERE state = 'noted' AND kind = 'article';
CREATE INDEX pages_by_article ON pages(article_id) WHERE article_id IS NOT NULL;
CREATE INDEX pages_by_target ON pages(target_id) WHERE target_id IS NOT NULL;
CREATE INDEX pages_named_by ON pages(found_on, kind) WHERE kind <> 'article';
CREATE INDEX revisions_by_article ON revisions(article_id, id);
CREATE INDEX links_to_page ON links(page_id);
CREATE INDEX article_authors_by_author ON article_authors(author_id);
CREATE INDEX article_tags_by_tag ON article_tags(tag_id);
CREATE VIEW article_links AS
SELECT links.article_id, links.position, links.kind, links.text, pages.url, pages.article_id AS target_article_id
FROM links JOIN pages ON pages.id = links.page_id;
CREATE INDEX pages_due ON pages(site_id, next_visit_at)
    WHERE next_visit_at IS NOT NULL AND state IN ('done', 'gone', 'rejected', 'failed');
CREATE INDEX captures_by_page ON captures(page_id, id);
CREATE INDEX article_clusters_by_cluster ON article_clusters(cluster_id);
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
CREATE INDEX articles_by_search_id ON articles(search_id, site_id, language);
CREATE TRIGGER articles_search_again AFTER UPDATE OF title, subtitle, body, language, published_at ON articles
WHEN old.search_id IS NOT NULL AND (
    new.title <> old.title OR new.body <> old.body OR new.subtitle IS NOT old.subtitle
    OR new.language IS NOT old.language OR new.published_at IS NOT old.published_at
)
BEGIN
    UPDATE articles SET search_id = NULL WHERE id = new.id;
END;
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
CREATE INDEX pages_pending ON pages(site_id, priority DESC, published_at DESC, id)
    WHERE state = 'pending' AND kind NOT IN ('index', 'capture');
CREATE INDEX pages_of_archives ON pages(site_id, priority DESC, published_at DESC, id)
    WHERE state = 'pending' AND kind IN ('index', 'capture');
PRAGMA writable_schema=OFF;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('clusters',3);
COMMIT;
