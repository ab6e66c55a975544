"""Hashes on request with the C reference of Argon2: a line with a count comes in, a line with the seconds taken goes out,
by the processor and by the wall clock."""

import os
import sys
import time

from argon2.low_level import Type, hash_secret

for line in sys.stdin:
    salts = [os.urandom(16) for _ in range(int(line))]
    processor, wall = time.process_time(), time.perf_counter()
    for salt in salts:
        hash_secret(
            b"correct horse 7 battery", salt,
            time_cost=2, memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID,
        )
    print(time.process_time() - processor, time.perf_counter() - wall, flush=True)
