//! Options of passes: declared as constants, typed where they are read.

use std::marker::PhantomData;

/// An option with the type it is read as.
///
/// ```
/// use terrace_passes::manager::Opt;
/// const THRESHOLD: Opt<i64> = Opt::int("threshold", 64, "largest callee, in operations");
/// assert_eq!(THRESHOLD.def.name, "threshold");
/// ```
pub struct Opt<T> {
    /// Its declaration, for [`super::PassInfo::options`].
    pub def: OptionDef,
    read_as: PhantomData<fn() -> T>,
}

/// What an option is called, takes, stands at and does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionDef {
    /// Its name in pipelines, kebab-case.
    pub name: &'static str,
    /// What it takes.
    pub ty: OptionTy,
    /// Its value when nothing is said.
    pub default: OptionDefault,
    /// A sentence.
    pub help: &'static str,
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionTy {
    /// `true` or `false`
    Bool,
    /// A signed integer.
    Int,
    /// A number.
    Float,
    /// Text.
    Str,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Integers separated by commas.
    Ints,
    /// Texts separated by commas.
    Strs,
}

/// The value of an option that was not given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionDefault {
    /// Of a [`OptionTy::Bool`].
    Bool(bool),
    /// Of a [`OptionTy::Int`].
    Int(i64),
    /// Of a [`OptionTy::Float`].
    Float(f64),
    /// Of a [`OptionTy::Str`] or [`OptionTy::Word`].
    Str(&'static str),
    /// Of a [`OptionTy::Ints`].
    Ints(&'static [i64]),
    /// Of a [`OptionTy::Strs`].
    Strs(&'static [&'static str]),
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// Of a [`OptionTy::Bool`].
    Bool(bool),
    /// Of a [`OptionTy::Int`].
    Int(i64),
    /// Of a [`OptionTy::Float`].
    Float(f64),
    /// Of a [`OptionTy::Str`] or [`OptionTy::Word`].
    Str(String),
    /// Of a [`OptionTy::Ints`].
    Ints(Vec<i64>),
    /// Of a [`OptionTy::Strs`].
    Strs(Vec<String>),
}

macro_rules! option_kinds {
    ($($make:ident, $t:ty, $default:ty, $variant:ident, $ty:expr;)*) => {$(
        impl Opt<$t> {
            /// An option of this kind with its default and what it does.
            pub const fn $make(
                name: &'static str,
                default: $default,
                help: &'static str,
            ) -> Opt<$t> {
                let default = OptionDefault::$variant(default);
                Opt { def: OptionDef { name, ty: $ty, default, help }, read_as: PhantomData }
            }
        }

        impl FromOption for $t {
            fn from_option(value: &OptionValue) -> Option<$t> {
                if let OptionValue::$variant(v) = value { Some(v.clone()) } else { None }
            }
        }
    )*};
}

option_kinds! {
    flag, bool, bool, Bool, OptionTy::Bool;
    int, i64, i64, Int, OptionTy::Int;
    float, f64, f64, Float, OptionTy::Float;
    str, String, &'static str, Str, OptionTy::Str;
    ints, Vec<i64>, &'static [i64], Ints, OptionTy::Ints;
    strs, Vec<String>, &'static [&'static str], Strs, OptionTy::Strs;
}

impl Opt<String> {
    /// An option that takes one of some words.
    pub const fn word(
        name: &'static str,
        words: &'static [&'static str],
        default: &'static str,
        help: &'static str,
    ) -> Opt<String> {
        let default = OptionDefault::Str(default);
        Opt {
            def: OptionDef { name, ty: OptionTy::Word(words), default, help },
            read_as: PhantomData,
        }
    }
}

/// A type that options are read as.
pub trait FromOption: Sized {
    /// The value, if it is of this type.
    fn from_option(value: &OptionValue) -> Option<Self>;
}

impl OptionDef {
    /// The value when nothing is said.
    pub fn default_value(&self) -> OptionValue {
        match self.default {
            OptionDefault::Bool(v) => OptionValue::Bool(v),
            OptionDefault::Int(v) => OptionValue::Int(v),
            OptionDefault::Float(v) => OptionValue::Float(v),
            OptionDefault::Str(v) => OptionValue::Str(v.to_string()),
            OptionDefault::Ints(v) => OptionValue::Ints(v.to_vec()),
            OptionDefault::Strs(v) => OptionValue::Strs(v.iter().map(|s| s.to_string()).collect()),
        }
    }

    /// Reads a value from text.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(&self, text: &str) -> Result<OptionValue, String> {
        let list = || text.split(',').map(str::trim).filter(|s| !s.is_empty());
        match self.ty {
            OptionTy::Bool => match text {
                "true" | "1" | "" => Ok(OptionValue::Bool(true)),
                "false" | "0" => Ok(OptionValue::Bool(false)),
                _ => Err("`true` or `false`".into()),
            },
            OptionTy::Int => {
                text.parse().map(OptionValue::Int).map_err(|_| "an integer".to_string())
            }
            OptionTy::Float => {
                text.parse().map(OptionValue::Float).map_err(|_| "a number".to_string())
            }
            OptionTy::Str => Ok(OptionValue::Str(text.to_string())),
            OptionTy::Word(words) if words.contains(&text) => {
                Ok(OptionValue::Str(text.to_string()))
            }
            OptionTy::Word(words) => Err(format!("one of `{}`", words.join("`, `"))),
            OptionTy::Ints => {
                let items = list().map(str::parse).collect::<Result<_, _>>();
                items.map(OptionValue::Ints).map_err(|_| "integers separated by commas".to_string())
            }
            OptionTy::Strs => Ok(OptionValue::Strs(list().map(str::to_string).collect())),
        }
    }
}

impl std::fmt::Display for OptionValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let quoted = |s: &str| {
            let bare = |c: char| c.is_ascii_alphanumeric() || "_-.+/@:".contains(c);
            if !s.is_empty() && s.chars().all(bare) { s.to_string() } else { format!("\"{s}\"") }
        };
        match self {
            OptionValue::Bool(v) => write!(f, "{v}"),
            OptionValue::Int(v) => write!(f, "{v}"),
            OptionValue::Float(v) => write!(f, "{v:?}"),
            OptionValue::Str(v) => f.write_str(&quoted(v)),
            OptionValue::Ints(v) => {
                let items: Vec<String> = v.iter().map(i64::to_string).collect();
                f.write_str(&items.join(","))
            }
            OptionValue::Strs(v) => {
                let items: Vec<String> = v.iter().map(|s| quoted(s)).collect();
                f.write_str(&items.join(","))
            }
        }
    }
}

/// The options of one pass in one pipeline: every declared one has a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    values: Vec<(OptionDef, OptionValue)>,
}

impl Options {
    /// All declared options at their defaults.
    pub fn defaults(defs: &[OptionDef]) -> Options {
        Options { values: defs.iter().map(|d| (*d, d.default_value())).collect() }
    }

    /// Sets a declared option; gives back `false` when there is none of this name.
    pub fn set(&mut self, name: &str, value: OptionValue) -> bool {
        let slot = self.values.iter_mut().find(|(d, _)| d.name == name);
        slot.map(|(_, v)| *v = value).is_some()
    }

    /// The value of a declared option.
    ///
    /// # Errors
    /// Panics when the pass reads an option that it does not declare.
    pub fn get<T: FromOption>(&self, option: &Opt<T>) -> T {
        let value = self.values.iter().find(|(d, _)| d.name == option.def.name);
        match value.and_then(|(_, v)| T::from_option(v)) {
            Some(value) => value,
            None => panic!("option `{}` is read but not declared by its pass", option.def.name),
        }
    }

    /// The options that do not stand at their default, as `{name=value name=value}`; empty when
    /// all do.
    pub fn text(&self) -> String {
        let changed = self.values.iter().filter(|(d, v)| *v != d.default_value());
        let items: Vec<String> = changed.map(|(d, v)| format!("{}={v}", d.name)).collect();
        if items.is_empty() { String::new() } else { format!("{{{}}}", items.join(" ")) }
    }
}
