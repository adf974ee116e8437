//! A model whose program is in this process.

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abi::TerraceProgram;
use crate::affinity::Machine;
use crate::crew::{Crew, Plan};
use crate::memory::Region;
use crate::program::{Program, TensorInfo};
use crate::team::Job;
use crate::tensor::{Input, Output, RawTensor, Side, check_overlap, check_side};
use crate::weights::{self, Expected};
use crate::{Error, KernelTime, Options, Pin, Result};

/// Largest team that can be asked for; a typing error should not start a million threads.
const MAX_THREADS: usize = 1024;

/// A compiled model with its memory and threads, ready to run.
///
/// Calls of [`Model::run`] from several threads wait for each other.
#[derive(Debug)]
pub struct Model {
    program: Program,
    weights: Region,
    state: Mutex<State>,
    threads: usize,
}

/// What one inference at a time may use. Field order matters: workers end before memory goes.
#[derive(Debug)]
struct State {
    crew: Crew,
    arena: Region,
    /// Addresses of inputs, then outputs.
    io: Vec<*mut u8>,
}

// SAFETY: the addresses are used only within `run`, while their owners are borrowed.
unsafe impl Send for State {}

impl Model {
    /// Opens a program of this process.
    ///
    /// `weights` is the path of the weights file; by default it lies beside the file that holds
    /// the program: `resnet.so` has `resnet.weights`.
    ///
    /// # Errors
    /// [`Kind::Program`](crate::Kind::Program), [`Kind::Weights`](crate::Kind::Weights) or
    /// [`Kind::System`](crate::Kind::System).
    ///
    /// # Safety
    /// `program` is null or points to a program as [`abi`](crate::abi) describes it, which outlives
    /// the model, and whose entry function keeps to that contract.
    pub unsafe fn from_program(
        program: *const TerraceProgram,
        weights: Option<&Path>,
        options: &Options,
    ) -> Result<Model> {
        // SAFETY: by the contract above.
        let program = unsafe { Program::read(program) }?;
        let raw = program.raw;
        let weights = if raw.weights_bytes == 0 {
            Region::zeroed(0, false)?
        } else {
            let beside;
            let path = match weights {
                Some(path) => path,
                None => {
                    beside = weights_beside(raw)?;
                    beside.as_path()
                }
            };
            let expected = Expected { bytes: raw.weights_bytes, hash: raw.weights_hash };
            weights::load(path, expected, options)?
        };
        let arena = Region::zeroed(raw.arena_bytes, options.huge_pages)?;
        let plan = plan(options, program.kernels.len())?;
        let crew = Crew::new(&plan)?;
        let io = vec![std::ptr::null_mut(); program.inputs.len() + program.outputs.len()];
        let state = Mutex::new(State { crew, arena, io });
        Ok(Model { program, weights, state, threads: plan.threads })
    }

    /// What the inputs must be.
    pub fn inputs(&self) -> &[TensorInfo] {
        &self.program.inputs
    }

    /// What the outputs will be.
    pub fn outputs(&self) -> &[TensorInfo] {
        &self.program.outputs
    }

    /// Size of the team, the caller included.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Scratch memory of the model, in bytes.
    pub fn arena_bytes(&self) -> u64 {
        self.program.raw.arena_bytes
    }

    /// Weights of the model, in bytes.
    pub fn weights_bytes(&self) -> u64 {
        self.program.raw.weights_bytes
    }

    /// Runs one inference.
    ///
    /// # Errors
    /// [`Kind::Argument`](crate::Kind::Argument) if count, type, shape or alignment are not what
    /// the model expects; nothing is written then.
    pub fn run(&self, inputs: &[Input<'_>], outputs: &mut [Output<'_>]) -> Result<()> {
        // SAFETY: inputs and outputs carry the borrows of their data and shapes, and their lengths
        // were checked when they were made.
        unsafe { self.run_raw(Input::raw_slice(inputs), Output::raw_slice(outputs)) }
    }

    /// [`Model::run`] on tensors as C passes them.
    ///
    /// # Safety
    /// Shape pointers are null or valid for their rank. Data pointers are null or valid for dense
    /// tensors of their type and shape: inputs for reading, outputs for writing, by nobody else.
    pub unsafe fn run_raw(&self, inputs: &[RawTensor], outputs: &[RawTensor]) -> Result<()> {
        let state = &mut *self.state();
        let (input_data, output_data) = state.io.split_at_mut(self.program.inputs.len());
        // SAFETY: by the contract above.
        unsafe {
            check_side(Side::Input, &self.program.inputs, inputs, input_data)?;
            check_side(Side::Output, &self.program.outputs, outputs, output_data)?;
        }
        check_overlap(&self.program.inputs, &self.program.outputs, &state.io)?;
        let job = Job {
            entry: self.program.entry,
            io: state.io.as_ptr(),
            arena: state.arena.as_ptr(),
            weights: self.weights.as_ptr(),
        };
        // SAFETY: the tensors were checked, arena and weights have the sizes that the program
        // asked for, and whoever opened the model vouches for the code.
        unsafe { state.crew.run(job) }
    }

    /// Time per kernel so far. All zero if the code was compiled without profiling.
    pub fn profile(&self) -> Vec<KernelTime> {
        let state = self.state();
        let times = self.program.kernels.iter().enumerate().map(|(idx, kernel)| {
            let (total_ns, calls) = state.crew.profile().read(idx);
            let (name, source) = (kernel.name.clone(), kernel.source.clone());
            KernelTime { name, source, total_ns, calls }
        });
        times.collect()
    }

    /// Total nanoseconds and calls of one kernel.
    pub(crate) fn kernel_time(&self, kernel: usize) -> (u64, u64) {
        self.state().crew.profile().read(kernel)
    }

    /// Sets the times of all kernels to zero.
    pub fn reset_profile(&self) {
        self.state().crew.profile().reset();
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state holds no invariant that a panic could break halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Team size and binding for this machine.
fn plan(options: &Options, n_kernels: usize) -> Result<Plan> {
    if options.threads > MAX_THREADS {
        return Err(Error::argument(format!(
            "expected at most {MAX_THREADS} threads, got {}",
            options.threads
        )));
    }
    let machine = Machine::detect();
    let threads = match options.threads {
        0 => machine.default_threads().min(MAX_THREADS),
        threads => threads,
    };
    let crowded = threads > machine.n_parallel;
    let fits = threads <= machine.cpus.len();
    let bind = match options.pin {
        Pin::Auto => fits && threads >= machine.default_threads(),
        Pin::Always => fits,
        Pin::Never => false,
    };
    let cpus = if bind { machine.cpus.into_iter().take(threads).collect() } else { Vec::new() };
    Ok(Plan { threads, cpus, crowded, spin: options.spin, n_kernels })
}

/// The weights file that lies beside the file holding the program.
fn weights_beside(program: &'static TerraceProgram) -> Result<PathBuf> {
    let unknown =
        || Error::weights("cannot tell which file holds the program: give the path of its weights");
    // SAFETY: `dladdr` fills the structure or returns 0, and accepts any address.
    let name = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        if libc::dladdr(std::ptr::from_ref(program).cast(), &mut info) == 0
            || info.dli_fname.is_null()
        {
            return Err(unknown());
        }
        CStr::from_ptr(info.dli_fname)
    };
    let path = PathBuf::from(OsString::from_vec(name.to_bytes().to_vec()));
    // For the executable itself the name is `argv[0]`, which the shell may have looked up.
    let path = if name.to_bytes().contains(&b'/') {
        path
    } else {
        std::env::current_exe().map_err(|_| unknown())?
    };
    Ok(weights_path(&path))
}

/// `dir/resnet.so` has `dir/resnet.weights`; a name without `.so` gets the ending appended.
pub(crate) fn weights_path(library: &Path) -> PathBuf {
    if library.extension() == Some(OsStr::from_bytes(b"so")) {
        return library.with_extension("weights");
    }
    let mut name = library.as_os_str().to_owned();
    name.push(".weights");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_lie_beside_the_library() {
        assert_eq!(weights_path(Path::new("/m/resnet.so")), Path::new("/m/resnet.weights"));
        assert_eq!(weights_path(Path::new("a.b.so")), Path::new("a.b.weights"));
        assert_eq!(weights_path(Path::new("/bin/app")), Path::new("/bin/app.weights"));
    }
}
