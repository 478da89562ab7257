"""The air quality indices: which class a concentration or a NowCast falls in."""
