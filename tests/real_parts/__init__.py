"""The real brokers, stores and browsers that tests run against, and how each starts and stops."""
