//! Medians, quantiles, and a test whether two samples differ.

/// The value below which the share `q` of `values` lies (nearest rank). NaN without values.
pub(crate) fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get(place(last, q)).copied().unwrap_or(f64::NAN)
}

pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The ratio of each round.
pub(crate) fn ratios(of: &[f64], to: &[f64]) -> Vec<f64> {
    of.iter().zip(to).map(|(of, to)| of / to).collect()
}

/// Mann and Whitney's rank test, by its normal approximation: how likely a difference as large as this one would be if
/// both samples came from one distribution. Good from some twenty values each.
#[expect(
    clippy::cast_precision_loss,
    reason = "samples have some hundred values"
)]
pub(crate) fn rank_test(a: &[f64], b: &[f64]) -> f64 {
    let (pairs, all) = ((a.len() * b.len()) as f64, (a.len() + b.len()) as f64);
    let won: f64 = a
        .iter()
        .map(|&one| b.iter().map(|&other| score(one, other)).sum::<f64>())
        .sum();
    let deviation = (pairs * (all + 1.0) / 12.0).sqrt();
    2.0 * upper_tail((won - pairs / 2.0).abs() / deviation)
}

fn score(x: f64, y: f64) -> f64 {
    match x.total_cmp(&y) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}

/// The normal distribution beyond `z >= 0` (Abramowitz and Stegun 26.2.17, error below 1e-7).
fn upper_tail(z: f64) -> f64 {
    const TERMS: [f64; 5] = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * series
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list, 0 <= q <= 1"
)]
fn place(last: usize, q: f64) -> usize {
    (last as f64 * q).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_of_the_sample() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        for (q, value) in [(0.0, 1.0), (0.5, 3.0), (0.9, 5.0), (1.0, 5.0)] {
            assert!(quantile(&values, q).total_cmp(&value).is_eq(), "{q}");
        }
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn the_rank_test_knows_two_tables_values() {
        // z = 1.96 is the well-known 5 %, z = 3.29 one in a thousand.
        assert!((2.0 * upper_tail(1.959_964) - 0.05).abs() < 1e-6);
        assert!((2.0 * upper_tail(3.290_527) - 0.001).abs() < 1e-6);
    }

    #[test]
    fn samples_that_differ_are_told_apart_and_equal_ones_are_not() {
        let a: Vec<f64> = (0..100).map(f64::from).collect();
        let near: Vec<f64> = a.iter().map(|x| x + 0.5).collect();
        let far: Vec<f64> = a.iter().map(|x| x + 30.0).collect();
        assert!(rank_test(&a, &near) > 0.5);
        assert!(rank_test(&a, &far) < 1e-6);
        assert!(rank_test(&a, &a) > 0.99);
    }
}
