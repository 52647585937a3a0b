"""Which steps there are, in which order, side by side or one of several, and where items go back."""
