"""Rules tested by their authors: cases, what they cover, and whether they notice a change of the rules."""
