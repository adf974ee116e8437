//! TableGen records as JSON, with the few questions the importer asks them.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// All records of one run of `llvm-tblgen --dump-json`.
pub struct Records {
    json: Value,
    /// C++ class name of each operation to its full name.
    ops_by_class: HashMap<String, String>,
}

/// One record.
#[derive(Clone, Copy)]
pub struct Rec<'a> {
    /// Its name; anonymous ones have a generated one.
    pub name: &'a str,
    json: &'a Value,
    all: &'a Records,
}

impl Records {
    /// Reads the JSON text.
    ///
    /// # Errors
    /// When it is not a JSON object.
    pub fn parse(text: &[u8]) -> Result<Records> {
        let json: Value = serde_json::from_slice(text)?;
        json.as_object().context("expected an object of records")?;
        let mut all = Records { json, ops_by_class: HashMap::new() };
        let classes: Vec<_> =
            all.ops().map(|op| (op.class_name().to_string(), op.full_name())).collect();
        all.ops_by_class.extend(classes);
        Ok(all)
    }

    /// The record of this name.
    pub fn get(&self, name: &str) -> Option<Rec<'_>> {
        let (name, json) = self.json.as_object()?.get_key_value(name)?;
        Some(Rec { name, json, all: self })
    }

    /// All records of a class, by name.
    pub fn instances<'a>(&'a self, class: &str) -> Vec<Rec<'a>> {
        let names = self.json["!instanceof"][class].as_array().map_or(&[][..], |v| v);
        let mut found: Vec<_> =
            names.iter().filter_map(|n| n.as_str()).filter_map(|n| self.get(n)).collect();
        found.sort_by_key(|r| r.name);
        found
    }

    /// The operations (not their base classes' defaults).
    pub fn ops(&self) -> impl Iterator<Item = Rec<'_>> {
        self.instances("Op").into_iter().filter(|r| !r.str("opName").is_empty())
    }

    /// The full name of the operation with this C++ class.
    pub fn op_of_class(&self, class: &str) -> Option<&str> {
        let bare = class.rsplit("::").next().unwrap_or(class).trim();
        self.ops_by_class.get(bare).map(String::as_str)
    }
}

impl<'a> Rec<'a> {
    /// Whether the record derives from a class.
    pub fn is(self, class: &str) -> bool {
        let supers = self.json["!superclasses"].as_array().map_or(&[][..], |v| v);
        supers.iter().any(|s| s.as_str() == Some(class))
    }

    /// The classes the record derives from, the most general first.
    pub fn classes(self) -> Vec<&'a str> {
        let supers = self.json["!superclasses"].as_array().map_or(&[][..], |v| v);
        supers.iter().filter_map(|s| s.as_str()).collect()
    }

    /// Whether the record was written without a name.
    pub fn is_anonymous(self) -> bool {
        self.json["!anonymous"].as_bool() == Some(true)
    }

    /// Whether the field exists and is set.
    pub fn has(self, field: &str) -> bool {
        !self.json[field].is_null()
    }

    /// A string or code field; empty when unset.
    pub fn str(self, field: &str) -> &'a str {
        self.json[field].as_str().unwrap_or("")
    }

    /// An integer or bit field; 0 when unset.
    pub fn int(self, field: &str) -> i64 {
        self.json[field].as_i64().unwrap_or(0)
    }

    /// The record a field refers to.
    pub fn rec(self, field: &str) -> Option<Rec<'a>> {
        self.all.get(self.json[field]["def"].as_str()?)
    }

    /// The name of the record a field refers to, which need not be dumped itself.
    pub fn rec_name(self, field: &str) -> &'a str {
        self.json[field]["def"].as_str().unwrap_or("")
    }

    /// The records of a list field.
    pub fn list(self, field: &str) -> Vec<Rec<'a>> {
        let items = self.json[field].as_array().map_or(&[][..], |v| v);
        items.iter().filter_map(|i| self.all.get(i["def"].as_str()?)).collect()
    }

    /// The strings of a list field.
    pub fn strings(self, field: &str) -> Vec<&'a str> {
        let items = self.json[field].as_array().map_or(&[][..], |v| v);
        items.iter().filter_map(|i| i.as_str()).collect()
    }

    /// The records and names among the arguments of a dag field.
    pub fn dag(self, field: &str) -> Vec<(Rec<'a>, &'a str)> {
        let items = self.json[field]["args"].as_array().map_or(&[][..], |v| v);
        let arg = |i: &'a Value| {
            Some((self.all.get(i[0]["def"].as_str()?)?, i[1].as_str().unwrap_or("")))
        };
        items.iter().filter_map(arg).collect()
    }

    /// An operation's or attribute's namespace.
    pub fn dialect(self) -> &'a str {
        self.rec("opDialect").or_else(|| self.rec("dialect")).map_or("", |d| d.str("name"))
    }

    /// An operation's full name.
    pub fn full_name(self) -> String {
        format!("{}.{}", self.dialect(), self.str("opName"))
    }

    /// An operation's C++ class: its record's name after the first underscore.
    pub fn class_name(self) -> &'a str {
        self.name.split_once('_').map_or(self.name, |(_, class)| class)
    }

    /// All records this one was dumped with.
    pub fn all(self) -> &'a Records {
        self.all
    }
}

/// C++ source with runs of white space made one space and outer parentheses gone.
pub fn tidy_cpp(code: &str) -> String {
    let mut text = code.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim().to_string();
    }
    text
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}
