"""Keys, and requests that were answered already."""
