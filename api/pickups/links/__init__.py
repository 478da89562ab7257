"""Links that open one vehicle's route to its driver: made, listed and revoked by the office, checked when a driver comes."""
