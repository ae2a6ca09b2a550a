"""What Even Keel remembers (sealed) and what it knows (content)."""
