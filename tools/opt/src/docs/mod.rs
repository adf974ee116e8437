//! `docs`: the reference of everything the tool speaks, as the source of an mdBook.

mod book;
mod examples;
mod markdown;
mod reference;

use std::path::{Path, PathBuf};

use clap::Parser;
use terrace_ir::Code;

pub use examples::Cases;
pub use reference::{Page, reference};

use crate::codes::{FILE001, spelled};
use crate::{Command, SUCCESS, Streams, Tool, USER_ERROR, output, say};

pub(crate) const COMMAND: Command =
    Command { name: "docs", about: "write the reference, and a book of it", run };

/// DOCS001
pub(crate) const DOCS001: Code = Code {
    id: "DOCS001",
    message: "`{0}` has a link that leads nowhere: `{1}`",
    explain: "A page of the book links to a page or heading that is not there. Links lead to files \
              beside the page; a heading's anchor is its words in small letters with `-` between.",
};

/// Writes the reference of every dialect, pass, pipeline and diagnostic as the source of an mdBook.
///
/// Example: docs -o book --chapters docs && mdbook build book
#[derive(Parser)]
struct Args {
    /// The folder of the book
    #[arg(short, long)]
    output: PathBuf,

    /// A folder of chapters, Markdown, that come before the reference
    #[arg(long, value_name = "DIR")]
    chapters: Option<PathBuf>,

    /// A folder of lit cases: the first case of a file whose RUN line names a pass behind `-p`
    /// becomes the example of the pass
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,

    /// The book's title; the tool's name by default
    #[arg(long)]
    title: Option<String>,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("docs", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let chapters = match args.chapters.as_deref().map_or(Ok(Vec::new()), book::chapters) {
        Ok(chapters) => chapters,
        Err(error) => {
            let folder = args.chapters.unwrap_or_default();
            let text = format!("cannot read `{}`: {error}", folder.display());
            return say(streams.stderr, &spelled(&FILE001, text), USER_ERROR);
        }
    };
    let cases = match args.cases.as_deref().map(Cases::read).transpose() {
        Ok(cases) => cases,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    let reference = reference(&tool.language, cases.as_ref());
    let n_examples: usize =
        reference.iter().map(|(_, t)| t.matches(reference::AFTER).count()).sum();
    let title = args.title.as_deref().unwrap_or(tool.name);
    let contents = book::summary(&chapters, &reference);
    let pages: Vec<Page> = chapters.into_iter().chain(reference).collect();
    let broken = book::broken(&pages);
    let files = pages.iter().map(|(path, text)| (format!("src/{path}"), text.as_str()));
    let settings = settings(title);
    let more = [("book.toml".to_owned(), settings.as_str()), ("src/SUMMARY.md".into(), &contents)];
    for (path, text) in files.chain(more) {
        if let Err(error) = write(&args.output.join(&path), text) {
            return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR);
        }
    }
    let message = |(page, target): &(String, String)| {
        let text = DOCS001.message.replace("{0}", page).replace("{1}", target);
        spelled(&DOCS001, text)
    };
    let mut said: String = broken.iter().map(message).collect();
    if let Some(folder) = args.cases.filter(|_| n_examples == 0) {
        let (n, folder) = (tool.language.registry().passes().count(), folder.display());
        let text = format!(
            "warning: 0 of {n} passes have an example: no RUN line below `{folder}` runs one \
             behind `-p` on a short first case that it changes\n"
        );
        said.push_str(&text);
    }
    say(streams.stderr, &said, if broken.is_empty() { SUCCESS } else { USER_ERROR })
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    let made =
        std::fs::create_dir_all(folder).and_then(|()| output::write_file(path, text.as_bytes()));
    made.map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}

/// `book.toml`
fn settings(title: &str) -> String {
    let title = title.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "[book]\ntitle = \"{title}\"\nlanguage = \"en\"\nsrc = \"src\"\n\n\
         [output.html]\nno-section-label = true\n\n\
         [output.html.fold]\nenable = true\nlevel = 0\n\n\
         [output.html.search]\nlimit-results = 40\nboost-title = 3\n"
    )
}
