//! Where a document stands in a series, by two columns of metadata.

/// The columns that make series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesColumns {
    /// Documents with the same value are one series: a person or a pair.
    pub series: String,
    /// Its value orders them: a number or an ISO date.
    pub order: String,
}

/// What orders a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Numbers: a slope is per step of 1.
    Step,
    /// Dates: a slope is per day.
    Day,
}

impl Unit {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Step => "step",
            Unit::Day => "day",
        }
    }
}

/// A value that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// What it counts.
    pub unit: Unit,
    /// The number, or days since 1970-01-01 with the time as a fraction.
    pub value: f64,
}

impl Order {
    /// Reads a number (`3`, `2.5`) or an ISO date, with or without a time (`2024-05-31`,
    /// `2024-05-31T14:30`). Eight digits that are a day of the years 1800 to 2199 (`20240531`) are
    /// that day: as numbers, the first of a month would lie seventy steps behind the last. A zone behind the time is refused: days of several zones do not add up.
    pub fn parse(text: &str) -> Option<Order> {
        let text = text.trim();
        if let Some(value) = compact(text) {
            let unit = Unit::Day;
            return Some(Order {
                unit,
                value: value as f64,
            });
        }
        let is_number = text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let number = || text.parse::<f64>().ok().filter(|value| value.is_finite());
        if let Some(value) = number().filter(|_| is_number) {
            let unit = Unit::Step;
            return Some(Order { unit, value });
        }
        let (date, time) = match text.split_once(['T', ' ']) {
            None => (text, None),
            Some((date, time)) => (date, Some(time)),
        };
        let [year, month, day] = numbers(date, '-', &[4, 2, 2])?;
        let seconds = match time.map(|time| (time, time.len())) {
            None => 0,
            Some((time, 5)) => {
                let [hour, minute] = numbers(time, ':', &[2, 2])?;
                (hour < 24 && minute < 60).then_some(hour * 3600 + minute * 60)?
            }
            Some((time, _)) => {
                let [hour, minute, second] = numbers(time, ':', &[2, 2, 2])?;
                let valid = hour < 24 && minute < 60 && second < 60;
                valid.then_some(hour * 3600 + minute * 60 + second)?
            }
        };
        let days = days(year, month, day)?;
        Some(Order {
            unit: Unit::Day,
            value: days as f64 + seconds as f64 / 86_400.0,
        })
    }
}

/// The day of an ISO date without signs between its parts. Other years are left to numbers: eight
/// digits may be a number of a document.
fn compact(text: &str) -> Option<i64> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    (1800..2200).contains(&year).then_some(())?;
    days(year, month, day)
}

/// Digits of fixed widths between separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: &[usize; N]) -> Option<[i64; N]> {
    let mut found = [0; N];
    let mut parts = text.split(separator);
    for (cell, &width) in found.iter_mut().zip(widths) {
        let part = parts.next()?;
        let digits = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
        *cell = part.parse().ok().filter(|_| digits)?;
    }
    parts.next().is_none().then_some(found)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar; `None` if there is no such day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let length = lengths.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=*length).contains(&day) {
        return None;
    }
    // Leap days before this year, counted from the year 0.
    let before = |year: i64| {
        let past = year - 1;
        365 * year + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
    };
    let months: i64 = lengths[..month as usize - 1].iter().sum();
    Some(before(year) - before(1970) + months + day - 1)
}

/// Where a document stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The value of the series' column, as it is.
    pub series: String,
    /// The value of the order's column.
    pub order: Order,
    /// The same as it is written.
    pub written: String,
}

/// Why a document stands nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// It has no value in the series' column.
    NoSeries,
    /// It has no value in the order's column.
    NoOrder,
    /// That value is neither a number nor a date.
    BadOrder,
}

impl Place {
    /// The place of a document by its metadata.
    ///
    /// # Errors
    /// Why it has none.
    pub fn of(metadata: &[(String, String)], columns: &SeriesColumns) -> Result<Place, Unplaced> {
        let series = Place::series_of(metadata, columns).ok_or(Unplaced::NoSeries)?;
        let order = value_of(metadata, &columns.order).ok_or(Unplaced::NoOrder)?;
        Ok(Place {
            series: series.to_owned(),
            order: Order::parse(order).ok_or(Unplaced::BadOrder)?,
            written: order.to_owned(),
        })
    }

    /// The series that a document belongs to, whatever its order.
    pub fn series_of<'a>(
        metadata: &'a [(String, String)],
        columns: &SeriesColumns,
    ) -> Option<&'a str> {
        value_of(metadata, &columns.series)
    }
}

fn value_of<'a>(metadata: &'a [(String, String)], column: &str) -> Option<&'a str> {
    let cell = metadata.iter().find(|(name, _)| name == column);
    let value = cell.map(|(_, value)| value.trim());
    value.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<(Unit, f64)> {
        Order::parse(text).map(|order| (order.unit, order.value))
    }

    #[test]
    fn numbers_and_dates() {
        assert_eq!(value(" 03 "), Some((Unit::Step, 3.0)));
        assert_eq!(value("-2.5"), Some((Unit::Step, -2.5)));
        assert_eq!(value("1970-01-01"), Some((Unit::Day, 0.0)));
        assert_eq!(value("2000-03-01"), Some((Unit::Day, 11_017.0)));
        assert_eq!(value("1900-03-01"), Some((Unit::Day, -25_508.0)));
        assert_eq!(value("2024-02-29"), Some((Unit::Day, 19_782.0)));
        assert_eq!(value("20240229"), value("2024-02-29"));
        assert_eq!(value("20230229"), Some((Unit::Step, 20_230_229.0)));
        assert_eq!(value("10000101"), Some((Unit::Step, 10_000_101.0)));
        assert_eq!(value("2024-02-29T12:00"), Some((Unit::Day, 19_782.5)));
        assert_eq!(value("2024-02-29 06:00:00"), Some((Unit::Day, 19_782.25)));
        for bad in [
            "",
            "Session 3",
            "inf",
            "NaN",
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-1-01",
            "24-01-01",
            "2024-01-01T25:00",
            "2024-01-01T10:00Z",
            "1/2",
            "3a",
            "1e999",
            "2024-01-32",
        ] {
            assert_eq!(value(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_follow_each_other() {
        let mut last = days(1895, 12, 31).expect("a day");
        for year in 1896..=2105 {
            for month in 1..=12 {
                for day in (1..=31).filter_map(|day| days(year, month, day)) {
                    assert_eq!(day, last + 1);
                    last = day;
                }
            }
        }
    }
}
