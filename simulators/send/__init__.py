"""From a plan of messages to the broker, and the ledger of what was sent."""
