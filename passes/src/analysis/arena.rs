//! Static memory planning: offsets for buffers with known lifetimes in one arena.

/// Alignment of every buffer in bytes: a cache line, and a vector of 512 bits.
pub const ALIGNMENT: usize = 64;

/// A buffer to be placed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The step that writes it first.
    pub start: usize,
    /// The last step that reads it, at least `start`.
    pub end: usize,
    /// Its size in bytes.
    pub bytes: usize,
}

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The offset in bytes of each request.
    pub offsets: Vec<usize>,
    /// The size of the arena in bytes.
    pub bytes: usize,
    /// The most bytes that are live at one step: no plan can be smaller.
    pub lower_bound: usize,
}

/// Places the largest buffers first, each at the lowest offset that is free while it lives.
///
/// # Cost
/// Quadratic in the number of buffers.
///
/// # Source
/// "Greedy by size for offset calculation", Pisarchyk and Lee, "Efficient Memory Management for
/// Deep Neural Net Inference" (2020).
///
/// ```
/// use terrace_passes::analysis::arena::{Request, plan};
/// let r = |start, end, bytes| Request { start, end, bytes };
/// // The first and the last are never live together.
/// let p = plan(&[r(0, 1, 128), r(1, 2, 64), r(2, 3, 128)]);
/// assert_eq!((p.bytes, p.lower_bound), (192, 192));
/// assert_eq!(p.offsets[0], p.offsets[2]);
/// ```
pub fn plan(requests: &[Request]) -> Plan {
    let size = |r: &Request| r.bytes.next_multiple_of(ALIGNMENT);
    let mut order: Vec<usize> = (0..requests.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(requests[i].bytes), requests[i].start));
    let mut offsets = vec![0; requests.len()];
    let mut placed: Vec<usize> = Vec::new();
    for i in order {
        let r = &requests[i];
        let mut others: Vec<(usize, usize)> = placed
            .iter()
            .filter(|&&p| requests[p].start <= r.end && r.start <= requests[p].end)
            .map(|&p| (offsets[p], offsets[p] + size(&requests[p])))
            .collect();
        others.sort_unstable();
        let mut at = 0;
        for (start, end) in others {
            if at + size(r) <= start {
                break;
            }
            at = at.max(end);
        }
        offsets[i] = at;
        placed.push(i);
    }
    let bytes = (0..requests.len()).map(|i| offsets[i] + size(&requests[i])).max().unwrap_or(0);
    let last = requests.iter().map(|r| r.end).max().unwrap_or(0);
    let live = |t: usize| -> usize {
        requests.iter().filter(|r| (r.start..=r.end).contains(&t)).map(size).sum()
    };
    let lower_bound = if requests.is_empty() { 0 } else { (0..=last).map(live).max().unwrap_or(0) };
    Plan { offsets, bytes, lower_bound }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_that_live_together_do_not_overlap() {
        // A small generator with a fixed seed: lifetimes and sizes of every shape.
        let mut state = 1u64;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % n
        };
        for _ in 0..50 {
            let requests: Vec<Request> = (0..40)
                .map(|_| {
                    let start = next(30) as usize;
                    let end = start + next(8) as usize;
                    Request { start, end, bytes: next(5000) as usize }
                })
                .collect();
            let p = plan(&requests);
            assert!(p.bytes >= p.lower_bound);
            for (i, a) in requests.iter().enumerate() {
                assert_eq!(p.offsets[i] % ALIGNMENT, 0);
                for (j, b) in requests.iter().enumerate().skip(i + 1) {
                    let together = a.start <= b.end && b.start <= a.end;
                    let apart = p.offsets[i] + a.bytes <= p.offsets[j]
                        || p.offsets[j] + b.bytes <= p.offsets[i];
                    assert!(!together || apart, "{i} and {j} overlap");
                }
            }
        }
    }
}
