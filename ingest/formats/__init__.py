"""Reads the messages of each kind of sender, one format a file."""
