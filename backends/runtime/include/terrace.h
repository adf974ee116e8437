/* The C interface of a model compiled by Terrace.
 *
 * A compiled model is a shared library `m.so`, and `m.weights` beside it. Link the library, or load
 * it with dlopen, and:
 *
 *     terrace_model *model;
 *     if (terrace_model_open(NULL, NULL, &model) != TERRACE_OK)
 *         die(terrace_last_error());
 *     int64_t shape[] = {1, 3, 224, 224};
 *     terrace_tensor in = {pixels, shape, TERRACE_F32, 4};
 *     ...
 *     if (terrace_run(model, &in, 1, &out, 1) != TERRACE_OK)
 *         die(terrace_last_error());
 *     terrace_model_close(model);
 *
 * Every function may be called from any thread. Calls of terrace_run on one model wait for each
 * other; to run several inferences at once, open the model several times. A model must not be closed while another call uses it. After fork() a model with more than
 * one thread can be run only by the process that opened it.
 */
#ifndef TERRACE_H
#define TERRACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of the contract between program, runtime and this header. */
#define TERRACE_ABI_VERSION 1u

/* What the functions that return int return. */
enum {
    TERRACE_OK = 0,
    TERRACE_ERR_ARGUMENT = 1, /* a bad argument: count, type, shape, address, option */
    TERRACE_ERR_WEIGHTS = 2,  /* the weights file is missing, damaged or of another program */
    TERRACE_ERR_SYSTEM = 3,   /* the system refused memory or a thread */
    TERRACE_ERR_PROGRAM = 4,  /* the program is malformed or of another ABI version */
    TERRACE_ERR_INTERNAL = 5  /* a bug of the runtime */
};

/* Element types, numbered as in ONNX. */
enum {
    TERRACE_F32 = 1,
    TERRACE_U8 = 2,
    TERRACE_I8 = 3,
    TERRACE_U16 = 4,
    TERRACE_I16 = 5,
    TERRACE_I32 = 6,
    TERRACE_I64 = 7,
    TERRACE_BOOL = 9, /* one byte, 0 or 1 */
    TERRACE_F16 = 10,
    TERRACE_F64 = 11,
    TERRACE_U32 = 12,
    TERRACE_U64 = 13,
    TERRACE_BF16 = 16
};

/* Bits of terrace_options.flags. */
enum {
    /* Map the weights in place of copying them: opens at once and shares memory between processes,
     * but gets no huge pages and skips the check of the data. The file must not be truncated while
     * the model is open. */
    TERRACE_MAP_WEIGHTS = 1,
    /* Check the data of mapped weights too, which reads all of them. */
    TERRACE_VERIFY_MAPPED = 2,
    /* Never bind threads to processors. By default they are bound if the team has a thread for
     * every core it may use; the caller only during terrace_run, and only if a worker shares its
     * processor. */
    TERRACE_PIN_NEVER = 4,
    /* Bind the threads also of a smaller team. */
    TERRACE_PIN_ALWAYS = 8,
    /* Do not ask for huge pages. */
    TERRACE_NO_HUGE_PAGES = 16,
    /* Workers sleep as soon as an inference ends. */
    TERRACE_NO_SPIN = 32
};

/* How to open a model. Initialise with TERRACE_OPTIONS_INIT; zeros are the defaults. */
typedef struct terrace_options {
    uint32_t size;    /* sizeof(terrace_options) */
    uint32_t threads; /* the caller included; 0: one for each physical core that may be used */
    uint32_t flags;   /* TERRACE_MAP_WEIGHTS and so on */
    uint32_t spin_us; /* how long workers stay awake after an inference; 0: 100 microseconds */
} terrace_options;

#define TERRACE_OPTIONS_INIT {(uint32_t)sizeof(terrace_options), 0, 0, 0}

/* A tensor of the caller, dense and row-major. `data` needs the alignment of an element, no more;
 * outputs may overlap nothing. The caller keeps data and shape. */
typedef struct terrace_tensor {
    void *data;
    const int64_t *shape; /* `rank` dimensions, outermost first; may be null for rank 0 */
    uint32_t dtype;       /* TERRACE_F32 and so on */
    uint32_t rank;
} terrace_tensor;

/* What the model expects of an input or output. Valid until the library is unloaded. */
typedef struct terrace_tensor_info {
    const char *name;
    uint32_t dtype;
    uint32_t rank;
    const int64_t *shape;
    uint64_t bytes; /* size of the dense data */
} terrace_tensor_info;

/* A kernel and the time it took on the caller's thread since the model was opened or its profile
 * reset. Times are zero if the model was compiled without profiling. */
typedef struct terrace_kernel {
    const char *name;
    const char *source; /* ONNX node names, comma separated */
    uint64_t total_ns;
    uint64_t calls;
} terrace_kernel;

typedef struct terrace_model terrace_model;

/* Opens the model of this library. `weights_path` may be null: the file lies beside the library.
 * `options` may be null: the defaults. On failure *model is null. */
int terrace_model_open(const char *weights_path, const terrace_options *options,
                       terrace_model **model);

/* Ends the threads of a model and frees its memory. Null is ignored. */
void terrace_model_close(terrace_model *model);

/* Runs one inference. Counts, types, shapes and addresses are checked first; if they are wrong,
 * nothing is written. */
int terrace_run(const terrace_model *model, const terrace_tensor *inputs, size_t n_inputs,
                const terrace_tensor *outputs, size_t n_outputs);

/* Counts, 0 for a null model. */
size_t terrace_n_inputs(const terrace_model *model);
size_t terrace_n_outputs(const terrace_model *model);
size_t terrace_n_kernels(const terrace_model *model);
size_t terrace_threads(const terrace_model *model);
uint64_t terrace_arena_bytes(const terrace_model *model);
uint64_t terrace_weights_bytes(const terrace_model *model);

/* Descriptors; null if there is none of this number. */
const terrace_tensor_info *terrace_input_info(const terrace_model *model, size_t idx);
const terrace_tensor_info *terrace_output_info(const terrace_model *model, size_t idx);

/* The profile. */
int terrace_kernel_info(const terrace_model *model, size_t idx, terrace_kernel *kernel);
void terrace_reset_profile(const terrace_model *model);

/* TERRACE_ABI_VERSION of the runtime in this library. */
uint32_t terrace_abi_version(void);

/* Why the last failed call on this thread failed; empty if none has. Valid until the next failure
 * on this thread. */
const char *terrace_last_error(void);

#ifdef __cplusplus
}
#endif

#endif
