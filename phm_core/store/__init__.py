"""The app database: saved cohorts and the audit. Never records of people."""
