"""Records to tables of figures: pure, without input, output or clock."""
