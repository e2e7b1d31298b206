"""`python -m tests.sample_company [DIR]` writes the files."""

import sys
from pathlib import Path

from tests.sample_company.writing import SAMPLES, write

if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
