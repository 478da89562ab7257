"""`/sted/{site}`: the air at one place, now and over a day, a week and a year, for everyone and for those who look after it."""
