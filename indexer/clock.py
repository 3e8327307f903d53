"""A moment as people read it."""

_MINUTE = 60
_HOUR = 3600


def clock(seconds: float) -> str:
    """A moment as players show it: 3:05, or 1:02:03."""
    whole = int(seconds)
    hours, minutes, rest = whole // _HOUR, whole // _MINUTE % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
