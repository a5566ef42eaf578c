//! Charts as inline SVG. Every number that is drawn stands in the table beside the chart too; within a bar the colour's first
//! letter stands with its number, so that nobody has to tell colours apart.

use super::{escape, number};
use crate::consolidated::{Chart, ChartKind, Table};
use crate::model::text::Text;

/// Fill and ink of a series, by its heading.
fn colours(heading: &str) -> (&'static str, &'static str) {
    match heading {
        "Red" => ("#b10e1e", "#ffffff"),
        "Amber" => ("#ffbf47", "#1b1b1b"),
        "Green" => ("#005a30", "#ffffff"),
        "White" => ("#ffffff", "#1b1b1b"),
        "Not rated" => ("#d0d0d0", "#1b1b1b"),
        _ => ("#1f3a5f", "#ffffff"),
    }
}

/// A chart over a table, with its title and its words for readers who cannot see it. `at` makes its names within the page distinct.
pub(super) fn figure(at: usize, chart: &Chart, table: &Table) -> String {
    let rows: Vec<(Text, Vec<f64>)> = table
        .rows
        .iter()
        .take(chart.rows)
        .map(|row| {
            let name = row.first().map(|cell| cell.value().shown()).unwrap_or_default();
            (name, chart.series.iter().map(|column| row.get(*column).map_or(0.0, super::Cell::number).max(0.0)).collect())
        })
        .collect();
    let series: Vec<&str> = chart.series.iter().map(|column| table.heads.get(*column).map_or("", |head| head.heading.as_str())).collect();
    let most = rows.iter().map(|(_, values)| values.iter().sum::<f64>()).fold(1.0, f64::max);
    let (drawn, width, height) = match chart.kind {
        ChartKind::Bars => bars(&rows, &series, most),
        ChartKind::Columns | ChartKind::Ages => columns(&rows, &series, most),
    };
    let title = escape(&chart.title);
    format!(
        "<figure>\n<figcaption id=\"chart-{at}\">{title}</figcaption>\n<svg role=\"img\" aria-labelledby=\"chart-{at} chart-{at}-words\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"13\">\n<desc id=\"chart-{at}-words\">{words}</desc>\n{drawn}</svg>\n</figure>\n",
        w = number(width),
        h = number(height),
        words = escape(&chart.alt),
    )
}

fn legend(series: &[&str], x: f64, y: f64) -> String {
    if series.len() < 2 {
        return String::new();
    }
    let mut drawn = String::new();
    for (at, name) in series.iter().enumerate() {
        let left = x + 84.0 * float(at);
        drawn.push_str(&rectangle(left, y, 14.0, 14.0, colours(name).0));
        drawn.push_str(&text(left + 20.0, y + 12.0, "start", "#1b1b1b", name));
    }
    drawn
}

fn bars(rows: &[(Text, Vec<f64>)], series: &[&str], most: f64) -> (String, f64, f64) {
    const LEFT: f64 = 250.0;
    const ROW: f64 = 30.0;
    const LONG: f64 = 380.0;
    let mut drawn = legend(series, LEFT, 4.0);
    for (at, (name, values)) in rows.iter().enumerate() {
        let y = 30.0 + ROW * float(at);
        drawn.push_str(&text(LEFT - 8.0, y + 16.0, "end", "#1b1b1b", &crate::model::text::shorten(name, 34)));
        let mut x = LEFT;
        for (value, name) in values.iter().zip(series) {
            let long = value / most * LONG;
            if *value > 0.0 {
                drawn.push_str(&rectangle(x, y, long, ROW - 8.0, colours(name).0));
                if long >= 30.0 {
                    drawn.push_str(&text(x + long / 2.0, y + 16.0, "middle", colours(name).1, &label(name, *value)));
                }
            }
            x += long;
        }
        drawn.push_str(&text(x + 6.0, y + 16.0, "start", "#1b1b1b", &number(values.iter().sum())));
    }
    (drawn, LEFT + LONG + 50.0, 34.0 + ROW * float(rows.len()))
}

fn columns(rows: &[(Text, Vec<f64>)], series: &[&str], most: f64) -> (String, f64, f64) {
    const TALL: f64 = 220.0;
    const BASE: f64 = 270.0;
    let step = (640.0 / float(rows.len().max(1))).clamp(38.0, 110.0);
    let mut drawn = legend(series, 10.0, 4.0);
    drawn.push_str(&format!(
        "<line x1=\"0\" y1=\"{BASE}\" x2=\"{}\" y2=\"{BASE}\" stroke=\"#1b1b1b\"/>\n",
        number(step * float(rows.len()) + 20.0)
    ));
    for (at, (name, values)) in rows.iter().enumerate() {
        let x = 10.0 + step * float(at);
        let mut y = BASE;
        for (value, name) in values.iter().zip(series) {
            let tall = value / most * TALL;
            y -= tall;
            if *value > 0.0 {
                drawn.push_str(&rectangle(x + 3.0, y, step - 6.0, tall, colours(name).0));
                if tall >= 15.0 {
                    drawn.push_str(&text(
                        x + step / 2.0,
                        y + tall / 2.0 + 5.0,
                        "middle",
                        colours(name).1,
                        &label(if series.len() > 1 { name } else { "" }, *value),
                    ));
                }
            }
        }
        drawn.push_str(&text(x + step / 2.0, y - 5.0, "middle", "#1b1b1b", &number(values.iter().sum())));
        let (x, y) = (x + step / 2.0, BASE + 16.0);
        // The cycle alone: its date stands in the table. Narrow columns have their names on the slant.
        let name = escape(name.split(" (").next().unwrap_or(name));
        let (anchor, turn) = if step < 70.0 {
            ("end", format!(" transform=\"rotate(-40 {} {})\"", number(x), number(y)))
        } else {
            ("middle", String::new())
        };
        drawn.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"#1b1b1b\"{turn}>{name}</text>\n",
            number(x),
            number(y)
        ));
    }
    (drawn, (step * float(rows.len()) + 30.0).max(460.0), BASE + if step < 70.0 { 60.0 } else { 26.0 })
}

/// The colour's first letter and the number: 'R 3'.
fn label(series: &str, value: f64) -> String {
    let letter: String = series.chars().take(1).collect();
    format!("{letter} {}", number(value)).trim().to_owned()
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, fill: &str) -> String {
    format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"#1b1b1b\"/>\n",
        number(x),
        number(y),
        number(width),
        number(height)
    )
}

fn text(x: f64, y: f64, anchor: &str, fill: &str, said: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>\n", number(x), number(y), escape(said))
}

fn float(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}
