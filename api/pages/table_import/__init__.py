"""The page on which sites, bins and devices are registered from a table."""
