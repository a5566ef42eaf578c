//! Mail: letters to owners as drafts, and mails that came back opened. The only user of mail packages.
//!
//! It knows how a message is laid out and what mail programs do with it; it decides nothing about who is written to, and
//! touches no file: bytes come in and go out.

mod draft;
mod eml;
mod letter;
mod msg;
mod open;
mod templates;

pub use draft::draft;
pub use letter::{Attachment, Item, Kind, Letter, Person};
pub use open::{Attached, Opened, Unopened, open};
pub use templates::{TEMPLATE_NAMES, Templates, default_template};
