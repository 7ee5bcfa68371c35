//! What the control words of rich text mean for the text.

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the document.
    Text,
    /// Nowhere.
    Skip,
    /// Nowhere, but a shape in it may hold text.
    Shape,
    /// The names of fonts.
    Fonts,
    /// The names of styles.
    Styles,
    /// A field around its instruction and its result.
    Field,
    /// The instruction of a field.
    Instruction,
    /// Text twice, in ANSI and in Unicode: the second one is read.
    Twice,
}

/// What a control word at the start of a group makes of the group.
pub(super) enum Group {
    Goes(Destination),
    /// A note or a text box: blocks of its own.
    Nested,
    /// The result of a field.
    Result,
    /// The mark before a list item, which is not text.
    Marker,
}

/// The groups that control words make. Words that are not listed change no destination.
pub(super) fn group(name: &str) -> Option<Group> {
    Some(match name {
        "footnote" | "shptxt" | "dptxbxtext" => Group::Nested,
        "fldrslt" => Group::Result,
        "listtext" | "pntext" | "pn" => Group::Marker,
        "field" => Group::Goes(Destination::Field),
        "fldinst" => Group::Goes(Destination::Instruction),
        "fonttbl" => Group::Goes(Destination::Fonts),
        "stylesheet" => Group::Goes(Destination::Styles),
        "shp" | "shpinst" | "shpgrp" | "do" => Group::Goes(Destination::Shape),
        "upr" => Group::Goes(Destination::Twice),
        "ud" => Group::Goes(Destination::Text),
        "info" | "author" | "operator" | "title" | "subject" | "keywords" | "manager"
        | "company" | "category" | "comment" | "doccomm" | "hlinkbase" | "creatim" | "revtim"
        | "printim" | "buptim" | "colortbl" | "filetbl" | "revtbl" | "listtable"
        | "listoverridetable" | "rsidtbl" | "generator" | "themedata" | "colorschememapping"
        | "latentstyles" | "datastore" | "xmlnstbl" | "userprops" | "docvar" | "template"
        | "private" | "fontemb" | "fontfile" | "falt" | "panose" | "pict" | "nonshppict"
        | "shppict" | "object" | "objdata" | "objclass" | "objname" | "shprslt" | "sp"
        | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
        | "footerf" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn"
        | "annotation" | "atnid" | "atnauthor" | "atndate" | "atnicn" | "atnref" | "atnparent"
        | "atrfstart" | "atrfend" | "bkmkstart" | "bkmkend" | "xe" | "rxe" | "txe" | "tc"
        | "tcn" | "nonesttables" | "nesttableprops" | "mmath" | "moMath" | "mmathPict"
        | "formfield" | "ffname" | "ffdeftext" | "ffformat" | "ffhelptext" | "ffstattext"
        | "ffentrymcr" | "ffexitmcr" | "ffl" | "datafield" | "background" | "keycode"
        | "pnseclvl" | "oldcprops" | "oldpprops" | "oldsprops" | "oldtprops" | "passwordhash"
        | "writereservhash" | "protusertbl" | "mhtmltag" => Group::Goes(Destination::Skip),
        _ => return None,
    })
}

/// The sign that a control word stands for.
pub(super) fn sign(name: &str) -> Option<char> {
    Some(match name {
        "tab" => '\t',
        "line" | "lbr" | "softline" => '\n',
        "emdash" => '\u{2014}',
        "endash" => '\u{2013}',
        "emspace" => '\u{2003}',
        "enspace" => '\u{2002}',
        "qmspace" => '\u{2005}',
        "bullet" => '\u{2022}',
        "lquote" => '\u{2018}',
        "rquote" => '\u{2019}',
        "ldblquote" => '\u{201C}',
        "rdblquote" => '\u{201D}',
        "zwj" => '\u{200D}',
        "zwnj" => '\u{200C}',
        "zwbo" => '\u{200B}',
        "zwnbo" => '\u{2060}',
        "ltrmark" => '\u{200E}',
        "rtlmark" => '\u{200F}',
        _ => return None,
    })
}
