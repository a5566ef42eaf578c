//! How tall a row must be so that wrapped text shows in full. Excel grows rows when it opens a file, LibreOffice and
//! print previews do not: so we set the height ourselves.

/// Excel's tallest row, in points.
pub const TALLEST: f64 = 409.0;
/// One line of 11 point text, in points.
pub const LINE: f64 = 15.0;
/// One character unit of a column's width, in points (7 pixels at 96 to the inch).
const UNIT: f64 = 5.25;
/// Lines never break later than estimated: text is taken to be this much wider than the font says.
const SAFETY: f64 = 1.03;
/// How far a filter's button reaches into its cell from the right, in points (17 pixels).
const BUTTON: f64 = 12.75;

/// Advance widths of the characters from space to `~` in Calibri (and Carlito, which has the same), in thousandths of the font's size.
const WIDTHS: [u16; 95] = [
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507, 507, 507, 507, 268,
    268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855, 646, 662, 517, 673, 543, 459, 487, 642,
    567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525, 498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527, 525,
    525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314, 460, 314, 498,
];

/// The width of text in points, on one line.
#[must_use]
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: f64 = text.chars().map(|c| f64::from(advance(c))).sum();
    thousandths / per_point(size, bold)
}

/// How many thousandths of the font's size go into a point.
fn per_point(size: f64, bold: bool) -> f64 {
    1000.0 / (size * if bold { 1.04 } else { 1.0 } * SAFETY)
}

#[inline]
fn advance(c: char) -> u16 {
    match WIDTHS.get((c as usize).wrapping_sub(32)) {
        Some(width) => *width,
        // Letters with marks are as wide as letters; Chinese signs and emoji are square.
        None if (c as u32) < 0x1100 => 560,
        None if matches!(c as u32, 0x2010..=0x2027) => 700,
        None => 1000,
    }
}

/// How many lines the text takes in a column of that width (in Excel's character units), broken at blanks as Excel breaks it.
#[must_use]
pub fn lines(text: &str, column: f64, size: f64, bold: bool) -> usize {
    let room = (column * UNIT).max(UNIT) * per_point(size, bold);
    // No character is wider than the font's size, and none takes less than a byte: short text needs no counting.
    if f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX)) * 1000.0 <= room && !text.contains('\n') {
        return 1;
    }
    text.split('\n').map(|line| lines_of_one(line, room).0).sum::<usize>().max(1)
}

/// How many lines a heading takes above a filter's button. The button stands in the lower right corner of the cell, over the
/// text: a heading whose last line reaches under it takes one line more, and the button has that line to itself.
#[must_use]
pub fn heading_lines(text: &str, column: f64) -> usize {
    let per_point = per_point(11.0, true);
    let room = (column * UNIT).max(UNIT) * per_point;
    let (lines, last) = lines_of_one(text, room);
    lines + usize::from(last + BUTTON * per_point > room)
}

/// How many lines a text without line breaks takes, and how far the last of them reaches: both in thousandths of the font's size.
fn lines_of_one(line: &str, room: f64) -> (usize, f64) {
    let blank = f64::from(WIDTHS[0]);
    let (mut lines, mut used) = (1, 0.0);
    let mut word = |wide: u32| {
        let wide = f64::from(wide);
        let with_blank = if used > 0.0 { used + blank + wide } else { wide };
        if with_blank <= room {
            used = with_blank;
            return;
        }
        if used > 0.0 {
            lines += 1;
        }
        used = wide;
        // A word longer than the line is broken where the line ends.
        while used > room {
            lines += 1;
            used -= room;
        }
    };
    let mut wide = 0;
    let see = |c: char| {
        if c == ' ' {
            word(std::mem::take(&mut wide));
        } else {
            wide += u32::from(advance(c));
        }
    };
    // Every text of every workbook comes through here, and most are plain: once through its bytes.
    if line.is_ascii() {
        line.bytes().map(char::from).for_each(see);
    } else {
        line.chars().for_each(see);
    }
    word(wide);
    (lines, used)
}

/// The height in points of a row whose cells hold these texts: text and column width, 11 point. At least `least` lines.
#[must_use]
pub fn row_height<'a>(cells: impl IntoIterator<Item = (&'a str, f64)>, least: usize) -> f64 {
    let most = cells.into_iter().map(|(text, column)| lines(text, column, 11.0, false)).max().unwrap_or(1).max(least);
    height_of(most)
}

/// The height in points of that many lines of 11 point text, with a little air, at most what Excel allows.
#[must_use]
pub fn height_of(lines: usize) -> f64 {
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    (f64::from(lines) * LINE + 3.0).min(TALLEST)
}

/// The most lines that one row can show.
#[must_use]
pub fn most_lines() -> usize {
    // 27: the tallest row, less the air.
    lines_within(TALLEST)
}

/// The lines that a row of that height in points shows.
#[must_use]
pub fn lines_within(height: f64) -> usize {
    ((height - 3.0).max(0.0) / LINE) as usize
}

/// Splits text into parts that each fit one row of a column of that width: nothing is cut off where a text is longer than the tallest row.
#[must_use]
pub fn parts(text: &str, column: f64) -> Vec<String> {
    parts_within(text, column, most_lines())
}

/// As [`parts`], where a text that does not fit one row is split into parts of so many lines at `most`.
#[must_use]
pub fn parts_within(text: &str, column: f64, most: usize) -> Vec<String> {
    if lines(text, column, 11.0, false) <= most_lines() {
        return vec![text.to_owned()];
    }
    let mut parts = Vec::new();
    let mut part = String::new();
    for piece in pieces(text) {
        let longer = format!("{part}{piece}");
        if !part.is_empty() && lines(longer.trim_end(), column, 11.0, false) > most {
            parts.push(part.trim_end().to_owned());
            part = piece.trim_start_matches(' ').to_owned();
        } else {
            part = longer;
        }
    }
    if !part.trim().is_empty() {
        parts.push(part.trim_end().to_owned());
    }
    parts
}

/// Text in words with the blank or line break that follows each; a word longer than any line in pieces.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in text.split_inclusive([' ', '\n']) {
        if word.len() <= 200 {
            pieces.push(word.to_owned());
        } else {
            let chars: Vec<char> = word.chars().collect();
            pieces.extend(chars.chunks(50).map(|chunk| chunk.iter().collect::<String>()));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_takes_the_lines_that_it_takes() {
        // A column of 10 units is 52.5 points; 'four' is 305+527+525+349 thousandths of 11 points, times 1.03: 19.3 points; a blank 2.6.
        for (text, lines_taken) in [
            ("", 1),
            ("four", 1),
            ("four four", 1),
            ("four four four", 2),
            ("four\nfour\n", 3),
            ("fourfourfourfour", 2),
            ("four four four four four", 3),
        ] {
            assert_eq!(lines(text, 10.0, 11.0, false), lines_taken, "{text:?}");
        }
        assert!((row_height([("four", 10.0), ("four four four", 10.0)], 1) - 33.0).abs() < 0.01);
        assert!((row_height([("four", 10.0)], 3) - 48.0).abs() < 0.01);
    }

    #[test]
    fn a_heading_stays_clear_of_its_filter_button() {
        // The second number is what the text takes without a button.
        for (heading, column, lines_taken, bare) in [
            ("Due", 12.0, 1, 1),
            ("Owner last time", 22.0, 1, 1),
            ("Days overdue", 12.0, 2, 2),
            // 'change' ends just before the button, and no word is broken for the button's sake.
            ("Cycles without change", 9.0, 3, 3),
            // 'due date' would end under it.
            ("Days to due date", 9.0, 3, 2),
            ("Total number outstanding", 16.0, 2, 2),
            ("Recommendation", 18.0, 2, 1),
        ] {
            assert_eq!((heading_lines(heading, column), lines(heading, column, 11.0, true)), (lines_taken, bare), "{heading}");
        }
    }

    #[test]
    fn long_text_is_split_and_nothing_is_lost() {
        let text = "A sentence of some length, told again. ".repeat(300);
        let split = parts(&text, 40.0);
        assert!(split.len() > 1);
        assert!(split.iter().all(|part| lines(part, 40.0, 11.0, false) <= most_lines()));
        assert_eq!(split.join(" "), text.trim_end());
        assert_eq!(parts(&"x".repeat(20_000), 20.0).concat(), "x".repeat(20_000));
    }
}
