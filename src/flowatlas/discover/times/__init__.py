"""What passes through the steps took, waited for and led to, step by step and as a whole."""
