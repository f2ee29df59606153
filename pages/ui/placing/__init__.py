"""The screen of built Places: its parts, pictures, keeping and shelf."""
