"""FreeCBT and Quirk backups: in, out, and merged, with nothing lost and nothing believed.

problems.py  ImportProblem (the whole file) and Rejected (one row), codes only, never content
lzstring.py  the compression of the .txt backup, bounded while it unpacks
cells.py     the .csv form: FreeCBT's quoting, and the guarded variant for spreadsheets
thoughts.py  one thought of another program ↔ one ThoughtRecord
reading.py   read_import(bytes or text) → Imported; tells the three forms apart by content
writing.py   backup, plain JSON, CSV and Markdown out of ThoughtRecords
merging.py   merge_plan(existing, incoming) → what would be added or updated, before it is

Format facts were read in FreeCBT (commit d50d88c2a7ef) and Quirk (commit 3e7fa23); no code and no
wording was taken from them.
"""
