"""Readings from a CSV file, sent again."""
