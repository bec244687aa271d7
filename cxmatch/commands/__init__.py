"""What commands take and how they end, and those of a season: tables of options, what holds beside them, help and endings."""
