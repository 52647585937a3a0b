"""How a log is to be understood: what is proposed from the data, and what people confirmed, checked."""
