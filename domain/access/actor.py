"""Who acts where nobody has signed in by name: stored like a key's name."""

OFFICE = "office"  # whoever uses pages that are open to all
CREW = "crew"  # whoever drives a round: a crew has no names
