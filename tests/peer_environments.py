"""The peers we compare ourselves with, each in an environment of its own made from the package index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "trafilatura": ("trafilatura[all]", "lxml_html_clean"),
    "newspaper4k": ("newspaper4k[all]",),
    "newsplease": ("news-please", "newspaper4k[all]"),
    "scrapy_trafilatura": ("scrapy", "trafilatura[all]", "lxml_html_clean"),
    "others": ("readability-lxml", "resiliparse", "justext", "boilerpy3", "goose3", "nltk", "jieba"),
}
"""Environment -> what is installed into it, in the newest version the index has."""


def interpreter(folder: Path, name: str) -> Path:
    """Return the Python of an environment kept in `folder`; it is made on first use, which takes minutes."""
    home = folder / name
    if not (home / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        for wanted in (("--upgrade", "pip"), PACKAGES[name]):  # an old pip stumbles over lxml's extras
            subprocess.run([home / "bin/pip", "install", "--quiet", *wanted], check=True)
        (home / "made").touch()
    return home / "bin/python"
