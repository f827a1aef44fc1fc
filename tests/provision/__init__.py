"""What the tests bring themselves: a PostgreSQL server, a Chromium, fresh databases, a company with people."""
