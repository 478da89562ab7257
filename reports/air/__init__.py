"""A year of air at a site as a document to print and to file, with the same content as HTML and as CSV."""
