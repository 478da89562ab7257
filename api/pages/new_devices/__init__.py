"""`/sensorer/nye`: devices that send and that nobody registered, approved or rejected; and the places where they stand."""
