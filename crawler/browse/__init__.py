"""The database as a website: Datasette with pages of our own for articles, search and the state of the crawl.

Datasette serves the tables, we add what a reader of news wants. No page has a script or loads anything from elsewhere.
"""
