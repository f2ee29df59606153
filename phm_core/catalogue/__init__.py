"""What the app knows, as data: one YAML file per entry, checked when it is read."""
