"""How record files are read, whatever their kind: header, encoding, cells, clocks; the members use it."""
