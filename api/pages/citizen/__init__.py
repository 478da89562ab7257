"""What everybody may do, without signing in and without a cookie: find a bin, report it, and see what becomes of it."""
