//! Figures by dialect, and the checked-in table that they may not fall behind.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::judge::Verdict;

/// The figures of a dialect.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Row {
    dialect: String,
    accepted: usize,
    equal: usize,
    negative: usize,
    rejected: usize,
    same_line: usize,
    skipped: BTreeMap<String, usize>,
}

const HEAD: &str = "\
| dialect | accepted | equal | % | negative | rejected | same line | % | skipped |
|---|---|---|---|---|---|---|---|---|
";

impl Row {
    pub fn count(dialect: &str, verdicts: &[Verdict]) -> Row {
        let mut row = Row { dialect: dialect.into(), ..Row::default() };
        for verdict in verdicts {
            match verdict {
                Verdict::Equal => (row.accepted, row.equal) = (row.accepted + 1, row.equal + 1),
                Verdict::Wrong(_) => row.accepted += 1,
                Verdict::SameLine => {
                    row.negative += 1;
                    row.rejected += 1;
                    row.same_line += 1;
                }
                Verdict::Elsewhere(_) => {
                    row.negative += 1;
                    row.rejected += 1;
                }
                Verdict::Missed(_) => row.negative += 1,
                Verdict::Skipped(why) => *row.skipped.entry(why.clone()).or_default() += 1,
            }
        }
        row
    }

    pub fn is_clean(&self) -> bool {
        self.accepted == self.equal && self.negative == self.same_line
    }

    fn line(&self) -> String {
        let Row { dialect, accepted, equal, negative, rejected, same_line, .. } = self;
        let (good, caught) = (percent(*equal, *accepted), percent(*same_line, *negative));
        let skipped: usize = self.skipped.values().sum();
        format!(
            "| {dialect} | {accepted} | {equal} | {good} | {negative} | {rejected} | {same_line} \
             | {caught} | {skipped} |\n"
        )
    }

    /// The row of a line of the table.
    fn read(line: &str) -> Option<Row> {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let number = |i: usize| cells.get(i)?.parse::<usize>().ok();
        Some(Row {
            dialect: (*cells.first()?).to_string(),
            accepted: number(1)?,
            equal: number(2)?,
            negative: number(4)?,
            rejected: number(5)?,
            same_line: number(6)?,
            skipped: BTreeMap::new(),
        })
    }
}

pub fn percent(part: usize, whole: usize) -> String {
    let share = if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
    // Rounded down: 100 means all.
    format!("{:.1}", (share * 10.0).floor() / 10.0)
}

/// The table, and below it why cases were not judged.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(HEAD);
    text.extend(rows.iter().map(Row::line));
    text.push_str("\nNot judged, because the case needs a dialect that we do not have:\n\n");
    for row in rows.iter().filter(|r| !r.skipped.is_empty()) {
        let mut whys: Vec<(&String, &usize)> = row.skipped.iter().collect();
        whys.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let whys =
            whys.iter().map(|(why, n)| format!("{} {n}", why.trim_start_matches("dialect ")));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- {}: {}", row.dialect, whys.collect::<Vec<_>>().join(", "));
    }
    text
}

/// Writes the table at the end of the page, in place of the old one.
pub fn bless(path: &Path, rows: &[Row]) -> Result<()> {
    let page = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (head, old) = page.split_once(HEAD).unwrap_or((&page, ""));
    anyhow::ensure!(
        old.lines().filter_map(Row::read).all(|o| rows.iter().any(|r| r.dialect == o.dialect)),
        "the table is written for all dialects at once"
    );
    std::fs::write(path, format!("{head}{}", table(rows)))?;
    Ok(())
}

/// Whether no row is behind the table's; says which are.
pub fn compare(path: &Path, rows: &[Row]) -> Result<bool> {
    let page = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let old: Vec<Row> = page.lines().filter_map(Row::read).collect();
    let mut fine = true;
    for row in rows {
        let Some(old) = old.iter().find(|o| o.dialect == row.dialect) else { continue };
        if row.equal < old.equal || row.rejected < old.rejected || row.same_line < old.same_line {
            println!("worse than before: {}   before: {}", row.line().trim(), old.line().trim());
            fine = false;
        } else if (row.equal, row.same_line) != (old.equal, old.same_line) {
            println!("better than before: {}; `--bless` keeps that", row.dialect);
        }
    }
    Ok(fine)
}
