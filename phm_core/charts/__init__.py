"""Charts as values: data in, a specification and its words out. None is drawn here."""
