"""Reports become searchable: catalogue, lexical index, vectors, one door."""
