"""The Fact Check Tools API (v1alpha1) over our checks and the archive, as Google's clients ask."""
