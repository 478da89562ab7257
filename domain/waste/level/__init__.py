"""How full a bin is, and when it was emptied, from what its sensor says."""
