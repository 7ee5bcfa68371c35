use std::io::{Cursor, Read, Write};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;
use crate::read::options::Limits;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("room");
    encoder.finish().expect("room")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// A member for [`zip`].
struct Part<'a> {
    name: &'a [u8],
    bytes: &'a [u8],
    method: u16,
    flags: u16,
}

fn part<'a>(name: &'a str, bytes: &'a [u8]) -> Part<'a> {
    Part {
        name: name.as_bytes(),
        bytes,
        method: 8,
        flags: 0,
    }
}

fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let packed = match part.method {
            8 => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(part.bytes).expect("room");
                encoder.finish().expect("room")
            }
            93 => zst(part.bytes),
            _ => part.bytes.to_vec(),
        };
        let mut crc = Crc::new();
        crc.update(part.bytes);
        let mut common = Vec::new();
        common.extend([20, 0]);
        common.extend(part.flags.to_le_bytes());
        common.extend(part.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((part.bytes.len() as u32).to_le_bytes());
        common.extend((part.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(part.name);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(part.name);
        out.extend(&packed);
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((parts.len() as u16).to_le_bytes());
    out.extend((parts.len() as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// Each member with its text, or the reason why not.
fn members(bytes: Vec<u8>, limits: &Limits) -> Result<Vec<(String, String)>, ReadError> {
    let mut archive = Archive::open(Box::new(Cursor::new(bytes)), limits)?;
    let mut found = Vec::new();
    while let Some(member) = archive.peek().cloned() {
        let told = match archive.take() {
            Ok(unpacked) => {
                let text = String::from_utf8_lossy(&unpacked.bytes).into_owned();
                let damage = unpacked.damage.map_or("", |error| error.reason);
                format!("{text}{damage}")
            }
            Err(error) => error.reason.to_owned(),
        };
        found.push((member.label, told));
    }
    Ok(found)
}

fn reason(found: Result<Unpacked, ReadError>) -> &'static str {
    match found {
        Ok(unpacked) => unpacked.damage.map_or("", |error| error.reason),
        Err(error) => error.reason,
    }
}

#[test]
fn members_and_frames_follow_each_other() {
    let limits = Limits::default();
    for (packing, pack) in [
        (Packing::Gzip, gz as fn(&[u8]) -> Vec<u8>),
        (Packing::Zstd, zst),
    ] {
        let mut bytes = [pack(b"I was "), pack(b""), pack(b"ashamed.")].concat();
        bytes.extend([0; 20]);
        if packing == Packing::Zstd {
            bytes.extend([0x51, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        }
        let unpacked = unpack(&bytes, packing, &limits).expect("whole");
        assert_eq!(unpacked.bytes, b"I was ashamed.", "{packing:?}");
        assert_eq!(unpacked.damage, None);
        assert_eq!(Packing::of_start(&bytes), Some(packing));
    }
}

/// A name, a remark, more fields and a checksum may stand in the header of a gzip member.
#[test]
fn headers_of_gzip_are_passed_over() {
    let mut encoder = flate2::GzBuilder::new()
        .filename("notes.txt")
        .comment("a remark")
        .extra([1; 300])
        .write(Vec::new(), Compression::default());
    encoder.write_all(b"I was ashamed.").expect("room");
    let whole = encoder.finish().expect("room");
    let limits = Limits::default();
    let found = unpack(&whole, Packing::Gzip, &limits).expect("a text");
    assert_eq!(
        (&found.bytes[..], found.damage),
        (&b"I was ashamed."[..], None)
    );
    for cut in 1..331 {
        let error = unpack(&whole[..cut], Packing::Gzip, &limits).expect_err("no text");
        assert_eq!(error.reason, "damaged", "{cut}");
    }
}

#[test]
fn nothing_damaged_passes_for_whole() {
    let limits = Limits::default();
    let text = "I was ashamed of it, ä. ".repeat(4_000);
    for (packing, pack) in [
        (Packing::Gzip, gz as fn(&[u8]) -> Vec<u8>),
        (Packing::Zstd, zst),
    ] {
        let whole = pack(text.as_bytes());
        let cut = &whole[..whole.len() / 2];
        assert_eq!(reason(unpack(cut, packing, &limits)), "damaged");
        for other in [&b""[..], b"text", b"\0\0\0\0"] {
            assert_eq!(reason(unpack(other, packing, &limits)), "damaged");
        }
        let followed = [&whole[..], b"rubbish"].concat();
        let unpacked = unpack(&followed, packing, &limits).expect("the first part");
        assert_eq!(unpacked.bytes, text.as_bytes());
        assert_eq!(unpacked.damage.expect("told").reason, "damaged");
    }
    // Half a character is nothing.
    let half = [
        &b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x01\x09\0\xF6\xFF"[..],
        b"\xC3",
    ]
    .concat();
    assert_eq!(
        unpack(&half, Packing::Gzip, &limits)
            .expect_err("no text")
            .reason,
        "damaged"
    );
    // What came out together with the damage counts, too.
    let numbers: Vec<String> = (0..4_000).map(|n| (n * n % 7919).to_string()).collect();
    let varied = numbers.join(" ");
    let mut holed = gz(varied.as_bytes());
    let middle = holed.len() / 2;
    holed[middle..middle + 40].fill(0xFF);
    let unpacked = unpack(&holed, Packing::Gzip, &limits).expect("the first half");
    assert!(unpacked.damage.is_some());
    assert!(
        unpacked
            .bytes
            .starts_with(&varied.as_bytes()[..varied.len() / 3])
    );
    let mut wrong = gz(text.as_bytes());
    let crc = wrong.len() - 8;
    wrong[crc] ^= 1;
    let unpacked = unpack(&wrong, Packing::Gzip, &limits).expect("the text");
    assert_eq!(unpacked.bytes, text.as_bytes());
    assert!(unpacked.damage.expect("told").what.contains("checksum"));
    // A cut never splits a character.
    let whole = gz(text.as_bytes());
    for length in (whole.len() - 60)..whole.len() {
        if let Ok(unpacked) = unpack(&whole[..length], Packing::Gzip, &limits) {
            assert!(unpacked.damage.is_some() && str::from_utf8(&unpacked.bytes).is_ok());
        }
    }
}

#[test]
fn bombs_are_refused_with_the_limit() {
    let zeros = vec![0; 8 << 20];
    let limits = Limits {
        unpacked: 1 << 20,
        ..Limits::default()
    };
    let ratio = Limits {
        ratio: 10,
        ..Limits::default()
    };
    for (packing, bomb) in [(Packing::Gzip, gz(&zeros)), (Packing::Zstd, zst(&zeros))] {
        let error = unpack(&bomb, packing, &limits).expect_err("a bomb");
        assert_eq!(error.reason, "too_large");
        assert!(error.what.contains("1048576") && error.help.contains("--max-unpacked"));
        let error = unpack(&bomb, packing, &ratio).expect_err("a bomb");
        assert!(error.what.contains("10 times"), "{}", error.what);
    }
    // The sum counts: two members of which each would do.
    let half = vec![b'a'; 700_000];
    let parts = [
        part("a.txt", &half),
        part("b.txt", &half),
        part("c.txt", b"c"),
    ];
    let mut archive =
        Archive::open(Box::new(Cursor::new(zip(&parts))), &limits).expect("an archive");
    assert_eq!(archive.take().expect("a member").bytes.len(), 700_000);
    assert!(!archive.is_exhausted());
    assert_eq!(reason(archive.take()), "too_large");
    assert!(archive.is_exhausted());
    let few = Limits {
        members: 2,
        ..Limits::default()
    };
    assert_eq!(
        members(zip(&parts), &few).expect_err("many").reason,
        "too_large"
    );
}

#[test]
fn members_come_in_order_under_safe_labels() {
    let mut stored = part("b/x.txt", b"stored");
    stored.method = 0;
    let mut frames = part("b/y.txt", b"frames");
    frames.method = 93;
    let parts = [
        part("z.txt", b"last"),
        stored,
        frames,
        part("../../etc/a.txt", b"climbs"),
        part("b/", b""),
        part("z.txt", b"again"),
        part(".hidden/a.txt", b"no"),
        part("__MACOSX/._z.txt", b"no"),
        part("/abs.txt", b"absolute"),
        Part {
            name: b"caf\x82.txt",
            ..part("", b"dos")
        },
    ];
    let bytes = [b"#!self-extracting\n".to_vec(), zip(&parts)].concat();
    let found = members(bytes.clone(), &Limits::default()).expect("an archive");
    let found: Vec<String> = found
        .into_iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    assert_eq!(
        found,
        [
            "abs.txt=absolute",
            "b/x.txt=stored",
            "b/y.txt=frames",
            "café.txt=dos",
            "etc/a.txt=climbs",
            "z.txt=last",
            "z~2.txt=again",
        ]
    );
    let archive = Archive::open(Box::new(Cursor::new(bytes)), &Limits::default());
    assert_eq!(archive.expect("an archive").hidden(), 2);
}

#[test]
fn one_bad_member_costs_no_other() {
    let text = "I was ashamed. ".repeat(200);
    let mut locked = part("b.txt", b"secret");
    locked.flags = 1;
    let mut odd = part("c.txt", b"odd");
    odd.method = 12;
    let parts = [part("a.txt", b"a"), locked, odd, part("d.txt", b"d")];
    let found = members(zip(&parts), &Limits::default()).expect("an archive");
    let told: Vec<&str> = found.iter().map(|(_, told)| told.as_str()).collect();
    assert_eq!(told, ["a", "encrypted", "unsupported_format", "d"]);
    let mut stored = part("e.txt", text.as_bytes());
    stored.method = 0;
    let mut bytes = zip(&[stored, part("f.txt", b"f")]);
    let at = 30 + 5 + 100;
    bytes[at] ^= 1;
    let found = members(bytes, &Limits::default()).expect("an archive");
    assert!(found[0].1.ends_with("damaged") && found[0].1.len() > text.len());
    assert_eq!(found[1].1, "f");
}

#[test]
fn an_archive_that_is_cut_off_is_no_archive() {
    let bytes = zip(&[part("a.txt", b"a"), part("b.txt", b"b")]);
    for length in 0..bytes.len() {
        let found = members(bytes[..length].to_vec(), &Limits::default());
        assert_eq!(found.expect_err("cut off").reason, "damaged", "{length}");
    }
    assert_eq!(
        members(zip(&[]), &Limits::default()).expect("an empty archive"),
        []
    );
}

#[test]
fn errors_of_the_input_come_through() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied))
        }
    }
    for (packing, bytes) in [
        (Packing::Gzip, gz(b"ashamed")),
        (Packing::Zstd, zst(b"ashamed")),
    ] {
        let input = Cursor::new(bytes[..bytes.len() - 3].to_vec()).chain(Broken);
        let mut out = Vec::new();
        let error = open(input, packing, &Limits::default())
            .read_to_end(&mut out)
            .expect_err("it fails");
        assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
    }
}

mod any_bytes {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), flips in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..8)) {
            let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
            let mut changed = [
                zip(&[part("a.txt", b"ashamed of it"), part("b/c.md", b"calm")]),
                gz(b"I was ashamed of it"),
                zst(b"I was ashamed of it, of it, of it"),
                bytes,
            ];
            for one in &mut changed {
                for (at, value) in &flips {
                    if !one.is_empty() {
                        let at = at % one.len();
                        one[at] = *value;
                    }
                }
                let _ = unpack(one, Packing::Gzip, &limits);
                let _ = unpack(one, Packing::Zstd, &limits);
                let _ = members(one.clone(), &limits);
            }
        }
    }
}
