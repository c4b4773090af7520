"""RAM: looks at places that it draws, and learns where to look by reward."""
