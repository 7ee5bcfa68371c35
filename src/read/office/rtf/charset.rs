//! Code pages of rich text.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258,
};

/// How bytes become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodePage {
    Known(&'static Encoding),
    /// 437 and 850, the code pages of DOS, which browsers never had.
    Dos(&'static str),
    /// Pictures instead of letters.
    Symbols,
}

/// Code page 437 from 0x80 on.
const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
/// Code page 850 from 0x80 on.
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
     └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

impl CodePage {
    /// By its number, as in `\\ansicpg`.
    pub(super) fn of_number(number: i32) -> Option<CodePage> {
        Some(CodePage::Known(match number {
            437 => return Some(CodePage::Dos(DOS_437)),
            850 => return Some(CodePage::Dos(DOS_850)),
            866 => IBM866,
            874 => WINDOWS_874,
            932 => SHIFT_JIS,
            936 => GBK,
            949 | 1361 => EUC_KR,
            950 => BIG5,
            1250 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10000 => MACINTOSH,
            65001 => UTF_8,
            _ => return None,
        }))
    }

    /// By the character set of a font. `None` for those that leave it to the file.
    pub(super) fn of_charset(charset: i32) -> Option<CodePage> {
        let number = match charset {
            0 => 1252,
            77 => 10000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        };
        CodePage::of_number(number)
    }

    /// Decodes bytes. U+FFFD stands for what has no character.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            CodePage::Known(encoding) => encoding.decode_without_bom_handling(bytes).0,
            CodePage::Symbols => Cow::Borrowed("\u{FFFC}"),
            CodePage::Dos(upper) => {
                let character = |&byte: &u8| match byte.checked_sub(0x80) {
                    None => char::from(byte),
                    Some(at) => upper.chars().nth(usize::from(at)).unwrap_or('\u{FFFD}'),
                };
                Cow::Owned(bytes.iter().map(character).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_code_pages_are_whole() {
        for table in [DOS_437, DOS_850] {
            assert_eq!(table.chars().count(), 128);
        }
        let page = CodePage::of_number(850).expect("known");
        assert_eq!(page.decode(b"Sch\x84m"), "Schäm");
    }

    #[test]
    fn charsets_lead_to_code_pages() {
        let page = CodePage::of_charset(238).expect("known");
        assert_eq!(page.decode(b"\xe8"), "č");
        assert_eq!(CodePage::of_charset(1), None);
    }
}
