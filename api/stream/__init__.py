"""Server-Sent Events: latest values, alerts and triggers as they change."""
