"""What every map needs to compose its picture: text widths, looks, notes."""
