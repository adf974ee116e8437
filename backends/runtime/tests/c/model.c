/* A compiled model written by hand: y[i] = 2 * x[n - 1 - i] + w[i], in two kernels with the arena
 * between them. It repeats the structures of src/abi.rs as the compiler does. */
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name;
    uint32_t dtype, rank;
    const int64_t *shape;
    uint64_t bytes;
} tensor_desc;

typedef struct {
    const char *name, *source;
} kernel_desc;

typedef void entry_fn(uint8_t *const *io, uint8_t *arena, const uint8_t *weights, int64_t tid,
                      int64_t n_threads);

typedef struct {
    uint32_t abi_version, n_inputs, n_outputs, n_kernels;
    const tensor_desc *inputs, *outputs;
    const kernel_desc *kernels;
    uint64_t arena_bytes, weights_bytes, weights_hash;
    entry_fn *entry;
} program;

void terrace_barrier(int64_t tid);
void terrace_kernel_begin(int64_t kernel, int64_t tid);
void terrace_kernel_end(int64_t kernel, int64_t tid);

enum { ROWS = 4, COLUMNS = 250, N = ROWS * COLUMNS };

static void entry(uint8_t *const *io, uint8_t *arena, const uint8_t *weights, int64_t tid,
                  int64_t n_threads) {
    const float *x = (const float *)io[0], *w = (const float *)weights;
    float *y = (float *)io[1], *doubled = (float *)arena;
    int64_t first = N * tid / n_threads, last = N * (tid + 1) / n_threads;
    terrace_kernel_begin(0, tid);
    for (int64_t i = first; i < last; i++)
        doubled[i] = 2 * x[i];
    terrace_barrier(tid);
    terrace_kernel_end(0, tid);
    terrace_kernel_begin(1, tid);
    for (int64_t i = first; i < last; i++)
        y[i] = doubled[N - 1 - i] + w[i];
    terrace_kernel_end(1, tid);
}

static const int64_t shape[] = {ROWS, COLUMNS};
static const tensor_desc inputs[] = {{"x", 1, 2, shape, 4 * N}};
static const tensor_desc outputs[] = {{"y", 1, 2, shape, 4 * N}};
static const kernel_desc kernels[] = {{"double", "Mul_0"}, {"reverse_add", "Slice_1,Add_2"}};

/* WEIGHTS_HASH comes from the test that wrote the file. */
__attribute__((visibility("default"))) const program terrace_program = {
    1, 1, 1, 2, inputs, outputs, kernels, 4 * N, 4 * N, WEIGHTS_HASH, entry,
};
