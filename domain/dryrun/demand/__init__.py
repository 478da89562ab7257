"""What was thrown in: cycles as they were seen, rates learned from them, draws of what nobody saw, and what comes next."""
