-- What a cluster keeps beside Procrastinate's tables, in a schema of its own: no part of the news.

CREATE TABLE workers (
    id bigint PRIMARY KEY REFERENCES procrastinate_workers ON DELETE CASCADE,
    host text NOT NULL,
    pid integer NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    only_of text NOT NULL,              -- what it was started with: region=ma,tag=daily
    pages bigint NOT NULL DEFAULT 0,    -- asked for since it began
    pace real NOT NULL DEFAULT 0        -- pages a second of late
);

CREATE TABLE endings (
    job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT now(),
    host text NOT NULL,
    reason text NOT NULL,
    tries integer NOT NULL DEFAULT 0    -- how often the job failed and was put back
);

CREATE TABLE schedules (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL UNIQUE,           -- site and arguments: one schedule, and one job at a time, for each
    queue text NOT NULL,
    lock text NOT NULL,
    args jsonb NOT NULL,
    every interval NOT NULL,
    next_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE paces (
    site text PRIMARY KEY,
    seconds real NOT NULL               -- the Crawl-delay its robots.txt asked for last
);
