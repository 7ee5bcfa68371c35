//! The page as a template: every value is escaped, unless it is a drawing of ours.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::PageError;
use super::content::Section;
use super::policy;

/// Everything that the template needs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Page {
    /// Title.
    pub title: String,
    /// Version of the program that made the report.
    pub version: String,
    /// What the page is not: one sentence on the first screen.
    pub not: String,
    /// What was read, in a sentence.
    pub lead: String,
    /// Numbers with their words, for the first screen.
    pub facts: Vec<(String, String)>,
    /// The sections.
    pub sections: Vec<Section>,
    /// What the numbers are not, in full.
    pub caution: String,
}

#[derive(Serialize)]
struct Filled<'p> {
    page: &'p Page,
    policy: String,
    style: &'static str,
    script: &'static str,
}

/// Fills in the template.
///
/// # Errors
/// If it is broken, which the tests would have told.
pub(crate) fn fill(page: &Page) -> Result<String, PageError> {
    let fault = |error: minijinja::Error| PageError::Template(error.to_string());
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    // The names end in .html: values are escaped.
    templates
        .add_template("parts.html", include_str!("parts.html"))
        .map_err(fault)?;
    templates
        .add_template("page.html", include_str!("page.html"))
        .map_err(fault)?;
    let filled = Filled {
        page,
        policy: policy::policy(),
        style: policy::STYLE,
        script: policy::SCRIPT,
    };
    let template = templates.get_template("page.html").map_err(fault)?;
    template.render(Serde(&filled)).map_err(fault)
}
