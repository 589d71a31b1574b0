"""Exports: the articles of a database as files for other tools. One module a format; `writing.py` drives them.

A format is a `LineFormat` (one file, a record after another) or a `FolderFormat` (a file for each site and month).
What is written depends on the articles alone, so that the same export twice is the same bytes.
"""
