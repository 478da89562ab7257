"""Keys, and what happened to them."""
