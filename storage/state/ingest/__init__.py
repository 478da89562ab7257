"""Ingest's state: latest values, quarantine, touched windows and the log's cursor."""
