"""A rule file, from YAML text to a typed rule set, or to every problem that it has."""
