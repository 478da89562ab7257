"""Air over HTTP: means, index, limits, quality flags and the year's report."""
