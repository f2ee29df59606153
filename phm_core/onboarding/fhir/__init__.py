"""FHIR R4 made into plain tables: which path goes to which column is declared."""
