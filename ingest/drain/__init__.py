"""Takes what stands in the log to the stores, in batches."""
