"""What those who answer for a site's figures see and do: the year's limits, exceedance days, doubted values, periods declared invalid."""
