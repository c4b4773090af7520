"""What backs every figure on speed: programs that print a table and write it as JSON."""
