"""OpenID Connect: providers at which people sign in, what they say, and whether it is believed."""
