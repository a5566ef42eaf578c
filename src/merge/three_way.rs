//! One fact, three sides, always in this order: issued, held, returned.

/// What becomes of one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged<T> {
    Settled(T),
    /// Both sides moved, differently. The register keeps what it holds until a decision.
    Clash {
        issued: T,
        held: T,
        returned: T,
    },
}

/// Merges one fact. Only one side moved: take it. Both moved alike: take it. Both moved differently: a clash.
///
/// `same` says when two values are the same fact.
pub fn three_way<T: Clone>(issued: &T, held: &T, returned: &T, same: impl Fn(&T, &T) -> bool) -> Merged<T> {
    if same(issued, returned) || same(held, returned) {
        Merged::Settled(held.clone())
    } else if same(issued, held) {
        Merged::Settled(returned.clone())
    } else {
        Merged::Clash { issued: issued.clone(), held: held.clone(), returned: returned.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All 27 cases of three values, as laws and not as answers.
    #[test]
    fn small_world() {
        for issued in 0..3 {
            for held in 0..3 {
                for returned in 0..3 {
                    let moved: Vec<i32> = [held, returned].into_iter().filter(|side| *side != issued).collect();
                    match three_way(&issued, &held, &returned, |a, b| a == b) {
                        Merged::Settled(value) => {
                            assert!(moved.iter().all(|side| *side == value), "a change was dropped: {issued} {held} {returned}");
                            assert!(moved.contains(&value) || value == issued, "a value from nowhere: {issued} {held} {returned}");
                        }
                        Merged::Clash { issued: i, held: h, returned: r } => {
                            assert_eq!((i, h, r), (issued, held, returned));
                            assert_eq!(moved.len(), 2, "a clash needs two movers");
                            assert_ne!(held, returned, "the same change is no clash");
                        }
                    }
                    // Who is called held and who returned does not decide whether they clash.
                    let other = three_way(&issued, &returned, &held, |a, b| a == b);
                    let this = three_way(&issued, &held, &returned, |a, b| a == b);
                    assert_eq!(matches!(this, Merged::Clash { .. }), matches!(other, Merged::Clash { .. }));
                    // Merging again, with the settled value held, changes nothing.
                    if let Merged::Settled(value) = this {
                        assert_eq!(three_way(&issued, &value, &returned, |a, b| a == b), Merged::Settled(value));
                    }
                }
            }
        }
    }
}
