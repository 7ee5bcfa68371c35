//! A name of its own for every row of a table.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::Row;

/// Names given so far: some 30 bytes a row.
#[derive(Default)]
pub(super) struct Names {
    /// Part of the hash of each name, and how often it was asked for.
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
        let times = self.taken.entry(key(name)).or_default();
        *times += 1;
        *times - 1
    }
}

fn key(name: &str) -> [u32; 4] {
    let hash = Sha256::digest(name.as_bytes());
    let (parts, _) = hash.as_chunks::<4>();
    [0, 1, 2, 3].map(|at| u32::from_le_bytes(parts[at]))
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::open;

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
