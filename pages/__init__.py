"""The screens: one module each, a table of contents over what pages.ui draws."""
