"""The fictional Demo ICS and synthetic people for any area pack."""
