"""`/provaar`: what last year's emptyings would have come to, from a list that somebody hands in."""
