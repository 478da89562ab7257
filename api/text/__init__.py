"""How times, numbers and parameters are written for a reader in a language."""
