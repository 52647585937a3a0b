"""What is answered under each address: the page, REST, files, and the live connection."""
