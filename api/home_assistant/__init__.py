"""Publishes sites and bins with their states so that Home Assistant finds them by itself."""
