//! A long JSON file read in pieces: a file that holds a list as long as the returns is never whole in memory.
//!
//! Only the layout that [`super::issued::write_pretty`] gives is read so: a line for each bracket, two blanks for each level. JSON
//! allows no line break within a text, so a line that is one bracket at the level of the list's items is the end of one. Any
//! other layout is left to be read whole, and so is whatever does not fit: then the reader of the whole says what is wrong.

use std::io::BufRead;

use rayon::prelude::*;
use serde::de::DeserializeOwned;

/// How much is read before what was read is parsed: some dozens of packs for each core.
const AT_A_TIME: usize = 2 << 20;

/// The object without its list, and what `made` makes of each item of the list.
///
/// None where the file is laid out otherwise, cannot be read, or an item is not what it should be.
pub fn read<E: DeserializeOwned, T: DeserializeOwned, R: Send>(
    from: &mut dyn BufRead,
    list: &str,
    made: impl Fn(T) -> R + Sync,
) -> Option<(E, Vec<R>)> {
    let opens = format!("\n  \"{list}\": [\n");
    let mut around = Vec::new();
    while !around.ends_with(opens.as_bytes()) {
        line(from, &mut around)?;
    }
    let mut all = Vec::new();
    let (mut text, mut ends) = (Vec::new(), Vec::new());
    // A comma stands between two items, before the first as it were.
    let mut comma = true;
    loop {
        let start = text.len();
        line(from, &mut text)?;
        match &text[start..] {
            end @ (b"    },\n" | b"    }\n") => {
                let follows = end.ends_with(b",\n");
                if !std::mem::replace(&mut comma, follows) {
                    return None;
                }
                text.truncate(start + "    }".len());
                ends.push(text.len());
            }
            b"  ]\n" | b"  ],\n" => {
                if comma {
                    return None;
                }
                around.extend_from_slice(&text[start..]);
                text.truncate(start);
                break;
            }
            _ => {}
        }
        if text.len() >= AT_A_TIME && !ends.is_empty() {
            let whole = *ends.last()?;
            all.append(&mut parsed(&text, &ends, &made)?);
            text.drain(..whole);
            ends.clear();
        }
    }
    all.append(&mut parsed(&text, &ends, &made)?);
    // Nothing but blanks may stand behind the last item.
    if !text[ends.last().copied().unwrap_or(0)..].trim_ascii().is_empty() {
        return None;
    }
    from.read_to_end(&mut around).ok()?;
    Some((serde_json::from_slice(&around).ok()?, all))
}

/// One line more; none at the end of the file.
fn line(from: &mut dyn BufRead, to: &mut Vec<u8>) -> Option<()> {
    (from.read_until(b'\n', to).ok()? > 0).then_some(())
}

/// The items that end there, each parsed by whichever core is free.
fn parsed<T: DeserializeOwned, R: Send>(text: &[u8], ends: &[usize], made: &(impl Fn(T) -> R + Sync)) -> Option<Vec<R>> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let items: Vec<&[u8]> = starts.zip(ends).map(|(start, end)| &text[start..*end]).collect();
    items.par_iter().map(|item| serde_json::from_slice(item).ok().map(made)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use serde_json::{Value as Json, json};

    use super::super::issued::pretty;
    use super::*;

    fn pieces(bytes: &[u8]) -> Option<(Json, Vec<Json>)> {
        read(&mut Cursor::new(bytes), "packs", |item: Json| item)
    }

    #[test]
    fn what_was_written_is_read_in_pieces_as_it_is_read_whole() {
        // Longer than one piece, with brackets and line breaks in texts, and lists of the same name further in.
        let item = |n: usize| json!({ "n": n, "text": "  ]\n    },\n".repeat(n % 7), "packs": [{ "a": [] }, {}], "none": null });
        for count in [1, 2, 60_000] {
            let whole = json!({ "as_at": "2022-10-31", "packs": (0..count).map(item).collect::<Vec<_>>(), "z": [1, 2] });
            let bytes = pretty(&whole);
            assert!(count < 60_000 || bytes.len() > 3 * AT_A_TIME);
            let (around, packs) = pieces(&bytes).unwrap_or_else(|| panic!("{count} items are not read in pieces"));
            assert_eq!(packs, whole["packs"].as_array().unwrap().clone());
            assert_eq!((&around["as_at"], &around["z"]), (&whole["as_at"], &whole["z"]));
            assert_eq!(around["packs"], json!([]));
        }
    }

    #[test]
    fn what_does_not_fit_is_left_to_be_read_whole() {
        let two = "{\n  \"packs\": [\n    {\n      \"n\": 1\n    },\n    {\n      \"n\": 2\n    }\n  ]\n}\n";
        assert_eq!(pieces(two.as_bytes()).unwrap().1, [json!({ "n": 1 }), json!({ "n": 2 })]);
        let whole: Json = serde_json::from_str(two).unwrap();
        // Whatever is left out of a good file: never another answer, and none that the whole would not give.
        for cut in 0..two.len() {
            for len in 1..=two.len() - cut {
                let other = [&two[..cut], &two[cut + len..]].concat();
                if let Some((_, packs)) = pieces(other.as_bytes()) {
                    let read: Json = serde_json::from_str(&other).unwrap_or_else(|why| panic!("{why}: {other}"));
                    assert_eq!(json!(packs), read["packs"], "{other}");
                }
            }
        }
        assert!(pieces(&serde_json::to_vec(&whole).unwrap()).is_none());
        assert!(pieces(&pretty(&json!({ "packs": [] }))).is_none());
        assert!(pieces(two.replace('\n', "\r\n").as_bytes()).is_none());
        assert!(pieces(two.replace("\"n\": 2", "\"n\": two").as_bytes()).is_none());
    }
}
