"""Spans of time for people."""


def as_duration(seconds: float) -> str:
    """Return seconds as minutes and seconds, or hours and minutes: 4:07, 2 h 05."""
    whole = max(round(seconds), 0)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes}:{whole % 60:02}"
