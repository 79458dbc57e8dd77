"""A tidy table to a plotly figure: pure."""
