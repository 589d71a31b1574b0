"""Replaying an archive as others do: pywb serves it, Chromium opens it. Both in an environment of their own."""
