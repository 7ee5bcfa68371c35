//! What browsers know about elements by their names.

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    /// Joins the text around it. Elements that nobody knows are of this kind.
    Inline,
    /// Stands apart from the text around it.
    Block,
    /// Nothing of it is shown as text.
    Unshown,
    /// Not prose; a hole stays in its place, and no phrase crosses it.
    Hole,
}

/// What becomes of elements with this name (in lower case).
pub(crate) fn display(name: &str) -> Display {
    match name {
        "head" | "script" | "style" | "template" | "noscript" | "noframes" | "noembed"
        | "datalist" | "title" | "rt" | "rp" | "rtc" | "colgroup" => Display::Unshown,
        "svg" | "math" | "code" | "samp" | "xmp" | "textarea" | "select" | "iframe" | "object"
        | "audio" | "video" | "canvas" | "img" | "image" | "input" | "embed" | "meter"
        | "progress" => Display::Hole,
        "address" | "article" | "aside" | "blockquote" | "body" | "button" | "caption"
        | "center" | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "frameset" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "listing"
        | "main" | "menu" | "nav" | "ol" | "optgroup" | "option" | "p" | "plaintext" | "pre"
        | "search" | "section" | "summary" | "table" | "tbody" | "td" | "tfoot" | "th"
        | "thead" | "tr" | "ul" => Display::Block,
        _ => Display::Inline,
    }
}

/// Elements that misplaced closing tags of inline elements cannot pass.
pub(super) fn is_block(name: &str) -> bool {
    match display(name) {
        Display::Block => true,
        Display::Inline => false,
        Display::Unshown | Display::Hole => !matches!(
            name,
            "rt" | "rp" | "rtc" | "code" | "samp" | "meter" | "progress"
        ),
    }
}

/// Elements without content and closing tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that hold no markup but their own closing tag.
pub(super) fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "iframe" | "noembed" | "noframes" | "textarea" | "title" | "xmp"
    )
}

/// Elements that keep a closing tag inside them from closing what is around them.
pub(super) fn is_border(name: &str) -> bool {
    matches!(
        name,
        "table" | "td" | "th" | "caption" | "template" | "button" | "object" | "select" | "html"
    )
}

/// Parts of a table, whose closing tags are stopped by a table only.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(
        name,
        "table" | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th"
    )
}

/// Elements whose closing tag works through blocks that were opened in between.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Elements that may stand in the head of a page; all others end it.
pub(super) fn is_of_head(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "title"
            | "meta"
            | "link"
            | "base"
            | "basefont"
            | "bgsound"
            | "script"
            | "style"
            | "noscript"
            | "noframes"
            | "template"
            | "object"
    )
}

/// Elements that end a paragraph that was not closed.
pub(super) fn ends_paragraph(name: &str) -> bool {
    display(name) == Display::Block
        && !matches!(
            name,
            "body"
                | "html"
                | "button"
                | "caption"
                | "option"
                | "optgroup"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
                | "legend"
                | "frameset"
        )
}

/// HTML elements that end an SVG or formula that was not closed.
pub(super) fn breaks_out(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "code"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "embed"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "hr"
            | "i"
            | "img"
            | "li"
            | "listing"
            | "menu"
            | "meta"
            | "nobr"
            | "ol"
            | "p"
            | "pre"
            | "ruby"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "strike"
            | "sub"
            | "sup"
            | "table"
            | "tt"
            | "u"
            | "ul"
            | "var"
    )
}
