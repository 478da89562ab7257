"""What people and programs are served: HTTP routes, pages, exports and the stream."""
