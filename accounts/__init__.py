"""People who use Onrecord: users, roles and tokens."""
