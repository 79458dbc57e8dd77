"""Spreadsheets and lists in: each loader gives records and findings, and stops at nothing it can tell."""
