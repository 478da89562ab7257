"""Chooses the schedule, how Bysans sends, and what is tried for it, on draws that count nowhere else."""
