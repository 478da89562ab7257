"""`/` and `/luft`: the air at each site, and the open air alerts."""
