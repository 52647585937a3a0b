"""Keys: the numbers under which random numbers are drawn, the same in every version of a map."""

from hashlib import blake2b


def key_of(*names: str) -> int:
    """The number of a name, 0 up to 2 ** 63, by a hash, so that what is added elsewhere does not change it."""
    digest = blake2b("\0".join(names).encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
