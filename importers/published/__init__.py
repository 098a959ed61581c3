"""The plan out of the system again: in its published layout, as JSON, and as an empty table to fill in.

stored plan → `table` (what stands where, for every kind of file) → `xlsx`, `docx`; `progress` stands at the
right where it is asked for. What is written here reads back as the very plan it came from.
"""
