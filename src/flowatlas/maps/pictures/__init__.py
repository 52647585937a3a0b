"""How the other maps draw themselves; each is imported when its picture is asked for."""
