//! Diagnostics of the text form.

use crate::diag::Code;

macro_rules! codes {
    ($($name:ident: $message:literal, $explain:literal;)*) => {
        $(
            #[doc = $message]
            pub const $name: Code =
                Code { id: stringify!($name), message: $message, explain: $explain };
        )*
        /// Every code of the parser.
        pub const ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    PARSE001: "expected {0}, got {1}",
        "The text does not follow the grammar at this point.";
    PARSE002: "the source is not UTF-8 text (byte {0})",
        "IR text is UTF-8. Other bytes are written as `\\XX` inside strings where upstream allows \
         them, and as hexadecimal blobs elsewhere.";
    PARSE003: "{0}",
        "The characters here form no token: an unknown character, a string without its closing \
         quote, or an unknown escape.";
    PARSE004: "nested deeper than {0} levels",
        "The parser bounds nesting of regions, types and attributes so that no input can exhaust \
         the stack.";
    PARSE005: "use of undeclared value `{0}`",
        "No operation or block argument that is visible here has this name. Values of an isolated \
         operation's surroundings are not visible inside it.";
    PARSE006: "redefinition of value `{0}`",
        "A name stands for one value in its region and in the regions inside.";
    PARSE007: "value `{0}` has type `{1}`, but is used as `{2}`",
        "Every use of a value states (or implies) the type of its definition.";
    PARSE008: "reference to undefined block `{0}`",
        "A successor must be a block of the same region.";
    PARSE009: "redefinition of block `{0}`",
        "Block names are unique in their region.";
    PARSE010: "operation `{0}` is not registered",
        "No loaded dialect defines this operation, and operations of unknown dialects were not \
         allowed (`--allow-unregistered-dialect`).";
    PARSE011: "operation `{0}` has no custom form",
        "Only operations of loaded dialects can be written without quotes, and only those whose \
         definition has an assembly format. Write it in the generic form.";
    PARSE012: "operation defines {0} results, but {1} are named",
        "The names in front of `=` must account for every result of the operation, or there must \
         be none.";
    PARSE013: "`{0}` does not fit type `{1}`",
        "A literal must be representable in its type.";
    PARSE014: "undefined alias `{0}`",
        "Aliases are defined at top level, before their use; location aliases may come later.";
    PARSE015: "redefinition of alias `{0}`",
        "An alias has one definition.";
    PARSE016: "unknown type `{0}`",
        "No loaded dialect defines this type.";
    PARSE017: "unknown attribute `{0}`",
        "No loaded dialect defines this attribute.";
    PARSE018: "duplicate key `{0}`",
        "Each key occurs once in a dictionary.";
    PARSE019: "elements do not match their type: {0}",
        "The literal's nesting and number of elements must be those of the shaped type.";
    PARSE020: "{0} operands, but {1} types",
        "The list of types must be as long as the list of operands.";
    PARSE021: "operation `{0}` has no property `{1}`",
        "Properties (`<{..}>`) of a registered operation are those of its definition. Other \
         attributes stand in the dictionary after the regions.";
    PARSE022: "invalid type: {0}",
        "The parameters of the type are not allowed together.";
    PARSE023: "parameter `{0}` of `{1}` is missing or not {2}",
        "The parameter does not satisfy the definition of the type or attribute.";
    PARSE024: "malformed resource: {0}",
        "A resource is a string \"0x..\" of hexadecimal digits: four bytes of alignment, little \
         endian, then the payload.";
    PARSE025: "cannot infer the type of `{0}`",
        "The assembly format leaves this type out, and the definition says no way to compute it \
         from what is written.";
    PARSE026: "expected one of {0}, got `{1}`",
        "The word names no case of the enumeration.";
    PARSE027: "the source is larger than 4 GiB",
        "Offsets in the source are 32 bits wide. Keep large constants in resource files.";
    PARSE028: "too many errors, giving up",
        "The parser stops after a bounded number of errors.";
    PARSE029: "invalid affine expression: {0}",
        "Affine expressions add, multiply by constants or symbols, and divide by positive ones; \
         every identifier is declared in the lists before.";
    PARSE030: "attribute `{0}` of `{1}` is given twice",
        "The assembly format already sets this attribute, or both dictionaries name it.";
    PARSE031: "more than {0} {1}",
        "A limit that keeps memory bounded whatever the input says.";
    PARSE032: "expected attribute `{0}` to be {1}, got `{2}`",
        "The attribute does not satisfy the definition of the operation.";
    PARSE033: "`{0}` has no parameter `{1}`",
        "The parameters of a type or attribute are those of its definition, each written \
         `name = value`.";
}
