"""Dates and times in English as our pages say them: Nov 19, 2026 and 6:02 AM."""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A"
DATETIME_FORMAT = "M j, Y, g:i A"
