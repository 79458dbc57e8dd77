"""The Secretariat's working pages in their parts: the cycle, files to load, review, access and the record."""
