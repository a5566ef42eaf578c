//! The form's cell formats, and how its sheets are protected.

use rust_xlsxwriter::{Format, FormatAlign, ProtectionOptions, Worksheet};

use crate::excel::style::{self, Looks, palette};

/// The formats of the form. Those of entry cells are unlocked; all others lock their cells themselves, since the
/// workbook's Normal style does not.
pub(super) struct FormLooks {
    pub(super) shared: Looks,
    pub(super) locked: Format,
    pub(super) locked_strong: Format,
    pub(super) entry: Format,
    pub(super) entry_date: Format,
    pub(super) heading: Format,
    pub(super) entry_heading: Format,
    /// What asks again, in a correction.
    pub(super) asked: Format,
    pub(super) asked_date: Format,
    /// Beside a single fact above the table.
    pub(super) fact: Format,
    pub(super) right_label: Format,
    /// The one line that says what to do.
    pub(super) hint: Format,
    /// Everything outside the form.
    pub(super) outside: Format,
}

impl FormLooks {
    pub(super) fn new() -> Self {
        let top = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let locked = style::swatch(top.clone(), palette::LOCKED);
        let entry = style::swatch(top.clone(), palette::ENTRY).set_unlocked();
        let asked = style::lined(style::swatch(top.clone(), palette::ASKED), palette::ASKED).unset_bold().set_unlocked();
        Self {
            shared: Looks::new(),
            locked_strong: locked.clone().set_bold(),
            entry_date: entry.clone().set_num_format(style::DATE).set_align(FormatAlign::Left),
            heading: style::swatch(top.clone(), palette::HEADING),
            entry_heading: style::swatch(top.clone(), palette::ENTRY_HEADING),
            asked_date: asked.clone().set_num_format(style::DATE).set_align(FormatAlign::Left),
            fact: locked.clone().set_bold().set_num_format(style::DATE).set_align(FormatAlign::Left),
            right_label: Format::new().set_bold().set_align(FormatAlign::Right).set_align(FormatAlign::Top),
            hint: Format::new().set_bold().set_font_color(palette::ENTRY_HEADING.fill).set_align(FormatAlign::VerticalCenter),
            outside: Format::new(),
            locked,
            entry,
            asked,
        }
    }
}

/// Protects a sheet without a password: what is locked stays as issued; filtering, column widths and row heights stay allowed.
pub(super) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        sort: true,
        ..ProtectionOptions::new()
    });
}
