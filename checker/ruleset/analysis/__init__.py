"""What the rules of a rule set mean together, asked without any record."""
