//! The public part t1 of an ML-DSA key (FIPS 204 algorithm 22): rows of 256 coefficients of 10 bits.
//!
//! A verifier subtracts c * t1 * 2^13 from what a signature shows, and looks at the high bits alone (algorithm 8). Where that product is
//! small everywhere, it takes nothing away, and the signature z = 0 holds for a c that anybody can compute. It is small where t1 has few
//! coefficients other than 0, where they are small (2^13 * 1023 is -1 modulo q, so large ones are small as well), and, for an even number of
//! signs in c, where all of them are 512 = 1024 / 2.
//!
//! An honest t1 is uniform as far as anybody knows: of 256 coefficients 240 lie in the middle on average, and 226 differ. In a row that has
//! under 128 of the one or of the other, t1 was not made as the standard says. Of honest rows that is one in 2^269 (Chernoff) and one in
//! 2^212 (at most C(1024, 128) * (1/8)^256), so of keys of up to eight rows fewer than one in 2^200.
//!
//! This finds broken and planted keys that everybody can see through. Whoever makes a key can give away how to sign for it in other ways.

const ROW: usize = 256;
/// Bytes of a row, and of four coefficients (FIPS 204 algorithm 16).
const ROW_LEN: usize = 320;
const GROUP_LEN: usize = 5;
/// What ends below 2^18 on either side of q after 2^13: both parameter sets' high bits are zero there.
const SMALL: u16 = 32;
const VALUES: u16 = 1024;
/// How many coefficients of a row must differ from each other, and how many must not be small.
const ENOUGH: usize = ROW / 2;

/// False for a t1 that no honest key has.
pub(super) fn is_spread(t1: &[u8]) -> bool {
    t1.chunks(ROW_LEN).all(is_spread_row)
}

fn is_spread_row(row: &[u8]) -> bool {
    let mut seen = [false; VALUES as usize];
    let mut middle = 0;
    for value in row.chunks(GROUP_LEN).flat_map(coefficients) {
        seen[usize::from(value)] = true;
        middle += usize::from((SMALL..VALUES - SMALL).contains(&value));
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    middle >= ENOUGH && distinct >= ENOUGH
}

/// Four numbers of 10 bits, little-endian.
fn coefficients(group: &[u8]) -> [u16; 4] {
    let mut bits = [0; 8];
    bits[..group.len()].copy_from_slice(group);
    let bits = u64::from_le_bytes(bits);
    [0, 10, 20, 30].map(|shift| u16::try_from(bits >> shift & 0x3ff).unwrap_or(VALUES - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alg::Alg;
    use crate::error::Error;
    use crate::key::Material;

    fn row(coefficient: impl Fn(u16) -> u16) -> Vec<u8> {
        let groups = (0..256).step_by(4).map(|first| {
            let bits = (0..4).map(|at| u64::from(coefficient(first + at)) << (10 * at));
            bits.sum::<u64>()
        });
        groups
            .flat_map(|bits| bits.to_le_bytes().into_iter().take(5))
            .collect()
    }

    fn middle(at: u16) -> u16 {
        32 + at * 3
    }

    #[test]
    fn t19_a_row_needs_half_of_its_coefficients_in_the_middle_and_half_of_them_different() {
        for (what, coefficients, good) in [
            ("honest", row(middle), true),
            (
                "128 small",
                row(|at| if at < 128 { at % 32 } else { middle(at) }),
                true,
            ),
            (
                "129 small",
                row(|at| if at < 129 { at % 32 } else { middle(at) }),
                false,
            ),
            (
                "129 small below q",
                row(|at| if at < 129 { 1023 - at % 32 } else { middle(at) }),
                false,
            ),
            (
                "the edges of the middle",
                row(|at| {
                    if at < 128 {
                        at % 2 * 959 + 32
                    } else {
                        at * 2 + 40
                    }
                }),
                true,
            ),
            ("128 different", row(|at| middle(at % 128)), true),
            ("127 different", row(|at| middle(at % 127)), false),
            ("half of 1024", row(|_| 512), false),
        ] {
            assert_eq!(is_spread(&coefficients), good, "{what}");
            // Every row counts.
            let rows = [row(middle), coefficients, row(middle)].concat();
            assert_eq!(is_spread(&rows), good, "{what}, between others");
        }
    }

    #[test]
    fn t19_keys_under_which_anybody_can_sign_are_refused_and_honest_ones_are_not() {
        for alg in [Alg::MlDsa44, Alg::MlDsa65, Alg::MlDsa87] {
            for _ in 0..64 {
                let Ok(Material::Akp(honest)) = Material::generate(alg) else {
                    panic!("{alg}: an honest key")
                };
                let own = honest.public_bytes();
                for at in 0..(own.len() - 32) / ROW_LEN {
                    let mut weak = own.to_vec();
                    let row = &mut weak[32 + at * ROW_LEN..][..ROW_LEN];
                    row.fill(0);
                    row[at] = 1;
                    let refused = crate::key::AkpKey::new(honest.set(), weak, None);
                    assert!(matches!(refused, Err(Error::KeyWeak(_))), "{alg}, row {at}");
                }
            }
        }
    }
}
