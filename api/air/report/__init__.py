"""A year at a site as a document to print and to file: the same content as HTML and as CSV."""
