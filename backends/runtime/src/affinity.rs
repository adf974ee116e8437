//! Which processors a team may use, and binding threads to them.

use std::io;

/// A set of processors, as the kernel counts them.
#[derive(Clone, Copy)]
pub(crate) struct CpuSet(libc::cpu_set_t);

/// Processors that a `CpuSet` can name.
const MAX_CPUS: usize = libc::CPU_SETSIZE as usize;

impl CpuSet {
    /// The set of one processor; `None` if its number does not fit.
    pub(crate) fn one(cpu: usize) -> Option<CpuSet> {
        if cpu >= MAX_CPUS {
            return None;
        }
        // SAFETY: zero is the empty set, and the number fits.
        unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(cpu, &mut set);
            Some(CpuSet(set))
        }
    }

    /// The affinity mask of the calling thread. Fails on machines with more than 1024 processors.
    pub(crate) fn of_this_thread() -> io::Result<CpuSet> {
        // SAFETY: zero is the empty set, and the kernel writes at most the size given.
        unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            match libc::sched_getaffinity(0, size_of_val(&set), &mut set) {
                0 => Ok(CpuSet(set)),
                _ => Err(io::Error::last_os_error()),
            }
        }
    }

    /// Binds the calling thread to the set.
    pub(crate) fn apply_to_this_thread(&self) -> io::Result<()> {
        // SAFETY: the pointer and the size describe a live set.
        match unsafe { libc::sched_setaffinity(0, size_of_val(&self.0), &self.0) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// The processors of the set in ascending order.
    pub(crate) fn cpus(&self) -> Vec<usize> {
        (0..MAX_CPUS).filter(|&cpu| self.contains(cpu)).collect()
    }

    /// Whether `cpu` is in the set.
    pub(crate) fn contains(&self, cpu: usize) -> bool {
        // SAFETY: the number is below the size of the set.
        cpu < MAX_CPUS && unsafe { libc::CPU_ISSET(cpu, &self.0) }
    }
}

/// The processor that runs the calling thread now.
pub(crate) fn current_cpu() -> Option<usize> {
    // SAFETY: has no preconditions; a failure is negative.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

/// The processors that a team may use, best first.
#[derive(Debug)]
pub(crate) struct Machine {
    /// One processor of each core in ascending order, then their siblings. Empty if unknown.
    pub(crate) cpus: Vec<usize>,
    /// How many of `cpus` are on different cores.
    pub(crate) n_cores: usize,
    /// Threads that can run at once, by mask and control group.
    pub(crate) n_parallel: usize,
}

impl Machine {
    /// Looks at the affinity mask of the calling thread, the topology and the control group.
    pub(crate) fn detect() -> Machine {
        let n_parallel = std::thread::available_parallelism().map_or(1, |count| count.get());
        let Ok(mask) = CpuSet::of_this_thread() else {
            return Machine { cpus: Vec::new(), n_cores: n_parallel, n_parallel };
        };
        let (cpus, n_cores) = first_of_each_core(mask.cpus(), first_sibling);
        Machine { cpus, n_cores, n_parallel }
    }

    /// Team size when none was asked for. Two threads on one core share its vector units, so
    /// siblings are left alone.
    pub(crate) fn default_threads(&self) -> usize {
        self.n_cores.min(self.n_parallel).max(1)
    }
}

/// Puts one processor of each core first; also returns how many those are.
fn first_of_each_core(
    cpus: Vec<usize>,
    core_of: impl Fn(usize) -> Option<usize>,
) -> (Vec<usize>, usize) {
    let mut seen = Vec::new();
    let mut firsts = Vec::new();
    let mut siblings = Vec::new();
    for cpu in cpus {
        // A processor of unknown topology counts as a core of its own.
        let core = core_of(cpu).unwrap_or(cpu);
        if seen.contains(&core) {
            siblings.push(cpu);
        } else {
            seen.push(core);
            firsts.push(cpu);
        }
    }
    let n_cores = firsts.len();
    firsts.append(&mut siblings);
    (firsts, n_cores)
}

/// The lowest processor on the core of `cpu`, as the system describes it.
fn first_sibling(cpu: usize) -> Option<usize> {
    let path = format!("/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list");
    parse_first(&std::fs::read_to_string(path).ok()?)
}

/// The first number of a list such as `0,64` or `0-1`.
fn parse_first(list: &str) -> Option<usize> {
    list.split([',', '-', '\n']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_come_last() {
        // Four cores with two threads each, numbered as Linux does: i and i + 4 share a core; the
        // mask leaves out 0, so 4 stands for that core.
        let (cpus, n_cores) = first_of_each_core(vec![1, 2, 3, 4, 5, 6, 7], |cpu| Some(cpu % 4));
        assert_eq!(cpus, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(n_cores, 4);
        // Adjacent numbering.
        let (cpus, n_cores) = first_of_each_core((0..6).collect(), |cpu| Some(cpu / 2 * 2));
        assert_eq!(cpus, [0, 2, 4, 1, 3, 5]);
        assert_eq!(n_cores, 3);
        // Unknown topology.
        assert_eq!(first_of_each_core(vec![0, 1], |_| None), (vec![0, 1], 2));
    }

    #[test]
    fn lists_of_the_system_are_read() {
        assert_eq!(parse_first("0,64\n"), Some(0));
        assert_eq!(parse_first("12-13\n"), Some(12));
        assert_eq!(parse_first("7\n"), Some(7));
        assert_eq!(parse_first("\n"), None);
    }

    #[test]
    fn this_machine_has_a_processor_and_binding_to_it_works() {
        let machine = Machine::detect();
        assert!(machine.default_threads() >= 1);
        assert!(machine.n_cores <= machine.cpus.len());
        let old = CpuSet::of_this_thread().unwrap();
        let cpu = machine.cpus[0];
        CpuSet::one(cpu).unwrap().apply_to_this_thread().unwrap();
        assert_eq!(CpuSet::of_this_thread().unwrap().cpus(), [cpu]);
        assert_eq!(current_cpu(), Some(cpu));
        old.apply_to_this_thread().unwrap();
        assert!(CpuSet::one(MAX_CPUS).is_none());
    }
}
