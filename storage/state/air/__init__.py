"""Air's state: means, flags, invalidations and site years."""
