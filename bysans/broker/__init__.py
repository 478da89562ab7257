"""The embedded broker: nats-server from PyPI with settings, accounts and supervision of ours."""
