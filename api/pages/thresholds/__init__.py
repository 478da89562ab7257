"""`/luft/varselgrenser`: the limits at which alerts are raised, tried on the last 30 days before they are changed."""
