"""The archive room: exchanges with sites kept as WARC records, and pages read back from archives of any program."""
