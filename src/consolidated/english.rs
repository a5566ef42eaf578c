//! Numbers in sentences that can be read aloud: right for none, one and many.

/// `no recommendations`, `1 recommendation`, `3 recommendations`.
#[must_use]
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{n} {many}"),
    }
}

/// `once`, `twice`, `3 times`.
#[must_use]
pub(super) fn times(n: usize) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{n} times"),
    }
}

/// `1 day`, `3 days`.
#[must_use]
pub(super) fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

/// `both` of two, `all` of more.
#[must_use]
pub(super) fn all(n: usize) -> &'static str {
    if n == 2 { "both" } else { "all" }
}

/// `none`, `1`, `3`: a number that stands for itself.
#[must_use]
pub(super) fn alone(n: usize) -> String {
    if n == 0 { "none".to_owned() } else { n.to_string() }
}

/// The verb behind a number and its noun: `is` for one, `are` for more and for `no recommendations`.
#[must_use]
pub(super) fn verb<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// The verb behind a number that stands for itself: `none is`, `1 is`, `2 are`.
#[must_use]
pub(super) fn verb_alone<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n <= 1 { one } else { many }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The same text with a capital at its front.
#[must_use]
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let said = |n| format!("{} {} open", count(n, "report", "reports"), verb(n, "is", "are"));
        assert_eq!([said(0), said(1), said(2)], ["no reports are open", "1 report is open", "2 reports are open"]);
        let said = |n| format!("{} {} open", alone(n), verb_alone(n, "is", "are"));
        assert_eq!([said(0), said(1), said(2)], ["none is open", "1 is open", "2 are open"]);
        let parts = |n: usize| list(&["a", "b", "c"].map(str::to_owned)[..n]);
        assert_eq!([parts(0), parts(1), parts(2), parts(3)], ["", "a", "a and b", "a, b and c"]);
        assert_eq!([times(1), times(2), times(3)], ["once", "twice", "3 times"]);
        assert_eq!([days(0), days(1), days(2)], ["0 days", "1 day", "2 days"]);
        assert_eq!([all(2), all(3)], ["both", "all"]);
        assert_eq!(sentence("none is overdue"), "None is overdue");
    }
}
