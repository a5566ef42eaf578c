//! Mail: letters to owners as drafts, and mails that came back opened. The only user of mail packages.
//!
//! It knows how a message is laid out and what mail programs do with it; it decides nothing about who is written to, and
//! touches no file: bytes come in and go out.

mod address;
mod draft;
mod eml;
mod letter;
mod msg;
mod open;
mod outbox;
mod outgoing;
mod send;
mod templates;

pub use address::{AddressPoint, Trouble, address_of, shared_addresses};
pub use draft::draft;
pub use letter::{Attachment, Item, Kind, Letter, Person};
pub use open::{Attached, Opened, Unopened, open};
pub use outbox::{MAILTO_MOST, OutboxEntry, mail_merge, outbox_page};
pub use outgoing::Outgoing;
pub use send::{Outside, Secret, Sent, ready, send};
pub use templates::{TEMPLATE_NAMES, Templates, default_template};
