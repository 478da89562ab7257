"""`/avfall`: what needs collection, the rounds that are not over, and every bin."""
