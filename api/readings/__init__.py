"""Readings over HTTP: ingest, queries, latest values and quarantine."""
