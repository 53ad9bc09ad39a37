"""What tests share: databases, brokers, real processes, a browser."""
