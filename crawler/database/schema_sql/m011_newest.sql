CREATE INDEX articles_by_time ON articles(published_at);
