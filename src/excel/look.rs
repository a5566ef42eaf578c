//! Looking through the XML of a part, whole or piece by piece, for what would hurt a reader: texts, tags and cells longer than
//! any workbook's, and more of them than it may hold.

use memchr::{memchr2_iter, memmem};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::marks::attribute;
use super::unreadable::Unreadable;

/// The longest run of text or tag that a part may hold: a full cell takes a quarter of it at most.
const LONGEST_EVENT: usize = 1 << 20;
/// The longest stretch from one cell, or one shared text, to the next.
const LONGEST_CELL: usize = 2 << 20;
/// Parts below this size cannot hold anything that hurts, and are not measured.
pub(crate) const SMALL: usize = 1 << 20;
/// The first bytes of a part, in which a list says how long it is.
pub(crate) const HEAD: usize = 1 << 12;

/// Refuses a part in which one text or tag is longer than any workbook's.
pub(crate) fn measure(xml: &[u8], path: &str) -> Result<(), Unreadable> {
    if xml.len() > SMALL && longest_event(xml) > LONGEST_EVENT {
        return Err(one_long_text(path));
    }
    Ok(())
}

fn one_long_text(path: &str) -> Unreadable {
    Unreadable::oversized(format!("its part {path} holds one text of more than a million characters"))
}

pub(crate) fn longest_event(xml: &[u8]) -> usize {
    let mut last = 0;
    let mut longest = 0;
    for at in memchr2_iter(b'<', b'>', xml) {
        longest = longest.max(at - last);
        last = at;
    }
    longest.max(xml.len() - last)
}

/// Finds a mark in pieces that come one after another, also where it stands across two of them.
pub(crate) struct Find {
    mark: &'static [u8],
    finder: memmem::Finder<'static>,
    /// The end of what was seen, too short to hold the mark.
    tail: Vec<u8>,
    seen: usize,
}

impl Find {
    pub(crate) fn new(mark: &'static [u8]) -> Self {
        Self { mark, finder: memmem::Finder::new(mark), tail: Vec::new(), seen: 0 }
    }

    /// Calls `found` with the place of each mark, counted from the first piece's beginning.
    pub(crate) fn see(&mut self, piece: &[u8], mut found: impl FnMut(usize)) {
        let short = self.mark.len() - 1;
        let before = self.tail.len();
        let from = self.seen - before;
        self.tail.extend(piece.iter().take(short));
        // Whatever begins in the tail ends behind it: the tail alone is too short.
        self.finder.find_iter(&self.tail).filter(|at| *at < before).for_each(|at| found(from + at));
        self.finder.find_iter(piece).for_each(|at| found(self.seen + at));
        if piece.len() >= short {
            self.tail.clear();
            self.tail.extend(piece.iter().skip(piece.len() - short));
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(short));
        }
        self.seen += piece.len();
    }
}

/// What a part that is seen piece by piece comes to: its longest text or tag, and its longest cell or shared text.
pub(crate) struct Look {
    /// The bytes since the last angle bracket, and the most between two.
    since: usize,
    longest_event: usize,
    /// What each cell or text begins with; the last one, how many, and the longest stretch from one to the next.
    begins: Find,
    last: usize,
    count: usize,
    stretch: usize,
    /// What stands behind the last cell; how many cells and which stretch there were when it was seen last.
    ends: Option<Find>,
    at_end: Option<(usize, usize)>,
    /// The first bytes.
    head: Vec<u8>,
}

impl Look {
    pub(crate) fn new(begins: &'static [u8], ends: Option<&'static [u8]>) -> Self {
        Self {
            since: 0,
            longest_event: 0,
            begins: Find::new(begins),
            last: 0,
            count: 0,
            stretch: 0,
            ends: ends.map(Find::new),
            at_end: None,
            head: Vec::new(),
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.begins.seen
    }

    /// A part that is too small to hurt: only its beginning is looked at.
    pub(crate) fn see_small(&mut self, part: &[u8]) {
        self.head.extend(part.iter().take(HEAD));
        self.begins.seen = part.len();
    }

    pub(crate) fn see(&mut self, piece: &[u8]) {
        self.head.extend(piece.iter().take(HEAD.saturating_sub(self.head.len())));
        let mut last = 0;
        for at in memchr2_iter(b'<', b'>', piece) {
            self.longest_event = self.longest_event.max(self.since + at - last);
            (self.since, last) = (0, at);
        }
        self.since += piece.len() - last;
        let mut ends = Vec::new();
        if let Some(find) = &mut self.ends {
            find.see(piece, |at| ends.push(at));
        }
        let mut ends = ends.into_iter().peekable();
        let Self { begins, last, count, stretch, at_end, .. } = self;
        begins.see(piece, |at| {
            while let Some(end) = ends.next_if(|end| *end <= at) {
                *at_end = Some((*count, (*stretch).max(end.saturating_sub(*last))));
            }
            *stretch = (*stretch).max(at - *last);
            *last = at;
            *count += 1;
        });
        for end in ends {
            *at_end = Some((*count, (*stretch).max(end.saturating_sub(*last))));
        }
    }

    /// How many texts a list claims to hold, by its first bytes: 0 when it does not say, none when no list begins there.
    pub(crate) fn claimed_texts(&self) -> Option<u64> {
        let xml = String::from_utf8_lossy(&self.head);
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                    let claimed = attribute(&tag, "uniqueCount").unwrap_or_default();
                    let digits: String = claimed.chars().filter(char::is_ascii_digit).collect();
                    return Some(if digits.len() > 18 { u64::MAX } else { digits.parse().unwrap_or(0) });
                }
                Ok(Event::Eof) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// What was seen so far comes to: the longest text or tag, how many cells or texts, and the longest of them.
    fn sums(&self) -> (usize, usize, usize) {
        let (count, stretch) = self.at_end.unwrap_or((self.count, self.stretch.max(self.size() - self.last)));
        (self.longest_event.max(self.since), count, stretch)
    }

    /// How many cells or texts there are at most, when none is longer than any workbook's.
    pub(crate) fn measured(&self, path: &str) -> Result<usize, Unreadable> {
        let (event, count, stretch) = self.sums();
        if self.size() > SMALL && event > LONGEST_EVENT {
            return Err(one_long_text(path));
        }
        if stretch > LONGEST_CELL {
            return Err(Unreadable::oversized(format!("its part {path} holds one cell of more than a million characters")));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn looked(pieces: &[&[u8]]) -> Look {
        let mut look = Look::new(b"<c", Some(b"sheetData>"));
        pieces.iter().for_each(|piece| look.see(piece));
        look
    }

    proptest! {
        /// However a part is cut into pieces, the look is that of the whole, and what it finds a plain search finds.
        #[test]
        fn pieces_come_to_what_the_whole_does(
            words in prop::collection::vec(prop::sample::select(vec!["<c", "<", "c>", "sheetData>", "sheet", "Data>", "x", "<cols", "</"]), 0..60),
            cuts in prop::collection::vec(0..300usize, 0..20),
        ) {
            let whole = words.concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(whole.len())).chain([0, whole.len()]).collect();
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &whole.as_bytes()[pair[0]..pair[1]]).collect();
            let look = looked(&pieces);
            prop_assert_eq!(look.sums(), looked(&[whole.as_bytes()]).sums());
            prop_assert_eq!(look.size(), whole.len());

            let cells = whole.rfind("sheetData>").map_or(whole.as_str(), |end| &whole[..end]);
            let mut begins: Vec<usize> = cells.match_indices("<c").map(|(at, _)| at).collect();
            let count = begins.len();
            begins.insert(0, 0);
            begins.push(cells.len());
            let stretch = begins.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
            let event = whole.split(['<', '>']).enumerate().map(|(at, text)| text.len() + usize::from(at > 0)).max().unwrap_or(0);
            prop_assert_eq!(look.sums(), (event, count, stretch));
        }
    }

    #[test]
    fn a_list_says_how_long_it_is_at_its_beginning() {
        for (xml, claimed) in [
            ("<?xml version=\"1.0\"?><sst uniqueCount=\"12\"><si/></sst>", Some(12)),
            ("<x:sst x:uniqueCount=\" 7 \"/>", Some(7)),
            ("<sst/>", Some(0)),
            ("<sst uniqueCount=\"99999999999999999999\"/>", Some(u64::MAX)),
            ("<other/>", None),
            ("", None),
        ] {
            let mut look = Look::new(b"<si", None);
            look.see_small(xml.as_bytes());
            assert_eq!(look.claimed_texts(), claimed, "{xml}");
        }
    }
}
