"""For whoever writes a contract: lint, a readable page, a skeleton to begin from, the pages generated from all contracts."""
