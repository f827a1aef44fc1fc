"""What every screen is made of: grid, board, filters, period, forms, charts, figures, messages."""
