//! The words of the queries that import raises itself.

use crate::model::Words;

macro_rules! words {
    ($($name:ident: $says:literal, $asks:literal;)+) => {
        $( #[doc = $says] pub static $name: Words = Words { says: $says, asks: $asks }; )+
    };
}

words! {
    HIDDEN_SHEET: "this sheet is hidden and was not read", "show the sheet and import again, if it holds recommendations";
    TEXT_NOT_PLACED: "'{text}' stands outside of every report and table, and was not taken in", "nothing, if it is a note; else put it into the table or above it, and import again";
    UNREAD_TABLE: "{rows} rows from here look like a table, but their headings are not known ('{text}'); nothing of them was taken in", "name the columns as the register does (No., Recommendation, Rating, Due, Owner, Update), and import again";
    FIGURES: "{rows} rows of figures stand here outside of every table ('{text}'); they were not taken in", "nothing, if they only count what the tables hold";
    BLUE: "this paper knows Blue beside Green: Blue was read as Green and closed, Green as still under way", "correct the ratings in the register, if the paper means otherwise";
    GREEN: "this paper's key says of Green '{meaning}': its Green was read as still under way, unless the row says that it is complete", "correct the ratings in the register, if the paper means otherwise";
    NO_TITLE: "no title stands above this table", "put the report's title above the table, and import again";
    FIRST_OF_MONTH: "every due date of this sheet stands on the first of a month, and was read as the month", "nothing, if months were meant; else import again with one date written out as text";
    UNREAD_CELL: "this cell could not be read", "open the file in Excel, put the value in as text, and import again";
    ERROR_VALUE: "this cell shows {value}: its formula failed, and it was read as blank", "put in what it should say, and import again";
    NO_STORED_VALUE: "formulas of this sheet have no stored value and were read as blank: {count}, of which this is the first", "open the file in Excel, save it, and import again";
    NUMBER_IS_DATE: "this cell holds the date {no} where the number stands: Excel makes one of a number such as {likely}; it was taken as it shows", "format the column as text, type the number that the report prints, and import again";
    CUT_OFF: "{heading} is longer than a cell of the register holds; what is beyond is kept under '{beyond}' in the table Positions", "shorten it in the register, and say where the whole text is kept";
    UNKNOWN_COLUMN: "the heading '{heading}' is not known; its values are kept as they stand in the table Positions", "name the column as the register does, if it is one of its columns, and import again";
    NEARLY_KNOWN_COLUMN: "the heading '{heading}' is not known, and is not guessed; its values are kept as they stand in the table Positions", "write '{nearest}', if that is what it means, and import again";
    SAME_COLUMN: "the heading '{heading}' means the same as '{taken}', which is read; its values are kept as they stand in the table Positions", "if the other one is meant, name this one otherwise, and import again";
    TAKEN_FOR_TEXT: "the heading '{heading}' is not known; it was read as the recommendation, since the table has no other column for it", "write 'Recommendation' if that is what it means, else name the column of recommendations so, and import again";
    UNKNOWN_RATING: "the status '{typed}' names no colour that is known; the row is held as {stage}, without a rating", "put the rating into the register";
    UNKNOWN_RATING_NEAREST: "the status '{typed}' names no colour that is known; the row is held as {stage}, without a rating", "put {nearest} into the register, if that is what was meant";
    BLANK_STATUS: "no status is printed, and the colour of a cell alone is not read; the row is held as in progress, without a rating", "put the rating into the register";
    NO_RATINGS: "this paper rates none of its {rows} rows; they are held as in progress, without a rating", "nothing, if the paper shows only what is open; else put the ratings into the register";
    CLOSED_BY_DATE: "this paper has no column of statuses: rows with a date under '{heading}' ({closed} of {rows}) are held as closed on it, the others as in progress; none has a rating", "nothing, if the paper means that; else put the right stage into the register";
    NO_OWNERS: "this paper names no owners; its tasks ({rows}) keep the owner that the register holds, or have none", "put owners into the register before the next issue";
    UNREADABLE_DATE: "the due date '{typed}' is no date; it is kept as printed", "put the date into the register, or say there that none is set";
    NOT_A_DATE: "{column}: '{typed}' is no date; it is kept as printed", "put the date into the register";
    UNLIKELY_DATE: "the due date '{typed}' lies far outside this work; it is not taken", "put the right date into the register: most likely {likely}";
    UNLIKELY_DATE_UNCLEAR: "the due date '{typed}' lies far outside this work; it is not taken", "put the right date into the register";
    IMPOSSIBLE_DATE: "the due date '{typed}' does not exist; it is not taken", "put the right date into the register";
    AMBIGUOUS_DATE: "{count} dates such as '{typed}' could be read two ways; they are read day first ({read})", "nothing, if day first is right";
    SHARED: "the rows {nos} show no {what} of their own; they are read as sharing the row above", "nothing, if one {what} was meant for all of them";
    STATED_COUNT: "the sentence states {stated}, but the rows below it come to {rows}", "correct the sentence or the rows; complete rows may be left out, Red and open White count as in progress";
    STATED_PARTS: "the sentence states {stated}: its parts come to {sum} of {whole}", "correct the sentence, so that its parts come to the whole";
    OWNER_TO_COME: "no owner is named yet", "name the post that answers for it before the next issue";
    MOVED_IN_PAPER: "the paper replaces the due date {from} by {to} and does not say why", "say why the date had to move";
    STATED_COLUMNS: "the columns state {stated}; the rows come to {rows}", "correct the figures or the rows";
    PRINTED_NEW: "{printed} is printed as new, but it was {rating} in {cycle} already", "print it without 'new'";
    PRINTED_NOT_NEW: "it is {rating} now and was {before} in {cycle}, but is not printed as new, as this paper does elsewhere", "print it as new {rating}";
    VANISHED: "it was {rating} and open in {cycle}, and this paper does not show it", "show it once more with its final colour, or say why it is gone";
    VANISHED_LATER: "it is {rating} and open here, and the paper of {cycle} does not show it", "show it once more with its final colour, or say why it is gone";
    RENUMBERED: "number {no} was number {was} in an earlier paper; the recommendation was known by its text", "nothing, if the report was numbered anew; else correct the number";
    OTHER_TEXT: "under number {no} another text stood before ('{before}'); it was taken as the same recommendation", "correct the number, if this is another recommendation; else correct the text in the register";
    SAME_TITLE: "the register holds a report of this title with other recommendations under the same numbers; this one was taken as another, {report}", "give each report the title that it was published under";
    REPEATED_NUMBER: "number {no} stands more than once in this report; it first stands in {first}", "give each row the number that the report prints";
    ORIGINAL_CHANGED: "the first due date is printed as {printed}, but the paper of {cycle} gave it as {held}", "print the first date that was set; it never changes";
    ORIGINAL_CHANGED_HELD: "the first due date is printed as {printed}, but the register holds {held}", "print the first date that was set; it never changes";
    PUBLISHED_DIFFERS: "published is given as {printed}, but the register holds {held}", "look it up in the report, and correct the one that is wrong";
    PUBLISHED_TWICE: "published is given as {printed} and, in {other}, as {held}", "look it up in the report, and correct the one that is wrong";
    WITHOUT_RECOMMENDATIONS: "no recommendations and no position statement are shown for this report", "say what the force's position is, or leave the report out";
    IMPORTED_DIFFERS: "this row differs from what was imported for {cycle} before ({fields}); the earlier position is kept", "correct the register, if this paper is the right one";
    LINK_UNKNOWN: "the row names {named}, which is not in the register", "add the link in the register, once that recommendation is there";
    NOTHING_FOUND: "no table of recommendations was found in this file", "see that each table has a heading row with the number, the recommendation, and its status or due date";
}
