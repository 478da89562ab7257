"""`/effekt`: what a period came to."""
