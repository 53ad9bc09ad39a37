"""How dates are written on pages that do not say it themselves, by language."""
