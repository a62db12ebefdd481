"""Sample lists and ledgers (F4, F5, F7, F8) and weekly measures (F9): few files, each in another hand."""
