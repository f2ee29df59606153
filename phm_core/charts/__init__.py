"""Charts as values: data in, a specification and its words out. Nothing is drawn here."""
