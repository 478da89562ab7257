"""The log on disk: what stands here is acknowledged and not lost."""
