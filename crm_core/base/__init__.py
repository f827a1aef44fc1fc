"""What everything stands on: settings, time, money, text, calendars, language, database."""
