"""The dry year: what a list of emptyings would have come to had the bins been collected in other ways."""
