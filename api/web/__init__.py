"""What every route needs: keys, errors, paging, limits and the services behind them."""
