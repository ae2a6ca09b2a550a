"""What an operator runs and looks at: health, doctor, backups, keys, cleaning."""
