"""Rundowns in and out: JSON for Tally, CSV for spreadsheets, M3U for players, iCalendar for calendars; XMLTV out."""
