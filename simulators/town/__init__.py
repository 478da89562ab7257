"""A town: its places, its scenario and its load."""
