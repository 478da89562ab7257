"""What a person sees in the browser: pages written by the server, that work without scripts and call no other host."""
