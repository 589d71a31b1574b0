"""The process that reads pages beside a crawl or a rebuild: `python -m crawler.reader_process`."""

import fcntl
import os
import sys
from contextlib import suppress

from crawler.readers import PIPE_BYTES, serve

if __name__ == "__main__":
    with suppress(OSError):  # uvloop gives sockets, which hold enough
        for pipe in (0, 1):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed here must not stand among the answers
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        sys.exit(1)  # who started us was killed
