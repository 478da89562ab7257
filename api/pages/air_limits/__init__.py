"""`/luft`: how much of each limit each site has used this year, the open air alerts, and the ways to thresholds and reports."""
