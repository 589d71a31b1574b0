"""The archive: every exchange with a site kept as WARC records, with an index to replay them from."""
