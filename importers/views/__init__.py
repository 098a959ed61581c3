"""The pages of imports: give a file, look at what it would do, settle what is open, apply or discard it."""
