//! Check digits. Each function takes the digits or signs of a number without separators.

/// ISO/IEC 7812 (Luhn): cards, Canadian SIN, Swedish numbers.
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| {
            let doubled = u32::from(digit) * (1 + at as u32 % 2);
            doubled / 10 + doubled % 10
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// ISO 7064 mod 97-10, as IBANs use it: the first four signs go to the end, letters are 10 to 35.
pub fn iban(signs: &str) -> bool {
    if !signs.is_ascii() || signs.len() < 5 {
        return false;
    }
    let turned = signs[4..].chars().chain(signs[..4].chars());
    let mut rest = 0u32;
    for sign in turned {
        let Some(value) = sign.to_digit(36) else {
            return false;
        };
        rest = (if value < 10 { rest * 10 } else { rest * 100 } + value) % 97;
    }
    rest == 1
}

/// The weighted sum of the digits.
pub fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum()
}

/// NHS number of England: weights 10 to 2, modulus 11.
pub fn nhs(digits: &[u8]) -> bool {
    let check = 11 - weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    digits.len() == 10 && check != 10 && check % 11 == u32::from(digits[9])
}

/// Dutch BSN: weights 9 to 2 and -1, modulus 11.
pub fn bsn(digits: &[u8]) -> bool {
    digits.len() == 9
        && (weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2, 10])).is_multiple_of(11)
        && digits.iter().any(|&digit| digit != 0)
}

/// Polish PESEL: weights 1 3 7 9, modulus 10.
pub fn pesel(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    digits.len() == 11 && (10 - sum % 10) % 10 == u32::from(digits[10])
}

/// French NIR: thirteen digits and 97 minus their rest by 97.
pub fn nir(digits: &[u8]) -> bool {
    let value = |part: &[u8]| part.iter().fold(0u64, |n, &d| n * 10 + u64::from(d));
    digits.len() == 15 && 97 - value(&digits[..13]) % 97 == value(&digits[13..])
}

/// German tax number (ISO 7064 mod 11,10); the first digit is not 0.
pub fn steuer_id(digits: &[u8]) -> bool {
    if digits.len() != 11 || digits[0] == 0 {
        return false;
    }
    let mut product = 10;
    for &digit in &digits[..10] {
        let sum = match (u32::from(digit) + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    (11 - product) % 10 == u32::from(digits[10])
}

/// Brazilian CPF: two check digits, modulus 11.
pub fn cpf(digits: &[u8]) -> bool {
    let check = |n: usize| {
        let weights: Vec<u32> = (2..=n as u32 + 1).rev().collect();
        match weighted(&digits[..n], &weights) % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }
    };
    digits.len() == 11
        && digits.iter().any(|&digit| digit != digits[0])
        && check(9) == u32::from(digits[9])
        && check(10) == u32::from(digits[10])
}

/// Spanish DNI: the letter behind eight digits, by their rest by 23.
pub fn dni(number: u32, letter: char) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    LETTERS[(number % 23) as usize] == letter as u8
}

/// Australian tax file number: nine digits, modulus 11.
pub fn tfn(digits: &[u8]) -> bool {
    digits.len() == 9 && weighted(digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// The permutation of Verhoeff's scheme.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Indian Aadhaar (Verhoeff's scheme): twelve digits, the first is not 0 or 1.
pub fn aadhaar(digits: &[u8]) -> bool {
    // Products and a permutation of the dihedral group of order ten.
    let product = |a: u8, b: u8| -> u8 {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b - 5) % 5 + 5,
            (false, true) => (a - 5 + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        }
    };
    let permuted =
        |times: usize, digit: u8| (0..times % 8).fold(digit, |d, _| PERMUTATION[d as usize]);
    digits.len() == 12
        && digits[0] > 1
        && digits
            .iter()
            .rev()
            .enumerate()
            .fold(0, |sum, (at, &digit)| product(sum, permuted(at, digit)))
            == 0
}

/// Italian fiscal code: the sixteenth sign from the fifteen before.
pub fn codice_fiscale(signs: &str) -> bool {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let value = |c: u8| {
        u32::from(if c.is_ascii_digit() {
            c - b'0'
        } else {
            c - b'A'
        })
    };
    let bytes = signs.as_bytes();
    if bytes.len() != 16
        || !bytes
            .iter()
            .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    {
        return false;
    }
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(at, &c)| {
            if at % 2 == 0 {
                ODD[value(c) as usize]
            } else {
                value(c)
            }
        })
        .sum();
    bytes[15].is_ascii_uppercase() && sum % 26 == value(bytes[15])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes()
            .filter(u8::is_ascii_digit)
            .map(|b| b - b'0')
            .collect()
    }

    /// Each scheme takes its published example, and nothing that differs from it in one digit.
    #[test]
    fn examples_hold_and_their_neighbours_do_not() {
        type Check = fn(&[u8]) -> bool;
        let cases: [(Check, &str); 9] = [
            (luhn, "4539 1488 0343 6467"),
            (nhs, "943 476 5919"),
            (bsn, "111222333"),
            (pesel, "44051401359"),
            (nir, "2 55 08 14 168 025 38"),
            (steuer_id, "86095742719"),
            (cpf, "111.444.777-35"),
            (tfn, "123 456 782"),
            (aadhaar, "2341 2341 2346"),
        ];
        for (check, example) in cases {
            let number = digits(example);
            assert!(check(&number), "{example}");
            for at in 0..number.len() {
                let mut other = number.clone();
                other[at] = (other[at] + 1) % 10;
                assert!(!check(&other), "{example} with another digit {at}");
            }
        }
    }

    #[test]
    fn letters_are_checked_too() {
        assert!(iban("GB82WEST12345698765432") && iban("DE89370400440532013000"));
        assert!(!iban("GB82WEST12345698765433") && !iban("GB82") && !iban("ÄÖÜ82WEST"));
        assert!(dni(12_345_678, 'Z') && !dni(12_345_678, 'A'));
        assert!(codice_fiscale("RSSMRA85T10A562S") && !codice_fiscale("RSSMRA85T10A562T"));
    }
}
