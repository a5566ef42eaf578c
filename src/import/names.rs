//! Reports' short names, and telling whether two titles mean the same report.

use crate::model::text::{fold, fold_title};

/// What titles open with and what says nothing of their subject, folded; longest first.
const BOILERPLATE: &[&str] = &[
    "a joint thematic inspection of",
    "joint thematic inspection of",
    "a joint inspection of",
    "a thematic inspection of",
    "an inspection of the effectiveness of",
    "an inspection of",
    "inspection of",
    "a thematic review of",
    "a review of",
    "review of",
    "a report on",
    "report on",
    "the police and crown prosecution service's response to",
    "police and crown prosecution service's response to",
    "the police and cps response to",
    "the police response to",
    "police response to",
    "how effectively the police deal with",
];

/// First parts of titles that name a series and not the report.
const SERIES: &[&str] = &[
    "police super-complaint",
    "police super complaint",
    "super-complaint",
    "peel spotlight report",
    "peel spotlight",
    "spotlight",
    "thematic report",
];

/// The short name of a report: up to three telling words of its title before the subtitle, and the year.
///
/// `taken` tells whether a name is another report's already; then the next longer or numbered one is given.
#[must_use]
pub fn short_name(title: &str, year: Option<i32>, taken: &dyn Fn(&str) -> bool) -> String {
    let main = main_title(title);
    let named = |significant: usize| {
        let mut words = telling_words(&main, significant);
        if words.is_empty() {
            words.push("report".to_owned());
        }
        if let Some(year) = year.map(|year| year.to_string()).filter(|year| !words.iter().any(|word| word == year)) {
            words.push(year);
        }
        words.join("-")
    };
    let short = named(3);
    if !taken(&short) {
        return short;
    }
    let longer = named(5);
    if !taken(&longer) {
        return longer;
    }
    (2..).map(|n| format!("{short}-{n}")).find(|name| !taken(name)).unwrap_or(short)
}

/// The title without series, opening words and subtitle, folded.
fn main_title(title: &str) -> String {
    let folded = fold(title).replace(['\'', '"'], "");
    let parts: Vec<&str> = split_parts(&folded);
    let telling = |part: &&&str| {
        let part = part.trim();
        !SERIES.contains(&part) && !is_a_body(part) && !part.is_empty()
    };
    let mut main = parts.iter().find(telling).map_or(folded.as_str(), |part| part.trim());
    loop {
        let stripped = BOILERPLATE
            .iter()
            .map(|opening| opening.replace('\'', ""))
            .filter_map(|opening| main.strip_prefix(opening.as_str()).filter(|rest| rest.starts_with(' ')).map(str::trim_start))
            .next();
        match stripped {
            Some(rest) if !rest.is_empty() => main = rest,
            _ => break,
        }
        main = main.strip_prefix("the ").unwrap_or(main);
    }
    main.to_owned()
}

/// A title cut at what starts its subtitle: colon, dash between blanks, question mark, 'phase' after a comma stays.
fn split_parts(folded: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c) in folded.char_indices() {
        let cut = match c {
            ':' | '?' | '!' | ';' => true,
            '-' => {
                folded.get(..at).is_some_and(|before| before.ends_with(' '))
                    && folded.get(at + 1..).is_some_and(|after| after.starts_with(' '))
            }
            _ => false,
        };
        if cut {
            parts.push(folded.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
    }
    parts.push(folded.get(from..).unwrap_or_default());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A body's name before a dash ('Northshire Police - Review of ...').
fn is_a_body(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    (2..=4).contains(&words.len()) && matches!(words.last(), Some(&"police" | &"constabulary" | &"council"))
}

/// The first words that tell something, with the small words between them, at most `significant` of the telling ones.
fn telling_words(main: &str, significant: usize) -> Vec<String> {
    const SMALL: &[&str] = &[
        "a", "an", "the", "of", "on", "to", "in", "for", "with", "by", "from", "at", "and", "or", "is", "its", "their", "against", "during",
    ];
    const CUT: &[&str] = &["of", "on", "to", "in", "for", "with", "by", "from", "at", "and", "during", "inspection", "report"];
    let mut words: Vec<String> = Vec::new();
    let mut telling = 0;
    for raw in main.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',')) {
        let word: String = raw.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let word = word.trim_matches('-');
        if word.is_empty() {
            continue;
        }
        if words.is_empty() && matches!(word, "a" | "an" | "the") {
            continue;
        }
        if telling >= significant || (telling >= 2 && CUT.contains(&word)) {
            break;
        }
        if !SMALL.contains(&word) {
            telling += 1;
        }
        words.push(word.to_owned());
    }
    while words.len() > 1 && words.last().is_some_and(|word| SMALL.contains(&word.as_str()) && telling >= 2) {
        words.pop();
    }
    words
}

/// Words by which a title is compared: without articles, punctuation, series and shortened forms.
fn essence(title: &str) -> Vec<String> {
    let folded = fold_title(&fold(title).replace("&", " and ").replace("cps", "crown prosecution service"));
    let mut words: Vec<String> = folded
        .split(' ')
        .filter(|word| !matches!(*word, "" | "a" | "an" | "the" | "of" | "report" | "inspection" | "s"))
        .map(|word| match word {
            "services" => "service".to_owned(),
            "one" => "1".to_owned(),
            "two" => "2".to_owned(),
            "three" => "3".to_owned(),
            _ => word.to_owned(),
        })
        .collect();
    // '2018/19' and '2018/2019' are the same years.
    for at in 1..words.len() {
        let year_before =
            words.get(at - 1).is_some_and(|word| word.len() == 4 && word.starts_with("20") && word.chars().all(|c| c.is_ascii_digit()));
        if year_before && words.get(at).is_some_and(|word| word.len() == 2 && word.chars().all(|c| c.is_ascii_digit())) {
            let full = format!("20{}", words[at]);
            words[at] = full;
        }
    }
    words
}

/// How sure it is that two titles mean the same report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Same {
    /// They differ.
    No,
    /// Alike; the dates of publication must settle it.
    Perhaps,
    Yes,
}

/// Compares two titles: case, punctuation, dashes, articles and the place of the subtitle say nothing.
#[must_use]
pub fn same_title(a: &str, b: &str) -> Same {
    // A title of signs or boilerplate alone is still the same as itself.
    let (folded, other_folded) = (crate::model::text::fold(a), crate::model::text::fold(b));
    if !folded.is_empty() && folded == other_folded {
        return Same::Yes;
    }
    let (one, other) = (essence(a), essence(b));
    if one.is_empty() || other.is_empty() {
        return Same::No;
    }
    if one == other {
        return Same::Yes;
    }
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    // The subtitle left out: all of the short title opens the long one, or both share what stands before the subtitle.
    if long.starts_with(short) && (short.len() >= 2) {
        return Same::Perhaps;
    }
    let (main_a, main_b) = (telling_words(&main_title(a), 6), telling_words(&main_title(b), 6));
    if main_a == main_b && main_a.len() >= 2 {
        return Same::Perhaps;
    }
    let shared = one.iter().filter(|word| other.contains(word)).count();
    if shared * 10 >= one.len().max(other.len()) * 8 && shared >= 4 { Same::Perhaps } else { Same::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_recognisable() {
        for (title, year, name) in [
            (
                "The poor relation: The police and Crown Prosecution Service's response to crimes against older people",
                2019,
                "poor-relation-2019",
            ),
            ("Shining a light on betrayal: Abuse of position for a sexual purpose", 2019, "shining-a-light-2019"),
            ("Police super-complaint - A duty to protect: Police use of protective measures", 2021, "duty-to-protect-2021"),
            ("A review of 'Fraud: Time to choose’", 2021, "fraud-2021"),
            ("A Joint Thematic Inspection Of The Police And Crown Prosecution Service's Response To Rape", 2021, "rape-2021"),
            (
                "A Joint Thematic Inspection Of The Police And Crown Prosecution Service's Response To Rape, Phase 2: Post-Charge",
                2022,
                "rape-phase-2-2022",
            ),
            ("Police response to violence against women and girls - Final inspection report", 2021, "violence-against-women-2021"),
            ("Pre-charge bail and released under investigation: striking a balance", 2020, "pre-charge-bail-2020"),
            ("PEEL 2018/2019", 2019, "peel-2018-2019"),
            ("Crime Data Integrity inspection 2019", 2019, "crime-data-integrity-2019"),
            (
                "Getting the balance right? An inspection of how effectively the police deal with protests",
                2021,
                "getting-the-balance-right-2021",
            ),
            ("Nottinghamshire Police – Review of Policing Domestic Abuse During the Pandemic", 2021, "policing-domestic-abuse-2021"),
            ("Cyber: Keep the light on", 2019, "cyber-2019"),
            ("Custody", 2018, "custody-2018"),
            ("???", 2018, "report-2018"),
        ] {
            assert_eq!(short_name(title, Some(year), &|_| false), name, "{title}");
        }
        assert_eq!(short_name("Custody", Some(2018), &|name| name == "custody-2018"), "custody-2018-2");
        assert_eq!(short_name("Fraud", None, &|_| false), "fraud");
    }

    #[test]
    fn titles_that_mean_the_same_report() {
        for (a, b, same) in [
            ("A review of 'Fraud: Time to choose’", "A Review of Fraud – Time to Choose", Same::Yes),
            (
                "Police response to violence against women and girls",
                "Police Response To Violence Against Women And Girls - Final Inspection Report",
                Same::Perhaps,
            ),
            (
                "The Poor Relation - The police and CPS response to crimes against older people",
                "The poor relation: The police and Crown Prosecution Service's response to crimes against older people",
                Same::Yes,
            ),
            ("PEEL 2018/19", "PEEL 2018/2019", Same::Yes),
            (
                "Disproportionate use of Police powers",
                "Disproportionate use of police powers - A spotlight on stop and search",
                Same::Perhaps,
            ),
            ("PEEL 2018/2019", "PEEL 2021/2022", Same::No),
            (
                "A joint thematic inspection of the response to rape - Phase two: Post-charge",
                "A Joint Thematic Inspection Of The Response To Rape, Phase 2: Post-Charge",
                Same::Yes,
            ),
            ("Digital Forensics", "Custody", Same::No),
        ] {
            assert_eq!(same_title(a, b), same, "{a} / {b}");
            assert_eq!(same_title(b, a), same, "{b} / {a}");
        }
    }
}
