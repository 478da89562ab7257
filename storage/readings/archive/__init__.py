"""Old months of readings as Parquet files, read as if they were still in the store."""
