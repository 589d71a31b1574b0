-- Contentless: the texts stand in `articles`. The words are made by crawler/text/search_forms.py, which leaves letters
-- and digits with spaces between, so that the plainest tokenizer serves.
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_stems, body_stems, labels, content = '', tokenize = 'ascii'
);
-- What `ORDER BY rank` means: headline above text, words as they are above their stems. bm25 weighs how often a word
-- is met before it flattens that: a word ten times in a text (5.0) is still below one in a headline.
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(6.0, 0.5, 2.0, 0.15, 0.0)');
-- The article's row in articles_fts; NULL while it is to be indexed.
ALTER TABLE articles ADD COLUMN search_id INTEGER;
CREATE INDEX articles_by_search_id ON articles(search_id, site_id, language);
CREATE TRIGGER articles_search_again AFTER UPDATE OF title, subtitle, body, language, published_at ON articles
WHEN old.search_id IS NOT NULL AND (
    new.title <> old.title OR new.body <> old.body OR new.subtitle IS NOT old.subtitle
    OR new.language IS NOT old.language OR new.published_at IS NOT old.published_at
)
BEGIN
    UPDATE articles SET search_id = NULL WHERE id = new.id;
END;
