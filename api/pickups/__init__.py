"""Pickups over HTTP: what is planned, what the crew reports, what a map shows."""
