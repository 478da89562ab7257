"""`/runder/{id}`: a round, and what its crew reports."""
