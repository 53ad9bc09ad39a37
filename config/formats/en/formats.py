"""Days and times as the desk writes them: 5 Mar 2026, 14:02."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
