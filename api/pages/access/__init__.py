"""Signing in and out, with a key or at a provider, and who has signed in."""
