"""How a bin fills, and when it will be full."""
