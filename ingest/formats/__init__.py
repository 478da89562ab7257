"""How do the messages of each kind of sender read? One file a format."""
