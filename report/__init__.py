"""From figures to a document: what the store holds, written up for the Commission, in words, tables and pictures."""
