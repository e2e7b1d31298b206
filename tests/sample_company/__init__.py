"""The sample company: makes the same made-up records on every run.

`python -m tests.sample_company [DIR]` writes every file of samples, by default into rules/samples. The company and its
built-in failures are described in the README of that folder; the dirty cells of its tables are written into the records
last. branches.py has the company, customers.py its customers; the others make the records: first the orders, of which
complaints, marks, levels and moves between groups then speak.
"""
