"""How questions become SQL that PostgreSQL answers soon and exactly; `postgres.py` asks them."""
