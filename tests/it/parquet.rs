//! Parquet, in builds with the feature `arrow`: files are written here, by columns.

use std::io::Cursor;
use std::sync::Arc;

use ::parquet::basic::{Compression, GzipLevel, ZstdLevel};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;
use feltsense::read::decode::Choice;
use feltsense::read::table::{Columns, Row, Rows, TableError};
use feltsense::read::{Format, ReadError};

use crate::sandbox::Sandbox;

type WriteColumn = fn(&mut SerializedColumnWriter<'_>);

const SCHEMA: &str = "message m {
    REQUIRED INT64 id;
    OPTIONAL BYTE_ARRAY text (UTF8);
    OPTIONAL BOOLEAN ok;
    OPTIONAL INT32 day (DATE);
    OPTIONAL INT64 at (TIMESTAMP(MILLIS,true));
    OPTIONAL DOUBLE score;
    REQUIRED BYTE_ARRAY place (UTF8);
    OPTIONAL BYTE_ARRAY raw;
}";

fn texts(texts: &[&str]) -> Vec<ByteArray> {
    texts.iter().map(|text| ByteArray::from(*text)).collect()
}

/// Three rows of [`SCHEMA`]; the second has nulls wherever there may be some.
const COLUMNS: [WriteColumn; 8] = [
    |column| write::<Int64Type>(column, &[7, 8, 9], None, None),
    |column| {
        let values = texts(&["I was not ashamed.", "I was gentle with myself."]);
        write::<ByteArrayType>(column, &values, Some(&[1, 0, 1]), None);
    },
    |column| write::<BoolType>(column, &[true, false], Some(&[1, 0, 1]), None),
    |column| write::<Int32Type>(column, &[19_844, i32::MAX], Some(&[1, 0, 1]), None),
    |column| write::<Int64Type>(column, &[1_500, i64::MAX], Some(&[1, 0, 1]), None),
    |column| write::<DoubleType>(column, &[3.0, -0.5], Some(&[1, 0, 1]), None),
    |column| {
        let values = texts(&["north", "south", "north"]);
        write::<ByteArrayType>(column, &values, None, None);
    },
    |column| {
        let values = [vec![0xFF, 1].into(), b"calm".to_vec().into()];
        write::<ByteArrayType>(column, &values, Some(&[1, 0, 1]), None);
    },
];

fn write<T: ::parquet::data_type::DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    levels: Option<&[i16]>,
    repeated: Option<&[i16]>,
) {
    column
        .typed::<T>()
        .write_batch(values, levels, repeated)
        .expect("written");
}

/// A file with so many row groups, all the same.
fn file(
    schema: &str,
    properties: WriterPropertiesBuilder,
    groups: usize,
    columns: &[WriteColumn],
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(properties.build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("a file");
    for _ in 0..groups {
        let mut group = writer.next_row_group().expect("a group");
        for write in columns {
            let mut column = group.next_column().expect("a column").expect("one more");
            write(&mut column);
            column.close().expect("closed");
        }
        group.close().expect("closed");
    }
    writer.into_inner().expect("the bytes")
}

/// One page for each column, nothing packed: what stands where is known.
fn plain() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_compression(Compression::UNCOMPRESSED)
}

fn opened(bytes: &[u8], text: Option<&str>) -> Result<Rows, TableError> {
    let columns = Columns {
        text: text.map(str::to_owned),
        id: None,
    };
    let input = Box::new(Cursor::new(bytes.to_vec()));
    Rows::new(input, Format::Parquet, &columns, Choice::Auto)
}

/// All rows, or the rows before the first error.
fn read(bytes: &[u8]) -> (Vec<Row>, Option<TableError>) {
    let mut found = Vec::new();
    match opened(bytes, None) {
        Err(error) => (found, Some(error)),
        Ok(rows) => {
            for row in rows {
                match row {
                    Ok(row) => found.push(row),
                    Err(error) => return (found, Some(error)),
                }
            }
            (found, None)
        }
    }
}

/// Why nothing more is read.
#[track_caller]
fn refused(bytes: &[u8]) -> ReadError {
    match read(bytes).1 {
        Some(TableError::Whole(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn shown(row: &Row) -> String {
    let cells: Vec<String> = row
        .metadata
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{}: {} | {}", row.name, row.text, cells.join(" "))
}

#[test]
fn values_of_every_kind_by_every_codec() {
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for codec in codecs {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            // Without a dictionary the second version writes differences of texts.
            for dictionary in [true, false] {
                let properties = WriterProperties::builder()
                    .set_compression(codec)
                    .set_writer_version(version)
                    .set_dictionary_enabled(dictionary);
                let bytes = file(SCHEMA, properties, 1, &COLUMNS);
                let (rows, error) = read(&bytes);
                assert!(error.is_none(), "{codec:?} {version:?}: {error:?}");
                let rows: Vec<String> = rows.iter().map(shown).collect();
                let far = i64::MAX;
                assert_eq!(
                    rows,
                    [
                        "7: I was not ashamed. | ok=true day=2024-05-01 at=1970-01-01T00:00:01.5 score=3 place=north raw=ff01".to_owned(),
                        "8:  | ok= day= at= score= place=south raw=".to_owned(),
                        format!("9: I was gentle with myself. | ok=false day=2147483647 at={far} score=-0.5 place=north raw=calm"),
                    ],
                    "{codec:?} {version:?} {dictionary}"
                );
            }
        }
    }
}

#[test]
fn lists_and_groups_are_carried() {
    let schema = "message m {
        REQUIRED BYTE_ARRAY text (UTF8);
        OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { OPTIONAL BYTE_ARRAY element (UTF8); } }
        OPTIONAL GROUP of { OPTIONAL INT32 day (DATE); }
    }";
    let columns: [WriteColumn; 3] = [
        |column| write::<ByteArrayType>(column, &texts(&["calm", "kind", "safe"]), None, None),
        |column| {
            let levels = [3, 3, 2, 1, 0];
            let repeated = [0, 1, 1, 0, 0];
            let values = texts(&["a", "b"]);
            write::<ByteArrayType>(column, &values, Some(&levels), Some(&repeated));
        },
        |column| write::<Int32Type>(column, &[19_844], Some(&[2, 1, 0]), None),
    ];
    for properties in [plain(), WriterProperties::builder()] {
        let (rows, error) = read(&file(schema, properties, 1, &columns));
        assert!(error.is_none(), "{error:?}");
        let rows: Vec<String> = rows.iter().map(shown).collect();
        assert_eq!(
            rows,
            [
                "1: calm | tags=[\"a\", \"b\", null] of={day: 2024-05-01}",
                "2: kind | tags=[] of={day: null}",
                "3: safe | tags= of=",
            ]
        );
    }
}

#[test]
fn a_wrong_column_is_told_with_those_there_are() {
    let bytes = file(SCHEMA, plain(), 1, &COLUMNS);
    let told = |text| {
        let error = opened(&bytes, Some(text)).map(drop).expect_err("no text");
        format!("{error}; {}", error.help())
    };
    let missing = told("essay");
    assert!(
        missing.contains("`essay`") && missing.contains("`place`"),
        "{missing}"
    );
    assert!(missing.contains("--text-column"), "{missing}");
    let number = told("score");
    assert!(
        number.contains("`score` is no column of strings"),
        "{number}"
    );
    assert_eq!(opened(&bytes, Some("PLACE")).expect("a column").count(), 3);
    let sandbox = Sandbox::new();
    sandbox.write("a.parquet", &bytes);
    sandbox
        .scan(&["a.parquet", "--text-column", "essay"])
        .exits(2)
        .says("`place`");
    // The crate panics over a date of this file, and nobody is told its message.
    let run = sandbox.scan(&["a.parquet"]).exits(0);
    assert!(
        !run.err.contains("panicked") && !run.err.contains("stopped at"),
        "{}",
        run.err
    );
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.parquet#7", "a.parquet#8", "a.parquet#9"]
    );
    assert_eq!(
        sandbox.column("documents.csv", "place"),
        ["north", "south", "north"]
    );
}

#[test]
fn damage_ends_the_table_and_rows_before_it_stand() {
    let bytes = file(SCHEMA, plain(), 2, &COLUMNS);
    assert_eq!(read(&bytes).0.len(), 6);
    for cut in [1, 4, 9, bytes.len() / 2, bytes.len() - 5] {
        assert_eq!(
            refused(&bytes[..bytes.len() - cut]).reason,
            "damaged",
            "{cut}"
        );
    }
    assert_eq!(refused(b"").reason, "damaged");
    assert_eq!(refused(b"PAR1 and then a text PAR1").reason, "damaged");
    // The length of the metadata leads out of the file.
    let mut far = bytes.clone();
    let end = far.len();
    far[end - 5] = 0x7F;
    assert_eq!(refused(&far).reason, "damaged");
    // The pages of the second group.
    let mut holed = bytes.clone();
    let second = bytes
        .windows(5)
        .rposition(|part| part == b"south")
        .expect("there");
    holed[second - 60..second].fill(0xFF);
    let (rows, error) = read(&holed);
    assert_eq!(rows.len(), 3);
    let error = error.expect("damage").to_string();
    assert!(error.contains("behind row 3"), "{error}");
    let sandbox = Sandbox::new();
    sandbox.write("a.parquet", &holed);
    let run = sandbox.scan(&["a.parquet"]).exits(2).says("behind row 3");
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert_eq!(sandbox.table("documents.csv").len(), 3);
}

/// What a page says of itself is not believed: rows that nothing stands for were once given as empty.
#[test]
fn pages_that_say_too_much_or_too_little_are_damage() {
    let bytes = file(SCHEMA, plain(), 1, &COLUMNS);
    // Kind, size, packed size, then the number of values: each a number with its sign last.
    assert_eq!(bytes[4..7], [0x15, 0, 0x15]);
    assert_eq!(bytes[8], 0x15);
    assert_eq!(bytes[10..12], [0x2C, 0x15]);
    assert_eq!(bytes[12], 6);
    for (place, value) in [
        (12, 4),
        (12, 8),
        (12, 5),
        (9, 0x7F),
        (9, 1),
        (5, 2),
        (5, 12),
    ] {
        let mut wrong = bytes.clone();
        wrong[place] = value;
        assert_eq!(refused(&wrong).reason, "damaged", "{value} at {place}");
    }
}

#[test]
fn bombs_are_refused_with_their_limit() {
    // A few bytes that stand for two million rows without text.
    let rows: [WriteColumn; 1] = [|column| {
        let levels = vec![0; 2_000_000];
        write::<ByteArrayType>(column, &[], Some(&levels), None);
    }];
    let schema = "message m { OPTIONAL BYTE_ARRAY text (UTF8); }";
    let bytes = file(
        schema,
        plain().set_data_page_row_count_limit(usize::MAX),
        1,
        &rows,
    );
    let error = refused(&bytes);
    assert_eq!(error.reason, "too_large");
    assert!(error.what.contains("2000000 rows"), "{}", error.what);
    // Zeros, packed.
    let zeros: [WriteColumn; 1] = [|column| {
        let text = ByteArray::from(vec![b'a'; 64 << 20]);
        write::<ByteArrayType>(column, &[text], Some(&[1]), None);
    }];
    let packed = plain().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let error = refused(&file(schema, packed, 1, &zeros));
    assert_eq!(error.reason, "too_large");
    assert!(error.what.contains("1000 times"), "{}", error.what);
    // Groups in groups.
    let deep = format!("message m {{ REQUIRED BYTE_ARRAY text (UTF8); {} }}", {
        let open = "OPTIONAL GROUP g { ".repeat(150);
        open + "OPTIONAL INT32 n;" + &" }".repeat(150)
    });
    let columns: [WriteColumn; 2] = [
        |column| write::<ByteArrayType>(column, &texts(&["calm"]), None, None),
        |column| write::<Int32Type>(column, &[], Some(&[0]), None),
    ];
    let error = refused(&file(&deep, plain(), 1, &columns));
    assert_eq!(error.reason, "too_large");
    assert!(error.what.contains("limit of 100"), "{}", error.what);
}
