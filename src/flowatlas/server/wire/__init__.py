"""Values of the model on their way to the page and back: figures, pictures, forms, and what somebody typed."""
