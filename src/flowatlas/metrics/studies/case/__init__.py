"""The business case, part by part: what is saved, what that is worth, what is easily overlooked, all of it in words."""
