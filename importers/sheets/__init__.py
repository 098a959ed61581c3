"""A unit's reports of one period as a workbook: prefilled, filled in without the system, read back.

rows (what the unit can write) → workbook → a person fills it in → filled (what stands in which cell) →
checking (what becomes a draft, what is wrong where) → a person agrees → taking, through `tasks.review`.
"""
