"""How does a test ask a real part over HTTP? With one TLS context for all: to make one costs 40 ms of CPU, and tests ask often."""

import ssl
from functools import partial

import httpx

_CONTEXT = ssl.create_default_context()

get = partial(httpx.get, verify=_CONTEXT)
post = partial(httpx.post, verify=_CONTEXT)
request = partial(httpx.request, verify=_CONTEXT)
