"""Out: blank questionnaires, pictures, tables, reports, data packages."""
