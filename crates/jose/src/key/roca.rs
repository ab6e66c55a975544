//! The fingerprint of CVE-2017-15361 ("ROCA"): moduli whose primes have the form k·M + (65537^a mod
//! M), with M the product of the first primes. Such a modulus is, modulo each of those primes, a
//! power of 65537; a random modulus is so modulo all of them once in many millions.

/// The primes M is divisible by for every key size.
#[rustfmt::skip]
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
    109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// True if the big-endian modulus `n` bears the fingerprint.
pub(super) fn is_vulnerable(n: &[u8]) -> bool {
    PRIMES
        .iter()
        .all(|prime| is_power_of_65537(remainder(n, *prime), *prime))
}

fn remainder(n: &[u8], prime: u32) -> u32 {
    n.iter()
        .fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime)
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_are_those_of_long_division() {
        assert_eq!(remainder(&[0x01, 0x00, 0x01], 167), 65537 % 167);
        assert_eq!(remainder(&[0xff; 32], 3), 0);
    }

    #[test]
    fn t10_powers_of_65537_bear_the_fingerprint_and_their_neighbours_do_not() {
        let power = 65537u128.pow(7);
        assert!(is_vulnerable(&power.to_be_bytes()));
        assert!(!is_vulnerable(&(power + 2).to_be_bytes()));
        assert!(!is_vulnerable(&(power * 3).to_be_bytes()));
    }
}
