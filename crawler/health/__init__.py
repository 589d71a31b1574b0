"""The health of sites: a site's own history in, a verdict with its reasons out. Pure: no clock, no SQL, no network.

`docs/health.md` says every rule in words.
"""

from crawler.health.figures import Figures, Health, Reason, Run, SourceReading
from crawler.health.judge import judge

__all__ = ["Figures", "Health", "Reason", "Run", "SourceReading", "judge"]
