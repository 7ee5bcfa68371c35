//! Calendar days, for what settings and texts say must be looked at again by then.

use std::fmt;

/// A day of the Gregorian calendar. Days compare by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-12-31`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let is_shaped = parts.next().is_none()
            && (year.len(), month.len(), day.len()) == (4, 2, 2)
            && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date = Date {
            year: year.parse().ok().filter(|_| is_shaped)?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        let days = match date.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(date.year) => 29,
            2 => 28,
            _ => 0,
        };
        (date.day >= 1 && date.day <= days).then_some(date)
    }

    /// The day (UTC) so many seconds after the start of 1970; `None` after the year 9999.
    pub fn of_seconds(seconds: u64) -> Option<Date> {
        let mut days = seconds / 86_400;
        let mut year = 1970_u16;
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if days < length {
                break;
            }
            days -= length;
            year += 1;
            if year > 9999 {
                return None;
            }
        }
        let february = if is_leap(year) { 29 } else { 28 };
        let mut month = 1_u8;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        Some(Date {
            year,
            month,
            day: days as u8 + 1,
        })
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_counted() {
        let date = |text| Date::parse(text).expect("a day");
        assert!(date("2026-02-28") < date("2026-03-01"));
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-1-1",
            "2026-01-00",
            "soon",
            "2026-01-01-",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        let of = |seconds| Date::of_seconds(seconds).expect("a day").to_string();
        assert_eq!(of(0), "1970-01-01");
        assert_eq!(of(951_782_400), "2000-02-29");
        assert_eq!(of(1_798_675_199), "2026-12-30");
        assert_eq!(Date::of_seconds(u64::MAX), None);
    }
}
