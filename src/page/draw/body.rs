//! A person as an outline, shaded by how often each part of the body is named.

use super::svg::{Anchor, Svg};
use crate::page::number;

/// A part of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Region {
    /// Head, hair, brow, ears.
    Head,
    /// Face, eyes, mouth, cheeks, jaw, tears.
    Face,
    /// Throat and neck.
    Throat,
    /// Shoulders.
    Shoulders,
    /// Chest, heart, lungs, ribs.
    Chest,
    /// Belly, stomach, gut.
    Belly,
    /// Hips, pelvis, lap.
    Pelvis,
    /// Arms, elbows.
    Arms,
    /// Hands, wrists, fingers.
    Hands,
    /// Legs, knees.
    Legs,
    /// Feet, toes.
    Feet,
    /// Back, spine: not seen from the front.
    Back,
    /// Skin, muscles, bones, veins.
    Skin,
    /// The body as a whole, and parts that are nowhere on the figure.
    Whole,
}

impl Region {
    /// All of them, from the top down.
    pub(crate) const ALL: [Region; 14] = [
        Region::Head,
        Region::Face,
        Region::Throat,
        Region::Shoulders,
        Region::Chest,
        Region::Belly,
        Region::Pelvis,
        Region::Arms,
        Region::Hands,
        Region::Legs,
        Region::Feet,
        Region::Back,
        Region::Skin,
        Region::Whole,
    ];

    /// Name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Region::Head => "Head",
            Region::Face => "Face",
            Region::Throat => "Throat and neck",
            Region::Shoulders => "Shoulders",
            Region::Chest => "Chest and heart",
            Region::Belly => "Belly",
            Region::Pelvis => "Hips and pelvis",
            Region::Arms => "Arms",
            Region::Hands => "Hands",
            Region::Legs => "Legs",
            Region::Feet => "Feet",
            Region::Back => "Back",
            Region::Skin => "Skin, muscles, bones",
            Region::Whole => "Body as a whole",
        }
    }

    /// The region of a matched form such as `back of her neck`: the last word that is known.
    pub(crate) fn of(form: &str) -> Region {
        form.split(|char: char| !char.is_alphabetic())
            .filter_map(Region::of_word)
            .next_back()
            .unwrap_or(Region::Whole)
    }

    fn of_word(word: &str) -> Option<Region> {
        let word = word.to_lowercase();
        let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        let is = |words: &[&str]| words.contains(&word.as_str());
        Some(
            if starts(&["forehead", "scalp", "skull", "temple", "brain", "hair"])
                || is(&["head", "heads", "ear", "ears"])
            {
                Region::Head
            } else if starts(&[
                "eye", "cheek", "mouth", "jaw", "tongue", "teeth", "tooth", "nose", "nostril",
                "face", "facial", "brow",
            ]) || is(&[
                "lip", "lips", "chin", "chins", "tear", "tears", "gum", "gums",
            ]) {
                Region::Face
            } else if starts(&["throat", "neck", "larynx", "windpipe"]) || is(&["nape"]) {
                Region::Throat
            } else if starts(&["shoulder", "collarbone"]) {
                Region::Shoulders
            } else if starts(&[
                "chest",
                "heart",
                "lung",
                "breast",
                "sternum",
                "diaphragm",
                "torso",
                "ribcage",
            ]) || is(&["rib", "ribs"])
            {
                Region::Chest
            } else if starts(&[
                "belly", "bellies", "stomach", "tummy", "abdom", "intestin", "bowel", "solar",
                "navel", "waist",
            ]) || is(&["gut", "guts"])
            {
                Region::Belly
            } else if starts(&["pelvi", "womb", "genital", "groin", "buttock"])
                || is(&["hip", "hips", "lap", "laps", "bottom"])
            {
                Region::Pelvis
            } else if starts(&["elbow", "forearm", "armpit"]) || is(&["arm", "arms"]) {
                Region::Arms
            } else if starts(&[
                "hand",
                "wrist",
                "finger",
                "fist",
                "palm",
                "thumb",
                "knuckle",
                "fingernail",
            ]) {
                Region::Hands
            } else if starts(&["leg", "knee", "thigh", "shin", "calf", "calves"]) {
                Region::Legs
            } else if starts(&["feet", "toe", "heel", "ankle"]) || is(&["foot", "sole", "soles"]) {
                Region::Feet
            } else if starts(&["spine", "spinal", "backbone"]) || is(&["back", "backs"]) {
                Region::Back
            } else if starts(&["skin", "muscle", "bone", "vein", "nerve", "flesh", "joint"]) {
                Region::Skin
            } else if starts(&["body", "bodi", "somatic", "limb"]) {
                Region::Whole
            } else {
                return None;
            },
        )
    }

    /// Outlines on a figure 200 wide and 470 tall, the middle at 100.
    fn outlines(self) -> &'static [&'static str] {
        match self {
            Region::Head => &[
                "M100 8c-22 0-34 16-34 38c0 4 .4 8 1.2 11.5h65.6c.8-3.5 1.2-7.5 1.2-11.500c0-22-12-38-34-38z",
            ],
            Region::Face => &["M67.2 57.5c3 21 16 37 32.8 37s29.8-16 32.8-37z"],
            Region::Throat => {
                &["M87 96c4 2 8.5 3.2 13 3.200s9-1.2 13-3.200v12c0 4 2 7 5 9h-36c3-2 5-5 5-9z"]
            }
            Region::Shoulders => &[
                "M80 120h18.500v16h-51c2-8 9-12.5 17-14z",
                "M120 120h-18.500v16h51c-2-8-9-12.5-17-14z",
            ],
            Region::Chest => &["M62 139h76c1 18-1 36-4 53h-68c-3-17-5-35-4-53z"],
            Region::Belly => &["M66.5 195h67c-1.5 15-1 30 1.5 45h-70c2.5-15 3-30 1.5-45z"],
            Region::Pelvis => {
                &["M64.5 243h71c2.5 10 4 20 4.5 31h-35l-5 8l-5-8h-35c.5-11 2-21 4.5-31z"]
            }
            Region::Arms => &[
                "M47 139h12c.5 22 0 44-4 64c-3 15-7 29-10 43l-14-4c2-16 4-32 6-48c2-20 5-40 10-55z",
                "M153 139h-12c-.5 22 0 44 4 64c3 15 7 29 10 43l14-4c-2-16-4-32-6-48c-2-20-5-40-10-55z",
            ],
            Region::Hands => &[
                "M30.5 245l14 4c.5 8 1 17-1.5 25c-2 7-6 12-10 12s-7-5-7-12c0-10 2-20 4.5-29z",
                "M169.5 245l-14 4c-.5 8-1 17 1.5 25c2 7 6 12 10 12s7-5 7-12c0-10-2-20-4.5-29z",
            ],
            Region::Legs => &[
                "M60 277h33.500l4 8c0 28-2 54-4 80c-1 22-2 42-3 62h-19c-2-22-3-44-4-66c-3-28-7.5-56-7.5-84z",
                "M140 277h-33.500l-4 8c0 28 2 54 4 80c1 22 2 42 3 62h19c2-22 3-44 4-66c3-28 7.5-56 7.5-84z",
            ],
            Region::Feet => &[
                "M71.5 430h19c.5 6 1 12 1 18c0 7-5 10-14 10h-13c-5 0-6-4-3-7c5-5 9-13 10-21z",
                "M128.5 430h-19c-.5 6-1 12-1 18c0 7 5 10 14 10h13c5 0 6-4 3-7c-5-5-9-13-10-21z",
            ],
            Region::Back | Region::Skin | Region::Whole => &[],
        }
    }

    /// The point on the figure that its label points to, and the side of the label.
    fn pointer(self) -> Option<((f64, f64), Side)> {
        Some(match self {
            Region::Head => ((126.0, 30.0), Side::Right),
            Region::Face => ((76.0, 72.0), Side::Left),
            Region::Throat => ((110.0, 107.0), Side::Right),
            Region::Shoulders => ((60.0, 129.0), Side::Left),
            Region::Chest => ((130.0, 165.0), Side::Right),
            Region::Belly => ((72.0, 217.0), Side::Left),
            Region::Pelvis => ((128.0, 258.0), Side::Right),
            Region::Arms => ((158.0, 200.0), Side::Right),
            Region::Hands => ((32.0, 266.0), Side::Left),
            Region::Legs => ((122.0, 350.0), Side::Right),
            Region::Feet => ((72.0, 448.0), Side::Left),
            Region::Back | Region::Skin | Region::Whole => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Steps of shading.
pub(crate) const SHADES: usize = 5;

/// The step of a count: 0 for none, else 1 to [`SHADES`] in equal steps of its square root, so
/// that one part that is named very often does not make all others look alike.
pub(crate) fn shade(count: u64, most: u64) -> usize {
    if count == 0 || most == 0 {
        return 0;
    }
    let share = (count as f64 / most as f64).sqrt();
    ((share * SHADES as f64).ceil() as usize).clamp(1, SHADES)
}

/// The least count of each step that is in use, for the legend.
pub(crate) fn steps(most: u64) -> Vec<(usize, u64)> {
    let mut found: Vec<(usize, u64)> = Vec::new();
    for count in 1..=most.min(100_000) {
        let step = shade(count, most);
        if found.last().is_none_or(|(last, _)| *last != step) {
            found.push((step, count));
        }
    }
    found
}

const WIDE: f64 = 520.0;
const TALL: f64 = 476.0;
/// Where the figure stands in the drawing.
const SHIFT: f64 = 150.0;

/// Draws the figure. `counts` gives the hits of each region.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    counts: impl Fn(Region) -> u64,
) -> String {
    let most = Region::ALL.into_iter().map(&counts).max().unwrap_or(0);
    let mut svg = Svg::new(id, WIDE, TALL);
    svg.open("person", SHIFT);
    for region in Region::ALL {
        let count = counts(region);
        let class = format!("b{}", shade(count, most));
        let hits = number::plural(count, "hit", "hits");
        let words = format!("{}: {hits}", region.name());
        for outline in region.outlines() {
            svg.path(&class, outline, &words);
        }
    }
    svg.close();
    let mut aside = 0.0;
    for region in Region::ALL {
        let count = number::grouped(counts(region));
        if let Some(((x, y), side)) = region.pointer() {
            let (end, anchor) = match side {
                Side::Left => (SHIFT - 12.0, Anchor::End),
                Side::Right => (SHIFT + 212.0, Anchor::Start),
            };
            svg.line("pointer", (x + SHIFT, y), (end, y));
            let label = format!("{} {count}", region.name());
            let gap = if side == Side::Left { -4.0 } else { 4.0 };
            svg.text("", (end + gap, y + 4.0), anchor, &label);
        } else {
            // What the front does not show stands below, as boxes of the same shades.
            let y = 390.0 + aside;
            let class = format!("chip b{}", shade(counts(region), most));
            svg.rect(&class, (SHIFT + 212.0, y - 10.0), (12.0, 12.0));
            svg.text(
                "",
                (SHIFT + 229.0, y),
                Anchor::Start,
                &format!("{} {count}", region.name()),
            );
            aside += 22.0;
        }
    }
    svg.finish(title, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_find_their_place() {
        for (form, region) in [
            ("back of his neck", Region::Throat),
            ("top of his chest", Region::Chest),
            ("shoulder blades", Region::Shoulders),
            ("both arms", Region::Arms),
            ("left ear", Region::Head),
            ("lips", Region::Face),
            ("eyebrows", Region::Face),
            ("my back", Region::Back),
            ("veins", Region::Skin),
            ("bodily", Region::Whole),
            ("something else", Region::Whole),
            ("heels", Region::Feet),
            ("chin", Region::Face),
            ("shins", Region::Legs),
        ] {
            assert_eq!(Region::of(form), region, "{form}");
        }
    }

    /// Every part of the body that the lexicon names has a place; only the body itself is left.
    #[test]
    fn examples_of_the_lexicon_find_their_place() {
        for word in [
            "chest",
            "belly",
            "stomach",
            "tummy",
            "gut",
            "abdomen",
            "solar plexus",
            "diaphragm",
            "lungs",
            "ribs",
            "spine",
            "back",
            "heart",
            "hips",
            "pelvis",
            "womb",
            "throat",
            "neck",
            "shoulders",
            "head",
            "forehead",
            "face",
            "eyes",
            "mouth",
            "tongue",
            "tears",
            "jaw",
            "wrists",
            "fingers",
            "fists",
            "arm",
            "hand",
            "leg",
            "knees",
            "feet",
            "toes",
            "skin",
            "bones",
            "muscles",
            "ankle",
            "elbow",
            "thigh",
            "calves",
            "armpit",
            "kneecap",
            "nostril",
            "eyelid",
            "nose",
            "cheeks",
            "brow",
            "scalp",
            "temples",
            "lap",
            "palms",
        ] {
            assert_ne!(Region::of(word), Region::Whole, "{word}");
        }
    }

    #[test]
    fn shades_grow_with_hits() {
        assert_eq!(shade(0, 9), 0);
        assert_eq!(shade(9, 9), SHADES);
        assert!((1..100).all(|count| shade(count, 100) <= shade(count + 1, 100)));
        assert_eq!(steps(3).first(), Some(&(3, 1)));
    }
}
