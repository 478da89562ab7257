"""Air as it changes: flags, hours, means and days."""
