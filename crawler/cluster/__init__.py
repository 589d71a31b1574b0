"""Many machines crawling into one PostgreSQL database: `scrapy work`, `scrapy schedule` and `scrapy cluster`.

`jobs` says what a job is and `routes` which workers it is for, `worker` takes jobs from the queue
(`crawler/database/queue.py`), `crawls` and `rebuilds` do them in processes of their own, `handover` keeps a site's pace
when it moves from one worker to another.
"""
