"""Every setting of the crawler with its reason. `-s NAME=value` sets any of them for one run; docs/settings.md is made
from this file and says where else they can be set.
"""

import os
import sys

from crawler.configuration import ConfigurationError, configured

# How Scrapy finds the parts of the project.
BOT_NAME = "moroccan-news"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "crawler.commands"

# Where articles and frontier live: a file, or postgresql://user@host/name (docs/postgresql.md).
DATABASE = "output/news.db"

# A folder to keep every exchange in as WARC files (docs/archive.md); none is kept without one. A file is closed once
# it is this large: 1 GB is what archives are used to.
ARCHIVE = None
ARCHIVE_FILE_SIZE = 1_000_000_000

# Where `mode=archive` asks for captures: of listings that name no file, replays as captured ("TIMESTAMPid_/ADDRESS" is
# put behind it), and of those that do, the files. Other archives of the same make have other addresses.
WAYBACK_REPLAY = "https://web.archive.org/web/"
COMMON_CRAWL_FILES = "https://data.commoncrawl.org/"

# The frontier is the pages table; it knows every URL, so nothing else need remember any.
SCHEDULER = "crawler.frontier.Frontier"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# The path of an article through the pipelines, in order.
ITEM_PIPELINES = {
    "pipelines.limit.LimitPipeline": 50,
    "pipelines.clean.CleanPipeline": 100,
    "pipelines.normalise.NormalisePipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
    "pipelines.deduplicate.DeduplicatePipeline": 400,
    "pipelines.store.StorePipeline": 900,
}
SPIDER_MIDDLEWARES = {
    "crawler.gathering.GatheringMiddleware": 950,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every answer is an outcome of its page
    # These work on Request objects, of the start and from callbacks; our pages are rows, never requests.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.rendering.RenderingMiddleware": 50,  # sees responses last, unpacked
    "crawler.robots.PoliteRobotsMiddleware": 100,
    "crawler.archive.middleware.ArchiveMiddleware": 999,  # near the wire: bodies are still compressed there
    "crawler.wholeness.WholenessMiddleware": 1000,  # nearer still: what broke off is not kept
}
DOWNLOAD_HANDLERS = {
    "http": "crawler.archive.wire.RecordingHandler",
    "https": "crawler.archive.wire.RecordingHandler",
    # News comes by no other way, and a page must not open one.
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawler.guard.PublicResolver"  # a name that leads into this network is not asked
EXTENSIONS = {
    "crawler.pace.Pace": 0,
    "crawler.progress.Progress": 0,
}
# What Scrapy brings, but for a server that executes code and a telnet console: switched off they are loaded all the
# same, the server with all of aiohttp.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# Polite by default: robots.txt obeyed, one request a second a site, one at a time, and said who asks.
ROBOTSTXT_OBEY = True
USER_AGENT = "moroccan-news/0.1"
CONTACT = None  # an e-mail address or a page, put into the user agent; live crawls ask for it once
DOWNLOAD_DELAY = 1.0  # seconds from an answer to the next request
DOWNLOAD_DELAY_JITTER = 0  # a Crawl-delay is a minimum; jitter would undercut it
CONCURRENT_REQUESTS = 4  # waiting in the slot of a site; more would only age there
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # a site is one slot, whatever its hosts

# Scrapy starts this many tasks a response to feed its pipelines; ours never wait, so one is enough.
CONCURRENT_ITEMS = 1

# Seconds before each further attempt at a page that failed; after the last it is given up as failed. The last follows
# soon, so that what passes in a moment spoils no page's last chance. A run waits for what comes back within
# RETRY_PATIENCE seconds and leaves the rest to the next run.
RETRY_DELAYS = [10, 60, 3600, 6 * 3600, 24 * 3600, 60]
RETRY_PATIENCE = 120

# A site that refuses (403, 429, 503, a challenge, a captcha) is left alone for so many seconds, twice as long after
# each further refusal in a row; after so many the run ends, and what is left is a later run's. A page that was refused
# is asked for again after an hour at the earliest, unless the site said when.
REFUSAL_PAUSE = 5
REFUSALS_IN_A_ROW = 6
REFUSAL_WAIT = 3600

# Seconds after its publication at which an update looks at an article again, unless the Site declares its own ages;
# a change a feed or sitemap announces is looked at at once. News always goes first; a run looks at so many articles
# again at most, the newest first, so that it ends and the next one finds what is new.
REVISIT_AGES = [3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600]
REVISITS_A_RUN = 600

# What holds for single sites: pace, hours, sections (docs/update.md); nothing where there is no such file.
SITES_FILE = "sites.toml"

# Who is told when the health of a site changes, at the end of an update and by `scrapy health --notify`: a webhook, by
# its address, which is a secret; its shape is slack, mattermost or ntfy, and shown by the address unless it is set;
# e-mail addresses, with commas between them (docs/notify.md).
NOTIFY_WEBHOOK = None
NOTIFY_WEBHOOK_SHAPE = None
NOTIFY_EMAIL = None

# The server that takes e-mail to NOTIFY_EMAIL; its certificate is verified.
SMTP_HOST = None
SMTP_PORT = 0  # 0 is the usual one: 587, with ssl 465, with none 25
SMTP_TLS = "starttls"  # or ssl, from the first byte; none only where no password is sent or the server is this machine
SMTP_USER = None
SMTP_PASSWORD = None  # a secret
SMTP_FROM = None  # without one the first address of NOTIFY_EMAIL

# Files that are written then, too: figures for node_exporter's textfile collector (*.prom), and a page for people.
NOTIFY_PROMETHEUS = None
STATUS_PAGE = None

# Read pages in a process beside the crawl where there is no pause between requests. `scrapy update` does without: it
# gives every core its crawls. Pages of more than 1 MB are always read there.
READER_PROCESS = True

# Seconds after which a worker of a cluster that gave no sign of life is taken for dead, and its jobs go on elsewhere.
# Workers give one five times as often.
WORKER_SILENCE = 15

# The Chromium that renders the sites which need one: its path or name. Without it Debian's and others are looked for.
BROWSER = ""

# Hosts that may be asked though their addresses are not public: names or addresses, with commas between them. A site
# on this very machine (127.0.0.1, localhost) that a person names needs no entry.
PRIVATE_HOSTS: list[str] = []

# Safe with hostile pages: bounded time and size, verified TLS, nothing kept between requests.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # a sitemap may have 50 MB (sitemaps.org)
DOWNLOAD_WARNSIZE = 16 * 1024 * 1024
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False  # front pages refresh themselves every few minutes

ADDONS = {"crawler.clean_logs.CleanLogs": 0}  # no log obeys a page, or tells a secret
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"  # the page's row says why; a log of warnings is for a person to act on
LOG_LEVEL = "INFO"  # `scrapy update` logs from WARNING on, unless told otherwise
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"  # a crawl's messages begin with site and run: hespress#12
LOG_JSON = False  # log one JSON object a line instead
LOGSTATS_INTERVAL = 60  # seconds between two lines that say how far a crawl is
STATS_DUMP = False  # the crawl command prints a summary people can read
FEED_EXPORT_ENCODING = "utf-8"  # of files made with Scrapy's own -O

# What a person keeps elsewhere; `-s` has the last word.
try:
    globals().update(configured(globals(), os.environ))
except ConfigurationError as _error:
    print(f"Error: {_error}", file=sys.stderr)
    sys.exit(2)
