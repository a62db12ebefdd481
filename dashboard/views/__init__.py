"""What pages are made of: the frame around every block, cards, tables, downloads, and one module per page."""
