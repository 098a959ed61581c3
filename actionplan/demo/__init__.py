"""The sample year: who reports, what they report and when, as plain data and pure functions."""
