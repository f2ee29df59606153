"""From the files of a delivery to tables of the contract, by a declared mapping."""
