"""The engines that tests run on: those that the variable CHECKER_TEST_ENGINES names, else those of `./run test`."""

import os

ENGINES = tuple(os.environ.get("CHECKER_TEST_ENGINES", "duckdb polars").split())
