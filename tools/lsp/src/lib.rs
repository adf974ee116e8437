//! A language server for IR as text: for these dialects and passes, or for anyone's.
//!
//! - [`Server`] says which dialects and passes there are.
//! - [`serve`] answers one client on a connection until it says goodbye; [`Server::serve_stdio`]
//!   does so on the process's streams, as editors start servers.
//!
//! The parser and the verifier of `terrace-ir` do the reading; what stands where comes from the
//! parser's marks ([`terrace_ir::text::parse_marked`]). Documents are read by one thread, edits
//! come in on another, so that typing never waits.

mod actions;
mod analysis;
mod complete;
mod docs;
mod format;
mod hints;
mod hover;
mod index;
mod navigate;
mod publish;
mod requests;
mod server;
mod text;
mod transport;

pub use server::serve;
pub use transport::connect;

use terrace_passes::Language;

/// Who the server is, for its client, and what it speaks.
pub struct Server {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Dialects, passes and diagnostic codes.
    pub language: Language,
}

impl Server {
    /// Serves one client on standard input and output.
    ///
    /// # Errors
    /// A client that ends without saying goodbye.
    pub fn serve_stdio(self) -> Result<(), String> {
        let input = std::io::BufReader::new(std::io::stdin());
        let (connection, writer) = connect(input, std::io::stdout());
        let served = serve(self, connection);
        // What was answered last is still on its way.
        let written = writer.join();
        served.and(written.map_err(|_| "the writer failed".into()))
    }
}
