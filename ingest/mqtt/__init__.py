"""The session with the broker, and the sessions' sockets."""
