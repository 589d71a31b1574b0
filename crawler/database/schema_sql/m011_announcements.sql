CREATE TABLE announcements (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    channel TEXT NOT NULL,
    verdict TEXT NOT NULL,
    causes TEXT NOT NULL,
    since TEXT NOT NULL,
    announced_at TEXT NOT NULL,
    PRIMARY KEY (site_id, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE health_days (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    day TEXT NOT NULL,
    verdict TEXT NOT NULL,
    causes TEXT NOT NULL,
    PRIMARY KEY (site_id, day)
) STRICT, WITHOUT ROWID;
