"""What a week at the helpdesk was like: figures, one chart, and what people asked in vain."""
