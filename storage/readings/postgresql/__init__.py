"""Readings in PostgreSQL: one table, a partition a month."""
