//! What stands beside the text: switches, the list of hits, the legend.

use std::fmt::Write as _;

use super::add;
use super::article::{classes, signs};
use super::markup::escaped;
use crate::matching::{Flags, Reference, Status};
use crate::measure::UnitId;
use crate::show::sign::{self, APART};
use crate::show::{Draft, Shown, flat};

/// How a switched-off hit looks, as declarations.
const OFF: &str = "background:none;text-decoration:none;box-shadow:none;color:inherit";

/// The rules of the switches: one for each lexicon, status and category on the page.
pub(super) fn switch_rules(draft: &Draft<'_>, occurring: &[UnitId]) -> String {
    let lexicons = (0..draft.pipeline.lexicons.len()).map(|at| format!("l{at}"));
    let statuses = (0..Status::ALL.len()).map(|at| format!("s{at}"));
    let units = occurring.iter().map(|unit| format!("c{}", unit.0));
    let mut out = String::new();
    for name in lexicons.chain(statuses).chain(units) {
        let off = format!("body:has(#sw-{name}:not(:checked))");
        add!(
            out,
            "{off} mark.{name}{{{OFF}}}{off} mark.{name}::before,{off} mark.{name}::after{{content:none}}{off} .hit.{name}{{display:none}}\n"
        );
    }
    out
}

/// Check boxes for lexicons with their categories, and for statuses.
pub(super) fn switches(out: &mut String, draft: &Draft<'_>, occurring: &[UnitId]) {
    out.push_str("<form class=\"tools\" autocomplete=\"off\" aria-label=\"What is marked\">\n");
    let count = |takes: &dyn Fn(&Shown) -> bool| draft.hits.iter().filter(|hit| takes(hit)).count();
    out.push_str("<fieldset class=\"marks\"><legend>Mark</legend>\n");
    for (at, lexicon) in draft.pipeline.lexicons.iter().enumerate() {
        let colour = at % super::charts::COLOURS;
        add!(
            out,
            "<div class=\"k{colour}\">{}",
            check_box(
                &format!("l{at}"),
                &format!(
                    "<b class=\"chip\">{}</b> {}",
                    draft.signs.letter(at),
                    escaped(&sign::spoken(&lexicon.name))
                ),
                count(&|hit| hit.lexicon == at),
            )
        );
        let own = occurring
            .iter()
            .filter(|unit| draft.pipeline.units.get(**unit).lexicon == at);
        let boxes: Vec<String> = own
            .map(|&unit| {
                let name = &draft.pipeline.units.get(unit).name;
                let name = sign::spoken(name.rsplit('.').next().unwrap_or(name));
                check_box(
                    &format!("c{}", unit.0),
                    &escaped(&name),
                    count(&|hit| hit.unit == unit),
                )
            })
            .collect();
        if !boxes.is_empty() {
            add!(
                out,
                "<details><summary>categories ({})</summary>{}</details>",
                boxes.len(),
                boxes.concat()
            );
        }
        out.push_str("</div>\n");
    }
    out.push_str("</fieldset>\n<fieldset class=\"states\"><legend>Status</legend>\n");
    for status in Status::ALL {
        let at = status as usize;
        let shown = match sign::of_status(status) {
            "" => String::new(),
            mark => format!("<b class=\"chip\">{mark}</b> "),
        };
        let label = format!("{shown}{}", status.name());
        out.push_str(&check_box(
            &format!("s{at}"),
            &label,
            count(&|hit| hit.context.status == status),
        ));
    }
    out.push_str("</fieldset>\n</form>\n");
}

fn check_box(name: &str, label: &str, count: usize) -> String {
    format!(
        "<label for=\"sw-{name}\"><input type=\"checkbox\" id=\"sw-{name}\" checked> {label} <span class=\"n\">{count}</span></label>"
    )
}

/// The list of hits.
pub(super) fn list(out: &mut String, draft: &Draft<'_>) {
    out.push_str("<aside id=\"list\" class=\"list\" aria-label=\"List of hits\" tabindex=\"-1\">\n<h2>Hits in order</h2>\n");
    if draft.hits.is_empty() {
        out.push_str("<p>No word of the lists stands in this text. That says nothing about what it tells.</p>\n");
    }
    out.push_str("<ol>\n");
    for (at, hit) in draft.hits.iter().enumerate() {
        let status = hit.context.status;
        let mut facts = vec![match status {
            Status::Affirmed => status.name().to_owned(),
            _ => draft.why(hit),
        }];
        facts.push(format!("whose: {}", hit.context.reference.name()));
        let flags = hit.context.flags.names();
        if !flags.is_empty() {
            facts.push(flags.replace(' ', ", "));
        }
        if hit.apart {
            facts.push("distress pole, counted apart".to_owned());
        }
        add!(
            out,
            "<li id=\"h{at}\" class=\"hit {}\"><a href=\"#m{at}\"><bdi>{}</bdi></a> <span class=\"what\"><b class=\"chip\">{}</b> {}</span>\
             <span class=\"why\">{}; line {}</span><code>{}</code></li>\n",
            classes(hit),
            escaped(&draft.words(&hit.span)),
            signs(draft, hit),
            escaped(&draft.category(hit)),
            escaped(&facts.join("; ")),
            hit.line,
            escaped(&draft.entry(hit).name),
        );
    }
    out.push_str("</ol>\n</aside>\n");
}

/// What the marks mean.
pub(super) fn legend(out: &mut String, draft: &Draft<'_>, occurring: &[UnitId]) {
    out.push_str("<section id=\"legend\" aria-labelledby=\"legend-h\">\n<h2 id=\"legend-h\">What the marks mean</h2>\n");
    out.push_str("<h3>Lists and categories</h3>\n<dl>\n");
    for (at, lexicon) in draft.pipeline.lexicons.iter().enumerate() {
        let colour = at % super::charts::COLOURS;
        add!(
            out,
            "<dt class=\"k{colour}\"><b class=\"chip\">{}</b> {}</dt><dd>{}</dd>\n",
            draft.signs.letter(at),
            escaped(&lexicon.title),
            escaped(&flat(&lexicon.definition)),
        );
        for &unit in occurring {
            let of = draft.pipeline.units.get(unit);
            if of.lexicon == at {
                let name = sign::spoken(of.name.rsplit('.').next().unwrap_or(&of.name));
                add!(
                    out,
                    "<dt class=\"sub\">{}</dt><dd>{}</dd>\n",
                    escaped(&name),
                    escaped(&flat(&of.definition)),
                );
            }
        }
    }
    out.push_str("</dl>\n<h3>Status of a hit</h3>\n<dl>\n");
    for status in Status::ALL {
        let mark = sign::of_status(status);
        let shown = match mark {
            "" => "no sign".to_owned(),
            mark => format!("<b class=\"chip\">{mark}</b>"),
        };
        add!(
            out,
            "<dt>{shown} <span class=\"demo s{}\">{}</span></dt><dd>{}</dd>\n",
            status as usize,
            status.name(),
            sentence(status.meaning()),
        );
    }
    add!(
        out,
        "<dt><b class=\"chip\">{APART}</b> distress pole</dt><dd>A hit of the pole that its list counts apart and never adds to its total.</dd>\n"
    );
    out.push_str("</dl>\n<h3>Whose experience</h3>\n<dl>\n");
    for reference in Reference::ALL {
        add!(
            out,
            "<dt>{}</dt><dd>{}</dd>\n",
            reference.name(),
            sentence(reference.meaning())
        );
    }
    out.push_str("</dl>\n<h3>Remarks on a hit</h3>\n<dl>\n");
    for (_, name) in Flags::ALL {
        let meaning = Flags::meaning(name).unwrap_or_default();
        add!(out, "<dt>{name}</dt><dd>{}</dd>\n", sentence(meaning));
    }
    out.push_str("</dl>\n</section>\n");
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    escaped(&format!("{first}{}.", chars.as_str()))
}
