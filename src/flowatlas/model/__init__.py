"""What an atlas is: records, quantities, paths, changes, findings. Knows no kind of map."""
