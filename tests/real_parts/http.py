"""Asks a real part over HTTP, with one TLS context for all: making one costs 40 ms of CPU, and tests ask often.

It waits longer than the usual five seconds: a busy machine must not decide a test.
"""

import ssl
from functools import partial

import httpx

_CONTEXT = ssl.create_default_context()

get = partial(httpx.get, verify=_CONTEXT, timeout=240)
post = partial(httpx.post, verify=_CONTEXT, timeout=240)
request = partial(httpx.request, verify=_CONTEXT, timeout=240)
