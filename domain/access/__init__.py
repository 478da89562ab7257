"""Who may act: people, their roles, and the scopes that a role or a key has."""
