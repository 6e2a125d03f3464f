"""What became of one file, for the people who sent it and the people who look after it: in the terminal, as JSON, as a page.

It joins what intake told (the ledger row and its report) with what the build found out (rows kept, cells that fail). Counts, the
contract's own names, places and masked texts stand in it, never a value; of an extract that not everybody may see, counts only.
"""
