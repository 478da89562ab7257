"""Dry years asked for on the page: each runs in a process of its own, and all that is known of it lies in its folder."""
