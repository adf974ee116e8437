//! The processor that code is generated for.

use inkwell::OptimizationLevel;
use inkwell::targets::{
    CodeModel, InitializationConfig, RelocMode, Target as LlvmTarget, TargetMachine,
    TargetMachineOptions, TargetTriple,
};
use terrace_ir::{Diags, Loc, Reported, nearest};

use crate::codes::LLVM008;
use crate::options::Options;

/// The 64-bit x86 processors of LLVM 22. LLVM stops the process at a 32-bit one and only mutters at
/// an unknown one, so neither gets that far.
const X86_CPUS: &[&str] = &[
    "alderlake",
    "amdfam10",
    "arrowlake",
    "arrowlake-s",
    "atom",
    "barcelona",
    "bdver1",
    "bdver2",
    "bdver3",
    "bdver4",
    "bonnell",
    "broadwell",
    "btver1",
    "btver2",
    "cannonlake",
    "cascadelake",
    "clearwaterforest",
    "cooperlake",
    "core-avx-i",
    "core-avx2",
    "core2",
    "corei7",
    "corei7-avx",
    "diamondrapids",
    "emeraldrapids",
    "generic",
    "goldmont",
    "goldmont-plus",
    "gracemont",
    "grandridge",
    "graniterapids",
    "graniterapids-d",
    "haswell",
    "icelake-client",
    "icelake-server",
    "ivybridge",
    "k8",
    "k8-sse3",
    "knl",
    "knm",
    "lunarlake",
    "meteorlake",
    "nehalem",
    "nocona",
    "novalake",
    "opteron",
    "opteron-sse3",
    "pantherlake",
    "penryn",
    "raptorlake",
    "rocketlake",
    "sandybridge",
    "sapphirerapids",
    "sierraforest",
    "silvermont",
    "skx",
    "skylake",
    "skylake-avx512",
    "slm",
    "tigerlake",
    "tremont",
    "westmere",
    "wildcatlake",
    "x86-64",
    "x86-64-v2",
    "x86-64-v3",
    "x86-64-v4",
    "znver1",
    "znver2",
    "znver3",
    "znver4",
    "znver5",
];

/// Those with registers of 512 bits for whole vectors.
const X86_512: &[&str] = &[
    "cannonlake",
    "cascadelake",
    "cooperlake",
    "diamondrapids",
    "emeraldrapids",
    "graniterapids",
    "graniterapids-d",
    "icelake-client",
    "icelake-server",
    "knl",
    "knm",
    "novalake",
    "rocketlake",
    "sapphirerapids",
    "skx",
    "skylake-avx512",
    "tigerlake",
    "x86-64-v4",
    "znver4",
    "znver5",
];

/// Those with at most 128.
const X86_128: &[&str] = &[
    "amdfam10",
    "atom",
    "bonnell",
    "btver1",
    "core2",
    "corei7",
    "generic",
    "goldmont",
    "goldmont-plus",
    "k8",
    "k8-sse3",
    "nehalem",
    "nocona",
    "opteron",
    "opteron-sse3",
    "penryn",
    "silvermont",
    "slm",
    "tremont",
    "westmere",
    "x86-64",
    "x86-64-v2",
];

/// The width in bits of the vectors that schedules for a processor should make: of this machine
/// without a name, else of the named one with these features.
///
/// LLVM takes vectors of any width apart for any processor; this is about speed alone.
pub fn vector_bits(cpu: Option<&str>, features: Option<&str>) -> u32 {
    let here = matches!(cpu, None | Some("native" | "host"));
    let all = match (here, features) {
        (true, None) => TargetMachine::get_host_cpu_features().to_string(),
        (_, features) => features.unwrap_or("").to_owned(),
    };
    let cpu = match cpu {
        Some(cpu) if !here => cpu.to_owned(),
        _ => TargetMachine::get_host_cpu_name().to_string(),
    };
    let says = |feature: &str| {
        // The last word counts.
        let named = all.split(',').rev().find(|f| f.get(1..) == Some(feature))?;
        Some(named.starts_with('+'))
    };
    let x86 = cfg!(target_arch = "x86_64");
    let wide = x86 && says("avx512f").unwrap_or(X86_512.contains(&cpu.as_str()));
    let middle = x86 && says("avx").unwrap_or(!X86_128.contains(&cpu.as_str()));
    match (wide && says("avx") != Some(false), middle) {
        (true, _) => 512,
        (false, true) => 256,
        (false, false) => 128,
    }
}

/// Features whose change makes the calling convention or the mode impossible.
const FIXED_FEATURES: &[&str] = &[
    "64bit",
    "64bit-mode",
    "32bit-mode",
    "16bit-mode",
    "sse",
    "sse2",
    "x87",
    "cmov",
    "cx8",
    "fxsr",
    "soft-float",
];

/// A processor by name and features.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    cpu: String,
    features: String,
    level: OptimizationLevel,
    /// What every function says of it.
    pub(crate) attributes: Vec<(&'static str, String)>,
}

impl Target {
    /// The processor that the options name, by default this one.
    pub(crate) fn of(options: &Options, diags: &mut Diags) -> Result<Target, Reported> {
        LlvmTarget::initialize_native(&InitializationConfig::default())
            .map_err(|why| diags.error(&LLVM008, Loc::UNKNOWN, &[&why]))?;
        let here = matches!(options.cpu.as_deref(), None | Some("native" | "host"));
        let cpu = match &options.cpu {
            Some(cpu) if !here => cpu.clone(),
            _ => TargetMachine::get_host_cpu_name().to_string(),
        };
        let features = match &options.features {
            Some(features) => features.clone(),
            None if here => TargetMachine::get_host_cpu_features().to_string(),
            None => String::new(),
        };
        let checked = if here { Ok(()) } else { check_cpu(&cpu) };
        let own = options.features.as_deref().unwrap_or("");
        checked
            .and_then(|()| check_features(own))
            .map_err(|why| diags.error(&LLVM008, Loc::UNKNOWN, &[&why]))?;
        let level = match options.opt_level {
            0 => OptimizationLevel::None,
            1 => OptimizationLevel::Less,
            2 => OptimizationLevel::Default,
            _ => OptimizationLevel::Aggressive,
        };
        let mut attributes = vec![("target-cpu", cpu.clone())];
        if !features.is_empty() {
            attributes.push(("target-features", features.clone()));
        }
        if cfg!(target_arch = "x86_64") {
            // Vectors are as wide as the schedule made them: without the first LLVM splits them in
            // two, without the second it may forget that they are legal.
            attributes.push(("prefer-vector-width", "512".into()));
            attributes.push(("min-legal-vector-width", "512".into()));
        }
        Ok(Target { cpu, features, level, attributes })
    }

    /// A code generator for it. Each thread needs its own.
    pub(crate) fn machine(&self) -> Result<(TargetTriple, TargetMachine), String> {
        let triple = TargetMachine::get_default_triple();
        let target = LlvmTarget::from_triple(&triple).map_err(|e| e.to_string())?;
        let options = TargetMachineOptions::new()
            .set_cpu(&self.cpu)
            .set_features(&self.features)
            .set_level(self.level)
            .set_reloc_mode(RelocMode::PIC)
            .set_code_model(CodeModel::Default);
        let machine = target.create_target_machine_from_options(&triple, options);
        let machine = machine.ok_or_else(|| format!("no code generator for `{}`", self.cpu))?;
        Ok((triple, machine))
    }
}

fn check_cpu(cpu: &str) -> Result<(), String> {
    if !cfg!(target_arch = "x86_64") {
        let word = !cpu.is_empty() && cpu.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        return if word { Ok(()) } else { Err(format!("`{cpu}` is no processor's name")) };
    }
    if X86_CPUS.contains(&cpu) {
        return Ok(());
    }
    Err(match nearest(cpu, X86_CPUS.iter().copied()) {
        Some(near) => format!("no 64-bit processor is called `{cpu}`; `{near}` is near"),
        None => format!("no 64-bit processor is called `{cpu}`"),
    })
}

fn check_features(features: &str) -> Result<(), String> {
    for feature in features.split(',').filter(|f| !f.is_empty()) {
        let name = feature.strip_prefix(['+', '-']);
        let word = |n: &&str| {
            !n.is_empty() && n.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        };
        match name.filter(word) {
            None => return Err(format!("expected `+name` or `-name`, got `{feature}`")),
            Some(name) if FIXED_FEATURES.contains(&name) => {
                return Err(format!("`{name}` belongs to the architecture and cannot be changed"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_as_wide_as_the_processor() {
        let named = |cpu, features| vector_bits(Some(cpu), features);
        assert_eq!(named("sapphirerapids", None), 512);
        assert_eq!(named("haswell", None), 256);
        assert_eq!(named("x86-64", None), 128);
        assert_eq!(named("sapphirerapids", Some("-avx512f")), 256);
        assert_eq!(named("sapphirerapids", Some("+avx512f,-avx")), 128);
        assert_eq!(named("x86-64", Some("+avx2,+avx,+avx512f")), 512);
        assert!([128, 256, 512].contains(&vector_bits(None, None)));
    }

    #[test]
    fn the_tables_name_processors() {
        for cpu in X86_512.iter().chain(X86_128) {
            assert!(X86_CPUS.contains(cpu), "{cpu}");
        }
    }
}
