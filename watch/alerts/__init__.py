"""From readings and conditions to alerts."""
