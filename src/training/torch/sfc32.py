"""The seeded generator of src/random.ts: the same numbers from the same seeds, so that both languages split alike."""

MASK = 0xFFFFFFFF


class Sfc32:
    def __init__(self, *seeds):
        self.mixed = 0x9E3779B9
        for seed in seeds:
            self.mixed ^= seed & MASK
            self.mix()
            self.mixed = (self.mixed + 0x9E3779B9) & MASK
        self.a, self.b, self.c, self.counter = self.mix(), self.mix(), self.mix(), 1
        for _ in range(12):
            self.uint32()

    def mix(self):
        self.mixed = ((self.mixed ^ (self.mixed >> 16)) * 0x85EBCA6B) & MASK
        self.mixed = ((self.mixed ^ (self.mixed >> 13)) * 0xC2B2AE35) & MASK
        self.mixed ^= self.mixed >> 16
        return self.mixed

    def uint32(self):
        total = (self.a + self.b + self.counter) & MASK
        self.counter += 1
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & MASK
        self.c = ((((self.c << 21) | (self.c >> 11)) & MASK) + total) & MASK
        return total

    def uniform(self):
        """In [0, 1)."""
        return self.uint32() / 4294967296

    def below(self, n):
        """A whole number in [0, n)."""
        return int(self.uniform() * n)

    def shuffle(self, values):
        """In place (Fisher–Yates); returns the same list."""
        for i in range(len(values) - 1, 0, -1):
            j = self.below(i + 1)
            values[i], values[j] = values[j], values[i]
        return values
