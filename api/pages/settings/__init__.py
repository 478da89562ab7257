"""`/innstillinger`: what is set, and where it is changed."""
