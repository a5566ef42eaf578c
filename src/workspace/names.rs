//! File names that every system takes, Windows first.

/// A name safe on Windows: letters, digits and hyphens, in lower case, at most 60 characters, never a device's name.
#[must_use]
pub fn safe(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let plain = match c {
            'à'..='å' | 'À'..='Å' => 'a',
            'è'..='ë' | 'È'..='Ë' => 'e',
            'ì'..='ï' | 'Ì'..='Ï' => 'i',
            'ò'..='ö' | 'Ò'..='Ö' => 'o',
            'ù'..='ü' | 'Ù'..='Ü' => 'u',
            'ç' | 'Ç' => 'c',
            'ñ' | 'Ñ' => 'n',
            c => c.to_ascii_lowercase(),
        };
        match plain {
            'a'..='z' | '0'..='9' => name.push(plain),
            '\'' | '’' => {}
            _ if !name.ends_with('-') && !name.is_empty() => name.push('-'),
            _ => {}
        }
    }
    name.truncate(60);
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() {
        return "unnamed".to_owned();
    }
    if is_device(&name) { format!("{name}-") } else { name }
}

/// True for what can be a cycle's label: its folder has that name, so it must be safe as it stands.
#[must_use]
pub fn is_label(text: &str) -> bool {
    !text.is_empty() && text == safe(text)
}

/// Names that differ, also for a file system that ignores case: a number is added where two would be the same.
#[must_use]
pub fn distinct(wanted: &str, taken: &dyn Fn(&str) -> bool) -> String {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2u32..).map(|n| format!("{wanted}-{n}")).find(|name| !taken(name)).unwrap_or_else(|| wanted.to_owned())
}

fn is_device(name: &str) -> bool {
    matches!(name, "con" | "prn" | "aux" | "nul")
        || (name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt")) && name.ends_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_windows() {
        for (text, name) in [
            ("Head of PPU", "head-of-ppu"),
            ("T/ DI ART manager", "t-di-art-manager"),
            ("DCI Head of Major Crime + DS PPU", "dci-head-of-major-crime-ds-ppu"),
            ("Con", "con-"),
            ("COM1", "com1-"),
            ("../../etc", "etc"),
            ("…", "unnamed"),
            ("Chef de cabinet (Élise)", "chef-de-cabinet-elise"),
        ] {
            assert_eq!(safe(text), name, "{text:?}");
        }
        for (text, is) in [
            ("2022-06", true),
            ("q3-2022", true),
            ("", false),
            ("..", false),
            ("../../../out", false),
            ("/elsewhere", false),
            ("C:\\out", false),
            ("2022/05", false),
            ("2022\\05", false),
            ("Nov 2021", false),
            ("nov-2021-", false),
            ("con", false),
        ] {
            assert_eq!(is_label(text), is, "{text:?}");
        }
        assert_eq!(distinct("a", &|name| name == "a" || name == "a-2"), "a-3");
    }
}
