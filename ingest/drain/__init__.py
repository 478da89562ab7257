"""From the log to the stores, in batches."""
