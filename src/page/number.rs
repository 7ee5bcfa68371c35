//! Numbers for people: as many digits as their interval supports, full precision in a title.

/// A whole number in groups of three.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 text`, `1,000 texts`.
pub(crate) fn plural(count: u64, one: &str, more: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { more })
}

/// Decimals that an interval supports, between 0 and 3: two figures of its half-width if they
/// are below 36, else one (the rule of the Particle Data Group).
pub(crate) fn decimals(low: f64, high: f64) -> usize {
    let half = (high - low).abs() / 2.0;
    if !half.is_finite() || half <= 0.0 {
        return 2;
    }
    let power = half.log10().floor();
    let figures = if half / 10_f64.powf(power) < 3.55 {
        2.0
    } else {
        1.0
    };
    (figures - 1.0 - power).clamp(0.0, 3.0) as usize
}

/// A number with so many decimals; never `-0`, and U+2212 as the sign of a negative one.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|char| char == '0' || char == '.') => rest.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A number beside its interval: `0.52`.
pub(crate) fn supported(value: f64, low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => fixed(value, decimals(low, high)),
        _ => plain(value),
    }
}

/// The interval itself: `0.39 to 0.72`.
pub(crate) fn interval(low: f64, high: f64) -> String {
    let digits = decimals(low, high);
    format!("{} to {}", fixed(low, digits), fixed(high, digits))
}

/// A number without an interval: three figures, at most three decimals.
pub(crate) fn plain(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        let count = grouped(value.abs() as u64);
        return if value < 0.0 {
            format!("\u{2212}{count}")
        } else {
            count
        };
    }
    let size = value.abs().log10().floor();
    fixed(value, (2.0 - size).clamp(0.0, 3.0) as usize)
}

/// A chance such as p or q: `0.03`, `< 0.001`.
pub(crate) fn chance(value: f64) -> String {
    if value < 0.001 {
        "< 0.001".to_owned()
    } else if value < 0.1 {
        fixed(value, 3)
    } else {
        fixed(value, 2)
    }
}

/// A share as per cent.
pub(crate) fn percent(share: f64) -> String {
    let value = 100.0 * share;
    let digits = usize::from(value > 0.0 && value < 9.95);
    format!("{} %", fixed(value, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_interval() {
        assert_eq!(supported(0.520_81, Some(0.387), Some(0.719)), "0.52");
        assert_eq!(supported(12.345, Some(2.0), Some(31.0)), "12");
        assert_eq!(supported(0.012_34, Some(0.01), Some(0.015)), "0.012");
        assert_eq!(supported(0.391_9, Some(0.32), Some(0.502)), "0.39");
        assert_eq!(interval(-0.0001, 0.41), "0.00 to 0.41");
        assert_eq!(interval(-0.5, -0.2), "\u{2212}0.50 to \u{2212}0.20");
        assert_eq!(supported(0.5, Some(0.5), Some(0.5)), "0.50");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(plain(1234.0), "1,234");
        assert_eq!(plain(0.123_456), "0.123");
        assert_eq!(plain(12.345), "12.3");
        assert_eq!(chance(0.0004), "< 0.001");
        assert_eq!(chance(0.042), "0.042");
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(percent(0.031), "3.1 %");
        assert_eq!(plural(1, "text", "texts"), "1 text");
    }
}
