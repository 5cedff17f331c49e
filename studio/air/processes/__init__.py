"""Programs that outlive whoever started them: launched, found again, heard and ended."""
