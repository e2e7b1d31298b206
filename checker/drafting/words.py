"""Words that people write in records, in several languages: for yes and no, and for nothing."""

from __future__ import annotations

YES_AND_NO = (
    ("yes", "no"), ("y", "n"), ("true", "false"),
    ("tak", "nie"), ("t", "n"), ("prawda", "fałsz"),
    ("sí", "no"), ("si", "no"), ("s", "n"), ("verdadero", "falso"),
    ("да", "нет"), ("д", "н"), ("истина", "ложь"),
    ("是", "否"), ("对", "错"), ("有", "无"),
)  # fmt: skip
"""Pairs in English, Polish, Spanish, Russian and Chinese, in lower case."""

MISSING = frozenset(
    "- -- --- — – . .. ? na n/a n.a. #n/a null nil nan #null! n/d nd n.d. brak b/d bd b.d. s/d sd s.d. "
    "н/д нд н.д. unknown nieznane desconocido неизвестно 未知 暂无 不详 missing (blank) (empty)".split()
) | {"not available", "not recorded", "brak danych", "sin dato", "sin datos", "нет данных", "无数据"}
"""Words that say nothing was recorded, in lower case; `none` and the like may be answers."""
