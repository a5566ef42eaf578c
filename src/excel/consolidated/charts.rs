//! The charts of `Summary`: native ones, in the ratings' colours and with a pattern each, so that they can be told apart in grey.

use rust_xlsxwriter::{
    Chart as ExcelChart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill, ChartPatternFillType,
    ChartSolidFill, ChartType, Worksheet, XlsxError,
};

use super::super::style::palette;
use super::Origin;
use super::tables::column;
use crate::consolidated::{Block, Chart, ChartKind};
use crate::model::words::{Rating, Word as _};

/// A chart's width in pixels: the right half of the page.
const WIDE: u32 = 465;
/// The heading of the column that holds what has no rating.
const NOT_RATED: &str = "Not rated";
/// The height of a row in pixels, about.
const ROW: u32 = 23;

/// Puts the charts on the right: the trend beside the ratings, the ages on the next page, the reports beside their table. `pages` holds the
/// first row of each page; gives the row under the last chart.
pub(super) fn put(sheet: &mut Worksheet, blocks: &[(&Block, Origin)], pages: &[u32], col: u16) -> Result<u32, XlsxError> {
    let mut below = 0;
    // A row lower on the later pages, so that no border falls on the page before.
    let mut next: Vec<u32> = pages.iter().enumerate().map(|(at, row)| row + u32::from(at > 0)).collect();
    for (page, kind) in [(0, ChartKind::Columns), (1, ChartKind::Ages), (2, ChartKind::Bars)] {
        for (block, origin) in blocks {
            let Some(chart) = block.chart.as_ref().filter(|chart| chart.kind == kind) else { continue };
            let Some(row) = next.get_mut(page) else { continue };
            let high = match chart.kind {
                ChartKind::Bars => 130 + 22 * u32::try_from(chart.rows).unwrap_or(0),
                // As high as the block of ratings beside it: the page ends there.
                ChartKind::Columns => 290,
                ChartKind::Ages => 260,
            };
            let mut drawn = draw(block, chart, *origin);
            drawn.set_width(WIDE).set_height(high);
            sheet.insert_chart(*row, col, &drawn)?;
            *row += high.div_ceil(ROW) + 1;
            below = below.max(*row);
        }
    }
    Ok(below)
}

fn draw(block: &Block, chart: &Chart, origin: Origin) -> ExcelChart {
    let kind = match chart.kind {
        ChartKind::Bars => ChartType::BarStacked,
        ChartKind::Columns => ChartType::ColumnStacked,
        ChartKind::Ages => ChartType::Column,
    };
    let mut drawn = ExcelChart::new(kind);
    let last = origin.row + u32::try_from(chart.rows.max(1)).unwrap_or(1) - 1;
    for at in &chart.series {
        let col = origin.col + column(*at);
        let heading = block.table.heads.get(*at).map_or("", |head| head.heading.as_str());
        let rating = Rating::read(heading);
        let series = drawn
            .add_series()
            .set_categories((origin.sheet, origin.row, origin.col, last, origin.col))
            .set_values((origin.sheet, origin.row, col, last, col))
            .set_name((origin.sheet, origin.row - 1, col))
            .set_format(&mut if heading == NOT_RATED { not_rated() } else { look(rating) })
            .set_gap(60)
            // A nought in a stack says nothing and stands in the way of its neighbours.
            .set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_num_format("0;;")
                    .set_font(ChartFont::new().set_bold().set_size(9).set_color(0x1F_1F_1F))
                    .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(0xFF_FF_FF))),
            );
        if chart.kind != ChartKind::Ages {
            series.set_overlap(100);
        }
    }
    drawn.title().set_name(&chart.title).set_font(ChartFont::new().set_size(12).set_bold().set_color(palette::HEADING.fill));
    drawn.set_alt_text(&chart.alt);
    if chart.kind == ChartKind::Ages {
        drawn.legend().set_hidden();
        drawn.x_axis().set_name("Days overdue");
    } else {
        drawn.legend().set_position(ChartLegendPosition::Bottom);
    }
    if chart.kind == ChartKind::Bars {
        // The first report on top, as in the table.
        drawn.y_axis().set_reverse();
    }
    // Lying bars have their values along the x axis.
    let values = if chart.kind == ChartKind::Bars { drawn.x_axis() } else { drawn.y_axis() };
    values.set_num_format("0").set_major_unit(unit(block, chart)).set_min(0);
    drawn
}

/// Steps of the axis: whole numbers, about six of them.
fn unit(block: &Block, chart: &Chart) -> f64 {
    let most = block
        .table
        .rows
        .iter()
        .take(chart.rows)
        .map(|row| chart.series.iter().filter_map(|at| row.get(*at)).map(crate::consolidated::Cell::number).sum::<f64>())
        .fold(1.0, f64::max);
    let rough = most / 6.0;
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0]
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(10_000.0)
}

/// Grey with thin stripes: no colour of a rating, in grey print neither.
fn not_rated() -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(0x40_40_40).set_width(0.75);
    let mut format = ChartFormat::new();
    format.set_line(&line).set_pattern_fill(
        ChartPatternFill::new()
            .set_pattern(ChartPatternFillType::DiagonalStripesLightDownwards)
            .set_foreground_color(palette::WHITE.border)
            .set_background_color(palette::NOT_NEEDED.fill),
    );
    format
}

/// A rating's fill with a pattern of its own; overdue in the heading's blue.
fn look(rating: Option<Rating>) -> ChartFormat {
    let swatch = rating.map_or(palette::HEADING, palette::of);
    let mut line = ChartLine::new();
    line.set_color(0x40_40_40).set_width(0.75);
    let mut format = ChartFormat::new();
    format.set_line(&line);
    let pattern = match rating {
        Some(Rating::Amber) => Some(ChartPatternFillType::DiagonalStripesWideUpwards),
        Some(Rating::Green) => Some(ChartPatternFillType::DottedGrid),
        Some(Rating::Red | Rating::White) | None => None,
    };
    match pattern {
        Some(pattern) => format.set_pattern_fill(
            ChartPatternFill::new().set_pattern(pattern).set_foreground_color(swatch.border).set_background_color(swatch.fill),
        ),
        None => format.set_solid_fill(ChartSolidFill::new().set_color(swatch.fill)),
    };
    format
}
