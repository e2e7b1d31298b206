"""What all reports share: figures, safe texts, what a page says, and how pages become HTML and PDF."""
