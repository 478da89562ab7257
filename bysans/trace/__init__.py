"""Follows a message from a device to what came of it, and back."""
