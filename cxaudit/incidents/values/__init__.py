"""What stands in a cell, turned into the values of canonical columns, a whole column at a time."""
