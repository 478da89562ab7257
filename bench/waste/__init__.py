"""The policy benchmark: the product's rules against schedules, thresholds and rankings, and against knowing the future."""
