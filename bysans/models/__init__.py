"""Brings device models in from what vendors publish: their codecs, their examples, and what their fields are."""
