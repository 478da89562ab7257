"""A round as it is requested, planned and driven."""
