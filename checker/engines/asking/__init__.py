"""How questions are asked: as SQL that PostgreSQL answers soon and exactly, and watched while they take long."""
