//! RSA moduli that anybody can factor, by their remainders modulo small primes: those with a small factor, squares (of which the root is
//! taken in no time), and CVE-2017-15361 ("ROCA").
//!
//! A square is a square modulo every prime; a product of two large primes is one modulo all of ours once in 2^167. That n itself is prime is
//! not looked for: it takes arithmetic that the crypto library does not lend, and a modulus that its owner made so is a key given away.

/// The odd primes below 1,000.
const PRIMES: [u64; 167] = primes();

/// Why a big-endian modulus is too weak, if it is.
pub(super) fn weakness(n: &[u8]) -> Option<&'static str> {
    // Three at once: long division is what takes the time.
    let remainders: Vec<_> = PRIMES
        .chunks(3)
        .flat_map(|primes| {
            let rest = remainder(n, primes.iter().product());
            primes.iter().map(move |prime| (*prime, rest % prime))
        })
        .collect();
    let pairs = remainders.iter().copied();
    if pairs.clone().any(|(_, rest)| rest == 0) {
        return Some("RSA modulus with a small factor");
    }
    if pairs.clone().all(|(prime, rest)| is_square(rest, prime)) {
        return Some("RSA modulus that is a square");
    }
    // The product M of ROCA is divisible by the primes up to 167, whatever the size of the key.
    let mut of_roca = pairs.take_while(|(prime, _)| *prime <= 167);
    let is_roca = of_roca.all(|(prime, rest)| is_power_of_65537(rest, prime));
    is_roca.then_some("RSA modulus of the ROCA kind")
}

/// Modulo a number below 2^32.
fn remainder(n: &[u8], modulus: u64) -> u64 {
    let (words, rest) = n.as_chunks::<4>();
    let words = words.iter().fold(0, |left, word| {
        (left << 32 | u64::from(u32::from_be_bytes(*word))) % modulus
    });
    rest.iter()
        .fold(words, |left, byte| (left << 8 | u64::from(*byte)) % modulus)
}

/// Euler's criterion.
fn is_square(residue: u64, prime: u64) -> bool {
    let (mut power, mut base, mut exponent) = (1, residue, (prime - 1) / 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % prime;
        }
        base = base * base % prime;
        exponent /= 2;
    }
    power == 1
}

/// The primes of ROCA have the form k * M + (65537^a mod M), with M the product of the first primes: modulo each of those the modulus is a
/// power of 65537, and a random one is so modulo all of them once in many millions.
fn is_power_of_65537(residue: u64, prime: u64) -> bool {
    let generator = 65537 % prime;
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * generator % prime;
        if power == 1 {
            return false;
        }
    }
}

const fn primes() -> [u64; 167] {
    let (mut primes, mut count, mut candidate) = ([0; 167], 0, 3);
    while count < primes.len() {
        let mut divisor = 3;
        while divisor * divisor <= candidate && candidate % divisor != 0 {
            divisor += 2;
        }
        if divisor * divisor > candidate {
            primes[count] = candidate;
            count += 1;
        }
        candidate += 2;
    }
    primes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Material;

    /// `number` times itself or times `factor`, big-endian.
    fn times(number: &[u8], factor: &[u8]) -> Vec<u8> {
        let mut product = vec![0u32; number.len() + factor.len()];
        for (at, a) in number.iter().rev().enumerate() {
            for (by, b) in factor.iter().rev().enumerate() {
                product[at + by] += u32::from(*a) * u32::from(*b);
            }
        }
        let mut carry = 0;
        let bytes = product.iter().map(|digit| {
            carry += digit;
            let byte = carry.to_le_bytes()[0];
            carry >>= 8;
            byte
        });
        let mut bytes: Vec<u8> = bytes.collect();
        bytes.reverse();
        bytes
    }

    #[test]
    fn remainders_are_those_of_long_division() {
        assert_eq!(PRIMES[..4], [3, 5, 7, 11]);
        assert_eq!(PRIMES[166], 997);
        assert_eq!(remainder(&[0x01, 0x00, 0x01], 167), 65537 % 167);
        assert_eq!(remainder(&[0xff; 32], 3), 0);
        assert_eq!(remainder(&[1, 0, 0, 0, 1], 997), 4_294_967_297 % 997);
    }

    #[test]
    fn t10_powers_of_65537_bear_the_fingerprint_and_their_neighbours_do_not() {
        let power = 65537u128.pow(7);
        assert_eq!(
            weakness(&power.to_be_bytes()),
            Some("RSA modulus of the ROCA kind")
        );
        for neighbour in [power - 2, power + 2, power * 3] {
            let why = weakness(&neighbour.to_be_bytes());
            assert_ne!(why, Some("RSA modulus of the ROCA kind"), "{neighbour}");
        }
    }

    #[test]
    fn t10_products_of_a_small_prime_and_squares_are_told_from_products_of_two_primes() {
        let Ok(Material::Rsa(key)) = Material::generate_rsa() else {
            panic!("an RSA key")
        };
        assert_eq!(weakness(key.n()), None);
        let private = key.private().expect("a private key");
        let (p, q) = (private.p.bytes(), private.q.bytes());
        assert_eq!(times(p, q), key.n());
        for square in [times(p, p), times(q, q), times(key.n(), key.n())] {
            assert_eq!(weakness(&square), Some("RSA modulus that is a square"));
        }
        for prime in PRIMES {
            let small = times(key.n(), &prime.to_be_bytes());
            assert_eq!(
                weakness(&small),
                Some("RSA modulus with a small factor"),
                "{prime}"
            );
        }
        // The first prime that is not looked for.
        assert_eq!(weakness(&times(key.n(), &1009u16.to_be_bytes())), None);
    }
}
