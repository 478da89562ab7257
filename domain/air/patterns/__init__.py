"""What people read out of a site's hours: when in day and week, from which wind, and which way it goes over the years."""
