//! A name of its own for every row of a table.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::Row;

/// Names given so far: some 30 bytes a row, and nothing for rows that are counted up with few gaps.
#[derive(Default)]
pub(super) struct Names {
    /// Names that are numbers and were asked for.
    numbers: Runs,
    /// Part of the hash of each other name, and how often it was asked for; of numbers those that were
    /// asked for again, and those that had no room in the runs.
    taken: HashMap<[u32; 4], u32>,
    repeated: Option<Repeated>,
}

/// Rows whose id an earlier row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// How many.
    pub rows: u64,
    /// Number of the first of them; the first row of data is 1.
    pub first: u64,
}

impl Names {
    /// Names a row by its id, or by its number if it has none. If an earlier row has that name,
    /// `~2` follows, or the next number that no earlier row has.
    pub(super) fn name(&mut self, row: &mut Row) {
        let id = row.id.clone().unwrap_or_else(|| row.number.to_string());
        let times = self.ask(&id);
        row.name.clone_from(&id);
        if times == 0 {
            return;
        }
        let mut number = times;
        loop {
            number += 1;
            row.name = format!("{id}~{number}");
            if self.ask(&row.name) == 0 {
                break;
            }
        }
        // The next row with this id goes on from here.
        self.taken.insert(key(&id), number);
        row.is_repeated = true;
        let repeated = self.repeated.get_or_insert(Repeated {
            rows: 0,
            first: row.number,
        });
        repeated.rows += 1;
    }

    /// Gives what was found once.
    pub(super) fn take_repeated(&mut self) -> Option<Repeated> {
        self.repeated.take()
    }

    /// How often a name was asked for before.
    fn ask(&mut self, name: &str) -> u32 {
        let mut before = 0;
        if let Some(number) = number_of(name) {
            match self.numbers.add(number) {
                Added::New => return 0,
                Added::Known => before = 1,
                Added::Refused => {}
            }
        }
        let times = self.taken.entry(key(name)).or_insert(before);
        *times += 1;
        *times - 1
    }
}

/// Numbers as runs, first to last: rows are counted up, with few gaps.
#[derive(Default)]
struct Runs {
    last_of: BTreeMap<u64, u64>,
    /// A number was refused: none is taken from then on, so that no refused one is new later.
    is_full: bool,
}

/// More runs than this are no better than a table.
const MOST_RUNS: usize = 1 << 12;

#[derive(Debug, PartialEq, Eq)]
enum Added {
    New,
    Known,
    /// It is not known, and there is no room for it.
    Refused,
}

impl Runs {
    /// Cost: the logarithm of the number of runs.
    fn add(&mut self, number: u64) -> Added {
        let before = self.last_of.range(..=number).next_back();
        let before = before.map(|(&first, &last)| (first, last));
        if before.is_some_and(|(_, last)| number <= last) {
            return Added::Known;
        }
        let behind = number.checked_add(1);
        let behind = behind.and_then(|behind| Some((behind, *self.last_of.get(&behind)?)));
        let touching = before.filter(|&(_, last)| last + 1 == number);
        self.is_full |= touching.is_none() && behind.is_none() && self.last_of.len() >= MOST_RUNS;
        if self.is_full {
            return Added::Refused;
        }
        let first = touching.map_or(number, |(first, _)| first);
        let last = behind.map_or(number, |(first, last)| {
            self.last_of.remove(&first);
            last
        });
        self.last_of.insert(first, last);
        Added::New
    }
}

/// The number that a name is, if it is written as numbers are: no two names are the same number.
fn number_of(name: &str) -> Option<u64> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_digit()) && !name.starts_with('0');
    (is_plain || name == "0").then(|| name.parse().ok())?
}

fn key(name: &str) -> [u32; 4] {
    let hash = Sha256::digest(name.as_bytes());
    let (parts, _) = hash.as_chunks::<4>();
    [0, 1, 2, 3].map(|at| u32::from_le_bytes(parts[at]))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::super::Format;
    use super::super::tests::open;
    use super::{Added, MOST_RUNS, Runs, number_of};

    proptest! {
        #[test]
        fn runs_hold_what_was_added(numbers in proptest::collection::vec(prop_oneof![
            9 => 0..60u64, 1 => (u64::MAX - 3)..=u64::MAX,
        ], 0..120)) {
            let (mut runs, mut known) = (Runs::default(), HashSet::new());
            for &number in &numbers {
                let expected = if known.insert(number) { Added::New } else { Added::Known };
                prop_assert_eq!(runs.add(number), expected);
            }
            // As few as there can be.
            let ends = known.iter().filter(|&&n| n == u64::MAX || !known.contains(&(n + 1)));
            prop_assert_eq!(runs.last_of.len(), ends.count());
        }
    }

    #[test]
    fn too_many_runs_are_not_kept() {
        let mut runs = Runs::default();
        for at in 0..MOST_RUNS as u64 {
            assert_eq!(runs.add(3 * at), Added::New);
        }
        assert_eq!(runs.add(u64::MAX), Added::Refused);
        assert_eq!((runs.add(1), runs.add(0)), (Added::Refused, Added::Known));
    }

    #[test]
    fn numbers_have_one_name() {
        let found = ["0", "7", "18446744073709551615"].map(number_of);
        assert_eq!(found, [Some(0), Some(7), Some(u64::MAX)]);
        for name in [
            "",
            "00",
            "07",
            "+7",
            "-7",
            "7.0",
            "٣",
            "18446744073709551616",
        ] {
            assert_eq!(number_of(name), None, "{name}");
        }
    }

    /// Names are those that a table of all of them gives, whatever of them are numbers.
    #[test]
    fn scattered_numbers_repeat_as_any_name_does() {
        let ids: Vec<u64> = (0..20_000u64).map(|at| at * 7919 % 9001 * 3 / 2).collect();
        let rows: Vec<String> = ids.iter().map(|id| format!("{id},a")).collect();
        let table = open(
            format!("id,text\n{}\n", rows.join("\n")).as_bytes(),
            Format::Csv,
            None,
        )
        .expect("a table");
        let names: Vec<String> = table.map(|row| row.expect("a row").name).collect();
        let mut times = std::collections::HashMap::new();
        for (id, name) in ids.iter().zip(names) {
            let time = times.entry(id).or_insert(0);
            *time += 1;
            let expected = if *time == 1 {
                id.to_string()
            } else {
                format!("{id}~{time}")
            };
            assert_eq!(name, expected);
        }
    }

    #[test]
    fn every_row_has_a_name_of_its_own() {
        let input = "id,text\nx,a\nx,b\nx~2,c\n,d\n4,e\nx,f\nx~2,g\n,h\n";
        let mut table = open(input.as_bytes(), Format::Csv, None).expect("a table");
        let names: Vec<String> = table.by_ref().map(|row| row.expect("a row").name).collect();
        let expected = ["x", "x~2", "x~2~2", "4", "4~2", "x~3", "x~2~3", "8"];
        assert_eq!(names, expected);
        let repeated = table.take_repeated().expect("some");
        assert_eq!((repeated.rows, repeated.first), (5, 2));
        assert_eq!(table.take_repeated(), None);
    }

    #[test]
    fn one_id_in_many_rows_takes_no_longer() {
        let input = "id,text\n".to_owned() + &"x,a\n".repeat(200_000);
        let table = open(input.as_bytes(), Format::Csv, None).expect("a table");
        let last = table.last().expect("rows").expect("a row");
        assert_eq!(last.name, "x~200000");
    }
}
