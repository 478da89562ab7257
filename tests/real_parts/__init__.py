"""Which real brokers, stores and browsers do the tests run against, and how does each start and stop?"""
