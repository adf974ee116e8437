//! The page: a recording, compressed, with the script that shows it.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::recording::Recording;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");
/// In the order in which they need each other.
const SCRIPTS: [&str; 5] = [
    include_str!("page/data.js"),
    include_str!("page/text.js"),
    include_str!("page/history.js"),
    include_str!("page/search.js"),
    include_str!("page/main.js"),
];

/// One HTML file that shows the recording. It loads nothing, and says so to the browser.
pub fn page(recording: &Recording) -> String {
    let mut parts = PAGE.split("<!--");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (slot, rest) = part.split_once("-->").unwrap_or((part, ""));
        match slot {
            "title" => out.push_str(&escaped(&recording.input)),
            "tool" => {
                let name = recording.tool.split(' ').next().unwrap_or_default();
                out.push_str(&escaped(name));
            }
            "style" => out.push_str(STYLE),
            "data" => out.push_str(&packed(recording)),
            "scripts" => SCRIPTS.iter().for_each(|s| out.push_str(s)),
            _ => {}
        }
        out.push_str(rest);
    }
    out
}

/// JSON, deflated, in letters.
fn packed(recording: &Recording) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(7));
    // Writing to memory cannot fail.
    let _ = encoder.write_all(recording.to_json().as_bytes());
    STANDARD.encode(encoder.finish().unwrap_or_default())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
