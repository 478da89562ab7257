"""How requests come in: the listener, the connection, and what stands around every route."""
