"""`bysans run`: broker, roles and a simulated town on one machine."""
