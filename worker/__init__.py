"""What runs outside a request: tasks, one run's orchestration, and the extraction pipeline."""
