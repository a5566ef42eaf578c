//! The colours of every workbook: readable, told apart by colour-blind readers, and still apart when printed in grey.
//!
//! Colours never stand alone: the word stands in the same cell.

use crate::model::words::Rating;

/// A fill with the text that is read on it: colours as `0xRRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swatch {
    pub fill: u32,
    pub text: u32,
    /// The line around it.
    pub border: u32,
    /// Bold, so that light text on a dark fill survives printing.
    pub bold: bool,
}

/// Dark red, light text: the darkest of the four.
pub const RED: Swatch = Swatch { fill: 0xB3_26_1E, text: 0xFF_FF_FF, border: 0x7F_1B_15, bold: true };
/// Strong yellow, dark text.
pub const AMBER: Swatch = Swatch { fill: 0xFF_C2_0E, text: 0x1F_1F_1F, border: 0xB3_86_00, bold: true };
/// Bluish green, dark text: lighter than the red, darker than the amber.
pub const GREEN: Swatch = Swatch { fill: 0x3F_AE_8B, text: 0x1F_1F_1F, border: 0x2B_7A_61, bold: true };
/// White shows by its grey line.
pub const WHITE: Swatch = Swatch { fill: 0xFF_FF_FF, text: 0x1F_1F_1F, border: 0x7F_7F_7F, bold: true };

/// Headings of tables.
pub const HEADING: Swatch = Swatch { fill: 0x1F_3A_5F, text: 0xFF_FF_FF, border: 0x1F_3A_5F, bold: true };
/// Headings of columns that the reader fills in.
pub const ENTRY_HEADING: Swatch = Swatch { fill: 0x0B_5C_63, text: 0xFF_FF_FF, border: 0x0B_5C_63, bold: true };
/// Cells to fill in.
pub const ENTRY: Swatch = Swatch { fill: 0xFF_FF_FF, text: 0x1F_1F_1F, border: 0x5B_8A_8F, bold: false };
/// Cells that show what is known and are not to be changed.
pub const LOCKED: Swatch = Swatch { fill: 0xF2_F4_F7, text: 0x1F_1F_1F, border: 0xC4_C9_D1, bold: false };
/// Entry cells that this rating does not need.
pub const NOT_NEEDED: Swatch = Swatch { fill: 0xD9_D9_D9, text: 0x40_40_40, border: 0xBF_BF_BF, bold: false };
/// Something is still missing, or asked again.
pub const ASKED: Swatch = Swatch { fill: 0xFD_E9_D9, text: 0x7A_1F_00, border: 0xC5_5A_11, bold: true };
/// Nothing is missing any more.
pub const ANSWERED: Swatch = Swatch { fill: 0xE2_F0_EA, text: 0x0B_4F_3A, border: 0x3F_AE_8B, bold: false };
/// Plain text and titles.
pub const PLAIN: Swatch = Swatch { fill: 0xFF_FF_FF, text: 0x1F_1F_1F, border: 0xC4_C9_D1, bold: false };
/// Second-rank text: notes under a title.
pub const QUIET: Swatch = Swatch { fill: 0xFF_FF_FF, text: 0x50_55_5C, border: 0xFF_FF_FF, bold: false };

/// The text of links: dark blue.
pub const LINK: u32 = 0x0B_4F_A0;

/// The colours of a rating.
#[must_use]
pub const fn of(rating: Rating) -> Swatch {
    match rating {
        Rating::Red => RED,
        Rating::Amber => AMBER,
        Rating::Green => GREEN,
        Rating::White => WHITE,
    }
}

/// The contrast of two colours as WCAG 2 defines it: 1 (none) to 21 (black on white). AA asks for 4.5 of text.
#[must_use]
pub fn contrast(one: u32, other: u32) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, nought (black) to one (white).
#[must_use]
pub fn luminance(colour: u32) -> f64 {
    let [r, g, b] = linear(colour);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Red, green and blue as amounts of light, nought to one.
fn linear(colour: u32) -> [f64; 3] {
    [16, 8, 0].map(|shift| {
        let share = f64::from((colour >> shift) & 0xFF) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, Swatch); 12] = [
        ("red", RED),
        ("amber", AMBER),
        ("green", GREEN),
        ("white", WHITE),
        ("heading", HEADING),
        ("entry heading", ENTRY_HEADING),
        ("entry", ENTRY),
        ("locked", LOCKED),
        ("not needed", NOT_NEEDED),
        ("asked", ASKED),
        ("answered", ANSWERED),
        ("quiet", QUIET),
    ];

    #[test]
    fn contrast_is_as_wcag_defines_it() {
        // Black on white is 21; #767676 on white is the known edge of AA, 4.54.
        assert!((contrast(0x00_00_00, 0xFF_FF_FF) - 21.0).abs() < 0.01);
        assert!((contrast(0x76_76_76, 0xFF_FF_FF) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_can_be_read_on_its_fill() {
        for (name, swatch) in ALL {
            let measured = contrast(swatch.text, swatch.fill);
            assert!(measured >= 4.5, "{name}: {measured:.2}");
        }
        // Second-rank text and headings of reports stand on the band of Schedule too.
        assert!(contrast(HEADING.fill, LOCKED.fill) >= 4.5 && contrast(PLAIN.text, LOCKED.fill) >= 4.5);
        assert!(contrast(HEADING.fill, PLAIN.fill) >= 4.5 && contrast(LINK, PLAIN.fill) >= 4.5);
        // White is told by its line: WCAG asks 3 to 1 of what is not text.
        assert!(contrast(WHITE.border, WHITE.fill) >= 3.0);
    }

    /// How a colour looks to somebody without one kind of cone. The matrices are those of Machado, Oliveira and
    /// Fernandes (2009) for full protanopia, deuteranopia and tritanopia, on linear light.
    fn seen(colour: u32, without: &[[f64; 3]; 3]) -> [f64; 3] {
        let light = linear(colour);
        without.map(|row| row.iter().zip(light).map(|(share, light)| share * light).sum::<f64>().clamp(0.0, 1.0))
    }

    /// CIE L*a*b* of linear light, so that distances are as large as people see them.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
        let [x, y, z] = [x, y, z].map(|v: f64| if v > 0.008_856 { v.cbrt() } else { 7.787 * v + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn ratings_are_told_apart_whatever_the_eye_and_on_grey_paper() {
        let normal = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let protan = [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
        let deutan = [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
        let tritan = [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]];
        let grey = [[0.2126, 0.7152, 0.0722]; 3];
        for (eye, matrix, least) in
            [("normal", normal, 40.0), ("protan", protan, 25.0), ("deutan", deutan, 25.0), ("tritan", tritan, 25.0), ("grey", grey, 15.0)]
        {
            for (at, one) in Rating::SPOKEN.iter().enumerate() {
                for other in &Rating::SPOKEN[at + 1..] {
                    let (a, b) = (lab(seen(of(*one).fill, &matrix)), lab(seen(of(*other).fill, &matrix)));
                    let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(apart >= least, "{eye}: {one} and {other} are {apart:.0} apart");
                }
            }
        }
    }
}
