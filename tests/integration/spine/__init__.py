"""The promises from the broker to the store, held on two running services that the files share."""
