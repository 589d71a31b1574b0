CREATE TABLE announcements (
    site_id bigint NOT NULL REFERENCES sites,
    channel text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    causes text COLLATE "C" NOT NULL,
    since text COLLATE "C" NOT NULL,
    announced_at text COLLATE "C" NOT NULL,
    PRIMARY KEY (site_id, channel)
);
CREATE TABLE health_days (
    site_id bigint NOT NULL REFERENCES sites,
    day text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    causes text COLLATE "C" NOT NULL,
    PRIMARY KEY (site_id, day)
);
